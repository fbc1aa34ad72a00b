import dataclasses
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pledges.certificates import Facts, clean
from tests.pledges.certificates.samples import ARABIC, make_facts


@pytest.mark.parametrize(
    "facts", [make_facts(), make_facts("محمد", **ARABIC), make_facts(sample=True, institution=True)]
)
def test_facts_survive_json(facts):
    assert Facts.from_json(facts.to_json()) == facts


def test_equal_facts_give_equal_json_whatever_their_time_zone():
    moment = datetime(2026, 3, 14, 12, 30, tzinfo=timezone(timedelta(hours=3)))

    assert make_facts(signed_at=moment).to_json() == make_facts(signed_at=moment.astimezone(UTC)).to_json()


def test_facts_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        make_facts().name = "Somebody Else"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [({"signed_at": datetime.min}, "time zone"), ({"direction": "up"}, "ltr or rtl")],  # noqa: DTZ901 - naive on purpose
)
def test_facts_that_cannot_be_printed_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        make_facts(**wrong)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Amina \t Otieno\n", "Amina Otieno"),
        ("A\u202eb\u202cc\u2066d\u2069", "Abcd"),  # overrides and isolates go
        ("علی\u200cرضا", "علی\u200cرضا"),  # ZWNJ and ZWJ stay
        ("ශ්\u200dරී", "ශ්\u200dරී"),
        ("Jose\u0301", "José"),
        ("a\x00b\x1fc\u2028d", "a b c d"),
        ("Jean\u00a0Dupont", "Jean\u00a0Dupont"),
    ],
)
def test_texts_are_cleaned_of_what_would_disturb_their_setting(typed, kept):
    assert clean(typed) == kept
