from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        from mail import accounts, reviews, webhooks  # only here: models are not there before

        webhooks.connect()
        accounts.register_letters()
        reviews.connect()
        reviews.register_letters()
