"""Is this a name that a person should look at before it is shown? Pure look-ups; only `pledges.watching.current` reads rows."""

from pledges.watching.lists import Line, house_lines
from pledges.watching.matching import Entry, Sighting, WatchList
from pledges.watching.odd import oddity_of

__all__ = ["Entry", "Line", "Sighting", "WatchList", "house_lines", "oddity_of"]
