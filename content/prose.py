"""Rich text as we keep it: few elements, well formed, whatever programme it was pasted from."""

import re

import nh3
from bs4 import BeautifulSoup, Tag

FEATURES = ["h2", "h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript"]

KEPT = {"p", "h2", "h3", "h4", "ul", "ol", "li", "b", "i", "a", "br", "sup", "sub"}
RENAMED = {"h1": "h2", "h5": "h4", "h6": "h4", "strong": "b", "em": "i", "blockquote": "p", "pre": "p"}
FOLDED = {"div", "section", "article", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "dl", "dt", "dd", "figure"}
INLINE = ["b", "i", "a", "sup", "sub"]
BLOCKS = ["p", "h2", "h3", "h4", "ul", "ol", "li"]
LINK_TYPES = {"page", "document"}
BLOCK_KEY = "data-block-key"  # Draftail's name for a paragraph; kept, so that comments stay where they were

# NUL breaks PostgreSQL, other controls break XML readers, lone surrogates (half a pasted emoji) break every encoder.
UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def tidy(html: str) -> str:
    """Reduce pasted HTML to what the editor can open again: known elements, properly nested, links that lead somewhere.

    Wagtail's editor converts stored HTML by strict rules and refuses the whole page when a link or picture has no id
    (wagtail#13815), when inline elements hold paragraphs (Google Docs) or when a list item stands alone (Word).

    Args:
        html: Wagtail's database form of rich text, or anything that claims to be.

    Returns:
        The same words in Wagtail's database form.
    """
    if not html:
        return ""
    cleaned = nh3.clean(
        UNSTORABLE.sub("", html),
        tags=KEPT | FOLDED | RENAMED.keys(),
        clean_content_tags={"script", "style", "template", "title", "svg", "math"},
        attributes={"a": {"href", "linktype", "id"}, "*": {BLOCK_KEY}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
        strip_comments=True,
    )
    if "<" not in cleaned:
        return f"<p>{cleaned}</p>" if cleaned.strip() else ""
    soup = BeautifulSoup(cleaned, "html.parser")
    _rename(soup)
    _fold(soup)
    _mend_lists(soup)
    _mend_inline(soup)
    return soup.decode(formatter="minimal")


def _rename(soup: BeautifulSoup) -> None:
    for element in soup.find_all(list(RENAMED)):
        element.name = RENAMED[element.name]


def _fold(soup: BeautifulSoup) -> None:
    """Turn boxes and table rows into paragraphs; a box around boxes just goes."""
    for cell in soup.find_all(["td", "th", "dt", "dd"]):
        cell.append(" ")
        if cell.name in {"td", "th"}:
            cell.unwrap()
    for box in reversed(soup.find_all(list(FOLDED))):
        if box.find(BLOCKS) or box.find_parent(["p", "h2", "h3", "h4", "li"]):
            box.unwrap()
        else:
            box.name = "p"


def _mend_lists(soup: BeautifulSoup) -> None:
    for item in soup.find_all("li"):
        if item.parent is None or item.parent.name not in {"ul", "ol"}:
            item.name = "p"
            continue
        for inner in item.find_all(["p", "h2", "h3", "h4"]):
            inner.unwrap()
    for block in soup.find_all(["p", "h2", "h3", "h4"]):
        if block.find(BLOCKS):
            block.unwrap()
    for listing in soup.find_all(["ul", "ol"]):
        for child in list(listing.children):
            if not (isinstance(child, Tag) and child.name in {"li", "ul", "ol"}) and child.get_text(strip=True):
                child.wrap(soup.new_tag("li"))


def _mend_inline(soup: BeautifulSoup) -> None:
    for element in soup.find_all(INLINE):
        if element.find(BLOCKS) or (element.name == "a" and not _leads_somewhere(element)):
            element.unwrap()


def _leads_somewhere(link: Tag) -> bool:
    kind = link.get("linktype")
    if kind is None:
        del link["id"]
        return bool(link.get("href"))
    return kind in LINK_TYPES and str(link.get("id", "")).isdigit()
