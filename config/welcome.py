"""What `make run` says when the site is ready: where it is, who may log in, where mails go, what to try."""

from django.conf import settings
from django.urls import reverse

from home.demo.accounts import ACCOUNTS, PASSWORD

TEXT = """
  Light Up is ready:     {here}/

  Sign the pledge        {here}/en/campaigns/light-up/#sign
  Read the mails         {here}{mails}
  Edit the pages         {here}{cms}
                         {editor}, password {password}
                         (also {others})
  Check a certificate    {here}{verify}

  A phone in the same network can join: HOST=0.0.0.0 make run.  Ctrl-C stops the site.

"""


def welcome() -> str:
    """The text for the terminal. The accounts are those of the demo content; they exist in development only."""
    editor, *others = sorted(ACCOUNTS, key=lambda address: not address.startswith("editor@"))
    mails = settings.EMAIL_BACKEND == "mail.backends.file.EmailBackend"
    return TEXT.format(
        here=settings.BASE_URL,
        mails=reverse("mail:dev_list") if mails else " (they go to the mail server of EMAIL_URL)",
        cms=reverse("wagtailadmin_home"),
        verify=reverse("pledges:verify"),
        editor=editor,
        others=", ".join(others),
        password=PASSWORD,
    )
