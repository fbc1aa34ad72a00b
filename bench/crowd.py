"""A crowd: copies of one listed pledge, with signatories, certificates, log entries and tallies, written by the database.

For measuring how a page's cost grows; the rows are right for reading and mean nothing.
"""

from collections.abc import Mapping

from django.db import connection, models, transaction
from django.utils import timezone

from countries.models import Place
from pledges.models import Campaign, Pledge, Signatory
from pledges.services import SignedFacts, confirm_pledge, release_listing, sign_pledge
from pledges.tokens import token_of
from transparency.enums import Dimension
from transparency.models import Entry, Tally
from transparency.sequencer import sequence
from users.models import User

COUNTRIES = 200
BATCH = 500_000


def a_listed_pledge(campaign: Campaign, *, email: str) -> Pledge:
    """Sign, confirm and release one pledge, and fold it."""
    facts = SignedFacts(full_name="Wangari Otieno", email=email, country="KE", display="name", affiliation="Nairobi")
    pledge, _handle = sign_pledge(campaign=campaign, language="en", facts=facts, proof=None)
    pledge = confirm_pledge(token=token_of(pledge.nonce))
    by, _ = User.objects.get_or_create(email="bench@example.org")
    pledge = release_listing(pledge=pledge, by=by, reason="A benchmark.")
    while sequence():
        pass
    return pledge


def grow(template: Pledge, to: int) -> None:
    """Have the campaign of a pledge hold so many, all but this one copies of it."""
    have = Pledge.objects.count()
    for first in range(have, to, BATCH):
        with transaction.atomic():
            _copy_all(template, first, min(first + BATCH, to) - 1)
    _count(template, to)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy_all(template: Pledge, first: int, last: int) -> None:
    """Write the copies with numbers from `first` to `last`."""
    signatory, certificate = template.signatory, template.certificate
    entry = Entry.objects.about(str(template.ref)).get(kind="pledge.confirmed")
    codes = "".join(Place.objects.filter(level=Place.Level.COUNTRY).values_list("alpha2", flat=True)[:COUNTRIES])
    top = {model: model._default_manager.aggregate(top=models.Max("pk"))["top"] for model in (Signatory, Pledge)}
    top[Entry] = Entry.objects.aggregate(top=models.Max("index"))["top"]
    with connection.cursor() as cursor:

        def copy(row: models.Model, changed: Mapping[str, str]) -> None:
            cursor.execute(_insert(row, changed, first, last))

        copy(
            signatory,
            {"id": f"{top[Signatory]} + n - {first} + 1", "email": "'crowd-' || n || '@university.example.org'"},
        )
        copy(
            template,
            {
                "id": f"{top[Pledge]} + n - {first} + 1",
                "signatory_id": f"{top[Signatory]} + n - {first} + 1",
                "ref": _uuid(),
                "nonce": "'crowd-' || n",
                "token_digest": "'token-' || n",
                "handle_digest": "'handle-' || n",
                "full_name": "'Scholar ' || n",
                "listed_at": _before("one.listed_at"),
                "country_id": f"substr('{codes}', n % {COUNTRIES} * 2 + 1, 2)",
            },
        )
        copy(
            certificate,
            {"pledge_id": f"{top[Pledge]} + n - {first} + 1", "number": f"'C' || {_padded(11)}"},
        )
        copy(entry, {"subject": "'crowd-' || n", "index": f"{top[Entry]} + n - {first} + 1"})


def _insert(row: models.Model, changed: Mapping[str, str], first: int, last: int) -> str:
    quote, table = connection.ops.quote_name, connection.ops.quote_name(row._meta.db_table)
    keep = [f.column for f in row._meta.local_concrete_fields if not (f.primary_key and f.column not in changed)]
    columns = ", ".join(quote(column) for column in keep)
    values = ", ".join(changed.get(column) or f"one.{quote(column)}" for column in keep)
    numbers = (
        f"generate_series({first}, {last}) AS n"
        if connection.vendor == "postgresql"
        else f"(WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last}) SELECT n FROM s)"
    )
    return f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} AS one, {numbers} WHERE one.id = {row.pk}"


def _uuid() -> str:
    return "md5('crowd-' || n)::uuid" if connection.vendor == "postgresql" else "printf('%032x', n)"


def _padded(width: int) -> str:
    return f"lpad(n::text, {width}, '0')" if connection.vendor == "postgresql" else f"printf('%0{width}d', n)"


def _before(column: str) -> str:
    if connection.vendor == "postgresql":
        return f"{column} - n * interval '1 second'"
    return f"strftime('%Y-%m-%d %H:%M:%f000', {column}, '-' || n || ' seconds')"


def _count(template: Pledge, to: int) -> None:
    """Write the tallies that folding so many entries would have left."""
    now, campaign = timezone.now(), template.campaign.slug
    Tally.objects.filter(campaign=campaign, dimension=Dimension.ALL).update(count=to, as_of=now)
    countries = Pledge.objects.order_by().values_list("country_id").annotate(n=models.Count("pk"))
    rows = [
        Tally(campaign=campaign, dimension=Dimension.COUNTRY, key=code, tier=template.evidence, count=n, as_of=now)
        for code, n in countries
    ]
    Tally.objects.filter(campaign=campaign, dimension=Dimension.COUNTRY).delete()
    Tally.objects.bulk_create(rows)
