"""What a tally is counted by."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Dimension(models.TextChoices):
    """The axis of a tally; its `key` is a value on that axis (empty for the whole)."""

    ALL = "all", _("all")
    COUNTRY = "country", _("country")
    DISCIPLINE = "discipline", _("discipline")
    DAY = "day", _("day")
    OUTCOME = "outcome", _("withdrawn or revoked")
