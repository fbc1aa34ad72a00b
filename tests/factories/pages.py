"""Pages, pictures and sites for tests."""

import io

import factory
import wagtail_factories
from django.core.files.images import ImageFile
from PIL import Image as Pillow
from wagtail.models import Locale, Page, Site

from campaign.models import CampaignIndexPage, CampaignPage, StoryIndexPage, StoryPage
from content.models import Image, StandardPage
from home.models import HomePage


def picture_file(size: tuple[int, int] = (1600, 900), name: str = "light.png") -> ImageFile:
    """Return a real picture: night above, light below."""
    content = io.BytesIO()
    picture = Pillow.new("RGB", size, "#0A1220")
    picture.paste("#FFC861", (0, size[1] // 2, size[0], size[1]))
    picture.save(content, "PNG")
    content.seek(0)
    return ImageFile(content, name=name)


class ImageFactory(factory.django.DjangoModelFactory):
    title = "Lights"
    description = "Lights of a coast at night"
    file = factory.LazyFunction(picture_file)

    class Meta:
        model = Image


class HomePageFactory(wagtail_factories.PageFactory):
    title = "Light Up"
    slug = "light-up-home"
    lead = "A solemn pledge by scholars."

    class Meta:
        model = HomePage


class StandardPageFactory(wagtail_factories.PageFactory):
    title = "About"
    lead = "What this is."

    class Meta:
        model = StandardPage


class CampaignIndexPageFactory(wagtail_factories.PageFactory):
    title = "Campaigns"
    slug = "campaigns"

    class Meta:
        model = CampaignIndexPage


class CampaignPageFactory(wagtail_factories.PageFactory):
    """A face for a `pledges.Campaign`, which the test passes as `campaign`."""

    title = "Light up the heart of science"
    slug = factory.LazyAttribute(lambda page: page.campaign.slug)
    lead = "A solemn pledge by scholars of every discipline."

    class Meta:
        model = CampaignPage


class StoryIndexPageFactory(wagtail_factories.PageFactory):
    title = "Stories"
    slug = "stories"

    class Meta:
        model = StoryIndexPage


class StoryPageFactory(wagtail_factories.PageFactory):
    title = factory.Sequence(lambda n: f"Story {n}")
    lead = "What happened."
    body = [("text", "<p>It happened in Haikou.</p>")]

    class Meta:
        model = StoryPage


def a_site(**fields: object) -> HomePage:
    """Return the English home page of a fresh default site. Wagtail's own welcome page is gone."""
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    root = Page.get_first_root_node()
    root.refresh_from_db()
    for code in ("en", "ar"):
        Locale.objects.get_or_create(language_code=code)
    home = HomePageFactory(parent=root, locale=Locale.objects.get(language_code="en"), **fields)
    Site.objects.create(hostname="testserver", port=80, root_page=home, is_default_site=True)
    return home


def translate(page: Page, **fields: object) -> Page:
    """Return the published Arabic translation of a page, changed by `fields`."""
    translated = page.copy_for_translation(Locale.objects.get(language_code="ar"), copy_parents=True)
    for name, value in fields.items():
        setattr(translated, name, value)
    translated.save_revision().publish()
    return type(page).objects.get(pk=translated.pk)


def alias(page: Page) -> Page:
    """Return the Arabic placeholder of a page that is not translated yet."""
    placeholder = page.copy_for_translation(Locale.objects.get(language_code="ar"), copy_parents=True, alias=True)
    return type(page).objects.get(pk=placeholder.pk)
