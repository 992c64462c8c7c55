"""What gunicorn serves."""

import importlib
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nqt.settings.production")
application = get_wsgi_application()
importlib.import_module(settings.ROOT_URLCONF)  # once, before gunicorn forks its workers, not at the first visit
