from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        from mail import accounts, webhooks  # only here: models are not there before

        webhooks.connect()
        accounts.register_letters()
