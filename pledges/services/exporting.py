"""Exporting: the pledges of a campaign as a table, for staff. Who took it, when and why is on record first."""

import logging
from collections.abc import Iterator

from django.db import transaction
from wagtail.log_actions import log as record_act

from pledges import errors, sheets
from pledges.models import Campaign, Pledge
from users.models import User

logger = logging.getLogger(__name__)

COLUMNS = (
    "certificate", "state", "name", "sort_as", "role", "affiliation", "country", "discipline", "orcid", "message",
    "message_shown", "language",
    "display", "age_group", "listing_held", "evidence", "signed_at", "confirmed_at", "ended_at",
)  # fmt: skip
ADDRESS = "email"
CHUNK = 2000  # rows that are asked for at once, and in memory


def export_pledges(*, campaign: Campaign, by: User, reason: str, with_addresses: bool = False) -> Iterator[bytes]:
    """Return the pledges of one campaign as a CSV file, line by line, the oldest first. Unconfirmed ones stay out.

    Addresses are in it only where they are asked for; the record of the act says so.

    Raises:
        ReasonMissing: no reason was given.
    """
    if not reason.strip():
        raise errors.ReasonMissing
    with transaction.atomic():
        data = {"reason": reason.strip(), "addresses": with_addresses}
        record_act(campaign, "pledges.export", user=by, data=data)
    logger.info("pledges.exported", extra={"campaign": campaign.pk})
    header = (*COLUMNS, ADDRESS) if with_addresses else COLUMNS
    return sheets.write_csv(header, _rows(campaign, with_addresses=with_addresses))


def _rows(campaign: Campaign, *, with_addresses: bool) -> Iterator[list[str]]:
    for pledge in _in_chunks(campaign):
        row = [
            pledge.certificate.pretty_number,
            pledge.state,
            pledge.full_name,
            pledge.sort_as,
            pledge.role,
            pledge.affiliation,
            pledge.country_id,
            pledge.discipline,
            pledge.orcid,
            pledge.message,
            "yes" if pledge.shows_message else "no",
            pledge.language,
            pledge.display,
            pledge.age_group,
            "yes" if pledge.is_held or pledge.is_hidden else "no",
            pledge.evidence,
            *(
                moment.isoformat() if moment else ""
                for moment in (pledge.created_at, pledge.confirmed_at, pledge.ended_at)
            ),
        ]
        yield [*row, pledge.address] if with_addresses else row


def _in_chunks(campaign: Campaign) -> Iterator[Pledge]:
    """Yield the pledges of the table, each chunk by a question of its own.

    One question for all of them would have PostgreSQL find and sort millions of rows before it hands out the first.
    """
    pledges = Pledge.objects.in_campaign(campaign).confirmed_once().select_related("certificate").order_by("pk")
    chunk = list(pledges[:CHUNK])
    while chunk:
        yield from chunk
        chunk = list(pledges.filter(pk__gt=chunk[-1].pk)[:CHUNK])
