"""Logs hold no secret and nobody's data: a canary goes in everywhere, and comes out nowhere."""

import io
import json
import logging
import os
import re
import subprocess
import sys

import pytest
from celery import shared_task
from django.db import IntegrityError, OperationalError
from django_structlog.middlewares import RequestMiddleware

from nqt.common.requests import RequestLog
from nqt.demo import processes
from nqt.door.resource import Resource
from partners.conventions.links import path_of
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.conventions import to_sign

CANARY = "canari7f3a"
EMAIL = f"{CANARY}@example.org"
TOKEN = f"{CANARY}:{'x' * 20}:y"
"""As long as its shape is right, an address reaches the page of personal links."""
ADDRESS = "203.0.113.77"

pytestmark = pytest.mark.django_db


@pytest.fixture
def written(monkeypatch):
    """What the configured handler writes, at the level where most is said."""
    (console,) = [h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler]
    monkeypatch.setattr(console, "stream", io.StringIO())
    monkeypatch.setattr(logging.getLogger(), "level", logging.DEBUG)
    logging.getLogger().manager._clear_cache()
    yield lambda: console.stream.getvalue()
    logging.getLogger().manager._clear_cache()


@pytest.fixture
def staff(client_as):
    """Somebody whose own address is a canary too; a failure is answered, as in production."""
    visitor = client_as("staff_national", user=UserFactory(email=EMAIL, last_name=CANARY))
    visitor.raise_request_exception = False
    return visitor


def lines(written):
    return [json.loads(line) for line in written().splitlines()]


def failing_with(error):
    def fail(*args, **kwargs):
        raise error

    return fail


FAILURES = {
    "value": ValueError(CANARY),
    "row": IntegrityError(f"Key (email)=({EMAIL}) already exists."),
    "nested": KeyError({"email": EMAIL}),
    "database": OperationalError(f"server at {EMAIL} closed the connection"),
}
EVENTS = {"row": None, "database": "door.unavailable"}
"""What is answered as a refusal has no line of its own beside the request's."""


# -- requests ---------------------------------------------------------------------------------------------------------
ASKED = {
    "personal link": ("GET", f"/sign/{TOKEN}/"),
    "personal link posted": ("POST", f"/sign/{TOKEN}/refuse/"),
    "unknown address": ("GET", f"/nowhere/{CANARY}/?email={EMAIL}"),
    "search": ("GET", f"/staff/conventions/?search={EMAIL}"),
    "search of the api": ("GET", f"/api/v1/staff/conventions/?search={EMAIL}"),
    "filter that is none": ("GET", f"/staff/conventions/?{CANARY}={EMAIL}"),
    "form": ("POST", "/staff/contacts/new/"),
    "body": ("POST", "/api/v1/staff/conventions/"),
    "invitation": ("GET", f"/invitation/{CANARY}/"),
    "reset": ("GET", f"/accounts/password/reset/key/1-{CANARY}/"),
    "method": (f"X{CANARY.upper()}", "/staff/conventions/"),
}


@pytest.mark.parametrize("name", ASKED)
def test_request_with_a_canary_everywhere_leaves_none_in_the_logs(staff, written, name):
    method, path = ASKED[name]
    staff.send(
        method,
        path,
        {"title": CANARY, "email": EMAIL},
        REMOTE_ADDR=ADDRESS,
        headers={"User-Agent": CANARY, "Referer": f"http://testserver/{CANARY}", "X-Request-ID": CANARY},
    )
    finished = [line for line in lines(written) if line["event"] == "request_finished"]
    assert len(finished) == 1
    assert CANARY not in written().lower()
    assert ADDRESS not in written()


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("path", [f"/staff/conventions/?search={EMAIL}", f"/api/v1/staff/conventions/?search={EMAIL}"])
def test_failure_inside_a_view_is_logged_by_its_kind_and_places(staff, written, monkeypatch, path, failure):
    monkeypatch.setattr(Resource, "get_queryset", failing_with(FAILURES[failure]))
    staff.get(path)
    assert CANARY not in written()
    errors = [(line["event"], line["error"].split(":")[0]) for line in lines(written) if "error" in line]
    event = EVENTS.get(failure, "request_failed")
    assert errors == ([(event, f"{type(FAILURES[failure]).__name__} at test_logs.py")] if event else [])


