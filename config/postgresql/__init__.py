"""Django's PostgreSQL backend (`ENGINE` is this package), for a server that may be away, silent or only to be read."""
