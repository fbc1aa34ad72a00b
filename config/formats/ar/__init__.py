"""Modern Standard Arabic as the United Nations write it, with European digits."""
