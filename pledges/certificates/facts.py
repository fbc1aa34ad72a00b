"""What a certificate says: plain facts in, checked and canonical. Nothing here knows a database row."""

import json
import re
import unicodedata
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any, Self

# Embeddings, overrides and isolates can make a text read other than it is stored; marks (LRM, RLM, ALM), ZWJ and ZWNJ
# only shape it and stay.
_OVERRIDING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x2070)])
_GAPS = re.compile(r"[ \x00-\x1f\x7f-\x9f\u2028\u2029]+")  # no-break and ideographic spaces are somebody's choice


def clean(text: str) -> str:
    """Return `text` as it may be set on one line: NFC, no overriding bidi control, single spaces, no control character."""
    return _GAPS.sub(" ", unicodedata.normalize("NFC", text.translate(_OVERRIDING))).strip()


@dataclass(frozen=True, slots=True)
class Words:
    """The house's own words on a certificate, already in the certificate's language."""

    brand: str = "Light Up"
    title: str = "Certificate of Pledge"
    signature_label: str = "Signed for the Plan"
    signature_role: str = "Secretariat"
    date_label: str = "Date of pledge"
    number_label: str = "Certificate number"
    verify_label: str = "Check this certificate at"
    share_line: str = "has pledged to the future of our children"
    share_line_unnamed: str = "A scholar has pledged to the future of our children"
    light_alt: str = "The light of this certificate"
    qr_alt: str = "QR code of the page that checks this certificate"
    text_label: str = "Text"
    evidence_label: str = "Evidence"
    sample: str = "Sample"


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a certificate, its pictures and its badge are made from.

    Attributes:
        number: the 12 letters, canonical (see `numbers.normalise`).
        name: as its holder writes it; empty where it may not be shown.
        somebody: what stands on the sheet in place of a name that may not be shown, country and all.
        affiliation, role, country: as shown, each may be empty.
        country_code: ISO 3166 alpha-2 or empty; chooses the regional form of Chinese characters, nothing else.
        pledge_text: the sentence about the holder, third person, that stands on the sheet.
        language, direction: of the sheet: a BCP 47 tag, and `ltr` or `rtl`.
        signed_on: the date as text in `language`.
        signed_at: the instant, with its time zone; the only time that the files carry.
        version_label, text_hash: which wording was signed, and the SHA-256 of it in 64 hexadecimal digits.
        evidence: how the pledge was confirmed, in words.
        person_note: that the affiliation is for identification only; empty on an institution's.
        url_short: what the QR code says, `HTTPS://HOST/C/NUMBER`.
        url_shown: what is printed, `host/c/XXXX-XXXX-XXXX`.
        issuer, campaign: who stands behind it, and the campaign's title.
        institution: the holder is an institution; its light is a lantern.
        sample: demonstration data; every output says so.
    """

    number: str
    name: str
    language: str
    direction: str
    signed_on: str
    signed_at: datetime
    pledge_text: str
    url_short: str
    url_shown: str
    somebody: str = ""
    affiliation: str = ""
    role: str = ""
    country: str = ""
    country_code: str = ""
    version_label: str = ""
    text_hash: str = ""
    evidence: str = ""
    person_note: str = ""
    issuer: str = ""
    campaign: str = ""
    words: Words = field(default_factory=Words)
    institution: bool = False
    sample: bool = False

    def __post_init__(self) -> None:
        if self.signed_at.tzinfo is None:
            raise ValueError("signed_at needs a time zone")
        if self.direction not in ("ltr", "rtl"):
            raise ValueError("direction is ltr or rtl")

    def to_json(self) -> str:
        """Return the canonical JSON: sorted keys, no spaces, UTC. Equal facts give equal bytes, so it can be hashed."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        plain["signed_at"] = self.signed_at.astimezone(UTC).isoformat()
        plain["words"] = {f.name: getattr(self.words, f.name) for f in fields(self.words)}
        return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the facts that `to_json` wrote. Raises ValueError or TypeError for anything else."""
        plain: dict[str, Any] = json.loads(text)
        return cls(
            **plain | {"signed_at": datetime.fromisoformat(plain["signed_at"]), "words": Words(**plain["words"])}
        )
