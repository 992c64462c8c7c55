"""The Celery application: queues and limits are in the settings, tasks in each feature's `tasks.py`."""

import os
from typing import Any

from celery import Celery, signals
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nqt.settings.demo")

app = Celery("nqt")
app.set_default()  # every thread of the web publishes through it, not only the one that imported it
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(lambda: settings.FEATURES)


@signals.worker_init.connect
def take_time(**kwargs: Any) -> None:
    """A job's statement may last five minutes where a page's has ten seconds; before the children connect."""
    settings.DATABASES["default"]["OPTIONS"]["options"] = settings.DATABASE_TIMEOUTS_OF_JOBS


@signals.setup_logging.connect
def keep_logs(**kwargs: Any) -> None:
    """Heard, so that Celery leaves the logs as the settings have them."""
