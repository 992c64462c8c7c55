"""What gunicorn serves."""

import gc
import importlib
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nqt.settings.production")
application = get_wsgi_application()
importlib.import_module(settings.ROOT_URLCONF)  # once, before gunicorn forks its workers, not at the first visit
gc.collect()
gc.freeze()  # what is loaded stays: the collector need not walk it in every process, nor dirty the pages they share
