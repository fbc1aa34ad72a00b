"""Dates and numbers as a language writes them, where Django's own formats are one country's habit."""
