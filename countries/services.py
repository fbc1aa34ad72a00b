"""What the operator decides about places."""

from collections.abc import Mapping

from django.db import transaction
from wagtail.log_actions import log as record_act

from content.caching import forget
from countries.models import Place, PlaceName


@transaction.atomic
def name_place(*, place: Place, called: Mapping[str, str]) -> list[str]:
    """Give a place its name in each language of `called`; an empty one takes the name in that language away.

    Returns:
        the languages whose name is another one now.
    """
    there = {row.language: row for row in PlaceName.objects.select_for_update().filter(place=place)}
    changed = [code for code, name in called.items() if name != (there[code].name if code in there else "")]
    for language in changed:
        record_act(place, "countries.name", data=_change(language, there, called))
        if not called[language]:
            there[language].delete()
            continue
        row = there.get(language) or PlaceName(place=place, language=language)
        row.name = called[language]
        row.save()
    forget()  # also where no name is another one: whether forms offer the place may be
    return changed


def _change(language: str, there: Mapping[str, PlaceName], called: Mapping[str, str]) -> dict[str, str]:
    before = there[language].name if language in there else ""
    return {"language": language, "before": before, "after": called[language]}
