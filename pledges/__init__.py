"""The record: campaigns, commitments, signatories, pledges and their certificates."""
