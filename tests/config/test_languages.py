"""A language is there when its catalogue is; which one a reader gets is negotiated once, and then a choice."""

from pathlib import Path

import pytest
from babel import Locale, localedata
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import to_locale

from config import languages, numbers_and_dates

NOON = timezone.datetime(2026, 11, 4, 9, 5, tzinfo=timezone.get_fixed_timezone(0))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("ar", "zh_Hans", "gsw"):
        (tmp_path / name / "LC_MESSAGES").mkdir(parents=True)
        (tmp_path / name / "LC_MESSAGES" / "django.po").touch()
    (tmp_path / "de").mkdir()  # without a catalogue
    return tmp_path


def test_a_language_is_offered_when_it_has_a_catalogue(folder):
    assert [code for code, _name in languages.offered(folder)] == ["en", "ar", "gsw", "zh-hans"]


def test_each_is_called_as_its_readers_call_it_even_one_that_django_does_not_know(folder):
    assert dict(languages.offered(folder)) == {
        "en": "English",
        "ar": "العربية",
        "gsw": "Schwiizertüütsch",
        "zh-hans": "简体中文",
    }
    assert translation.get_language_info("gsw")["bidi"] is False


def test_an_operator_may_offer_some_of_them_english_is_always_one(folder):
    assert [code for code, _name in languages.offered(folder, only=["zh-hans"])] == ["en", "zh-hans"]


def test_a_language_without_a_catalogue_is_refused_by_name(folder):
    with pytest.raises(ValueError, match="No catalogue for de"):
        languages.offered(folder, only=["de"])


def test_the_six_languages_of_the_united_nations_are_there():
    assert {code for code, _name in settings.LANGUAGES} >= {"en", "ar", "es", "fr", "ru", "zh-hans"}


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh-TW", "zh-hans"),  # nearer to what was asked than English
        ("es-419,es;q=0.9", "es"),
        ("ru", "ru"),
        ("ar-EG", "ar"),
        ("sw,fr;q=0.5", "fr"),
        ("sw", "en"),
        ("", "en"),
        ("*", "en"),
        ("fr;q=no,\x00", "en"),
    ],
)
def test_the_front_door_leads_to_the_language_that_the_browser_asks_for(client, db, asked, language):
    response = client.get("/", headers={"accept-language": asked})

    assert response.status_code == 302
    assert response["Location"] == f"/{language}/"
    assert "Accept-Language" in response["Vary"]


def test_from_then_on_the_address_decides(client, db):
    response = client.get("/ru/verify/", headers={"accept-language": "fr"})

    assert response["Content-Language"] == "ru"
    assert "Accept-Language" not in response.get("Vary", "")
    assert not response.cookies


@pytest.mark.parametrize(
    ("code", "day", "moment", "number"),
    [
        ("en", "4 November 2026", "4 November 2026, 09:05", "1,234,567.5"),
        ("ar", "4 نوفمبر 2026", "4 نوفمبر 2026، 09:05", "1,234,567.5"),
        ("es", "4 de noviembre de 2026", "4 de noviembre de 2026, 09:05", "1.234.567,5"),
        ("fr", "4 novembre 2026", "4 novembre 2026, 09:05", "1\u202f234\u202f567,5"),
        ("ru", "4 ноября 2026\u202fг.", "4 ноября 2026\u202fг., 09:05", "1\xa0234\xa0567,5"),
        ("zh-hans", "2026年11月4日", "2026年11月4日 09:05", "1,234,567.5"),
    ],
)
def test_each_language_has_its_dates_and_numbers(code, day, moment, number):
    with translation.override(code):
        assert date_format(NOON, "DATE_FORMAT") == day
        assert date_format(NOON, "DATETIME_FORMAT") == moment
        assert number_format(1234567.5, use_l10n=True, force_grouping=True) == number


def test_the_files_of_formats_are_what_cldr_says_now():
    assert numbers_and_dates.check() == []


def test_a_missing_or_stale_file_of_formats_is_named_and_written(tmp_path, monkeypatch):
    monkeypatch.setattr(numbers_and_dates, "FORMATS", tmp_path / "config" / "formats")
    assert "config/formats/zh_Hans/formats.py: missing or stale; `make messages` writes it" in numbers_and_dates.check()

    numbers_and_dates.write()
    assert numbers_and_dates.check() == []

    (tmp_path / "config" / "formats" / "fr" / "formats.py").write_text("DATE_FORMAT = 'Y'\n")
    assert numbers_and_dates.check() == ["config/formats/fr/formats.py: missing or stale; `make messages` writes it"]


@pytest.mark.parametrize(
    ("pattern", "format_"),
    [
        ("d 'de' MMMM 'de' y", "j \\d\\e F \\d\\e Y"),
        ("yyyy-MM-dd HH:mm", "Y-m-d H:i"),
        ("d MMMM G y", "j F Y"),
        ("GGGG y", "Y"),
    ],
)
def test_a_pattern_of_cldr_becomes_a_format_of_django(pattern, format_):
    assert numbers_and_dates.to_django(pattern, Locale("es")) == format_


def test_a_letter_that_no_date_of_ours_needs_is_refused_not_guessed():
    with pytest.raises(KeyError):
        numbers_and_dates.to_django("Q y", Locale("en"))


@pytest.mark.parametrize("code", sorted(code for code in LANG_INFO if localedata.exists(to_locale(code))))
def test_every_language_that_django_and_cldr_know_can_be_added(settings, code):
    settings.LANGUAGES = [(code, code)]

    (formats,) = (text for path, text in numbers_and_dates.modules().items() if path.name == "formats.py")

    written: dict[str, str] = {}
    exec(formats, written)
    assert date_format(NOON, written["DATE_FORMAT"])
    assert "Y" in written["DATE_FORMAT"]


def test_no_language_gets_the_months_of_one_that_was_written_before_it(settings):
    settings.LANGUAGES = [(code, code) for code in ("ar", "es", "fr", "ru", "zh-hans")]
    alone = numbers_and_dates.modules()

    settings.LANGUAGES = [(code, code) for code in ("ja", "zh-hans", "ru", "fr", "es", "ar")]
    together = numbers_and_dates.modules()

    assert {path: together[path] for path in alone} == alone
