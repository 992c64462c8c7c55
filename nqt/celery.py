"""The Celery application: queues and limits are in the settings, tasks in each feature's `tasks.py`."""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nqt.settings.demo")

app = Celery("nqt")
app.set_default()  # every thread of the web publishes through it, not only the one that imported it
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(lambda: settings.FEATURES)
