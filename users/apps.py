from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UsersConfig(AppConfig):
    name = "users"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from users import signals  # noqa: F401 - importing it connects them; models are there only now
