"""What staff may do to a pledge: each act with its words, its service, and how the log tells it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry

from pledges import services
from pledges.enums import NARROWER, OWNER, Display, Listing, Purpose, RevocationReason
from pledges.forms import ActForm, ConsentForm, DisplayForm, RevokeForm
from pledges.models import Pledge


@dataclass(frozen=True, slots=True)
class Act:
    """One button of the desk."""

    name: str  # its part of the address
    label: str | Promise
    icon: str
    explanation: str | Promise
    done: str | Promise
    service: Callable[..., Pledge]
    is_possible: Callable[[Pledge, datetime], bool]
    form_class: type[ActForm] = ActForm
    facts: Callable[[Pledge], dict[str, Any]] = lambda pledge: {}  # what its form knows of the pledge
    is_final: bool = False
    permission: str = "moderate"


ACTS = (
    Act(
        name="hold",
        label=_("Hold"),
        icon="lock",
        explanation=_(
            "The name is shown nowhere until somebody releases it: on no public list, and not on the certificate, its "
            "PDF and its pictures. The certificate stays valid, and the pledge counts as before."
        ),
        done=_("The listing is held."),
        service=services.hold_listing,
        is_possible=lambda pledge, at: pledge.is_confirmed and not pledge.is_covered,
    ),
    Act(
        name="release",
        label=_("Release"),
        icon="lock-open",
        explanation=_(
            "The name may stand in public lists from now on, if its signatory chose to be listed. "
            "This ends every hold, also the one that each new pledge has."
        ),
        done=_("The listing is released."),
        service=services.release_listing,
        is_possible=lambda pledge, at: pledge.listing(at) in {Listing.HELD, Listing.HIDDEN, Listing.WAITING},
    ),
    Act(
        name="hide",
        label=_("Hide"),
        icon="no-view",
        explanation=_(
            "The name is taken out of public lists. The pledge counts as before, and the certificate stays valid."
        ),
        done=_("The listing is hidden."),
        service=services.hide_listing,
        is_possible=lambda pledge, at: pledge.is_confirmed and not pledge.is_hidden,
    ),
    Act(
        name="show-message",
        label=_("Show the words"),
        icon="openquote",
        explanation=_(
            "You have read the words of the signatory, and they may stand on the page of the certificate, as they are. "
            "While the name is held or hidden, they are not shown."
        ),
        done=_("The words are shown."),
        service=services.show_message,
        is_possible=lambda pledge, at: (
            pledge.is_confirmed
            and bool(pledge.message)
            and not pledge.is_message_shown
            and pledge.display != Display.HIDDEN
        ),
    ),
    Act(
        name="hide-message",
        label=_("Hide the words"),
        icon="no-view",
        explanation=_(
            "You have read the words of the signatory, and they stand on no public page. The pledge and its certificate "
            "stay as they are."
        ),
        done=_("The words are shown nowhere."),
        service=services.hide_message,
        is_possible=lambda pledge, at: (
            pledge.is_confirmed and bool(pledge.message) and (pledge.is_message_shown or pledge.message_read_at is None)
        ),
    ),
    Act(
        name="change-display",
        label=_("Show otherwise"),
        icon="view",
        explanation=_(
            "The signatory has asked us in writing to show less of them. The certificate and its pictures are drawn "
            "anew; what is held or hidden stays so. To be shown more is the signatory’s own act. "
            "Say in the reason how and when the wish reached us."
        ),
        done=_("The pledge is shown as its signatory asked."),
        service=services.change_display,
        is_possible=lambda pledge, at: pledge.is_confirmed and bool(NARROWER[Display(pledge.display)]),
        form_class=DisplayForm,
        facts=lambda pledge: {"shown": Display(pledge.display)},
    ),
    Act(
        name="withdraw-consent",
        label=_("Take back a consent"),
        icon="cross",
        explanation=_(
            "The signatory has asked us in writing to stop something that they had agreed to. The pledge counts as "
            "before. Say in the reason how and when the wish reached us."
        ),
        done=_("The consent is taken back."),
        service=services.withdraw_consent,
        is_possible=lambda pledge, at: pledge.is_confirmed,
        form_class=ConsentForm,
    ),
    Act(
        name="revoke",
        label=_("Revoke"),
        icon="cross",
        explanation=_(
            "The secretariat takes the pledge back. It no longer counts, its certificate says that it was revoked and "
            "gives the reason you choose, and the same person cannot sign again. This cannot be undone."
        ),
        done=_("The pledge is revoked."),
        service=services.revoke_pledge,
        is_possible=lambda pledge, at: pledge.is_confirmed,
        form_class=RevokeForm,
        is_final=True,
        permission="revoke",
    ),
    Act(
        name="withdraw",
        label=_("Withdraw"),
        icon="resubmit",
        explanation=_(
            "The signatory has asked us in writing to take the pledge back. It no longer counts, and its certificate "
            "says that it was withdrawn. They may sign again. This cannot be undone. "
            "Say in the reason how and when the wish reached us."
        ),
        done=_("The pledge is withdrawn."),
        service=services.withdraw_pledge,
        is_possible=lambda pledge, at: pledge.is_confirmed,
        is_final=True,
    ),
)


class ReasonedFormatter(LogFormatter):
    """A line of the log that ends with why."""

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return gettext("%(act)s. Reason: %(reason)s") % {"act": self.message, "reason": self.reason_of(log_entry)}

    def reason_of(self, log_entry: ModelLogEntry) -> str:
        return str(log_entry.data.get("reason", ""))


class RevocationFormatter(ReasonedFormatter):
    """Why, as it is said in public and as it is kept here."""

    label = _("Revoke the pledge")
    message = _("Revoked the pledge")

    def reason_of(self, log_entry: ModelLogEntry) -> str:
        public = dict(RevocationReason.choices).get(log_entry.data.get("class", ""), "")
        return f"{public} ({super().reason_of(log_entry)})"


class WithdrawalFormatter(ReasonedFormatter):
    """How the signatory's wish reached us."""

    label = _("Withdraw the pledge")
    message = _("Withdrew the pledge at its signatory’s wish")

    def reason_of(self, log_entry: ModelLogEntry) -> str:
        if log_entry.data.get("source") == OWNER:
            return gettext("The owner of the address pressed the button.")
        return super().reason_of(log_entry)


