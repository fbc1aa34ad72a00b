from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    name = "content"
    verbose_name = _("Content")

    def ready(self) -> None:
        from content import signals  # models are there only now
        from content.models import stated_contact
        from mail import letters

        signals.connect()
        letters.answers_go_to(lambda: stated_contact().contact_email)
