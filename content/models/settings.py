"""Who answers for the site, editable in the CMS under Settings."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from content.facts import Contact


@register_setting(icon="site")
class SiteSettings(BaseSiteSetting):
    """The facts that imprint, privacy notice, footer and mails repeat. What is left empty is said to be missing."""

    organisation = models.CharField(
        _("responsible organisation"),
        max_length=200,
        blank=True,
        help_text=_("Full legal name. Empty: the name from the server's settings."),
    )
    responsible_person = models.CharField(
        _("responsible person"), max_length=200, blank=True, help_text=_("Who answers for the content, by name.")
    )
    address = models.TextField(_("postal address"), blank=True, help_text=_("As on an envelope, one line a line."))
    contact_email = models.EmailField(
        _("contact e-mail"), blank=True, help_text=_("Empty: the address from the server's settings.")
    )
    press_email = models.EmailField(_("press e-mail"), blank=True)
    hosting = models.CharField(
        _("hosting"), max_length=255, blank=True, help_text=_("Who runs the servers and in which country.")
    )
    recipients = models.TextField(
        _("who receives data"),
        blank=True,
        help_text=_(
            "Hosting, mail and other providers, one a line: name, what for, country. The privacy notice lists them."
        ),
    )
    icp_number = models.CharField(
        _("ICP number"), max_length=60, blank=True, help_text=_("Only for sites served from mainland China.")
    )
    sign_page = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("campaign behind “Sign the pledge”"),
        help_text=_("Where the button at the top of every page leads, in the reader's language."),
    )
    privacy_page = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("privacy notice"),
        help_text=_("Linked from the pledge form, in the reader's language."),
    )
    has_samples = models.BooleanField(
        _("sample data is loaded"),
        default=False,
        help_text=_("Every page then says that some of the people on it are invented."),
    )

    panels = [
        MultiFieldPanel(
            ["organisation", "responsible_person", "address", "hosting", "recipients", "icp_number"],
            _("Who answers for this site"),
        ),
        MultiFieldPanel(["contact_email", "press_email"], _("How to reach us")),
        MultiFieldPanel(
            [
                PageChooserPanel("sign_page", "campaign.CampaignPage"),
                PageChooserPanel("privacy_page", "content.StandardPage"),
            ],
            _("Pages that others lead to"),
        ),
        "has_samples",
    ]

    class Meta:
        verbose_name = _("Site and contact")

    def recipient_lines(self) -> list[str]:
        """Return who receives data, as the operator wrote it: one each."""
        return [line.strip() for line in self.recipients.splitlines() if line.strip()]

    def contact(self) -> Contact:
        """Return the facts as stated here or, where nothing is stated, by the server's settings."""
        return Contact(
            organisation=self.organisation or settings.ORGANISATION,
            responsible_person=self.responsible_person,
            address=self.address,
            contact_email=self.contact_email or settings.CONTACT_EMAIL,
            press_email=self.press_email,
            hosting=self.hosting,
            icp_number=self.icp_number,
        )


def stated_contact() -> Contact:
    """Return the facts where no request says of which site: in mails and in what machines read."""
    stated = SiteSettings.objects.filter(site__is_default_site=True).first() or SiteSettings()
    return stated.contact()
