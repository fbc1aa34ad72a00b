"""The states that pages of every kind share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TranslationStanding(models.TextChoices):
    """How far a page in another language than the site's own may be relied on."""

    COURTESY = "courtesy", _("courtesy translation, draft")
    APPROVED = "approved", _("translation approved by the secretariat")
