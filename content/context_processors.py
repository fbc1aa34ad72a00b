"""What every template may show: name, languages, menus, contact, addresses."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language, get_language_bidi, get_language_info

from content.caching import is_anonymous
from content.fonts import preloaded
from content.frame import Link, frame
from content.models import BasePage


@dataclass(frozen=True)
class Language:
    """One entry of the language menu."""

    code: str
    name_local: str
    dir: str
    url: str
    current: bool
    available: bool  # False: the page is not translated; the link leads to its fallback or to the home page


def site(request: HttpRequest) -> dict[str, Any]:
    """Return what `base.html` and every page below it need; nothing for the admin, which has a frame of its own."""
    if request.path.startswith("/cms/"):
        return {}
    page: BasePage | None = getattr(request, "page", None)
    around = frame(request)
    match = request.resolver_match
    return {
        "site_name": settings.SITE_NAME,
        "base_url": settings.BASE_URL,
        "canonical_url": page.canonical_url if page else settings.BASE_URL + request.path,
        "page_name": page._meta.label if page else match.view_name if match else "",
        "languages": _languages(request, page),
        "source_language": settings.LANGUAGE_CODE,
        "fonts": preloaded(get_language() or settings.LANGUAGE_CODE),
        "breadcrumbs": page.breadcrumbs if page else [],
        "language_notice": page.language_notice if page else None,
        "content_language": page.content_language if page else get_language(),
        "content_dir": _direction(page.content_language if page else get_language()),
        "home_url": f"/{get_language()}/",
        "nav": [_entry(link, request.path) for link in around.nav],
        "footer_nav": around.footer_nav,
        "sign_url": around.sign_url,
        "privacy_url": around.privacy_url,
        "contact": around.contact,
        "footer_note": around.footer_note,
        "names_note": around.names_note,
        "rights_note": around.rights_note,
        "has_samples": around.has_samples,
        "show_userbar": _is_staff(request),
        "LANGUAGE_CODE": get_language(),
        "LANGUAGE_BIDI": get_language_bidi(),
    }


def _entry(link: Link, path: str) -> dict[str, Any]:
    return {
        "url": link.url,
        "label": link.label,
        "language": link.language,
        "current": path.startswith(link.url),
    }


def _languages(request: HttpRequest, page: BasePage | None) -> list[Language]:
    entries = []
    for code, name in settings.LANGUAGES:
        url, available = page.live_versions.get(code, ("", False)) if page else (_view_url(request, code), True)
        entries.append(
            Language(code, str(name), _direction(code), url or f"/{code}/", code == get_language(), available)
        )
    return sorted(entries, key=lambda entry: entry.name_local.casefold())


def _view_url(request: HttpRequest, code: str) -> str:
    """Return a view's address in another language; for an address that leads nowhere, the home page."""
    match = request.resolver_match
    if match is None or match.view_name == "wagtail_serve":
        return ""
    path = request.get_full_path()
    translated = translate_url(path, code)
    return translated if translated != path or code == get_language() else ""


def _direction(code: str | None) -> str:
    return "rtl" if get_language_info(code or settings.LANGUAGE_CODE)["bidi"] else "ltr"


def _is_staff(request: HttpRequest) -> bool:
    """Whether to show Wagtail's bar. Without a session cookie the session stays untouched, and the page cacheable."""
    return not is_anonymous(request) and request.user.has_perm("wagtailadmin.access_admin")
