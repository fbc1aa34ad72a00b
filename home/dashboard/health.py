"""Whether what runs by itself keeps up: asked of the rows, because a worker that has died reports nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from home.readiness import LAG
from mail.models import Message
from pledges.models import Certificate
from transparency.models import Entry


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of work that nobody does by hand: `behind` says so when it has waited for longer than `LAG`."""

    name: str
    works: Promise
    behind: Promise
    oldest: Callable[[datetime], datetime | None]


def _log(before: datetime) -> datetime | None:
    return Entry.objects.waiting().filter(at__lt=before).values_list("at", flat=True).first()


def _mail(before: datetime) -> datetime | None:
    return Message.objects.overdue(before).order_by("due_at").values_list("due_at", flat=True).first()


def _certificates(before: datetime) -> datetime | None:
    late = Certificate.objects.owed().filter(due_at__lt=before)  # not `due`, which takes every new one too
    return late.order_by("due_at").values_list("due_at", flat=True).first()


def _schedule(before: datetime) -> datetime | None:
    """The first page whose hour has come and that is not published: the sweep, which does it, has stopped."""
    late = Revision.objects.filter(approved_go_live_at__lt=before)
    return late.order_by("approved_go_live_at").values_list("approved_go_live_at", flat=True).first()


PARTS = [
    Part("log", _("Signatures are counted."), _("Signatures are not counted since then."), _log),
    Part("mail", _("Mail is sent."), _("Mail is not sent since then."), _mail),
    Part("certificates", _("Certificates are drawn."), _("Certificates are not drawn since then."), _certificates),
    Part("schedule", _("Pages appear at their hour."), _("Pages do not appear at their hour."), _schedule),
]


def behind(at: datetime) -> dict[str, datetime]:
    """Return the names of the parts that do not keep up, each with the moment since when."""
    found = {part.name: part.oldest(at - LAG) for part in PARTS}
    return {name: since for name, since in found.items() if since is not None}
