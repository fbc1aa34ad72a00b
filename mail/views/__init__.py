"""The page where one kind of mail is stopped; and, in development only, the mails themselves."""

from mail.views.reading import dev_body, dev_list, dev_message, dev_raw
from mail.views.stopping import stop

__all__ = ["dev_body", "dev_list", "dev_message", "dev_raw", "stop"]
