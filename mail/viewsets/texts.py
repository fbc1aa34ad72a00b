"""The words of our mails, written by editors in each language, with a preview beside them."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from mail import letters, texts
from mail.models import MailText
from users.listing import UnexportedMixin

WORDS = ("subject", "heading", "opening", "closing")


def language_name(code: str) -> str:
    """Return a language's name in the reader's own; its code where the site no longer speaks it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def label_of(text: MailText) -> str:
    kind = letters.with_words().get(text.kind)
    return str(kind.label) if kind else text.kind


def standing_of(text: MailText, original: MailText | None) -> str:
    """Say whether a text is in use. One that no longer fits its mail is not, and the mail says what it says without.

    Args:
        original: the text of the same mail in the site's first language, if there is one.
    """
    if troubles := letters.troubles_of(text):
        return gettext("Not used: this mail does not know %(names)s.") % {"names": ", ".join(troubles)}
    if original is not None and original.changed_at > text.changed_at:
        return gettext("Used, and behind the original: the text in %(language)s was changed after it.") % {
            "language": language_name(settings.LANGUAGE_CODE)
        }
    return gettext("Used")


class MailTextForm(WagtailAdminModelForm):
    """Refuses what the mail would not know, beside the field where it stands."""

    kind = forms.ChoiceField(label=_("Mail"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(name, kind.label) for name, kind in letters.with_words().items()]  # type: ignore[attr-defined]
        if self.instance.pk:  # another mail or language is another text
            self.fields["kind"].disabled = self.fields["language"].disabled = True

    @property
    def kinds(self) -> list[letters.Kind]:
        """Those that the help lists, with their variables."""
        return list(letters.with_words().values())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = letters.with_words().get(cleaned.get("kind", ""))
        for name in WORDS if kind else ():
            text = cleaned.get(name) or ""
            if unknown := texts.unknown_in(text, kind.variables):  # type: ignore[union-attr]
                self.add_error(
                    name,
                    gettext("This mail does not know %(unknown)s. It knows %(known)s.")
                    % {
                        "unknown": ", ".join(unknown),
                        "known": ", ".join(f"{{{each}}}" for each in kind.variables),  # type: ignore[union-attr]
                    },
                )
            elif texts.has_stray_braces(text):
                self.add_error(name, gettext("Use braces only around a variable, as in {name}."))
        if not any((cleaned.get(name) or "").strip() for name in WORDS):
            self.add_error(
                None, gettext("Write at least one of the texts, or delete this entry to use the built-in ones.")
            )
        return cleaned


class MailTextIndexView(UnexportedMixin, IndexView):
    page_title = _("Texts of mails")

    @cached_property
    def originals(self) -> dict[str, MailText]:
        """The texts in the site's first language, by mail."""
        return {text.kind: text for text in MailText.objects.filter(language=settings.LANGUAGE_CODE)}

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "kind",
                label=_("Mail"),
                accessor=label_of,
                get_url=self.get_edit_url,
            ),
            Column("language", label=_("Language"), accessor=lambda text: language_name(text.language)),
            Column(
                "standing", label=_("Standing"), accessor=lambda text: standing_of(text, self.originals.get(text.kind))
            ),
            DateColumn("changed_at", label=_("Changed")),
        ]


class MailTexts(SnippetViewSet):
    """`/cms/mail-texts/`"""

    model = MailText
    url_namespace = "mail_texts"
    url_prefix = "mail-texts"
    icon = "doc-full"
    menu_item_is_registered = True  # in the menu of `MailGroup`, not under "Snippets"
    menu_label = _("Texts of mails")
    index_view_class = MailTextIndexView
    copy_view_enabled = False
    add_to_reference_index = False
    list_filter = ["kind", "language"]
    edit_handler = ObjectList(
        [
            HelpPanel(template="mail/cms/text_help.html"),
            FieldPanel("kind"),
            FieldPanel("language"),
            FieldPanel("subject"),
            FieldPanel("heading", help_text=_("The large line on top.")),
            FieldPanel(
                "opening",
                help_text=_(
                    "With the greeting. An empty line begins a new paragraph; links and pictures cannot be put in."
                ),
            ),
            FieldPanel("closing", help_text=_("Below the button and what belongs to it.")),
        ],
        base_form_class=MailTextForm,
    )