def test_failure_in_the_middle_of_an_export_is_logged_without_its_search(staff, written):
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("gunicorn.error").exception("Error handling request %s", f"/staff/conventions.csv?q={CANARY}")
    (line,) = lines(written)
    assert (line["event"], line["error"].split(":")[0]) == ("Error handling request …", "ValueError at test_logs.py")


@pytest.mark.parametrize(
    "trick",
    [
        {"headers": {"Host": f"{CANARY}.example"}},
        {"csrf": False, "data": {"login": EMAIL}},
        {"data": {"login": EMAIL, "password": CANARY}},
        {"data": {CANARY + str(number): "x" for number in range(1001)}},
    ],
    ids=["host", "csrf", "sign-in", "fields"],
)
def test_sign_in_refused_leaves_no_canary_in_the_logs(client_as, written, trick):
    response = client_as().post("/accounts/login/", **{"data": {}, **trick})
    assert response.status_code in (200, 400, 403)
    assert lines(written)
    assert CANARY not in written()


def test_line_of_a_request_says_the_page_the_answer_and_who_asked(staff, written):
    staff.get(f"/sign/{TOKEN}/")
    staff.get("/staff/conventions/")
    finished = [line for line in lines(written) if line["event"] == "request_finished"]
    assert [(line["request"], line["code"]) for line in finished] == [
        ("GET sign/<token>/", 404),
        ("GET staff/conventions/", 200),
    ]
    assert finished[1]["user"] == str(staff.user.public_id)
    assert len({line["request_id"] for line in finished}) == 2


def test_personal_link_that_opens_is_no_secret_told_to_the_logs(client_as, written):
    path = path_of(to_sign().text.signatories.first())
    assert client_as().get(path).status_code == 200
    assert path.split("/")[2].split(":")[0] not in written()
    assert "GET sign/<token>/" in written()


def test_canary_is_seen_when_the_address_is_logged(client_as, written, monkeypatch):
    """Positive control: the capture above would show a leak."""
    monkeypatch.setattr(RequestLog, "format_request", staticmethod(RequestMiddleware.format_request))
    client_as().get(f"/sign/{TOKEN}/")
    assert CANARY in written()


def test_failed_requests_cost_no_statement_to_be_logged(client_as, written, django_assert_num_queries):
    with django_assert_num_queries(0):
        client_as().get(f"/nowhere/{CANARY}.css")


ASK = f"""
import django
django.setup()
from django.test import Client
Client().get("/nowhere/{CANARY}/?email={EMAIL}")
Client().post("/accounts/login/", {{"login": "{EMAIL}"}}, headers={{"Host": "{CANARY}.example"}})
"""


def test_process_without_pytest_s_own_handlers_prints_no_canary_either():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "nqt.settings.test"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )
    assert {json.loads(line)["event"] for line in done.stderr.splitlines()} >= {"request_finished"}
    assert CANARY not in done.stderr + done.stdout


# -- tasks ------------------------------------------------------------------------------------------------------------
@shared_task(name="tests.fail")
def fail(address: str) -> None:
    raise ValueError(f"550 {address} unknown")


@shared_task(name="tests.answer")
def answer(address: str) -> str:
    return address


def test_failing_task_is_logged_by_its_name_and_places(written):
    fail.apply(args=[EMAIL], kwargs={}, task_id="b7")
    assert CANARY not in written()
    line = next(line for line in lines(written) if line["level"] == "error")
    assert line["event"].startswith("Task tests.fail[b7] raised unexpected: …")
    assert line["error"].startswith("ValueError at test_logs.py:")


def test_task_that_answers_is_logged_without_its_answer(written):
    assert answer.apply(args=[EMAIL], task_id="b8").result == EMAIL
    assert any(re.match(r"Task tests\.answer\[b8\] succeeded in [0-9.e-]+s", line["event"]) for line in lines(written))
    assert CANARY not in written()


# -- servers ----------------------------------------------------------------------------------------------------------
def test_access_log_of_the_web_server_stays_off(settings, written):
    assert "--access-logfile" not in " ".join(processes.web(8000)) + (settings.BASE_DIR / "Dockerfile").read_text()
    logging.getLogger("gunicorn.access").info("GET /sign/%s/", CANARY)
    assert written() == ""
