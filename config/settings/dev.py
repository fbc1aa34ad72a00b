"""Development: one process, no service, mails readable at /dev/mail/, demo accounts, no second factor."""

from config.settings.base import *
from config.settings.base import STORAGES, VAR, env

DEBUG = env.bool("DEBUG", default=False)
DEVELOPMENT = True
SECRET_KEY = env.str("SECRET_KEY", default="development only: sessions and tokens of a demo site are no secret")
ALTCHA_HMAC_SECRET = SECRET_KEY
ALLOWED_HOSTS = ["*"]  # a phone in the same network may open the demo
SECOND_FACTOR_REQUIRED = False  # the printed demo log-in works as it stands

VAR.mkdir(mode=0o700, parents=True, exist_ok=True)  # addresses lie in it: nobody else on this machine reads them

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
