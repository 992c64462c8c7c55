"""PostgreSQL crashes while people work: a clear answer meanwhile, the same processes afterwards."""

from tests.harness.caller import Caller
from tests.harness.ground import PASSWORD, Ground
from tests.harness.stack import eventually

HEALING_SECONDS = 20.0
PAGE = "/accounts/email/"


def test_pages_when_postgres_crashes_say_so_and_answer_again_without_a_restart(ground: Ground):
    person = Caller(ground.stack.url)
    person.post("/accounts/login/", login=ground.people[0], password=PASSWORD)
    before = person.get(PAGE)
    assert before.status == 200 and before.url.endswith(PAGE), "nobody is signed in: this test proves nothing"
    processes = ground.web_pids()

    ground.crash_postgres()
    away = person.get(PAGE)
    assert away.status == 503
    assert int(away.headers["Retry-After"]) > 0
    assert "Traceback" not in away.text and "psycopg" not in away.text
    machine = Caller(ground.stack.url)
    ready = machine.get("/ready")
    assert (ready.status, ready.headers.get_content_type()) == (503, "application/problem+json")
    assert machine.get("/live").status == 200

    ground.start_servers()
    eventually(lambda: person.get(PAGE).status == 200, "the pages to answer again", seconds=HEALING_SECONDS)
    assert ground.web_pids() == processes


def test_worker_after_a_crash_of_postgres_still_sends(ground: Ground):
    worker = ground.stack.processes.running["worker"].pid
    ground.crash_postgres()
    ground.start_servers()
    eventually(lambda: ground.stack.status("/ready") == 200, "the product to be ready", seconds=HEALING_SECONDS)
    ground.ask_for_codes(ground.people[:2])
    eventually(lambda: ground.states() == ["sent"] * 2, "the mail to leave", seconds=60)
    assert ground.stack.processes.running["worker"].pid == worker
    assert ground.stack.processes.running["worker"].poll() is None
