"""The suite: real PostgreSQL and Redis, mail in memory, nothing skipped that production has."""

from nqt.settings.base import *  # noqa: F403

SECRET_KEY = "test-only-" + "0" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
DATABASES["default"]["TEST"] = {"TEMPLATE": "template0"}  # noqa: F405
for engine in TEMPLATES:  # noqa: F405
    engine["OPTIONS"]["string_if_invalid"] = "⟦undefined: %s⟧"
