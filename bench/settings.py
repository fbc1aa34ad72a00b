"""The site as it is measured: the web process alone, and a search for a proof that is short. Checking it costs the same."""

from config.settings.dev import *
from config.settings.dev import ALTCHA_CHALLENGE

EMBEDDED = False  # mail owed is queued and not sent: in production other processes do that
ALTCHA_CHALLENGE = ALTCHA_CHALLENGE | {"max_number": 4}
