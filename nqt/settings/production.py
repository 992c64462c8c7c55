"""Production refuses to start on a missing or weak setting, with one clear line."""

from django.core.exceptions import ImproperlyConfigured

from nqt.settings.base import *  # noqa: F403
from nqt.settings.base import ALLOWED_HOSTS, SECRET_KEY, env

for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PUBLIC_URL"):
    if not env(name, default=""):
        raise ImproperlyConfigured(f"{name} is not set: production does not start without it.")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith(("demo-", "test-")):
    raise ImproperlyConfigured("SECRET_KEY is missing or weak: give 50 random characters or more.")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must list the names this service answers to.")

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_REDIRECT_EXEMPT = [r"^live$", r"^ready$"]
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
