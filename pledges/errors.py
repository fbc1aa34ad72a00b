"""What can go wrong, as one family. Each says what happened, what to do next, beside which field, and its status."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class PledgeError(Exception):
    """Something a person did cannot be done; `message` tells them what to do instead."""

    message: ClassVar[str | Promise] = _("This cannot be done.")
    field: ClassVar[str | None] = None
    status: ClassVar[int] = 422


class CampaignClosed(PledgeError):
    message = _("This campaign takes no signatures at present. Its page stays readable.")
    status = 409


class TextChanged(PledgeError):
    message = _(
        "A new wording of the pledge was published while you read. Please read it again, then press the button."
    )
    status = 409


class ProofRefused(PledgeError):
    message = _("The check against robots did not pass. Please press the button again; nothing you typed is lost.")


class ProofReplayed(ProofRefused):
    message = _("The check against robots was used before. Please press the button again; nothing you typed is lost.")


class TooManySignatures(PledgeError):
    message = _(
        "Many people sign at this moment from where you are. Please press the button again in a minute; "
        "nothing you typed is lost."
    )
    status = 429


class ConfirmationUnknown(PledgeError):
    message = _("We do not know this link. Open it again from the message, whole, or sign again; it takes a minute.")
    status = 404


class ConfirmationExpired(PledgeError):
    message = _("This link is no longer good. Sign again; it takes a minute.")
    status = 410


class PledgeEnded(PledgeError):
    message = _("This pledge was withdrawn or revoked, so there is nothing left to confirm.")
    status = 410


class AlreadyPledged(PledgeError):
    message = _("This address has already signed. Its first pledge stands, with the certificate it has.")
    status = 409


class CodeWrong(PledgeError):
    message = _("This is not the code from our message. Check the six digits.")
    field = "code"


class CodeExhausted(PledgeError):
    message = _("The code was wrong five times and is no longer good. Please use the link in the message.")
    field = "code"
    status = 429


class CodesExhaustedToday(CodeExhausted):
    message = _("Too many wrong codes were tried for this address today. Please use the link in the message.")


class CodesExhaustedHere(CodeExhausted):
    message = _(
        "Too many wrong codes came from your network. Please use the link in the message, or try again in ten minutes."
    )


class ResendTooSoon(PledgeError):
    message = _("You can ask for another message in two minutes.")
    status = 429


class ResendsExhausted(PledgeError):
    message = _(
        "We have sent this message several times. Look among unwanted mail, or sign again with another address."
    )
    status = 429


class VersionFrozen(PledgeError):
    message = _("A published version never changes. Draft a new one.")
    status = 409


class VersionNotReady(PledgeError):
    message = _("A version needs an authoritative text and its approval before it is published.")
    status = 409


class SelfApproval(PledgeError):
    message = _("Who wrote a version does not approve it. Ask a colleague.")
    status = 403


class WordingChanged(PledgeError):
    message = _("The words have changed since you opened this page. Read them again, then decide.")
    status = 409


class LanguageTaken(PledgeError):
    message = _("This version has a text in that language already, and what is published never changes.")
    field = "language"
    status = 409


class ApproverMissing(PledgeError):
    message = _("Name the person who answers for the translation.")
    field = "approved_by_name"


class ReportAnswered(PledgeError):
    message = _("A colleague has answered this report already.")
    status = 409


class NotConfirmed(PledgeError):
    message = _("Only a confirmed pledge can be listed, held, hidden or revoked.")
    status = 409


class NoMessage(PledgeError):
    message = _("This signatory left no words that could be shown.")
    status = 409


class UnderAge(PledgeError):
    message = _("This signatory is under the age that is asked for: the pledge is counted, and the name shown nowhere.")
    field = "display"
    status = 409


class OnlyNarrower(PledgeError):
    message = _(
        "That would show more than the signatory chose. Staff may only show less; to be shown more is the signatory’s own "
        "act."
    )
    field = "display"
    status = 409


class ConsentBound(PledgeError):
    message = _("This consent goes with the pledge: change how it is shown, or withdraw it.")
    field = "purpose"


class ConsentUnknown(PledgeError):
    message = _("This consent was never given, so there is nothing to take back.")
    field = "purpose"
    status = 409


class ReasonMissing(PledgeError):
    message = _("Say why, in a few words: the reason is kept with the act.")
    field = "reason"


class SelectionChanged(PledgeError):
    message = _("Other pledges are chosen now than you were shown. Look again, then decide.")
    status = 409


class SelectionTooLarge(PledgeError):
    message = _("This is more than one act may change. Narrow the list first.")


class SelectionEmpty(PledgeError):
    message = _("Nothing is chosen that this act would change.")


class UndoTooLate(PledgeError):
    message = _("This was undone already, or was done more than a day ago. Act on the pledges themselves.")
    status = 409
