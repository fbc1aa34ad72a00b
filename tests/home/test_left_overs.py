"""No page and no mail says something in English to a reader of another language."""

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup, Comment
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from home.demo.accounts import LOADER
from mail import letters
from mail.models import Message
from pledges.certificates import numbers
from pledges.models import Campaign
from pledges.services import confirm_pledge, revoke_pledge
from pledges.tokens import token_of
from tests.factories.pledges import PledgeFactory, token
from users.models import User

pytestmark = pytest.mark.usefixtures("loaded_demo", "db")

OTHERS = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
# Words that hold English together, and that are no words in the other languages of the site.
ENGLISH = re.compile(
    r"\b(the|and|of|you|your|this|that|these|with|which|has|have|been|was|were|will|from|not|by|it|its|is|are|be|"
    r"signed|pledge|name|read|please|skip|language|map)\b",
    re.IGNORECASE,
)
# What stays as it is: names, addresses, and what the reader's own person or institution is called.
KEPT = re.compile(
    r"light up|\S+@\S+|https?://\S+|\bwww\.\S+|\S+\.(?:pdf|png|svg|org|link)\b|wangari|otieno|"
    r"creative commons\S*|source sans|eb garamond|open badges",
    re.IGNORECASE,
)
SPOKEN = ("alt", "aria-label", "title", "placeholder", "value", "content", "data-done", "data-working")
UNSPOKEN = {"script", "style", "code", "svg"}


def left_overs(html: str) -> Iterator[str]:
    """What is English on a page, apart from parts that say so themselves."""
    page = BeautifulSoup(html, "html.parser")
    for part in page.select('[lang="en"], [translate="no"], ' + ", ".join(UNSPOKEN)):
        part.decompose()
    said = [str(text) for text in page.find_all(string=True) if not isinstance(text, Comment)]
    for tag in page.select("*"):
        if tag.name == "input" and tag.get("type") in {"hidden", "radio", "checkbox"}:
            continue
        if tag.name == "meta" and tag.get("name") in {"viewport", "robots", "color-scheme", "twitter:card"}:
            continue
        if tag.name in {"option", "button", "data"}:
            continue
        said += [str(tag[name]) for name in SPOKEN if tag.get(name)]
    for text in said:
        if ENGLISH.search(KEPT.sub(" ", text)):
            yield " ".join(text.split())[:160]


@pytest.fixture
def campaign() -> Campaign:
    return Campaign.objects.get(slug="light-up")


@pytest.mark.parametrize("language", OTHERS)
def test_every_page_of_the_demo_is_wholly_in_its_language(client, language):
    found = {}
    for page in Page.objects.live().filter(locale__language_code=language, depth__gt=1):
        answer = client.get(page.url)
        assert answer.status_code == 200
        found[page.url] = list(left_overs(answer.content.decode()))

    assert len(found) >= 15
    assert {url: rest for url, rest in found.items() if rest} == {}


@pytest.mark.parametrize("language", OTHERS)
def test_every_step_of_the_journey_is_wholly_in_its_language(client, campaign, language):
    waiting = PledgeFactory(campaign=campaign, language=language)
    shown = PledgeFactory(campaign=campaign, language=language, listed=True)
    revoked = PledgeFactory(campaign=campaign, language=language, confirmed=True)
    revoke_pledge(pledge=revoked, by=User.objects.get(email=LOADER), reason="x", reason_class="duplicate")
    with translation.override(language):
        sign = reverse("pledges:sign", args=["light-up"])
        certificate = reverse("pledges:certificate", args=[shown.certificate.pretty_number])
        answers = [
            client.get(sign),
            client.post(sign, {"full_name": "", "email": "nobody", "country": "XX", "orcid": "1"}),
            client.get(f"{reverse('pledges:sent', args=['light-up'])}?k={waiting.handle}"),
            client.post(f"{reverse('pledges:sent', args=['light-up'])}?k={waiting.handle}", {"code": "12"}),
            client.post(f"{reverse('pledges:resend', args=['light-up'])}?k={waiting.handle}"),
            client.get(reverse("pledges:confirm", args=[token(waiting)])),
            client.get(reverse("pledges:confirm", args=[token(shown)])),
            client.get(reverse("pledges:confirm", args=["nothing"])),
            client.get(reverse("pledges:not_me", args=[token(waiting)])),
            client.get(certificate),
            client.get(reverse("pledges:report", args=[shown.certificate.pretty_number])),
            client.post(reverse("pledges:report", args=[shown.certificate.pretty_number]), {}),
            client.get(reverse("pledges:certificate", args=[revoked.certificate.pretty_number])),
            client.get(reverse("pledges:certificate", args=[numbers.generate()])),
            client.get(reverse("pledges:roll", args=["light-up"])),
            client.get(f"{reverse('pledges:roll', args=['light-up'])}?q=nobody"),
            client.get(reverse("pledges:verify")),
            client.get(f"{reverse('pledges:verify')}?number={shown.certificate.pretty_number}"),
            client.get(f"{reverse('pledges:verify')}?number={numbers.generate()}"),
            client.get(f"{reverse('pledges:verify')}?number=hello"),
            client.get(f"/{language}/nowhere/"),
        ]
    found = {
        f"{answer.request['REQUEST_METHOD']} {answer.request['PATH_INFO']}": list(left_overs(answer.content.decode()))
        for answer in answers
    }

    assert {path: rest for path, rest in found.items() if rest} == {}


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", ["403", "403_csrf", "404", "422", "429", "500", "503"])
def test_every_error_page_is_wholly_in_its_language(language, name):
    with translation.override(language):
        html = render_to_string(f"{name}.html", {"incident": "0A1B2C3D", "kept": [{"name": "email", "value": "w"}]})

    assert list(left_overs(html)) == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_mail_is_wholly_in_its_language(campaign, language):
    facts = {"campaign": campaign, "language": language, "email": "wangari@uonbi.ac.ke"}
    pledge = PledgeFactory(**facts)
    with translation.override(language):
        written = [letters.render(message) for message in Message.objects.all()]
        confirm_pledge(token=token_of(pledge.nonce))
        PledgeFactory(**facts)
        written += [letters.render(message) for message in Message.objects.all()]

    said = [letter for letter in written if letter is not None]
    assert len(said) >= 3
    for letter in said:
        assert list(left_overs(letter.html)) == []
        assert not ENGLISH.search(KEPT.sub(" ", f"{letter.subject} {letter.text}"))
