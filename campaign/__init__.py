"""The faces: pages that show campaigns, stories and plain texts. The records live below, in pledges."""
