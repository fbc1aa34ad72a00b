"""The public append-only log and the tallies folded from it. Knows entries, not pledges."""
