"""What the stylesheet promises: roles instead of colours, both directions of writing, contrast, weight."""

import gzip
import re
from pathlib import Path

import pytest

from content import stylesheet

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
PARTS = stylesheet.parts()
COMPONENTS = sorted((CSS / "components").glob("*.css"))

PHYSICAL = re.compile(
    r"(?:^|[;{\s])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)[a-z-]*"
    r"|(?:left|right|top|bottom)(?=\s*:)|(?:min-|max-)?(?:width|height)(?=\s*:)|text-align\s*:\s*(?:left|right)|float\s*:\s*(?:left|right))\s*[:;]"
)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
DECLARED = re.compile(r"(--[\w-]+)\s*:\s*([^;]+);")


def _plain(path: Path) -> str:
    """The rules without comments and without the conditions of media queries."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"@(?:media|supports)[^{]*", "@media ", text)


def _block(selector: str) -> dict[str, str]:
    """The custom properties that one rule of tokens.css declares."""
    text = re.sub(r"/\*.*?\*/", "", (CSS / "tokens.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    found = re.search(r"(?:^|[\s}])" + re.escape(selector) + r"\s*\{([^}]*)\}", text)
    assert found, selector
    return dict(DECLARED.findall(found[1]))


LIGHT = _block(":root")
DARK = LIGHT | _block(':root[data-theme="dark"]')
NIGHT = _block('[data-ground="night"]')


def _colour(theme: dict[str, str], role: str) -> str:
    value = theme[f"--{role}"].strip()
    while value.startswith("var("):
        value = theme[value[4:-1]].strip()
    return value


def _luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_stylesheet_is_what_its_parts_make():
    assert stylesheet.main(["--check"]) == 0


def test_a_stale_stylesheet_is_found(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(stylesheet, "TARGET", tmp_path / "light-up.css")

    assert stylesheet.main(["--check"]) == 1
    assert "python -m content.stylesheet" in capsys.readouterr().err
    assert stylesheet.main([]) == 0
    assert stylesheet.main(["--check"]) == 0


def test_the_stylesheet_stays_light():
    assert len(gzip.compress(stylesheet.build().encode())) < 12_000


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_no_rule_knows_left_from_right(part):
    assert PHYSICAL.findall(_plain(part)) == []


@pytest.mark.parametrize("part", [part for part in PARTS if part.name != "tokens.css"], ids=lambda part: part.name)
def test_colours_stand_in_tokens_only(part):
    assert COLOUR.findall(_plain(part)) == []


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_every_token_that_is_used_is_declared(part):
    assert set(re.findall(r"var\((--[\w-]+)", _plain(part))) <= LIGHT.keys()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_nothing_is_forced(part):
    assert "!important" not in _plain(part)


@pytest.mark.parametrize("part", COMPONENTS, ids=lambda part: part.name)
def test_a_component_stands_in_its_layer_and_says_where_it_is_used(part):
    text = part.read_text(encoding="utf-8")

    assert text.startswith("/* ")
    assert re.findall(r"@layer (\w+) \{", text) == ["components"]
    assert "url(" not in text


def test_the_chosen_dark_theme_is_the_systems():
    assert _block(':root[data-theme="dark"]') == _block(':root:not([data-theme="light"])')


@pytest.mark.parametrize("theme", [LIGHT, DARK, DARK | NIGHT], ids=["light", "dark", "night"])
@pytest.mark.parametrize("ground", ["ground", "sheet", "sunk"])
@pytest.mark.parametrize("role", ["ink", "ink-soft", "link", "accent"])
def test_text_can_be_read(theme, ground, role):
    assert _contrast(_colour(theme, role), _colour(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK, DARK | NIGHT], ids=["light", "dark", "night"])
@pytest.mark.parametrize("ground", ["ground", "sheet", "sunk"])
@pytest.mark.parametrize("role", ["line-strong", "focus", "light-deep"])
def test_borders_focus_and_bars_can_be_seen(theme, ground, role):
    assert _contrast(_colour(theme, role), _colour(theme, ground)) >= 3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("on-act", "act"),
        ("on-light", "light"),
        ("on-light", "light-soft"),
        ("good", "good-ground"),
        ("warn", "warn-ground"),
        ("bad", "bad-ground"),
        ("mute", "mute-ground"),
        ("ink", "good-ground"),
        ("ink", "warn-ground"),
        ("ink", "bad-ground"),
        ("bad", "sheet"),
        ("night-text", "night"),
        ("night-soft", "night"),
        ("night-soft", "night-raised"),
        ("light", "night"),
    ],
)
def test_states_and_buttons_can_be_read(theme, text, ground):
    assert _contrast(_colour(theme, text), _colour(theme, ground)) >= 4.5
