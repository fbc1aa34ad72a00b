from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PledgesConfig(AppConfig):
    name = "pledges"
    verbose_name = _("Pledges")

    def ready(self) -> None:
        from pledges import signals  # models are ready only now
        from pledges.emails import register_letters

        register_letters()
        signals.connect()
