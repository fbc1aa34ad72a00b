"""What stands around every page, menus and contact, kept in the cache for each language."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext
from wagtail.models import Page, Site

from content.caching import kept
from content.facts import Contact
from content.models import BasePage, RootPage, SiteSettings, StandardPage


@dataclass(frozen=True)
class Link:
    url: str
    label: str
    language: str = ""  # of the label, where it is not the language of the page around it


@dataclass(frozen=True)
class Frame:
    """Menus, contact and repeated sentences in one language."""

    nav: list[Link] = field(default_factory=list)
    footer_nav: list[dict[str, str | list[Link]]] = field(default_factory=list)
    sign_url: str = ""
    privacy_url: str = ""
    contact: Contact = field(default_factory=Contact)
    footer_note: str = ""
    names_note: str = ""
    rights_note: str = ""
    has_samples: bool = False


def frame(request: HttpRequest) -> Frame:
    """Return the frame of the active language, from the cache where it has one."""
    return kept(f"frame.{get_language()}", lambda: _build(request))


def _build(request: HttpRequest) -> Frame:
    site = Site.find_for_request(request)
    if site is None:
        return Frame(contact=SiteSettings().contact())
    stated = (
        SiteSettings.objects.select_related("sign_page", "privacy_page").filter(site=site).first() or SiteSettings()
    )
    home = site.root_page.localized.specific
    sentences = home if isinstance(home, RootPage) else None
    sign_url = _url(stated.sign_page, "#sign")
    return Frame(
        nav=[_link(page) for page in _in_menu(home)],
        footer_nav=_footer(home, sign_url),
        sign_url=sign_url,
        privacy_url=_url(stated.privacy_page),
        contact=stated.contact(),
        footer_note=sentences.footer_note if sentences else "",
        names_note=sentences.names_note if sentences else "",
        rights_note=sentences.rights_note if sentences else "",
        has_samples=stated.has_samples,
    )


def _link(page: Page) -> Link:
    label = page.label if isinstance(page, BasePage) else page.title
    language = page.content_language if isinstance(page, BasePage) and page.is_fallback else ""
    return Link(page.get_url() or "", label, language)


def _url(page: Page | None, anchor: str = "") -> str:
    """Return a page's address in the active language; empty when it is not live."""
    page = page.localized if page else None
    return f"{page.get_url()}{anchor}" if page and page.live else ""


def _footer(home: Page, sign_url: str) -> list[dict[str, str | list[Link]]]:
    take_part = [_link(page) for page in _in_menu(home) if not isinstance(page, StandardPage)]
    if sign_url:
        take_part.insert(0, Link(sign_url, gettext("Sign the pledge")))
    about = StandardPage.objects.live().descendant_of(home).filter(in_footer=True).order_by("path")
    columns: list[dict[str, str | list[Link]]] = [
        {"heading": gettext("Take part"), "links": take_part},
        # by name only: the view belongs to an app above this one
        {"heading": gettext("Check"), "links": [Link(reverse("pledges:verify"), gettext("Verify a certificate"))]},
        {"heading": gettext("About"), "links": [_link(page) for page in about]},
    ]
    return [column for column in columns if column["links"]]


def _in_menu(home: Page) -> Iterable[Page]:
    return home.get_children().live().in_menu().specific()
