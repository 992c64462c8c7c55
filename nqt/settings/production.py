"""Production refuses to start on a missing or weak setting, with one clear line.

What is asked for is read from the environment itself, before anything else could fill it (`.run/env` is a clone's).
"""

import os
import sys

REQUIRED = (
    *("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PUBLIC_URL", "ALLOWED_HOSTS"),
    *("FILE_KEYS", "SCANNER_URL"),
)


def refuse(sentence: str) -> None:
    """End here, without the page of traceback in which the sentence would be lost."""
    sys.exit(f"NQT does not start: {sentence}")


if missing := [name for name in REQUIRED if not os.environ.get(name, "").strip()]:
    refuse(f"{', '.join(missing)} not set.")

from nqt.settings.base import *  # noqa: E402, F403
from nqt.settings.base import ALLOWED_HOSTS, PUBLIC_URL, SECRET_KEY, env  # noqa: E402

if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith(("demo-", "test-", "django-insecure-")):
    refuse("SECRET_KEY is weak, give 50 random characters or more.")
if "*" in ALLOWED_HOSTS:
    refuse("ALLOWED_HOSTS must list the names this service answers to.")
if not PUBLIC_URL.startswith("https://"):
    refuse("PUBLIC_URL must begin with https://.")

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_REDIRECT_EXEMPT = [r"^live$", r"^ready$"]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
