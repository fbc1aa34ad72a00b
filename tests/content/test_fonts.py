"""A page asks at once for the fonts of its own script, and for no others."""

import pytest

from content.fonts import preloaded, script_of
from tests.factories.pages import a_site


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("en", "Latn"),
        ("ru", "Cyrl"),
        ("ar", "Arab"),
        ("zh-hans", "Hans"),
        ("ky", "Cyrl"),
        ("fa", "Arab"),
        ("am", "Ethi"),
    ],
)
def test_the_script_of_a_language_is_the_one_it_is_mostly_written_in(language, script):
    assert script_of(language) == script


def test_a_script_without_a_font_of_ours_preloads_none():
    assert preloaded("am") == ()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "fonts"),
    [
        ("en", ["eb-garamond-latin", "source-sans-3-latin"]),
        ("ru", ["eb-garamond-cyrillic", "source-sans-3-cyrillic", "eb-garamond-core", "source-sans-3-latin"]),
        ("ar", ["amiri-arabic", "amiri-latin"]),
        ("zh-hans", ["eb-garamond-core", "source-sans-3-latin"]),
    ],
)
def test_a_page_preloads_them(client, language, fonts):
    a_site()

    html = client.get(f"/{language}/verify/").content.decode()

    links = [line for line in html.splitlines() if 'rel="preload"' in line]
    assert len(links) == len(fonts)
    assert all(f"fonts/{font}." in link for font, link in zip(fonts, links, strict=True))
