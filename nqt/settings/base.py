"""What every environment shares; what differs comes from the environment.

`DATABASE_URL` and `REDIS_URL` always win. Unset, they are read from `.run/env`, written by `manage.py services up`.
With neither, nothing is guessed: a server that happens to listen on the usual port is somebody else's.
"""

from pathlib import Path

import environ
import pghistory
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parents[2]
RUN_DIR = BASE_DIR / ".run"

env = environ.Env()
if (RUN_DIR / "env").exists():
    env.read_env(RUN_DIR / "env")

SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
PUBLIC_URL = env("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
"""Where mails send their readers; the request's Host header is never used for a link."""

# What the product is made of ---------------------------------------------------------------------------------------
FEATURES = [
    "nqt.accounts",
    "nqt.audit",
    "nqt.outbox",
    "nqt.jobs",
    "nqt.files",
    "nqt.privacy",
    "nqt.door",
    "regions.territories",
    "regions.neighborhoods",
    "regions.coverage",
    "regions.assignments",
    "partners.organizations",
    "partners.conventions",
    "mentoring.occupations",
    "mentoring.graduates",
    "mentoring.mentors",
    "mentoring.proposals",
    "mentoring.mentorships",
    "mentoring.matching",
    "mentoring.scenarios",
    "mentoring.gaps",
    "nqt.home",
]
"""Every folder with furniture (`resources.py`, `messages.py`…), ground first; `nqt.common.features` imports it."""

INSTALLED_APPS = [
    "nqt.home",
    "nqt.backups",
    "nqt.demo",
    "nqt.embedded",
    "nqt.door",
    "nqt.outbox",
    "nqt.privacy",
    "nqt.jobs",
    "nqt.files",
    "nqt.audit",
    "nqt.accounts",
    "regions",
    "partners",
    "mentoring",
    "events",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "template_partials",
    "pghistory",
    "pgtrigger",
    "csp",
    "phonenumber_field",
    "django_structlog",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "nqt.home.static.CollectedStaticFiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "nqt.accounts.pages.AccountPages",
    "nqt.common.requests.RequestLog",
    "nqt.common.requests.ReadableForms",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "nqt.accounts.sessions.SessionLimits",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nqt.accounts.mfa.RequireMfa",
    "django_htmx.middleware.HtmxMiddleware",
    "nqt.todo.numbers.FreshNumbers",
]

ROOT_URLCONF = "nqt.urls"
WSGI_APPLICATION = "nqt.wsgi.application"
LOADERS = ["nqt.common.templates.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", LOADERS)])],
            "builtins": ["nqt.door.templatetags.words"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Data --------------------------------------------------------------------------------------------------------------
IDLE = " -c idle_in_transaction_session_timeout=60s"
DATABASES = {"default": env.db("DATABASE_URL", default="postgres://run-manage-services-up@127.0.0.1:1/nqt")}
DATABASES["default"].update(
    CONN_MAX_AGE=60,
    CONN_HEALTH_CHECKS=True,
    OPTIONS={
        "connect_timeout": 5,
        "keepalives_idle": 5,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        "options": env("DATABASE_TIMEOUTS", default="-c statement_timeout=10s -c lock_timeout=3s" + IDLE),
    },
)
DATABASE_TIMEOUTS_OF_JOBS = env("DATABASE_TIMEOUTS", default="-c statement_timeout=300s -c lock_timeout=150s" + IDLE)
"""Workers take these: nobody waits for their page."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:1/0")
CACHES = {
    "default": {
        "BACKEND": "nqt.common.cache.SturdyRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "nqt",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}
GEOCODER = env("GEOCODER", default="regions.neighborhoods.geocoding.Geoplateforme")
MEDIA_ROOT = env("MEDIA_ROOT", default=str(RUN_DIR / "media"))

# Words -------------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
USE_THOUSAND_SEPARATOR = True

# Files of the browser ----------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(RUN_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# The rooms read their own settings from these files, to keep each under 200 lines ------------------------------------
from nqt.settings.access import *  # noqa: E402, F403
from nqt.settings.work import *  # noqa: E402, F403

# Headers -----------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
