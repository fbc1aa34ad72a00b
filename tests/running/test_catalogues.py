"""Catalogues without a system gettext: what is found, what is written, what is complained about."""

import gettext
from pathlib import Path

import pytest
from django.conf import settings as site

from config import catalogues

TEMPLATE = """{% load i18n %}
<p>{% translate "Sign the pledge" %}</p>
    <p title="{% translate 'May' context 'month' %}">{{ _("Quoted \\"twice\\"") }}</p>
{# Translators: a verb #}
{% translate "Light" %}
{% blocktranslate trimmed count n=number with name=person.name %}
  {{ name }} has
  {{ n }} light.
{% plural %}
  {{ name }} has {{ n }} lights.
{% endblocktranslate %}
{% comment %}{% translate "Not this" %}{% endcomment %}
"""
MODULE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
A = _("In Python")
B = pgettext("month", "March")
C = ngettext("%(n)d mail", "%(n)d mails", 3)
D = "Not that"
"""


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> Path:
    """A repository with one app, one template and an Arabic catalogue still to be made."""
    for folder in ("config", "app", "templates", "locale/ar"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "app" / "apps.py").write_text("")
    (tmp_path / "app" / "views.py").write_text(MODULE)
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    settings.LANGUAGES = [("en", "English"), ("ar", "العربية")]
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path / "locale")
    return tmp_path


def catalogue(sources: Path) -> Path:
    return sources / "locale" / "ar" / "LC_MESSAGES" / "django.po"


def test_sentences_are_found_in_templates_and_in_python(sources):
    found = {(message.context, message.id) for message in catalogues.sentences() if message.id}

    assert found == {
        (None, "Sign the pledge"),
        ("month", "May"),
        (None, 'Quoted "twice"'),
        (None, "Light"),
        (None, ("%(name)s has %(n)s light.", "%(name)s has %(n)s lights.")),
        (None, "In Python"),
        ("month", "March"),
        (None, ("%(n)d mail", "%(n)d mails")),
    }


def test_a_catalogue_names_the_file_of_a_sentence_and_the_note_to_translators(sources):
    catalogues.extract()

    written = catalogue(sources).read_text()
    assert '#. Translators: a verb\n#: templates/page.html\nmsgid "Light"' in written
    assert '#: app/views.py\nmsgid "In Python"' in written


def test_extracting_twice_changes_nothing_and_keeps_translations(sources):
    catalogues.extract()
    path = catalogue(sources)
    path.write_text(path.read_text().replace('msgid "Light"\nmsgstr ""', 'msgid "Light"\nmsgstr "أنر"'))

    catalogues.extract()
    once = path.read_bytes()
    catalogues.extract()

    assert path.read_bytes() == once
    assert 'msgstr "أنر"' in path.read_text()


def test_what_is_compiled_is_what_django_reads(sources):
    catalogues.extract()
    path = catalogue(sources)
    path.write_text(path.read_text().replace('msgid "Light"\nmsgstr ""', 'msgid "Light"\nmsgstr "أنر"'))

    assert catalogues.compile() == [path.with_suffix(".mo")]
    assert catalogues.compile() == []

    with path.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Light") == "أنر"


def test_a_sentence_without_translation_is_complained_about(sources):
    catalogues.extract()

    assert "locale/ar/LC_MESSAGES/django.po: 'Light': not translated" in catalogues.check()


def test_a_catalogue_that_lags_behind_the_sources_is_complained_about(sources):
    catalogues.extract()
    (sources / "app" / "views.py").write_text(MODULE + 'E = _("New")\n')

    assert any("not in step" in complaint for complaint in catalogues.check())


def test_a_lost_placeholder_and_a_fuzzy_entry_are_complained_about(sources):
    (sources / "templates" / "page.html").write_text(
        "{% load i18n %}{% blocktranslate %}{{ n }} lights{% endblocktranslate %}"
    )
    (sources / "app" / "views.py").write_text("")
    catalogues.extract()
    path = catalogue(sources)
    text = path.read_text().replace('msgid "%(n)s lights"\nmsgstr ""', 'msgid "%(n)s lights"\nmsgstr "%(m)s نور"')
    path.write_text(text.replace("#, python-format", "#, fuzzy, python-format"))

    complaints = "\n".join(catalogues.check())

    assert "fuzzy" in complaints
    assert "placeholder" in complaints


def test_a_whole_catalogue_is_not_complained_about(sources):
    (sources / "templates" / "page.html").write_text('{% load i18n %}{% translate "Light" %}')
    (sources / "app" / "views.py").write_text("")
    catalogues.extract()
    path = catalogue(sources)
    path.write_text(path.read_text().replace('msgid "Light"\nmsgstr ""', 'msgid "Light"\nmsgstr "أنر"'))

    assert catalogues.check() == []


def test_every_language_of_the_site_but_english_has_a_catalogue():
    others = {code for code, _ in site.LANGUAGES} - {"en"}

    assert {name.lower().replace("_", "-") for name in catalogues.catalogues()} == others
