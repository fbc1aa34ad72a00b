"""Consents: each by itself, unticked, dated, in words that carry a version."""

import hashlib
import json

import pytest
from django.utils import translation

from pledges.consents import WORDING, WORDS
from pledges.enums import Purpose
from pledges.forms import SignForm
from pledges.models import Consent

# A change of any word is a new version: add a line, never change one.
DIGESTS = {"2026-11": "3456e97dffbaad8e"}


def digest() -> str:
    with translation.override("en"):
        words = {purpose.value: [str(sentence) for sentence in WORDS[purpose]] for purpose in Purpose}
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()[:16]


def test_the_words_are_those_of_their_version():
    assert DIGESTS[WORDING] == digest(), "words of a consent changed: give WORDING a new version and add its digest"


@pytest.mark.django_db
def test_the_form_shows_those_words_and_ticks_nothing():
    form = SignForm()
    boxes = {"consent": Purpose.CERTIFICATE, "consent_print": Purpose.PRINT, "consent_updates": Purpose.UPDATES}

    assert {name: str(form.fields[name].label) for name in boxes} == {
        name: str(WORDS[purpose][0]) for name, purpose in boxes.items()
    }
    assert [
        str(form.fields["display"].label),
        *(str(label) for _v, label in form.fields["display"].widget.choices),
    ] == [str(sentence) for sentence in WORDS[Purpose.LISTING]]
    assert not any(form[name].value() for name in [*boxes, "display"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ticked", "given"),
    [
        ({"display": "hidden"}, {"certificate"}),
        ({"display": "name"}, {"certificate", "listing"}),
        ({"display": "hidden", "consent_print": "on"}, {"certificate", "print"}),
        ({"display": "hidden", "consent_updates": "on"}, {"certificate", "updates"}),
    ],
)
def test_each_consent_is_given_by_itself_with_its_version_and_time(campaign, post, ticked, given):
    assert post(**ticked).status_code == 303

    rows = Consent.objects.all()
    assert {row.purpose for row in rows} == given
    assert {row.wording for row in rows} == {WORDING}
    assert all(row.given_at and row.withdrawn_at is None for row in rows)
