"""Places by UN M49 code, their names in every language, and the night map."""
