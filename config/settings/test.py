"""Tests: the embedded defaults, or whatever servers the environment names; fast password hashing, mails in memory."""

from config.settings.base import *
from config.settings.base import STORAGES

DEBUG = False
DEVELOPMENT = True
SECRET_KEY = "tests only"
ALTCHA_HMAC_SECRET = SECRET_KEY
ALTCHA_CHALLENGE = {"algorithm": "PBKDF2/SHA-256", "cost": 5, "max_number": 20, "expires_seconds": 600}
ALLOWED_HOSTS = ["*"]
BASE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = BASE_URL
EMBEDDED = False
KEPT_SECONDS = 0  # each test sees its pages made; those about kept answers (tests/content) turn it on
MAIL_WEBHOOK_SECRET = "tests:only"
ANYMAIL = {"WEBHOOK_SECRET": MAIL_WEBHOOK_SECRET}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
