"""The suite: real PostgreSQL and Redis, mail in memory, nothing skipped that production has.

Each xdist worker has a database and a Redis number of its own, none of them the demo's.
"""

import os
import re

from nqt.settings.base import *  # noqa: F403
from nqt.settings.base import DATABASES, REDIS_URL, RUN_DIR

WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))

SECRET_KEY = "test-only-" + "0" * 50
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
GEOCODER = "nqt.demo.geocoder.CommittedAddresses"
MEDIA_ROOT = str(RUN_DIR / f"media-of-tests-{WORKER}")
FILE_KEYS = "test:" + "0" * 43 + "="
SCANNER = "nqt.files.scanning.KnownSample"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    **STORAGES,  # noqa: F405
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "files": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES["default"]["TEST"] = {"TEMPLATE": "template0"}
DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
REDIS_URL = re.sub(r"/(\d+)$", lambda number: f"/{(int(number[1]) + 1 + WORKER) % 16}", REDIS_URL)
CACHES["default"]["LOCATION"] = CELERY_BROKER_URL = REDIS_URL  # noqa: F405
for engine in TEMPLATES:  # noqa: F405
    engine["OPTIONS"]["string_if_invalid"] = "⟦undefined: %s⟧"
INSTALLED_APPS = [*INSTALLED_APPS, "tests.harness.trial"]  # noqa: F405
