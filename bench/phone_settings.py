"""The site as a phone meets it: its static files compressed and under hashed names, as in production."""

from config.settings.dev import *
from config.settings.dev import STORAGES

EMBEDDED = False  # the web process alone: no mail is sent while somebody measures
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
