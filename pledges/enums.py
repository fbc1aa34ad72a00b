"""States and kinds. The values are stored: they are never renamed without a data migration."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

OWNER = "owner"  # in the log of acts: the wish came by the button behind a mailed link


class Level(models.TextChoices):
    """How far a campaign reaches."""

    GLOBAL = "global", _("Global")
    REGIONAL = "regional", _("Regional")
    NATIONAL = "national", _("National")
    INSTITUTIONAL = "institutional", _("Institutional")


class VersionState(models.TextChoices):
    """A version of a commitment is drafted, approved by somebody else, published and then never changed."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")


class Standing(models.TextChoices):
    """What a text in one language is worth beside the others of its version."""

    AUTHORITATIVE = "authoritative", _("Authoritative")
    COURTESY = "courtesy", _("Courtesy translation")


class PledgeState(models.TextChoices):
    """`pending > confirmed > withdrawn | revoked`; nothing goes back."""

    PENDING = "pending", _("Waiting for confirmation")
    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn by its signatory")
    REVOKED = "revoked", _("Revoked by the secretariat")


# A person who holds one of these for a commitment cannot confirm another: a revoked pledge is not simply signed again.
HOLDING = (PledgeState.CONFIRMED, PledgeState.REVOKED)
ENDED = (PledgeState.WITHDRAWN, PledgeState.REVOKED)


class Display(models.TextChoices):
    """How a signatory agreed to be shown. None is preselected: the choice is the consent to be listed.

    UNLISTED is what choosing none means: the name stands on the certificate its holder shares, and in no list.
    """

    NAME = "name", _("My full name")
    INITIALS = "initials", _("My initials only")
    HIDDEN = "hidden", _("Not at all: count me without a name")
    UNLISTED = "unlisted", _("On my certificate only, in no list")


# What the form asks, and what may stand in public lists.
DISPLAYS_ASKED = (Display.NAME, Display.INITIALS, Display.HIDDEN)
DISPLAYS_LISTED = (Display.NAME, Display.INITIALS)


# How little each may become by the hand of staff: no list and no certificate then shows more than before. Initials on the
# certificate are less than the name there, but on a list they are more than nothing.
NARROWER: Mapping[Display, tuple[Display, ...]] = {
    Display.NAME: (Display.INITIALS, Display.UNLISTED, Display.HIDDEN),
    Display.INITIALS: (Display.HIDDEN,),
    Display.UNLISTED: (Display.HIDDEN,),
    Display.HIDDEN: (),
}


class AgeGroup(models.TextChoices):
    """On which side of `MINIMUM_AGE` a signatory is. Nothing else of an age is asked or kept."""

    OVER = "over", _("Of the age that is asked for, or older")
    UNDER = "under", _("Younger than the age that is asked for")


class Listing(models.TextChoices):
    """Whether a name stands in public lists, and why not. Not stored: `Pledge.listing` derives it."""

    LISTED = "listed", _("Listed")
    WAITING = "waiting", _("Waiting for the end of its hold")
    HELD = "held", _("Held by staff")
    HIDDEN = "hidden", _("Hidden by staff")
    PRIVATE = "private", _("Not listed, as its signatory chose")
    NONE = "none", _("Not listed: not confirmed, withdrawn or revoked")


class Evidence(models.TextChoices):
    """How we know who signed. Shown everywhere, never hidden; every count splits by it."""

    EMAIL = "email", _("Confirmed by e-mail only")
    INSTITUTION_EMAIL = "institution_email", _("Confirmed by a mailbox at the institution’s domain")
    ORCID = "orcid", _("Confirmed with an ORCID iD")
    PAPER = "paper", _("Signed on paper")
    MANDATE = "mandate", _("Signed by an office that holds a mandate")

    @classmethod
    def counted(cls, by_tier: Mapping[str, int]) -> list[dict[str, Any]]:
        """Return a count as pages show it: label and count of each tier that has any, the weakest evidence first."""
        return [{"label": tier.label, "count": by_tier[tier]} for tier in cls if by_tier.get(tier)]


class Purpose(models.TextChoices):
    """What a signatory consented to; each is asked, given, dated and taken back by itself."""

    CERTIFICATE = "certificate", _("use my details to issue and verify the certificate")
    LISTING = "listing", _("show my name in the public list")
    PRINT = "print", _("print my name in the annual Global Report")
    UPDATES = "updates", _("send me news of the campaign")


# What can be taken back alone. The others go with the pledge itself, and with how it is shown.
CONSENTS_APART = (Purpose.PRINT, Purpose.UPDATES)


