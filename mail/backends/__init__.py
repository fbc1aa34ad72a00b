"""Ways out for mails, besides Django's own."""
