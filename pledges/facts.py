"""A pledge -> the facts that others read: what a certificate says, what the log keeps."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_date
from babel.lists import format_list
from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, get_language_info, gettext, to_locale

from content.languages import name_here
from countries.names import name_of
from pledges.certificates import Facts, Words, numbers
from pledges.collating import sort_key, without_titles
from pledges.enums import Display, Evidence
from pledges.models import Certificate, CommitmentText, Pledge
from pledges.names import initials
from pledges.searching import search_text
from transparency.models import Entry

# Where a bare language code means one country's habit (English: that of the United States), the international one.
DATE_LOCALES = {"en": "en_001"}


def shown_name(pledge: Pledge) -> str:
    """Return the name as it may be shown today: as the signatory agreed, and not at all while it is covered."""
    return "" if pledge.is_covered else agreed_name(pledge)


def agreed_name(pledge: Pledge) -> str:
    """Return the name as the signatory agreed to have it shown: whole, as initials, or empty."""
    if pledge.display in {Display.NAME, Display.UNLISTED}:
        return pledge.full_name
    return initials(pledge.full_name) if pledge.display == Display.INITIALS else ""


def somebody_in(country: str) -> str:
    """Return what stands where a name may not be shown, in the active language; `country` is its name in it."""
    return gettext("A scholar in %(country)s") % {"country": country}


def roll_keys(pledge: Pledge) -> tuple[bytes, str]:
    """Return by what a public roll sorts and by what it finds a pledge: its `sort_key` and its `search_text`.

    Both are made of what the signatory agreed to show, so that no order and no answer tells what a page does not.
    """
    if pledge.display == Display.NAME:
        sorted_as = pledge.sort_as or without_titles(pledge.full_name)
        return sort_key(sorted_as), search_text(pledge.full_name, pledge.affiliation)
    return sort_key(agreed_name(pledge)) if pledge.display == Display.INITIALS else b"", ""


def certificate_facts(pledge: Pledge, number: str, *, for_holder: bool = False) -> Facts:
    """Return what the certificate of a confirmed pledge says, in the language of the text that was signed.

    Args:
        for_holder: with the full name, whatever is shown in public: for the holder's own files only.
    """
    text = pledge.text
    is_whole = for_holder or pledge.display in {
        Display.NAME,
        Display.UNLISTED,
    }  # else what stands beside would tell who
    assert pledge.confirmed_at is not None  # noqa: S101 - only confirmed pledges have certificates
    with translation.override(text.language):
        pretty = numbers.pretty(number)
        host = urlsplit(settings.BASE_URL).netloc
        country = name_of(pledge.country_id, text.language)
        return Facts(
            number=number,
            name=pledge.full_name if for_holder else agreed_name(pledge),
            affiliation=pledge.affiliation if is_whole else "",
            role=pledge.role if is_whole else "",
            somebody=somebody_in(country),
            country=country,
            country_code=pledge.country_id,
            pledge_text=text.certificate_line,
            language=text.language,
            direction="rtl" if get_language_info(text.language)["bidi"] else "ltr",
            signed_on=long_date(pledge.confirmed_at, text.language),
            signed_at=pledge.confirmed_at,
            version_label=version_label(text),
            text_hash=text.sha256,
            evidence=str(Evidence(pledge.evidence).label),
            person_note=gettext("Signed as a person; the affiliation is given for identification only."),
            url_short=f"{settings.BASE_URL}/c/{number}".upper(),
            url_shown=f"{host}/c/{pretty}",
            issuer=gettext(
                "Issued by the International Science Plan for an Eco-Secured Community with a Shared Future "
                "for Mankind (ESCM Plan)"
            ),
            campaign=text.title,
            words=_words(),
            sample=pledge.is_sample,
        )


def frozen(facts: Facts) -> dict[str, Any]:
    """Return facts as they are kept in a row."""
    plain: dict[str, Any] = json.loads(facts.to_json())
    return plain


def thawed(certificate: Certificate) -> Facts:
    """Return the facts that were frozen when the certificate was issued or last corrected."""
    known = Facts.from_json(json.dumps(certificate.facts))
    if known.somebody:
        return known
    with translation.override(known.language):  # frozen before certificates said this
        return replace(known, somebody=somebody_in(known.country))


def public_facts(certificate: Certificate) -> Facts:
    """Return the frozen facts as they may be shown today: without who it is while the name is covered."""
    known = thawed(certificate)
    return replace(known, name="", affiliation="", role="") if certificate.pledge.is_covered else known


def long_date(moment: datetime, language: str) -> str:
    """Return the day, in UTC, as people of a language write it on paper."""
    return format_date(
        moment.astimezone(UTC).date(), format="long", locale=DATE_LOCALES.get(language, to_locale(language))
    )


def revocation_sentence(pledge: Pledge) -> str:
    """Return what a person reads who signs again after a revocation, in the active language."""
    assert pledge.ended_at is not None  # noqa: S101 - what is revoked has ended
    return gettext(
        "A pledge of this address was revoked by the secretariat on %(date)s. It cannot be signed again; "
        "write to us if you think this is wrong."
    ) % {"date": long_date(pledge.ended_at, get_language() or "en")}


def version_label(text: CommitmentText) -> str:
    """Return which wording was signed, in the active language: version, language and its standing."""
    values = {
        "number": text.version.number,
        "language": get_language_info(text.language)["name_translated"],
    }
    if text.is_draft_translation:
        return gettext("Version %(number)s, %(language)s (courtesy translation, draft)") % values
    if text.is_courtesy:
        return gettext("Version %(number)s, %(language)s (courtesy translation)") % values
    return gettext("Version %(number)s, %(language)s (authoritative)") % values


def authoritative_names(text: CommitmentText) -> str:
    """Return the languages whose texts decide what this one means, as a list in the active language."""
    names = [name_here(code) for code in text.version.authoritative_languages]
    return format_list(names, locale=to_locale(get_language() or "en"))


def log_payload(pledge: Pledge) -> dict[str, Any]:
    """Return what the public log says of a pledge: no personal data; a salted hash commits to the facts.

    Erasing the salt later unlinks the entry from the person for good.
    """
    assert pledge.confirmed_at is not None  # noqa: S101 - unconfirmed pledges never reach the log
    facts = {
        "affiliation": pledge.affiliation,
        "country": pledge.country_id,
        "email": pledge.signatory.email,
        "full_name": pledge.full_name,
        "orcid": pledge.orcid,
        "role": pledge.role,
        "text": pledge.text.sha256,
    }
    committed = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    payload = {
        "campaigns": [campaign.slug for campaign in pledge.campaign.path()],
        "commitment": pledge.commitment.slug,
        "country": pledge.country_id,
        "day": pledge.confirmed_at.astimezone(UTC).date().isoformat(),
        "discipline": pledge.discipline,
        "facts": hashlib.sha256(f"{pledge.salt}\n{committed}".encode()).hexdigest(),
        "language": pledge.text.language,
        "text": pledge.text.sha256,
        "tier": pledge.evidence,
        "version": pledge.text.version.number,
    }
    return payload | {"sample": True} if pledge.is_sample else payload


def counted_payload(pledge: Pledge) -> dict[str, Any]:
    """Return what the log said when the pledge was counted: what ends it takes back that, cell by cell.

    A campaign may have moved under another one since; a count that goes down where it never went up would stop the
    sequencer.
    """
    payload: dict[str, Any] = Entry.objects.about(str(pledge.ref)).get(kind="pledge.confirmed").payload
    return payload


def _words() -> Words:
    """The house's own words, in the active language."""
    return Words(
        brand=gettext("Light Up"),
        title=gettext("Certificate of Pledge"),
        signature_label=gettext("Signed for the Plan"),
        signature_role=gettext("Secretariat"),
        date_label=gettext("Date of pledge"),
        number_label=gettext("Certificate number"),
        verify_label=gettext("Check this certificate at"),
        share_line=gettext("has pledged to the future of our children"),
        share_line_unnamed=gettext("A scholar has pledged to the future of our children"),
        light_alt=gettext("The light of this certificate"),
        qr_alt=gettext("QR code of the page that checks this certificate"),
        text_label=gettext("Text"),
        evidence_label=gettext("Evidence"),
        sample=gettext("Sample"),
    )
