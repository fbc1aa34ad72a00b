"""The outbox: a row for each message owed, sent one by one by whoever is awake. Knows no pledge, only keys."""
