"""Settings that every environment shares. The environment is read here and nowhere else (docs/settings.md)."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from config import languages

ROOT = Path(__file__).resolve().parents[2]
env = environ.FileAwareEnv()  # a variable NAME_FILE may name the file that holds NAME
VAR = Path(env.str("DATA_DIR", default=str(ROOT / "var")))  # whatever the site writes to this machine's disk

# --- who we are -----------------------------------------------------------------------------------------------------
PORT = env.int("PORT", default=8000)
BASE_URL = env.str("BASE_URL", default=f"http://localhost:{PORT}").rstrip("/")
ORGANISATION = env.str("ORGANISATION", default="ESCM Plan secretariat")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="ESCM@ness.link")

# --- the server, see config/gunicorn.py -----------------------------------------------------------------------------
HOST = env.str("HOST", default="127.0.0.1")  # 0.0.0.0 lets a phone in the same network open the site
WEB_PROCESSES = env.int("WEB_PROCESSES", default=2)
WEB_THREADS = env.int("WEB_THREADS", default=8)

DEVELOPMENT = False  # turned on by dev.py and test.py only: mail viewer, demo accounts
EMBEDDED = False  # whether the web process also runs the worker and the beat (development without services)

# --- apps -----------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config",
    "home",
    "campaign",
    "pledges",
    "countries",
    "transparency",
    "content",
    "mail",
    "users",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "users.wagtail_users.AccountsConfig",  # wagtail.users
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "anymail",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "content.middleware.KeptAnswersMiddleware",
    "config.middleware.IncidentMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.SecurityHeadersMiddleware",
    "config.middleware.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.LanguageMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "users.middleware.SecondFactorMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "wagtail.contrib.settings.context_processors.settings",
                "content.context_processors.site",
            ],
        },
    },
]

# --- database, cache, broker ----------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR / 'light_up.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers go on while one writes; IMMEDIATE takes the write lock at BEGIN, so that a transaction that
    # reads first and writes later waits its turn instead of failing with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["ENGINE"] = "config.postgresql"
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONNECTION_AGE_SECONDS", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A line that the network has forgotten is noticed within a minute; without these, after two hours.
    DATABASES["default"]["OPTIONS"] = DATABASES["default"].get("OPTIONS", {}) | {
        "connect_timeout": 5,
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 60_000,  # milliseconds
    }
DATABASE_ANSWER_TIMEOUT_SECONDS = env.int("DATABASE_ANSWER_TIMEOUT_SECONDS", default=20)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")


def _cache(name: str, *, entries: int) -> dict[str, object]:
    """Return a cache. In the memory of the process it throws a third away when it has so many entries."""
    if not REDIS_URL:
        backend = "django.core.cache.backends.locmem.LocMemCache"
        return {"BACKEND": backend, "LOCATION": name, "OPTIONS": {"MAX_ENTRIES": entries}}
    return {
        "BACKEND": "config.cache.SoftRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": name,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }


# Limits count in a cache of their own, so that whoever fills the other with pages does not have them forgotten.
CACHES = {"default": _cache("light_up", entries=2000), "limits": _cache("light_up.limits", entries=200_000)}
# For so long our own cache shows an answer to strangers, unless it is told of a change. Without a cache that processes
# share it is told by this process alone: what `manage.py` or another process changes is seen after this.
KEPT_SECONDS = 60 if REDIS_URL else 2

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default=REDIS_URL or "memory://localhost/")
EMBEDDED = CELERY_BROKER_URL.startswith("memory:")  # the one web process then runs worker and beat in threads
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # a broker that is down must not hold a request; the sweep finds the row
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_HEARTBEAT = 10  # seconds; a worker whose line to RabbitMQ was forgotten on the way learns it by this
CELERY_BROKER_TRANSPORT_OPTIONS = (
    # Nothing is written about wake-ups in hand: a worker whose line broke meanwhile would end itself by striking one off.
    {
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        "max_retries": 0,
        "health_check_interval": 5,
        "ack_emulation": False,
    }
    if "redis" in CELERY_BROKER_URL
    else {"polling_interval": 0.1}  # seconds between looks into the memory
    if EMBEDDED
    # Without an answer to each wake-up, web and beat would talk to a line that is dead for a quarter of an hour.
    else {"confirm_publish": True, "read_timeout": 2, "write_timeout": 2}
)
# Nobody commands a worker from afar; and RabbitMQ keeps the queue for it locked for a line that the network forgot, so
# that a worker which calls again would end itself.
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Mail has a queue of its own, so that a mail server which keeps its senders waiting holds up nothing else. A worker that
# is not told otherwise serves both.
CELERY_TASK_QUEUES = [Queue("celery", routing_key="celery"), Queue("mail", routing_key="mail")]
CELERY_TASK_ROUTES = {"mail.tasks.*": {"queue": "mail"}}
CELERY_BEAT_SCHEDULER = "config.beat.SteadyScheduler"
CELERY_BEAT_SCHEDULE = {
    "fold the log": {"task": "transparency.tasks.sequence", "schedule": 5.0},
    "send mail owed": {"task": "mail.tasks.send_owed", "schedule": 5.0, "options": {"expires": 60}},
    "erase what is over": {"task": "home.tasks.apply_retention", "schedule": crontab(hour=3, minute=17)},
    "sweep": {"task": "home.tasks.sweep", "schedule": 60.0},
}

# --- languages ------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = languages.SOURCE
LANGUAGES = languages.offered(ROOT / "locale", only=env.list("LANGUAGES", default=[]))
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES  # in others the admin would be half English
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- static files, media, storage -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "certificates": {
        "BACKEND": "pledges.storage.AtomicFileSystemStorage",
        "OPTIONS": {"location": VAR / "certificates", "base_url": None},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- accounts: staff and officers only; signatories have none -------------------------------------------------------
AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "mail.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail from us to whomever a stranger names
ACCOUNT_RATE_LIMITS = {
    # One network alone cannot use up what an account allows, and so lock a colleague out.
    "login_failed": "5/m/ip,20/h/ip,60/h/key",
    "reset_password": "5/m/ip,3/d/key",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Light Up"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/cms/"
SECOND_FACTOR_REQUIRED = True

# --- Wagtail --------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Light Up"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False  # allauth does it, with rate limits and a second factor
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False  # only the owner of an account knows its password
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False  # a translation begins as a draft, and is reviewed
WAGTAIL_ENABLE_UPDATE_CHECK = False  # no call home
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USAGE_COUNT_ENABLED = True
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "content.widgets.ProseArea"}}
WAGTAILIMAGES_IMAGE_MODEL = "content.Image"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "avif"]  # no SVG: it can carry scripts
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "webp", "webp": "webp", "bmp": "jpeg"}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "csv", "odt", "zip"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILEMBEDS_RESPONSIVE_HTML = True

# --- security -------------------------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "home.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # a long page in the CMS; the anonymous forms take 64 kB, see pledges.origin
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000  # the page editor of the CMS posts hundreds; the sign form has fifteen
DIRECTIVES: dict[str, object] = {
    "default-src": [SELF],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "worker-src": [SELF],
    "frame-src": [SELF],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
CONTENT_SECURITY_POLICY: dict[str, object] = {
    "EXCLUDE_URL_PREFIXES": ("/cms/",),  # the admin has a policy of its own, see config.middleware
    "DIRECTIVES": DIRECTIVES,
}
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), "
    "usb=(), interest-cohort=(), browsing-topics=()"
)
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)  # how many proxies of ours append to X-Forwarded-For

# --- mail -----------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Light Up <pledge@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_REPLY_TO = env.str("MAIL_REPLY_TO", default="")  # empty: the contact address
environ.Env.EMAIL_SCHEMES["filemail"] = "mail.backends.file.EmailBackend"
environ.Env.EMAIL_SCHEMES |= dict.fromkeys(("smtp", "smtps", "smtp+tls", "smtp+ssl"), "mail.backends.smtp.EmailBackend")
# A provider's own interface: anymail://NAME?ITS_SETTING=…, see django-anymail's documentation of that provider
ANYMAIL: dict[str, object] = {"IGNORE_UNSUPPORTED_FEATURES": True}
EMAIL_URL = urlsplit(env.str("EMAIL_URL", default="filemail://"))
if EMAIL_URL.scheme == "anymail":
    ANYMAIL |= dict(parse_qsl(EMAIL_URL.query))
    EMAIL = {"EMAIL_BACKEND": f"anymail.backends.{EMAIL_URL.hostname}.EmailBackend", "EMAIL_FILE_PATH": ""}
    EMAIL |= dict.fromkeys(("EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"), "")
else:
    EMAIL = env.email_url("EMAIL_URL", default="filemail://")
EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_FILE_PATH = EMAIL["EMAIL_FILE_PATH"] or VAR / "mail"
EMAIL_USE_TLS = EMAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL.get("EMAIL_USE_SSL", False)
EMAIL_HOST = EMAIL["EMAIL_HOST"] or "localhost"
EMAIL_PORT = EMAIL["EMAIL_PORT"] or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25)
EMAIL_HOST_USER = EMAIL["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_PASSWORD"] or ""
EMAIL_TIMEOUT = 15  # seconds for each step of the talk with the mail server but the last one
# For its answer to a whole mail, which it may be scanning: at least ten minutes (RFC 5321, 4.5.3.2.6), or it goes twice.
MAIL_ANSWER_TIMEOUT = timedelta(seconds=env.int("MAIL_ANSWER_TIMEOUT_SECONDS", default=600))
# A message claimed longer ago than this was claimed by a process that died. When the line to the server stands, the
# claim is renewed for this and the answer's timeout: longer than the eight steps that are left.
MAIL_LEASE = timedelta(seconds=env.int("MAIL_LEASE_SECONDS", default=8 * EMAIL_TIMEOUT))
MAIL_RETRY_DELAYS = [timedelta(seconds=s) for s in (10, 60, 300, 1800, 7200, 21_600, 43_200, 86_400)]
MAIL_PER_ADDRESS_A_DAY = 6
MAIL_WEBHOOK_SECRET = env.str(
    "MAIL_WEBHOOK_SECRET", default=""
)  # name:password, in the address that the provider calls
if MAIL_WEBHOOK_SECRET:
    ANYMAIL["WEBHOOK_SECRET"] = MAIL_WEBHOOK_SECRET
# Knows again who asked for no more mail; never changed, whatever becomes of SECRET_KEY, which stands in where it is empty.
MAIL_DIGEST_KEY = env.str("MAIL_DIGEST_KEY", default="")
MAIL_BOUNCES_TO = env.str("MAIL_BOUNCES_TO", default="")  # name@domain; each message gets name+key@domain to return to
MAIL_BOUNCES_TAKEN = 3  # messages that came back for a passing reason within MAIL_BOUNCE_MEMORY; then no more are sent
MAIL_BOUNCE_MEMORY = timedelta(days=30)
MAIL_BOUNCE_RETENTION = timedelta(days=365)  # then a mailbox that did not exist may exist
# A mailbox that is not written to is asked once more, when somebody signs with it again after so long.
MAIL_ASK_AGAIN_AFTER = {"bounce": timedelta(days=1), "complaint": timedelta(days=7)}
MAIL_ADDRESS_RETENTION = timedelta(days=30)  # then a settled message forgets whom it went to

# --- pledges --------------------------------------------------------------------------------------------------------
CONFIRMATION_LIFETIME = timedelta(days=env.int("CONFIRMATION_DAYS", default=7))
REMINDER_DELAYS = [timedelta(days=1), timedelta(days=4)]  # from the signature; each reminder goes out once at most
# From one try to render files to the next; then once a day, for good. Longer than rendering takes: it is a claim too.
RENDER_RETRY_DELAYS = [timedelta(seconds=s) for s in (60, 300, 1800, 7200, 21_600)]
REPORT_RETENTION = timedelta(days=365)  # after the answer; then what a stranger told us of an entry is erased
UNCONFIRMED_RETENTION = timedelta(days=env.int("UNCONFIRMED_RETENTION_DAYS", default=30))
MINIMUM_AGE = env.int("MINIMUM_AGE", default=0)  # years; who is younger is named nowhere; 0: nobody is asked
LISTING_HOLD_HOURS = env.int("LISTING_HOLD_HOURS", default=24)
NOT_ME_A_DAY = 2  # so often says an address “not me”, then no confirming mail goes to it that day
CODE_TRIES = 5  # for one open page
CODE_TRIES_A_DAY = 15  # for one address, over all open pages
RESEND_PAUSE = timedelta(minutes=2)
RESENDS_PER_PLEDGE = 3
SLOW_LANE_DELAY = timedelta(seconds=10)  # mail of a signature that came without a proof of work
SLOW_LANE_PER_MINUTE = env.int("SLOW_LANE_PER_MINUTE", default=360)
SLOW_LANE_PER_NETWORK = 360  # in ten minutes, from one address or /64: a full lecture hall
# In ten minutes, from one address or /64, with and without a proof: five lecture halls. A script meets it too.
SIGNATURES_PER_NETWORK = env.int("SIGNATURES_PER_NETWORK", default=1_500)
TRUSTED_NETWORKS = env.list("TRUSTED_NETWORKS", default=[])  # a hall, a campus, a load test: no limits for these
BATCH_LIMIT = 50_000  # pledges that one bulk act may change
BATCH_UNDO = timedelta(hours=24)  # so long a bulk act can be undone
NETWORK_RETENTION = timedelta(
    hours=23
)  # then a pledge forgets from which network it came; the sweep has an hour for it
ALTCHA_CHALLENGE = {"algorithm": "PBKDF2/SHA-256", "cost": 500, "max_number": 4000, "expires_seconds": 3600}
ALTCHA_REPLAY_PROTECTION = False  # ours is a row with a unique key, so that it holds across processes
ALTCHA_CHALLENGE_ENDPOINT_ENABLED = False  # ours sets no `Vary: Cookie`

# --- logs: an event and a key, never a person -----------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"event": {"()": "config.logs.EventFormatter"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "event"},
        "nobody": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"handlers": ["nobody"], "propagate": False},
        "celery": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
    },
}
SITE_NAME = _("Light Up")
SILENCED_SYSTEM_CHECKS: list[str] = []
