"""Production: everything that protects is on, every secret comes from the environment, unsafe values refuse to start.

See `config.checks` for what is refused and `docs/running.md` for how it is run.
"""

from config.settings.base import *
from config.settings.base import BASE_URL, CONTENT_SECURITY_POLICY, DIRECTIVES, STORAGES, env

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")  # no default: without it the site refuses to start
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALTCHA_HMAC_SECRET = env.str("ALTCHA_HMAC_SECRET", default=SECRET_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[BASE_URL.partition("://")[2].partition(":")[0]])
CSRF_TRUSTED_ORIGINS = [BASE_URL]

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=63_072_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CONTENT_SECURITY_POLICY = CONTENT_SECURITY_POLICY | {
    "DIRECTIVES": DIRECTIVES | {"upgrade-insecure-requests": True},
}

env.str("EMAIL_URL")  # no default here: mail is half of the journey; base.py reads what is in it

if STORAGE_URL := env.str("STORAGE_URL", default=""):  # s3://bucket/prefix?endpoint=https://…
    from config.settings.storage import s3_storages

    STORAGES |= s3_storages(STORAGE_URL)
