"""Facts for the tests of this folder."""

from datetime import UTC, datetime
from typing import Any

from pledges.certificates import Facts, Words, numbers

NUMBER = "84G7ZWYRD6ZN"
PLEDGE = (
    "has made this solemn pledge to the future of their own children and of the children of their nation: to take up "
    "research responsibility for their country’s National Eco‑Security System."
)
ARABIC = {
    "language": "ar",
    "direction": "rtl",
    "signed_on": "14 مارس 2026",
    "pledge_text": "تعهَّد تعهُّدًا صادقًا أمام مستقبل أبنائه ومستقبل أبناء وطنه، بأن يحمل مسؤولية البحث العلمي في بلده.",
    "affiliation": "كلية العلوم، جامعة فاس",
    "country": "المغرب",
    "words": Words(brand="أضيئوا", title="شهادة تعهد", date_label="تاريخ التعهد", number_label="رقم الشهادة"),
}


def make_facts(name: str = "Amina Wanjiru Otieno", **other: Any) -> Facts:
    """Return the facts of a certificate of an invented scholar in Nairobi, with what a test changes."""
    number = other.get("number", NUMBER)
    usual = {
        "number": number,
        "name": name,
        "language": "en",
        "direction": "ltr",
        "signed_on": "14 March 2026",
        "signed_at": datetime(2026, 3, 14, 9, 30, tzinfo=UTC),
        "pledge_text": PLEDGE,
        "url_short": f"HTTPS://LIGHTUP.EXAMPLE/C/{number}",
        "url_shown": f"lightup.example/c/{numbers.pretty(number)}",
        "affiliation": "Department of Zoology, Sample University of Nairobi",
        "country": "Kenya",
        "country_code": "KE",
        "version_label": "Version 1, English",
        "text_hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "evidence": "Confirmed by e-mail",
        "person_note": "Signed as a person; the affiliation is given for identification only.",
        "issuer": "Issued by the International Science Plan for an Eco-Secured Community (ESCM Plan)",
        "campaign": "Light Up the Night",
    }
    return Facts(**usual | other)
