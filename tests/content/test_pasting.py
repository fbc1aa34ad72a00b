"""What the browser sends after a paste from Word, WPS or Google Docs is saved, and opens again (A6)."""

import json

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.documents import get_document_model

from content.prose import FEATURES
from content.widgets import ProseArea
from home.demo.roles import SECRETARIAT
from tests.factories.pages import ImageFactory, StandardPageFactory, a_site


def sent(*, kind="unstyled", text="the whole plan", entity=None, style=None):
    """What Draft.js sends of one paragraph, its first three letters being an entity."""
    block = {"key": "abcde", "text": text, "type": kind, "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    if entity is not None:
        block["entityRanges"] = [{"offset": 0, "length": 3, "key": 0}]
    if style is not None:
        block["inlineStyleRanges"] = [{"offset": 0, "length": 3, "style": style}]
    entities = {} if entity is None else {"0": {"type": entity[0], "mutability": "MUTABLE", "data": entity[1]}}
    return json.dumps({"blocks": [block], "entityMap": entities})


def stored(content, features=FEATURES):
    area = ProseArea(features=features)
    html = area.value_from_datadict({"body": content}, {}, "body")
    area.format_value(html)  # opens again
    return html


PASTED = {
    "Word: an anchor of a table of contents": sent(entity=("LINK", {})),
    "a link made by script": sent(entity=("LINK", {"url": None})),
    "a link with an empty address": sent(entity=("LINK", {"url": ""})),
    "a document that was never chosen": sent(entity=("DOCUMENT", {})),
    "Docs: a picture without an id": sent(entity=("IMAGE", {"src": "https://docs.example/x.png"})),
    "WPS: a table": sent(entity=("TABLE", {})),
    "a film": sent(entity=("EMBED", {"url": "https://example.org/"})),
    "code": sent(kind="code-block"),
    "a picture that stands alone": sent(kind="atomic"),
    "a heading of a level that we do not have": sent(kind="header-six"),
    "struck out": sent(style="STRIKETHROUGH"),
    "an entity that is not there": sent(entity=("LINK", {"url": "https://www.ness.link/"})).replace(
        '"key": 0', '"key": 7'
    ),
}


@pytest.mark.parametrize("content", PASTED.values(), ids=PASTED.keys())
def test_the_form_goes_and_the_words_stay(content):
    html = stored(content)

    assert html == '<p data-block-key="abcde">the whole plan</p>'


@pytest.mark.django_db
def test_what_a_field_can_store_stays_as_it_is():
    assert stored(sent(entity=("LINK", {"url": "https://www.ness.link/"}))) == (
        '<p data-block-key="abcde"><a href="https://www.ness.link/">the</a> whole plan</p>'
    )
    assert stored(sent(entity=("LINK", {"id": 3}))) == (
        '<p data-block-key="abcde"><a linktype="page" id="3">the</a> whole plan</p>'
    )
    assert stored(sent(kind="header-two")) == '<h2 data-block-key="abcde">the whole plan</h2>'


def test_a_heading_pasted_where_there_are_none_is_a_paragraph():
    assert stored(sent(kind="header-two"), ["bold", "link"]) == '<p data-block-key="abcde">the whole plan</p>'


@pytest.mark.parametrize("content", ["", "null", "[]", "{}", '"text"', "{"])
def test_what_no_editor_sends_is_no_error(content):
    assert stored(content) == ""


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=5),
    lambda inner: st.dictionaries(st.sampled_from(["id", "url", "x"]), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=100, deadline=None)
@given(
    kind=st.sampled_from(["unstyled", "atomic", "header-two", "blockquote", "unordered-list-item", ""]),
    name=st.sampled_from(["LINK", "DOCUMENT", "IMAGE", "", "TABLE"]),
    about=JSON,
)
def test_no_paste_ends_in_an_error(kind, name, about):
    ProseArea(features=FEATURES).value_from_datadict({"body": sent(kind=kind, entity=(name, about))}, {}, "body")


@pytest.mark.django_db
def test_references_that_are_gone_leave_a_page_that_opens_and_shows(client, member, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    home = a_site()
    gone = StandardPageFactory(parent=home, slug="gone")
    file = get_document_model().objects.create(title="Plan", file="plan.pdf")
    picture = ImageFactory()
    page = StandardPageFactory(
        parent=home,
        slug="press",
        body=[
            (
                "text",
                f'<p><a linktype="page" id="{gone.pk}">page</a> <a linktype="document" id="{file.pk}">file</a></p>',
            ),
            ("figure", {"image": picture, "alt": "A coast at night", "caption": "", "credit": ""}),
            (
                "cards",
                {"heading": "", "items": [{"title": "Card", "text": "", "page": gone, "url": "", "image": picture}]},
            ),
            ("call_to_sign", {"page": gone, "heading": "Sign", "text": "", "button": ""}),
        ],
    )
    page.save_revision().publish()
    for each in (gone, file, picture):
        each.delete()
    client.force_login(member(SECRETARIAT))

    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    client.logout()
    response = client.get(page.url)
    assert response.status_code == 200
    assert "Card" in response.content.decode()
