"""The pages: created and published in English, then in every other language, where they are missing."""

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import LocaleSynchronization

from campaign.models import CampaignIndexPage, CampaignPage, StoryIndexPage, StoryPage
from content.models import BasePage, SiteSettings, StandardPage
from home.demo.files import read_pages
from home.models import HomePage
from pledges.models import Campaign
from users.models import User

HOME = "home"
MAIN_CAMPAIGN = "light-up"
PRIVACY = "privacy"
TYPES: dict[str, type[BasePage]] = {
    "home": HomePage,
    "campaign_index": CampaignIndexPage,
    "campaign": CampaignPage,
    "story_index": StoryIndexPage,
    "story": StoryPage,
    "standard": StandardPage,
}
# Parents before children; the order of siblings is the order of the menus.
ORDER = [
    HOME,
    "campaigns",
    "light-up",
    "haikou-initiative",
    "plan",
    "one-plus-one-action",
    "awareness-campaigns",
    "global-report",
    "stories",
    "what-the-haikou-congress-agreed",
    "about",
    "contact",
    "privacy",
    "accessibility",
    "imprint",
]
PAGE_LINK = re.compile(r'<a href="page:([a-z0-9-]+)">')


def create_pages(by: User) -> int:
    """Create the missing pages of the default language and publish them; return how many in all languages."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES}
    default = locales.pop(settings.LANGUAGE_CODE)
    sources = read_pages(settings.LANGUAGE_CODE)
    order = [slug for slug in ORDER if slug in sources] + sorted(sources.keys() - set(ORDER))

    pages: dict[str, BasePage] = {}
    missing: list[str] = []
    for slug in order:
        page = _existing(sources[slug], default)
        if page is None:
            page = _create(sources[slug], pages.get(sources[slug]["parent"] or ""), default, by)
            missing.append(slug)
        pages[slug] = page
    for slug in missing:  # bodies link to pages, so all of them come first
        _publish(pages[slug], sources[slug], pages, by)
    _create_site(pages)
    for locale in locales.values():
        missing += _translate(pages, order, locale, by)
    for locale in locales.values():
        LocaleSynchronization.objects.get_or_create(locale=locale, defaults={"sync_from": default})
    return len(missing)


def _existing(entry: dict[str, Any], locale: Locale) -> BasePage | None:
    kind = TYPES[entry["type"]]
    if kind is HomePage:
        return HomePage.objects.filter(locale=locale).first()
    return kind._default_manager.filter(locale=locale, slug=entry["slug"]).first()


def _create(entry: dict[str, Any], parent: BasePage | None, locale: Locale, by: User) -> BasePage:
    page = TYPES[entry["type"]](
        title=entry["title"], slug=entry["slug"], lead=entry["lead"], locale=locale, owner=by, live=False
    )
    if isinstance(page, CampaignPage):
        page.campaign = Campaign.objects.get(slug=entry["campaign"]["commitment"])
    if parent is None:
        _remove_welcome_page()
        return Page.get_first_root_node().add_child(instance=page)
    return parent.add_child(instance=page)


def _remove_welcome_page() -> None:
    """Take away the page that Wagtail's own migration makes, while nothing stands below it."""
    welcome = Page.objects.filter(depth=2, slug="home", numchild=0, title="Welcome to your new Wagtail site!").first()
    if welcome is not None:
        Site.objects.filter(root_page=welcome).delete()
        welcome.delete()
        Page.get_first_root_node().fix_tree()


def _publish(page: BasePage, entry: dict[str, Any], pages: dict[str, BasePage], by: User) -> None:
    page.title, page.lead = entry["title"], entry["lead"]
    page.seo_title, page.search_description = entry["seo_title"], entry["search_description"]
    page.show_in_menus, page.menu_title = entry["show_in_menus"], entry["menu_title"]
    if isinstance(page, HomePage):
        page.hero = "\n".join(entry["hero_lines"])
        page.footer_note = entry["footer_note"]
        page.campaign = Campaign.objects.get(slug=MAIN_CAMPAIGN)
    if isinstance(page, StandardPage):
        page.in_footer = entry["in_footer"]
    page.body = [(block["type"], BLOCKS.get(block["type"], dict)(block["value"])) for block in _linked(entry, pages)]
    if entry["slug"] == PRIVACY and "privacy_facts" not in [block["type"] for block in entry["body"]]:
        page.body.append(("privacy_facts", None))  # in every language the same: the software says it
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)


def _translate(pages: dict[str, BasePage], order: list[str], locale: Locale, by: User) -> list[str]:
    """Publish the translations into one language that we have and that are missing; leave the rest to their fallback."""
    entries = read_pages(locale.language_code)
    translated = []
    for slug in order:
        if slug not in entries or pages[slug].has_translation(locale):
            continue
        page = pages[slug].copy_for_translation(locale, copy_parents=True)
        _publish(page, entries[slug], pages, by)
        translated.append(slug)
    return translated


def _create_site(pages: dict[str, BasePage]) -> None:
    if not Site.objects.filter(is_default_site=True).exists():
        address = urlsplit(settings.BASE_URL)
        Site.objects.create(
            hostname=address.hostname or "localhost",
            port=address.port or (443 if address.scheme == "https" else 80),
            root_page=pages[HOME],
            is_default_site=True,
            site_name=settings.WAGTAIL_SITE_NAME,
        )
    leads_to = {"sign_page": pages.get(MAIN_CAMPAIGN), "privacy_page": pages.get(PRIVACY)}
    SiteSettings.objects.get_or_create(site=Site.objects.get(is_default_site=True), defaults=leads_to)


def _linked(entry: dict[str, Any], pages: dict[str, BasePage]) -> list[dict[str, Any]]:
    """Return the blocks with `page:slug` turned into links to the pages themselves."""

    def link(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: link(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [link(inner) for inner in value]
        if isinstance(value, str) and value.startswith("page:"):
            return pages[value.removeprefix("page:")]
        if isinstance(value, str):
            return PAGE_LINK.sub(lambda found: f'<a linktype="page" id="{pages[found[1]].pk}">', value)
        return value

    blocks: list[dict[str, Any]] = link(entry["body"])
    for block in blocks:
        if block["type"] == "call_to_sign":
            block["value"]["page"] = pages[block["value"].pop("campaign")]
    return blocks


def _text(value: dict[str, Any]) -> str:
    return str(value["html"])


def _cards(value: dict[str, Any]) -> dict[str, Any]:
    return {
        "heading": value["heading"],
        "items": [
            {"title": item["title"], "text": item["text"], "page": item["link"] or None} for item in value["items"]
        ],
    }


def _faq(value: dict[str, Any]) -> dict[str, Any]:
    return {
        "heading": value["heading"],
        "items": [{"question": item["question"], "answer": item["answer_html"]} for item in value["items"]],
    }


def _statistic(value: dict[str, Any]) -> dict[str, Any]:
    return value | {"source_date": date.fromisoformat(value["source_date"])}


BLOCKS = {"text": _text, "cards": _cards, "faq": _faq, "statistic": _statistic}
