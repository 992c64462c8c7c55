# One image for web, worker and beat: what differs is the command (docker-compose.yml).
FROM python:3.12-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/base.txt /tmp/base.txt
RUN /opt/venv/bin/pip install --require-hashes --requirement /tmp/base.txt
COPY . /app
WORKDIR /app
# Static files need no server and no secret: the demo's settings read neither here.
RUN DJANGO_SETTINGS_MODULE=nqt.settings.demo STATIC_ROOT=/app/static-collected \
    /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q /app

FROM python:3.12-slim-trixie
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=nqt.settings.production \
    STATIC_ROOT=/app/static-collected \
    MEDIA_ROOT=/media
# `manage.py backup` and `restore` call pg_dump and pg_restore, which must be no older than the server.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 1000 --home-dir /app --shell /usr/sbin/nologin nqt \
    && install --directory --owner=nqt --mode=0750 /media
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER nqt
VOLUME /media
EXPOSE 8000
CMD ["gunicorn", "nqt.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "3", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--preload", "--no-control-socket", "--max-requests", "5000", "--max-requests-jitter", "500"]