class RevocationReason(models.TextChoices):
    """Why the secretariat took a pledge back: a class that may be said in public."""

    FALSE_NAME = "false_name", _("The name is not that of the person who signed")
    IMPERSONATION = "impersonation", _("The person named has told us that they did not sign")
    DUPLICATE = "duplicate", _("The same person signed twice")
    NOT_A_PERSON = "not_a_person", _("The entry does not name a person")
    OTHER = "other", _("Another reason")


class FileKind(models.TextChoices):
    """The files of a certificate."""

    PDF = "pdf", _("certificate")
    BADGE = "badge", _("badge")
    LINK = "link", _("picture for links")
    SQUARE = "square", _("square picture")
    STORY = "story", _("tall picture")
    LINK_WEBP = "link_webp", _("picture for links")
    SQUARE_WEBP = "square_webp", _("square picture")
    STORY_WEBP = "story_webp", _("tall picture")


class ReportReason(models.TextChoices):
    """What a stranger may tell us about an entry."""

    NOT_ME = "not_me", _("It is my name, and I did not sign")
    FALSE_NAME = "false_name", _("This person does not exist or did not sign")
    OFFENSIVE = "offensive", _("The text insults somebody or advertises something")
    OTHER = "other", _("Something else")


class WatchKind(models.TextChoices):
    """What an entry of the watch list holds a name for."""

    FAMOUS = "famous", _("A well-known person")
    FICTIONAL = "fictional", _("Somebody who does not exist, or a joke")
    PLACEHOLDER = "placeholder", _("A word for nobody, or a character whose name true people have too")
    OFFENSIVE = "offensive", _("An insult")
    ADVERTISING = "advertising", _("Advertising or a slogan")
    TRUE_NAME = "true_name", _("A true name: never held for what it looks like")


class WatchMatch(models.TextChoices):
    """How an entry of the watch list is compared with what people write. Case, marks and look-alikes never matter."""

    NAME = "name", _("The whole name, in any order of its words, with or without titles and initials")
    PHRASE = "phrase", _("These words in a row, also inside a longer name, or with one letter mistyped")
    WORD = "word", _("One of the words")
    LETTERS = "letters", _("These letters anywhere, also inside a word")


class Oddity(models.TextChoices):
    """Why a name looks like none."""

    TOO_LONG = "too_long", _("Longer than names are")
    DIGITS = "digits", _("Digits in a name")
    SIGNS = "signs", _("Signs that stand in no name")
    TWO_SCRIPTS = "two_scripts", _("Letters of two scripts in one word")
    REPEATED = "repeated", _("The same letters again and again")
    HAMMERED = "hammered", _("Keys hit at random")


class DoubtGround(models.TextChoices):
    """Why the house holds a listing by itself."""

    FAMOUS = "famous", _("The name of a well-known person")
    FICTIONAL = "fictional", _("The name of somebody who does not exist, or a joke")
    PLACEHOLDER = "placeholder", _("A word for nobody, or a character whose name true people have too")
    OFFENSIVE = "offensive", _("An insult")
    ADVERTISING = "advertising", _("Advertising or a slogan")
    ODD = "odd", _("It does not look like a name")
    LINK = "link", _("A web address, an e-mail address or a telephone number")
    ROBOT = "robot", _("A field that nobody sees was filled in")
    CLAIMS = "claims", _("Several people say that it is their name and that they did not sign")
    REPORTED = "reported", _("Somebody reported it, and nobody has answered for a day")


# What keeps a name off lists until a person has looked, and leaves it on the certificate: it looks odd, and may be true.
GROUNDS_OF_LISTS_ONLY = frozenset(
    {
        DoubtGround.ODD,
        DoubtGround.PLACEHOLDER,
        DoubtGround.ADVERTISING,
        DoubtGround.LINK,
        DoubtGround.REPORTED,
    }
)
# What a stronger proof of who signed settles: somebody is called Harry Potter. An insult stays one.
GROUNDS_SETTLED_BY_EVIDENCE = frozenset(
    {DoubtGround.FAMOUS, DoubtGround.FICTIONAL, DoubtGround.PLACEHOLDER, DoubtGround.ODD}
)


class BatchAct(models.TextChoices):
    """What may be done to many pledges at once: what can be undone."""

    HOLD = "hold", _("Hold")
    RELEASE = "release", _("Release")
    HIDE = "hide", _("Hide")


class ItemState(models.TextChoices):
    """How far a batch is with one pledge."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Left as it was")
    UNDONE = "undone", _("Undone")
    KEPT = "kept", _("Changed since, so not undone")
