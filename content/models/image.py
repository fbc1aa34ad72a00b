"""Pictures: each says what it shows, whose it is, and under which terms we may show it."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, SourceImageIOError
from wagtail.images.models import Image as WagtailImage
from wagtail.search import index

logger = logging.getLogger(__name__)


@contextmanager
def _said_as_wagtail_does(image: "Image") -> Iterator[None]:
    try:
        yield
    except (OSError, BotoCoreError, ClientError) as error:
        logger.error("picture.not_made", extra={"kind": image.pk, "error": type(error).__name__})
        raise SourceImageIOError(str(error)) from error


class Image(AbstractImage):
    """A picture from the library. What it says on a page, in that page's language, is typed where it is placed."""

    description = models.CharField(
        _("what the picture shows"),
        max_length=255,
        help_text=_(
            "One sentence for people who cannot see it. Where you place the picture, you say it in the language of that page."
        ),
    )
    # As in Wagtail, but for the names of their way back: Wagtail's own image model is installed too and has those.
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="pictures",
        verbose_name=_("uploaded by"),
    )
    uploaded_by_user.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]
    tags = TaggableManager(blank=True, verbose_name=_("tags"), related_name="pictures")
    credit = models.CharField(
        _("credit"), max_length=255, blank=True, help_text=_("Photographer or maker, as they want to be named.")
    )
    licence = models.CharField(
        _("licence"), max_length=120, blank=True, help_text=_("For example “CC BY 4.0” or “used by permission, 2026”.")
    )
    source_url = models.URLField(_("source"), blank=True, help_text=_("Where the picture and its licence are found."))

    admin_form_fields = (*WagtailImage.admin_form_fields, "credit", "licence", "source_url")
    search_fields = [*AbstractImage.search_fields, index.SearchField("credit")]

    def create_rendition(self, filter: Filter) -> AbstractRendition:
        """Make one size of the picture.

        Raises:
            SourceImageIOError: the store is down or full. Wagtail then shows the page without the picture.
        """
        with _said_as_wagtail_does(self):
            return super().create_rendition(filter)

    def create_renditions(self, *filters: Filter) -> dict[Filter, AbstractRendition]:
        """Make some sizes; raises as `create_rendition` does."""
        with _said_as_wagtail_does(self):
            return super().create_renditions(*filters)

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("choose_image", "Can choose image")]


class Rendition(AbstractRendition):
    image = models.ForeignKey(Image, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_once_per_filter_and_focus"
            )
        ]
