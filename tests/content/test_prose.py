"""Whatever editors paste, the page opens again, in the browser and in the editor (A6)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import expand_db_html, extract_references_from_rich_text

from content.blocks import ProseBlock
from content.prose import FEATURES, tidy

PASTED = {
    "Docs: a picture without an id (wagtail#13815)": '<p>before</p><embed embedtype="image" alt="x"/><p>after</p>',
    "Docs: an img": '<p>before <img src="data:image/png;base64,xx"> after</p>',
    "a page link without an id": '<p><a linktype="page">the plan</a></p>',
    "a document link without an id": '<p><a linktype="document">the plan</a></p>',
    "a link of a kind nobody knows": '<p><a linktype="wechat" id="1">the plan</a></p>',
    "a link that leads nowhere": "<p><a>the plan</a></p>",
    "a link that runs": '<p><a href="javascript:alert(1)">the plan</a></p>',
    "Google Docs: all of it in one bold": '<b id="docs-internal-guid-1"><p>first</p><p>second</p></b>',
    "Word: lists of paragraphs": "<ul><li><p class=MsoNormal>first</p></li><li><p>second</p></li></ul>",
    "Word: office tags": "<p class=MsoNormal><o:p></o:p><span style='mso-x:1'>text</span></p>",
    "Word: conditional comments": "<!--[if gte mso 9]><xml><w:x/></xml><![endif]--><p>text</p>",
    "WPS: a list item alone": "<li>first</li><p>second</p>",
    "a table": "<table><tr><td>Kenya</td><td>54</td></tr><tr><td>Viet Nam</td><td>26</td></tr></table>",
    "tags never closed": "<p><b>bold <i>both <a href='https://www.ness.link/'>link",
    "tags closed in the wrong order": "<p><b>a<i>b</b>c</i></p></p></div>",
    "a heading in a list": "<ul><li><h2>Title</h2></li></ul>",
    "text between list items": "<ul>loose<li>first</li></ul>",
    "boxes in boxes": "<div><div>first</div><div><p>second</p>third</div></div>",
    "a quotation around paragraphs": "<blockquote><p>first</p><p>second</p></blockquote>",
    "headings that we do not have": "<h1>one</h1><h5>five</h5>",
    "control characters": "<p>a\x00b\x0bc\x1f</p>",
    "half an emoji": "<p>a\ud83d b</p>",
    "plain text": "no tags at all",
    "nothing": "",
}


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED.keys())
def test_it_opens_again_in_the_browser_and_in_the_editor(pasted, db):
    kept = tidy(pasted)

    expand_db_html(kept)
    list(extract_references_from_rich_text(kept))
    ContentstateConverter(FEATURES).from_database_format(kept)


@pytest.mark.parametrize("pasted", PASTED.values(), ids=PASTED.keys())
def test_tidying_twice_changes_nothing_more(pasted):
    kept = tidy(pasted)

    assert tidy(kept) == kept


TAGS = [
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<li>",
    "</li>",
    "<ul>",
    "</ul>",
    "<a>",
    "</a>",
    "<div>",
    "</div>",
    "<td>",
    "<h1>",
    "</h1>",
    "<embed>",
    "<br>",
    "<blockquote>",
]
HEAP = [*TAGS, "<a href='/x'>", "<a linktype=page>", "word", " ", "&amp;", "\x00"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(HEAP), max_size=30))
def test_no_heap_of_tags_locks_the_editor_out(tags):
    ContentstateConverter(FEATURES).from_database_format(tidy("".join(tags)))


def test_the_words_stay():
    assert tidy("<div>first</div><div>second</div>") == "<p>first</p><p>second</p>"
    assert tidy('<b style="font-weight:normal"><p>first</p></b>') == "<p>first</p>"
    assert tidy("<h1>Title</h1>") == "<h2>Title</h2>"
    assert tidy("<p>a\x00b</p>") == "<p>ab</p>"
    assert tidy("<table><tr><td>Kenya</td><td>54</td></tr></table>") == "<p>Kenya 54 </p>"


def test_what_the_editor_writes_stays_as_it_is():
    written = (
        '<h2 data-block-key="a1">Why</h2><p data-block-key="b2">Read <b>this</b> and '
        '<a id="3" linktype="page">that</a>, <a href="mailto:ESCM@ness.link">or write</a>.</p>'
        '<ul><li data-block-key="c3">one</li></ul>'
    )

    assert tidy(written) == written


def test_scripts_and_styles_go_with_their_content():
    assert tidy("<p>a</p><script>alert(1)</script><style>p{}</style>") == "<p>a</p>"


def test_the_block_tidies_what_the_form_sends_and_what_was_stored_before():
    block = ProseBlock()

    assert block.value_from_form("<h1>Title</h1>").source == "<h2>Title</h2>"
    assert block.value_for_form(block.to_python('<p><a linktype="page">x</a></p>')) == "<p>x</p>"
    assert block.normalize("<h1>Title</h1>").source == "<h2>Title</h2>"
