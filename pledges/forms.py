"""Text from outside -> clean values. No row is read or written here, but for the names of places."""

import re
import unicodedata
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from countries import names as places
from pledges import disciplines
from pledges.addresses import clean_address
from pledges.certificates import numbers
from pledges.consents import LISTING, WORDS
from pledges.enums import (
    CONSENTS_APART,
    DISPLAYS_ASKED,
    NARROWER,
    AgeGroup,
    Display,
    Purpose,
    ReportReason,
    RevocationReason,
)
from pledges.names import clean_line, clean_name, clean_shown, printable

ORCID = re.compile(r"(?:https?://(?:www\.)?orcid\.org/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])/?")


class WholeField(forms.CharField):
    """A line of text that is taken whole or refused: no browser cuts it unseen, as `maxlength` would have it do."""

    default_error_messages: ClassVar[Any] = {
        "max_length": _("Enter at most %(limit_value)d characters; this has %(show_value)d.")
    }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what the box shows again: without control characters, which no page may hold."""
        return printable(data) if isinstance(data, str) else data


class WrittenField(WholeField):
    """What people write in words, measured as it is kept: NFC, and one letter for the end of a line."""

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFC", super().to_python(value) or "").replace("\r\n", "\n")


def _places() -> list[Any]:
    return [("", _("Choose…")), *places.choices()]


def _disciplines() -> list[Any]:
    return [("", _("Choose…")), *disciplines.choices()]


class PlaceField(forms.ChoiceField):
    """A country or area of those that forms offer. The list is built when it is shown, not for every post."""

    def valid_value(self, value: str) -> bool:
        return value in dict(places.choices())


class DisciplineField(forms.ChoiceField):
    """A minor field of science; its list, too, is built when it is shown."""

    def valid_value(self, value: str) -> bool:
        return bool(disciplines.name_of(value))


class SignForm(forms.Form):
    """What a scholar types. In view: name, e-mail, country, affiliation, display, consent; the rest under "more"."""

    required_css_class = "is-required"
    more = ("sort_as", "role", "discipline", "orcid", "message", "consent_print", "consent_updates")

    full_name = WrittenField(
        label=_("Full name"),
        help_text=_("As it should stand on your certificate, in any script."),
        max_length=200,
        strip=True,
        widget=forms.TextInput(
            attrs={"autocomplete": "name", "dir": "auto", "enterkeyhint": "next", "autocapitalize": "words"}
        ),
        error_messages={
            "required": _("Enter your name as it should stand on the certificate"),
        },
    )
    email = WholeField(
        label=_("E-mail address"),
        help_text=_("We send one message to confirm. We never publish it."),
        max_length=254,
        widget=forms.EmailInput(
            attrs={
                "autocomplete": "email",
                "inputmode": "email",
                "dir": "ltr",
                "enterkeyhint": "next",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": _("Enter an e-mail address with an @ sign, such as name@university.org"),
            "max_length": _("This address is longer than any mailbox may be. Check it for pasted text."),
        },
    )
    country = PlaceField(
        label=_("Country or area where you work"),
        choices=_places,
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages={
            "required": _("Choose the country or area where you work"),
            "invalid_choice": _("Choose a country or area from the list"),
        },
    )
    affiliation = WrittenField(
        label=_("University or institute"),
        help_text=_("For identification only: you sign as a person."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto", "enterkeyhint": "next"}),
    )
    display = forms.ChoiceField(
        label=LISTING,
        help_text=_(
            "Choose none, and your name stands on your certificate only. You can change this at any time: write to us."
        ),
        choices=Display,
        required=False,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how we may show your pledge"),
            "invalid_choice": _("Choose one of the three ways"),
        },
    )
    age_group = forms.ChoiceField(
        label=_("How old are you?"),
        help_text=_(
            "If you are younger, your pledge is counted, your name is shown nowhere, and we send no further message. "
            "We keep only your choice."
        ),
        choices=AgeGroup,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Say whether you are of this age"),
            "invalid_choice": _("Choose one of the two"),
        },
    )
    consent = forms.BooleanField(
        label=WORDS[Purpose.CERTIFICATE][0],
        error_messages={"required": _("Tick this box to sign; without it we may not keep your details")},
    )
    sort_as = WrittenField(
        label=_("How lists should sort your name"),
        # Translators: keep the example to one whose family name is written last
        help_text=_("Only if not as it is written: “Otieno, Wangari”. Lists show your name as you wrote it above."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    role = WrittenField(
        label=_("Role or title"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title", "dir": "auto"}),
    )
    discipline = DisciplineField(label=_("Discipline"), choices=_disciplines, required=False)
    orcid = WholeField(
        label=_("ORCID iD"),
        help_text=_("Sixteen digits, as in 0000-0002-1825-0097."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    message = WrittenField(
        label=_("A word to the next generation"),
        help_text=_(
            "Up to 280 characters. Once somebody of us has read it, it may stand on the page of your certificate."
        ),
        max_length=280,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    consent_print = forms.BooleanField(
        label=WORDS[Purpose.PRINT][0],
        required=False,
    )
    consent_updates = forms.BooleanField(label=WORDS[Purpose.UPDATES][0], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.MINIMUM_AGE:
            age = {"age": settings.MINIMUM_AGE}
            words = {AgeGroup.OVER: _("%(age)s or older") % age, AgeGroup.UNDER: _("Younger than %(age)s") % age}
            self.fields["age_group"].widget.choices = [(group.value, label) for group, label in words.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["age_group"]
        asked = [(display.value, display.label) for display in DISPLAYS_ASKED]
        self.fields["display"].widget.choices = asked  # type: ignore[attr-defined]

    @property
    def more_has_errors(self) -> bool:
        """Whether the part that starts folded holds something to put right."""
        return any(name in self.errors for name in self.more)

    def clean_full_name(self) -> str:
        return clean_name(self.cleaned_data["full_name"])

    def clean_email(self) -> str:
        return clean_address(self.cleaned_data["email"])

    def clean_display(self) -> str:
        """The page sends `unlisted` by a hidden field where no button is pressed; who sends nothing has not read it."""
        display: str = self.cleaned_data["display"]
        if not display:
            raise ValidationError(self.fields["display"].error_messages["required"], code="required")
        return display

    def clean_affiliation(self) -> str:
        return clean_shown(self.cleaned_data["affiliation"])

    def clean_sort_as(self) -> str:
        return clean_shown(self.cleaned_data["sort_as"])

    def clean_role(self) -> str:
        return clean_shown(self.cleaned_data["role"])

    def clean_message(self) -> str:
        return "\n".join(filter(None, map(clean_line, self.cleaned_data["message"].splitlines())))

    def clean_orcid(self) -> str:
        return clean_orcid(self.cleaned_data["orcid"])

    def consents(self) -> frozenset[Purpose]:
        """Return the purposes that were ticked beside the one that signing itself needs."""
        boxes = {"consent_print": Purpose.PRINT, "consent_updates": Purpose.UPDATES}
        return frozenset(purpose for name, purpose in boxes.items() if self.cleaned_data[name])


def clean_orcid(text: str) -> str:
    """Return an ORCID iD as 0000-0000-0000-0000, or an empty text.

    Raises:
        ValidationError: the form or the check digit (ISO 7064 MOD 11-2) is wrong.
    """
    text = text.strip()
    if not text:
        return ""
    found = ORCID.fullmatch(text)
    if found is None:
        raise ValidationError(_("An ORCID iD has sixteen digits, as in 0000-0002-1825-0097"), code="form")
    digits = "".join(found.groups()).upper()
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    if digits[-1] != ("X" if check == 10 else str(check)):
        raise ValidationError(_("One digit of this ORCID iD is wrong. Copy it from your ORCID page."), code="digit")
    return "-".join(digits[i : i + 4] for i in (0, 4, 8, 12))


class CodeForm(forms.Form):
    """The six digits from the mail."""

    code = WholeField(
        label=_("Code from the message"),
        help_text=_("Six digits."),
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "pattern": "[0-9 ]*",
                "dir": "ltr",
                "enterkeyhint": "done",
            }
        ),
        error_messages={"required": _("Enter the six digits from our message")},
    )

    def clean_code(self) -> str:
        digits = "".join(str(int(c)) for c in self.cleaned_data["code"] if c.isdecimal())  # any script's digits
        if len(digits) != 6:
            raise ValidationError(_("Enter the six digits from our message"), code="digits")
        return digits


class NumberForm(forms.Form):
    """A certificate's number, however people write it."""

    number = WholeField(
        label=_("Certificate number"),
        help_text=_("Twelve letters and digits, as in 7K3M-9QXW-2B4F. Dashes and capitals do not matter."),
        max_length=80,
        widget=forms.TextInput(
            attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter the number that stands on the certificate")},
    )

    def clean_number(self) -> str:
        text: str = self.cleaned_data["number"]
        try:
            return numbers.normalise(text)
        except numbers.NumberMistyped as error:
            raise ValidationError(
                _("We know no certificate with this number. Check the letters."), code="mistyped"
            ) from error
        except numbers.NumberMalformed as error:
            raise ValidationError(
                _("A number has twelve letters and digits, as in 7K3M-9QXW-2B4F."), code="malformed"
            ) from error


class ReportForm(forms.Form):
    """What a stranger tells us about an entry. No name, no address is asked."""

    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=ReportReason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong")},
    )
    note = WholeField(
        label=_("What should we know?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class ActForm(forms.Form):
    """Why staff do something to a pledge."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept with the act in the log of the CMS; not public."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, in a few words: the reason is kept with the act.")},
    )


class AnswerForm(ActForm):
    """What somebody found who looked at a reported entry."""

    is_right = forms.BooleanField(
        label=_("Nothing was wrong"), help_text=_("The name may stand where its signatory chose."), required=False
    )


class ExportForm(ActForm):
    """Why staff take the pledges of a campaign out of the CMS, and with what."""

    with_addresses = forms.BooleanField(
        label=_("With e-mail addresses"),
        help_text=_(
            "Only where the purpose needs them. Addresses are private: keep the file safe, delete it after use."
        ),
        required=False,
    )


class BatchForm(ActForm):
    """Why staff do something to many pledges, and how many they were shown."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class AddressForm(forms.Form):
    """Whose pledges staff look for. By POST, so that no address stands in a log of addresses visited."""

    address = forms.CharField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"dir": "ltr"}))


class DisplayForm(ActForm):
    """How little a signatory has asked us in writing to show."""

    display = forms.ChoiceField(label=_("Show the pledge as"), choices=Display)

    def __init__(self, *args: Any, shown: Display, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(display.value, display.label) for display in NARROWER[shown]]
        self.fields["display"].choices = offered  # type: ignore[attr-defined]

    def clean_display(self) -> Display:
        return Display(self.cleaned_data["display"])


class ConsentForm(ActForm):
    """Which consent a signatory has taken back in writing."""

    purpose = forms.ChoiceField(
        label=_("We may no longer"), choices=[(purpose.value, purpose.label) for purpose in CONSENTS_APART]
    )

    def clean_purpose(self) -> Purpose:
        return Purpose(self.cleaned_data["purpose"])


class RevokeForm(ActForm):
    """Why the secretariat takes a pledge back; the class is public, the note is not."""

    reason_class = forms.ChoiceField(label=_("What the certificate says"), choices=RevocationReason)
