"""What a load balancer asks: alive, ready, degraded, or not to be sent anybody."""

import datetime

import pytest
from django.db import OperationalError
from django.utils import timezone

from nqt.home import health
from nqt.outbox import set_aside
from nqt.outbox.models import Message, State


def write_message(*, minutes_late: int, state: str = State.QUEUED) -> None:
    due = timezone.now() - datetime.timedelta(minutes=minutes_late)
    Message.objects.create(
        kind="outbox.test",
        key=f"test:{minutes_late}",
        to="a@nqt.example",
        due_at=due,
        next_try_at=due,
        message_id="<a@b>",
    )


def test_live_without_any_server_answers(client, monkeypatch):
    monkeypatch.setattr(health, "_oldest_due_seconds", lambda: pytest.fail("asked the database"))
    monkeypatch.setattr(health, "_set_aside", lambda: pytest.fail("asked the broker"))
    answer = client.get("/live")
    assert answer.status_code == 200
    assert answer.json() == {"status": "live"}
    assert "no-store" in answer.headers["Cache-Control"]


def test_ready_when_all_is_well_says_so(client, db):
    answer = client.get("/ready")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"
    assert answer.json()["outbox"] == {"status": "up", "oldest_due_seconds": 0}
    assert "no-store" in answer.headers["Cache-Control"]


def test_ready_counts_what_no_worker_could_read(client, db):
    set_aside.clear()
    set_aside.set_aside("mail", b"not JSON", "not JSON")
    said = client.get("/ready").json()
    set_aside.clear()
    assert said["broker"] == {"status": "up", "set_aside": 1} and said["status"] == "ready"


def test_ready_without_the_broker_is_degraded_not_down(client, db, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/ready")
    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["broker"] == {"status": "degraded", "set_aside": None}


@pytest.mark.parametrize(("minutes", "status", "outbox"), [(4, "ready", "up"), (6, "degraded", "late")])
def test_ready_with_mail_that_waits_tells_for_how_long(client, db, minutes, status, outbox):
    write_message(minutes_late=minutes)
    said = client.get("/ready").json()
    assert (said["status"], said["outbox"]["status"]) == (status, outbox)
    assert minutes * 60 <= said["outbox"]["oldest_due_seconds"] < minutes * 60 + 30


def test_ready_without_the_database_is_a_problem_of_503(client, monkeypatch):
    def fail() -> int:
        raise OperationalError("could not connect to server: secret-host")

    monkeypatch.setattr(health, "_oldest_due_seconds", fail)
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["status"] == 503
    assert b"secret-host" not in answer.content


@pytest.mark.parametrize("path", ["/live", "/ready"])
def test_health_for_anything_but_a_look_is_refused(client, path):
    assert client.post(path).status_code == 405
