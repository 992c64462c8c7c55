"""Work that happens later: Celery, mail, logs."""

from typing import Any

import environ
import structlog

from nqt.common import logs

env = environ.Env()

# Celery carries ids; PostgreSQL holds what is due (docs/decisions.md) ------------------------------------------------
CELERY_BROKER_URL = env("REDIS_URL", default="redis://127.0.0.1:1/0")
CELERY_BROKER_TRANSPORT = "nqt.outbox.broker:Transport"  # sets aside what no worker can read
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "socket_timeout": 10, "socket_connect_timeout": 1}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 400
CELERY_TASK_SOFT_TIME_LIMIT = 380
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"outbox.deliver": {"queue": "mail"}, "outbox.drain": {"queue": "mail"}}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "outbox.sweep",
        "schedule": env.float("SWEEP_SECONDS", default=60.0),
        "options": {"expires": 55},  # a day without worker leaves one sweep to do, not 1,440
    },
}
JOB_LEASE_SECONDS = env.float("JOB_LEASE_SECONDS", default=60.0)
"""How long a worker that says nothing keeps a job; past it, the sweep gives the job to another."""

# Mail --------------------------------------------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25"))
if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":  # noqa: F821
    EMAIL_BACKEND = "nqt.outbox.transport.EmailBackend"  # says when a text leaves, so that none leaves twice
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="NQT <bonjour@nqt.example>")
REPLY_TO_EMAIL = env("REPLY_TO_EMAIL", default="") or DEFAULT_FROM_EMAIL
"""The box that people of the team read: replies where nobody in particular follows the matter."""

# Files -------------------------------------------------------------------------------------------------------------
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "files": {"BACKEND": "nqt.files.storage.DurableStorage"},
    "staticfiles": {"BACKEND": "nqt.home.static.StaticFiles"},
}
FILE_UPLOAD_HANDLERS = [
    "nqt.files.uploading.Measured",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_KEYS = env("FILE_KEYS", default="")
"""The keys that wrap those of the files, the current one first: `2027a:<base64 of 32 bytes>,…` (nqt/files/vault)."""
SCANNER = env("SCANNER", default="nqt.files.scanning.Clamd")
SCANNER_URL = env("SCANNER_URL", default="")

# Logs: one JSON line an event, no personal data, no secret ------------------------------------------------------------
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10  # DEBUG: the line of the end says it all
SAID_OF_EACH_LINE = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    logs.without_words_of_visitors,
    logs.without_words_of_errors,
]
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *SAID_OF_EACH_LINE,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
NOWHERE: dict[str, Any] = {"handlers": ["nothing"], "propagate": False}  # without any, Python prints it itself
TO_THE_ROOT: dict[str, Any] = {"handlers": [], "propagate": True}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [*SAID_OF_EACH_LINE, logs.without_values_of_libraries],
            "pass_foreign_args": True,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        }
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json"},
        "nothing": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {**TO_THE_ROOT, "level": "WARNING"},
        "django.request": NOWHERE,  # `RequestLog` says it, without the address
        "django.server": NOWHERE,
        "gunicorn.access": NOWHERE,
        "pikepdf": {**TO_THE_ROOT, "level": "WARNING"},  # it greets at each import
        "gunicorn.error": TO_THE_ROOT,
    },
}
