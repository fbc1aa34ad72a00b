"""What every template keeps to: it says who renders it, brings no inline style or script, and asks nothing of strangers."""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
SCRIPTS = [STATIC / "js" / name for name in ("theme.js", "light-up.js", "sign.js")]  # those of public pages
ALL = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})
MAILS = [
    path for path in ALL if path.parts[-2] == "emails" or path.name in {"layout.html", "layout.txt", "_button.html"}
]
PUBLIC = [path for path in ALL if "cms" not in path.parts and "wagtailcore" not in path.parts and path not in MAILS]
PAGES = [
    path
    for path in PUBLIC
    if not path.name.startswith("_")
    and path.name != "base.html"
    and "blocks" not in path.parts
    and "allauth" not in path.parts
]


def _name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def _exists(word: str, template: Path) -> bool:
    """Whether a word of the first line is a template, or something that Python can import."""
    if word.endswith((".html", ".txt")):
        return (TEMPLATES / word).exists() or (template.parent / word).exists()
    module, _, last = word.rpartition(".")
    names: list[str] = [last]
    while module:
        try:
            thing = importlib.import_module(module)
        except ModuleNotFoundError:
            module, _, before = module.rpartition(".")
            names.insert(0, before)
            continue
        for name in names:
            if not hasattr(thing, name):
                try:
                    thing = importlib.import_module(f"{thing.__name__}.{name}")
                    continue
                except (ModuleNotFoundError, AttributeError):
                    return False
            thing = getattr(thing, name)
        return True
    return False


@pytest.mark.parametrize("template", [path for path in ALL if path in PUBLIC or path in MAILS], ids=_name)
def test_the_first_line_says_who_renders_it(template):
    first = template.read_text(encoding="utf-8").split("\n", 1)[0]
    found = re.match(r"\{# ([^:#]+): .+? #\}", first)

    assert found, first
    assert [word for word in found[1].split(", ") if not _exists(word, template)] == []


@pytest.mark.parametrize("template", PUBLIC, ids=_name)
def test_no_style_and_no_script_stands_in_the_page(template):
    text = template.read_text(encoding="utf-8")

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:|\|safe\b", text)
    assert not re.search(r"<script(?![^>]*(?:\ssrc=|application/(?:ld\+)?json))", text)


@pytest.mark.parametrize("template", [*PUBLIC, *MAILS], ids=_name)
def test_nothing_is_loaded_from_another_host(template):
    assert not re.search(r"(?:src|srcset|data)=\"(?:https?:)?//", template.read_text(encoding="utf-8"))


@pytest.mark.parametrize("template", PUBLIC, ids=_name)
def test_every_file_it_names_is_there(template):
    names = re.findall(r"\{% static [\"']([^\"']+)[\"']", template.read_text(encoding="utf-8"))

    assert [name for name in names if not (STATIC / name).is_file()] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_a_page_has_one_main_heading(page):
    assert len(re.findall(r"<h1\b|{% element h1 %}", page.read_text(encoding="utf-8"))) == 1


@pytest.mark.parametrize("template", PUBLIC, ids=_name)
def test_sentences_are_whole(template):
    """A translation that begins in small letters or with a mark is a piece of a sentence, unless it is "(optional)"."""
    text = template.read_text(encoding="utf-8")
    words = re.findall(r"\{% translate \"([^\"]+)\"", text)

    assert [word for word in words if not (word[0].isupper() or word == "(optional)")] == []


def test_classes_have_rules_and_rules_have_classes():
    """What no rule knows is a slip; a rule that nothing uses is dead."""
    css = re.sub(r"url\([^)]*\)|/\*.*?\*/", "", (STATIC / "css" / "light-up.css").read_text(encoding="utf-8"))
    ruled = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^{}]*\}", "{}", css)))
    used = set()
    for path in [*PUBLIC, *SCRIPTS]:
        text = path.read_text(encoding="utf-8")
        for attribute in re.findall(
            r"(?:class|className)\s?=\s?\"([^\"]*)\"", re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text)
        ):
            used |= set(attribute.split())

    assert used - ruled == set()
    assert ruled - used == set()
