"""What editors may place on any page."""

from content.models.image import Image, Rendition
from content.models.page import BasePage, LanguageNotice, RootPage
from content.models.settings import SiteSettings, stated_contact
from content.models.standard import StandardPage
from content.models.turn import OwedTurn

__all__ = [
    "BasePage",
    "Image",
    "LanguageNotice",
    "OwedTurn",
    "Rendition",
    "RootPage",
    "SiteSettings",
    "StandardPage",
    "stated_contact",
]
