"""Kinds of stories. The values are stored: never renamed without a data migration."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StoryKind(models.TextChoices):
    """What sort of story a page tells."""

    STORY = "story", _("Story")
    NEWS = "news", _("News")
    REPORT = "report", _("Report")
    VOICE = "voice", _("Voice")