class DisplayFormatter(ReasonedFormatter):
    """How a pledge was shown before, how it is now, and why."""

    label = _("Show the pledge otherwise")
    message = _("Changed how the pledge is shown, at its signatory’s wish")

    def reason_of(self, log_entry: ModelLogEntry) -> str:
        known = dict(Display.choices)
        before, after = (known.get(log_entry.data.get(name, ""), "") for name in ("from", "to"))
        return f"{before} → {after} ({super().reason_of(log_entry)})"


class ConsentFormatter(ReasonedFormatter):
    """Which consent was taken back, and why."""

    label = _("Take back a consent")
    message = _("Took back a consent at its signatory’s wish")

    def reason_of(self, log_entry: ModelLogEntry) -> str:
        purpose = dict(Purpose.choices).get(log_entry.data.get("purpose", ""), "")
        return f"{purpose} ({super().reason_of(log_entry)})"


class ExportFormatter(ReasonedFormatter):
    """Why pledges were taken out, and whether addresses were among them."""

    label = _("Export pledges")
    message = _("Exported the pledges")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        if not log_entry.data.get("addresses"):
            return super().format_message(log_entry)
        return gettext("Exported the pledges with e-mail addresses. Reason: %(reason)s") % {
            "reason": self.reason_of(log_entry)
        }


class LanguageFormatter(LogFormatter):
    """A line of the log that names a language."""

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return f"{self.message}: {log_entry.data.get('language', '')}"


def register_acts(registry: LogActionRegistry) -> None:
    """Teach Wagtail's log the acts of the desk and of the editors of commitments."""
    reasoned: dict[str, tuple[str | Promise, str | Promise]] = {
        "pledges.hold": (_("Hold the listing"), _("Held the listing")),
        "pledges.release": (_("Release the listing"), _("Released the listing")),
        "pledges.hide": (_("Hide the listing"), _("Hid the listing")),
        "pledges.show_message": (_("Show the words"), _("Showed the words")),
        "pledges.hide_message": (_("Hide the words"), _("Hid the words")),
        "pledges.answer_report": (_("Answer a report"), _("Answered a report")),
        "pledges.undo": (_("Undo a bulk act"), _("Put back what a bulk act had changed")),
        "pledges.begin_batch": (_("Begin a bulk act"), _("Began a bulk act")),
    }
    for action, (label, message) in reasoned.items():
        _register(registry, action, ReasonedFormatter, label=label, message=message)
    registry.register_action(
        "pledges.hold_unanswered",
        _("Hold after a report"),
        _("Taken off the lists: a report about it had waited for a day"),
    )
    registry.register_action("pledges.withdraw")(WithdrawalFormatter)
    registry.register_action("pledges.revoke")(RevocationFormatter)
    registry.register_action("pledges.change_display")(DisplayFormatter)
    registry.register_action("pledges.withdraw_consent")(ConsentFormatter)
    registry.register_action("pledges.export")(ExportFormatter)
    registry.register_action(
        "pledges.look_at_address", _("Look at the e-mail address"), _("Looked at the e-mail address")
    )
    registry.register_action(
        "pledges.find_by_address", _("Find by the e-mail address"), _("Found it by the e-mail address")
    )
    registry.register_action("pledges.undo_batch", _("Undo a bulk act"), _("Began to undo the bulk act"))
    registry.register_action("pledges.draft_version", _("Draft a version"), _("Drafted the version"))
    registry.register_action("pledges.write_version", _("Write a version"), _("Changed the words"))
    registry.register_action("pledges.approve_version", _("Approve a version"), _("Approved the version"))
    registry.register_action("pledges.reopen_version", _("Reopen a version"), _("Turned the version back into a draft"))
    registry.register_action("pledges.publish_version", _("Publish a version"), _("Published the version"))
    _register(
        registry,
        "pledges.add_translation",
        LanguageFormatter,
        label=_("Add a translation"),
        message=_("Added a courtesy translation"),
    )
    _register(
        registry,
        "pledges.approve_translation",
        LanguageFormatter,
        label=_("Approve a translation"),
        message=_("Named who answers for a courtesy translation"),
    )


def _register(registry: LogActionRegistry, action: str, formatter: type[LogFormatter], **words: Any) -> None:
    registry.register_action(action)(type(formatter.__name__, (formatter,), words))
