"""The page for everything that is read rather than signed: about, contact, privacy, imprint."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from content.blocks import BodyBlocks
from content.models.page import BasePage


class StandardPage(BasePage):  # -> templates/content/standard_page.html
    """Lead and body. Placeholders such as `{contact_email}` are filled with the operator's facts when it is shown."""

    in_footer = models.BooleanField(_("show in the footer"), default=False)
    body = StreamField(
        BodyBlocks(),
        verbose_name=_("body"),
        blank=True,
        help_text=_(
            "In texts, {responsible_organisation}, {responsible_person}, {address}, {contact_email}, {press_email}, "
            "{hosting}, {icp_number}, {retention_unconfirmed_days}, {link_days} and {base_url} are replaced by what "
            "Settings › Site and contact says."
        ),
    )

    needs_a_body = True
    subpage_types = ["content.StandardPage"]

    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    promote_panels = [*BasePage.promote_panels, MultiFieldPanel(["in_footer"], _("Footer"))]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = _("standard page")
        verbose_name_plural = _("standard pages")

    page_description = _("Title, lead and body: about, contact, privacy notice and the like.")
