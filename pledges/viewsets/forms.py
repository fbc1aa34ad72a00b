"""What editors type: the words of a version, and the record of a campaign."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from countries import names as places
from pledges.enums import Standing
from pledges.models import Campaign, CommitmentText, CommitmentVersion, Pledge
from pledges.names import clean_line


def described(name: str) -> dict[str, Any]:
    """Return label, help and length of a field of the record, so that each is said in one place."""
    field: Any = CommitmentText._meta.get_field(name)
    return {"label": capfirst(field.verbose_name), "help_text": field.help_text, "max_length": field.max_length}


def language_name(language: str) -> str:
    """Return a language's name in the reader's own."""
    return str(get_language_info(language)["name_translated"])


class TextForm(forms.Form):
    """The words of a version in one language. Left empty, the version has no text in it."""

    title = forms.CharField(**described("title"), required=False)
    text = forms.CharField(
        **described("text"), required=False, widget=forms.Textarea(attrs={"rows": 8, "data-words": ""})
    )
    certificate_line = forms.CharField(
        **described("certificate_line"), required=False, widget=forms.Textarea(attrs={"rows": 3, "data-words": ""})
    )
    standing = forms.ChoiceField(
        label=described("standing")["label"], choices=Standing.choices, initial=Standing.COURTESY
    )
    approved_by_name = forms.CharField(**described("approved_by_name"), required=False)
    needed = ("title", "text", "certificate_line")

    def __init__(self, data: Any, *, language: str, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=language, initial=initial)
        self.language = language
        direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
        for name in (*self.needed, "approved_by_name"):
            self.fields[name].widget.attrs |= {"lang": language, "dir": direction}

    @property
    def language_name(self) -> str:
        return language_name(self.language)

    @property
    def is_left_out(self) -> bool:
        """Whether nothing was written in this language."""
        return not any(self.cleaned_data.get(name) for name in self.needed)

    def clean_title(self) -> str:
        return clean_line(self.cleaned_data["title"])

    def clean_certificate_line(self) -> str:
        return clean_line(self.cleaned_data["certificate_line"])

    def clean_approved_by_name(self) -> str:
        return clean_line(self.cleaned_data["approved_by_name"])

    def clean(self) -> dict[str, Any]:
        if not self.is_left_out:
            for name in self.needed:
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, _("Write this too, or empty all three to leave this language out."))
        return self.cleaned_data

    def words(self) -> dict[str, Any]:
        """Return what `pledges.services.write_version` takes for a language."""
        return self.cleaned_data | {"language": self.language}


class VersionForm(forms.Form):
    """What is different in a version."""

    reason = forms.CharField(
        label=_("What is different"),
        help_text=CommitmentVersion._meta.get_field("reason").help_text,
        max_length=280,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def clean_reason(self) -> str:
        return clean_line(self.cleaned_data["reason"])


class WordingForm:
    """All that a version says, as one form: the reason, and the text in each language of the site."""

    def __init__(self, version: CommitmentVersion, data: Any = None) -> None:
        there = {text.language: text for text in version.texts.all()}
        self.reason = VersionForm(data, initial={"reason": version.reason})
        self.texts = [
            TextForm(data, language=language, initial=_initial(there.get(language)))
            for language in dict.fromkeys([*there, *dict(settings.LANGUAGES)])
        ]
        self.texts.sort(key=lambda form: (form.language != settings.LANGUAGE_CODE, form.language))
        self.errors: list[str] = []

    def is_valid(self) -> bool:
        if not all([self.reason.is_valid(), *(form.is_valid() for form in self.texts)]):
            return False
        if all(form.is_left_out or form.cleaned_data["standing"] != Standing.AUTHORITATIVE for form in self.texts):
            self.errors.append(str(_("One language at least must be authoritative.")))
        return not self.errors

    def words(self) -> list[dict[str, Any]]:
        return [form.words() for form in self.texts if not form.is_left_out]


def _initial(text: CommitmentText | None) -> dict[str, Any]:
    if text is None:
        return {}
    return {name: getattr(text, name) for name in TextForm.base_fields}


class TranslationForm(forms.Form):
    """A courtesy translation that comes after its version was published."""

    language = forms.ChoiceField(label=_("Language"))
    title = forms.CharField(**described("title"), widget=forms.TextInput(attrs={"dir": "auto"}))
    text = forms.CharField(
        **described("text"), widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "data-words": ""})
    )
    certificate_line = forms.CharField(
        **described("certificate_line"),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "data-words": ""}),
    )
    approved_by_name = forms.CharField(
        **described("approved_by_name") | {"help_text": _("Who answers for it. The name stands with the text.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: Any, taken: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = [code for code, _name in settings.LANGUAGES if code not in taken]
        self.fields["language"].choices = [(code, language_name(code)) for code in free]  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        return clean_line(self.cleaned_data["title"])

    def clean_certificate_line(self) -> str:
        return clean_line(self.cleaned_data["certificate_line"])

    def clean_approved_by_name(self) -> str:
        return clean_line(self.cleaned_data["approved_by_name"])


class ApproverForm(forms.Form):
    """Who answers for a translation that was published as a draft."""

    approved_by_name = forms.CharField(
        **described("approved_by_name") | {"help_text": ""}, widget=forms.TextInput(attrs={"dir": "auto"})
    )

    def clean_approved_by_name(self) -> str:
        return clean_line(self.cleaned_data["approved_by_name"])


class SeenForm(forms.Form):
    """A button under words that somebody has read; `seen` says which words those were."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class CampaignForm(WagtailAdminModelForm):
    """The record of a campaign, with the rules that span more than one row."""

    class Meta:
        model = Campaign
        fields = ["name", "slug", "level", "parent", "place", "commitment", "opens_at", "closes_at", "goal"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", "—"), *places.every()]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        campaign, parent, commitment = self.instance, cleaned.get("parent"), cleaned.get("commitment")
        is_moved = bool({"parent", "commitment"} & set(self.changed_data))
        if is_moved and parent is not None and commitment is not None and parent.commitment_id != commitment.pk:
            self.add_error(
                "parent",
                _(
                    "A campaign is part of one with the same commitment: "
                    "else a person who signs both counts twice in it."
                ),
            )
        if campaign.pk is None:
            return cleaned
        if parent is not None and campaign.pk in {above.pk for above in parent.path()}:
            self.add_error("parent", _("A campaign cannot be part of itself or of a campaign below it."))
        elif "parent" in self.changed_data and _has_pledges_in(_below(campaign)):
            self.add_error(
                "parent",
                _(
                    "People have signed here or in a campaign below, and their pledges are counted in what it is part of."
                ),
            )
        if "commitment" in self.changed_data and _has_pledges_in([campaign.pk]):
            self.add_error("commitment", _("People have signed this commitment here, so it stays."))
        elif "commitment" in self.changed_data and Campaign.objects.filter(parent=campaign).exists():
            self.add_error("commitment", _("Campaigns below this one share its commitment, so it stays."))
        return cleaned


def _below(campaign: Campaign) -> list[int]:
    """Return the keys of a campaign and of all below it. Costs a query for each level."""
    found, level = [campaign.pk], [campaign.pk]
    while level:
        level = list(Campaign.objects.filter(parent__in=level).exclude(pk__in=found).values_list("pk", flat=True))
        found += level
    return found


def _has_pledges_in(campaigns: list[int]) -> bool:
    return Pledge.objects.filter(campaign__in=campaigns).exists()
