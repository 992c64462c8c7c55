"""Long work: asked once, done once, told while it lasts, and nothing of it when it is stopped or lost."""

import datetime
import threading
import time
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone
from pghistory import runtime

from nqt.accounts.actions import user_disable
from nqt.accounts.actor import Actor
from nqt.accounts.hats import hats_of
from nqt.accounts.models import User
from nqt.accounts.roles import Role
from nqt.common.errors import Conflict, Forbidden, Invalid
from nqt.jobs import due, kinds, running
from nqt.jobs.actions import job_cancel, job_start
from nqt.jobs.kinds import Outcome, job
from nqt.jobs.leasing import MOST_ATTEMPTS, lease
from nqt.jobs.models import Job, JobState
from nqt.jobs.running import perform
from regions.territories.models import Region
from tests.harness.factories.accounts import UserFactory, give_hat, take_hats

NAME = "trial.write"


class Trial:
    """A work that does what a test says, and notes when it is settled."""

    def __init__(self) -> None:
        self.ended: list[str] = []
        self.computed = 0
        self.while_computing = lambda job, progress: None
        self.while_writing = lambda job, progress: None

    def work(self, asked, progress):
        self.computed += 1
        self.while_computing(asked, progress)

        def write():
            Region.objects.create(code="99", name="Écrite par la tâche", valid_from=datetime.date(2020, 1, 1))
            self.while_writing(asked, progress)
            return Outcome({"facts": {"écrites": 1}}, path="/staff/jobs/", file=b"a;b", file_name="essai.csv")

        return write

    @property
    def written(self) -> int:
        return Region.objects.filter(code="99").count()


@pytest.fixture
def trial(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", {})
    made = Trial()
    job(NAME, label="Essai", ended=lambda asked: made.ended.append(asked.state))(made.work)
    return made


@pytest.fixture
def asker(db):
    user = UserFactory()
    give_hat(user, Role.STAFF_NATIONAL)
    return Actor.wearing(user, hats_of(user, "staff")[0])


@contextmanager
def committed(monkeypatch):
    """Nothing reaches a broker; what would, in order."""
    sent: list[tuple[int, str]] = []
    monkeypatch.setattr("nqt.jobs.actions.publish", lambda pk, queue: sent.append((pk, queue)))
    yield sent


def again(known: Job) -> Job:
    return Job.objects.get(pk=known.pk)


# -- asked ------------------------------------------------------------------------------------------------------------
def test_worker_hears_of_a_job_after_commit_alone(trial, asker, monkeypatch, django_capture_on_commit_callbacks):
    with committed(monkeypatch) as sent:
        with django_capture_on_commit_callbacks(execute=True):
            asked = job_start(actor=asker, kind=NAME, queue="matching")
            assert sent == []
        assert sent == [(asked.pk, "matching")]


def test_double_click_is_one_job_until_it_is_over(trial, asker):
    first = job_start(actor=asker, kind=NAME, key="once")
    assert job_start(actor=asker, kind=NAME, key="once") == first
    assert perform(first.pk)
    assert job_start(actor=asker, kind=NAME, key="once") != first


def test_kind_that_nobody_declared_is_refused(trial, asker):
    with pytest.raises(LookupError):
        job_start(actor=asker, kind="trial.unknown")


# -- done -------------------------------------------------------------------------------------------------------------
def test_job_is_written_and_marked_done_together(trial, asker):
    asked = job_start(actor=asker, kind=NAME)
    assert perform(asked.pk)
    done = again(asked)
    assert (done.state, trial.written, done.result["path"]) == (JobState.DONE, 1, "/staff/jobs/")
    assert done.file.read() == b"a;b"
    assert not perform(asked.pk), "a second message does it again"
    assert trial.computed == 1


def test_job_acts_in_the_name_of_whoever_asked(trial, asker):
    asked = job_start(actor=asker, kind=NAME)
    seen = []
    trial.while_computing = lambda *_: seen.append(_context())
    perform(asked.pk)
    assert seen == [(asker.user.pk, "staff_national")]


def _context():
    metadata = runtime._tracker.value.metadata
    return metadata["user"], metadata["role"]


def test_job_of_somebody_who_lost_the_hat_fails_and_says_so(trial, asker, monkeypatch):
    asked = job_start(actor=asker, kind=NAME)
    monkeypatch.setattr("nqt.jobs.running.hats_of", lambda user: [])
    assert not perform(asked.pk)
    assert again(asked).state == JobState.FAILED
    assert "n’agit plus à ce titre" in again(asked).error
    assert (trial.written, trial.ended) == (0, ["failed"])


MOMENTS = ["before", "while_computing", "while_writing"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_job_of_an_account_that_is_closed_meanwhile_writes_nothing(trial, asker, moment):
    asked = job_start(actor=asker, kind=NAME)

    def close(*_):
        user_disable(actor=Actor.system("tests"), user=asker.user)

    if moment == "before":
        close()
    else:
        setattr(trial, moment, close)
    assert not perform(asked.pk)
    assert trial.written == 0 and not again(asked).file
    assert again(asked).state in (JobState.CANCELLED, JobState.FAILED)
    assert User.objects.get(pk=asker.user.pk).is_active == (moment == "while_writing"), "undone with the rest, here"


def test_job_of_somebody_who_loses_the_hat_while_it_computes_writes_nothing(trial, asker):
    trial.while_computing = lambda *_: take_hats(asker.user)
    asked = job_start(actor=asker, kind=NAME)
    assert not perform(asked.pk)
    assert (again(asked).state, trial.written) == (JobState.FAILED, 0)
    assert "n’agit plus à ce titre" in again(asked).error


def test_closing_an_account_asks_all_its_work_to_stop_and_nobody_else_s(trial, asker):
    mine, other = job_start(actor=asker, kind=NAME), UserFactory()
    give_hat(other, Role.STAFF_NATIONAL)
    hers = job_start(actor=Actor.wearing(other, hats_of(other, "staff")[0]), kind=NAME)
    user_disable(actor=Actor.system("tests"), user=asker.user)
    assert again(mine).cancel_asked_at is not None and again(hers).cancel_asked_at is None
    assert perform(hers.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_locked", [True, False], ids=["locked", "control"])
def test_account_closed_while_its_work_is_written_waits_for_the_end(trial, asker, monkeypatch, is_locked):
    """Either the work was done before the account was closed, or nothing of it is there: never a work after."""
    closed_at, written_at = [], []
    if not is_locked:
        monkeypatch.setattr("nqt.jobs.running.require_owner", lambda job: None)
    asked = job_start(actor=asker, kind=NAME)
    going = threading.Event()
    real = running.locked

    def slow(job):
        going.set()
        time.sleep(0.5)
        written_at.append(time.monotonic())
        return real(job)

    monkeypatch.setattr("nqt.jobs.running.locked", slow)

    def close():
        going.wait(10)
        user_disable(actor=Actor.system("tests"), user=User.objects.get(pk=asker.user.pk))
        closed_at.append(time.monotonic())
        connection.close()

    closer = threading.Thread(target=close)
    closer.start()
    done = perform(asked.pk)
    closer.join(10)
    assert done == is_locked
    assert (closed_at[0] > written_at[0]) == is_locked


def test_refusal_of_the_work_is_the_sentence_of_the_job(trial, asker):
    def refuse(*_):
        raise Invalid("Il n’y a personne à mettre en relation.")

    trial.while_computing = refuse
    asked = job_start(actor=asker, kind=NAME)
    perform(asked.pk)
    assert (again(asked).state, again(asked).error) == ("failed", "Il n’y a personne à mettre en relation.")


# -- stopped ----------------------------------------------------------------------------------------------------------
def test_waiting_job_is_cancelled_at_once(trial, asker):
    asked = job_start(actor=asker, kind=NAME)
    assert job_cancel(actor=asker, target=asked).state == JobState.CANCELLED
    assert not perform(asked.pk)
    assert (trial.computed, trial.ended) == (0, ["cancelled"])


@pytest.mark.parametrize("moment", ["while_computing", "while_writing"])
def test_job_cancelled_at_half_leaves_the_state_of_before(trial, asker, moment):
    asked = job_start(actor=asker, kind=NAME)
    setattr(trial, moment, lambda running, progress: job_cancel(actor=asker, target=running))
    assert not perform(asked.pk)
    assert (again(asked).state, trial.written, trial.ended) == (JobState.CANCELLED, 0, ["cancelled"])


def test_work_hears_of_the_cancellation_when_it_tells_its_progress(trial, asker):
    def half(running, progress):
        job_cancel(actor=asker, target=running)
        progress(1, 2, "à mi-chemin")
        raise AssertionError("the work went on")

    trial.while_computing = half
    asked = job_start(actor=asker, kind=NAME)
    perform(asked.pk)
    assert again(asked).state == JobState.CANCELLED


def test_nobody_stops_another_s_job_nor_one_that_is_over(trial, asker, client_as):
    asked = job_start(actor=asker, kind=NAME)
    other = client_as("staff_national").user
    with pytest.raises(Forbidden):
        job_cancel(actor=Actor.wearing(other, hats_of(other, "staff")[0]), target=asked)
    perform(asked.pk)
    with pytest.raises(Conflict, match="déjà terminé"):
        job_cancel(actor=asker, target=asked)


def told_at(now) -> list[int]:
    """The jobs that a sweep tells the workers of at a moment."""
    sent: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(due, "send", lambda pk, queue: sent.append(pk))
        assert due.waiting(now) == len(sent)
    return sent


# -- lost -------------------------------------------------------------------------------------------------------------
def test_job_is_held_by_one_worker_until_its_lease_passes(trial, asker):
    asked = job_start(actor=asker, kind=NAME)
    assert lease(asked.pk) is not None
    assert lease(asked.pk) is None
    assert told_at(timezone.now()) == []
    later = timezone.now() + datetime.timedelta(seconds=61)
    assert told_at(later) == [asked.pk]
    assert lease(asked.pk, now=later).attempts == 2


def test_worker_that_lost_its_lease_writes_nothing(trial, asker):
    def lose(running, progress):
        Job.objects.filter(pk=running.pk).update(claimed_by="another")

    asked = job_start(actor=asker, kind=NAME)
    trial.while_computing = lose
    assert not perform(asked.pk)
    assert (trial.written, again(asked).state, trial.ended) == (0, JobState.RUNNING, [])


def test_unforeseen_failure_is_tried_again_and_given_up_at_last(trial, asker):
    def fail(*_):
        raise ZeroDivisionError

    trial.while_writing = fail
    asked = job_start(actor=asker, kind=NAME)
    for attempt in range(1, MOST_ATTEMPTS):
        assert not perform(asked.pk)
        assert (again(asked).state, again(asked).attempts) == (JobState.RUNNING, attempt)
        assert not perform(asked.pk), "tried again without a pause"
        Job.objects.filter(pk=asked.pk).update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    perform(asked.pk)
    assert again(asked).state == JobState.FAILED
    assert "interrompu plusieurs fois" in again(asked).error
    assert (trial.written, trial.ended) == (0, ["failed"])


def test_work_that_takes_its_worker_down_each_time_is_given_up(trial, asker):
    asked = job_start(actor=asker, kind=NAME)
    Job.objects.filter(pk=asked.pk).update(
        state=JobState.RUNNING, attempts=MOST_ATTEMPTS, lease_until=timezone.now() - datetime.timedelta(seconds=1)
    )
    assert not perform(asked.pk)
    assert (again(asked).state, trial.computed, trial.ended) == (JobState.FAILED, 0, ["failed"])


# -- told -------------------------------------------------------------------------------------------------------------
def test_progress_is_written_at_most_twice_a_second(trial, asker, django_assert_max_num_queries):
    def tell(running, progress):
        with django_assert_max_num_queries(2):
            for row in range(1000):
                progress(row, 1000, "comparaison")

    trial.while_computing = tell
    assert perform(job_start(actor=asker, kind=NAME).pk)


# -- the page ---------------------------------------------------------------------------------------------------------
def own(visitor, **facts):
    hat = hats_of(visitor.user, "staff")[0]
    return Job.objects.create(kind=NAME, label="Calcul", owner=visitor.user, hat_key=hat.key, role=hat.role, **facts)


def test_page_asks_again_while_the_job_lasts_and_stops_after(client_as):
    visitor = client_as("staff_national")
    running = own(visitor, state=JobState.RUNNING, done=30, total=90, step="Comparaison des profils")
    url = f"/staff/jobs/{running.public_id}/"
    page = visitor.get(url)
    assert "Comparaison des profils" in page.content.decode()
    assert "every 2s" in page.content.decode()
    Job.objects.filter(pk=running.pk).update(state=JobState.DONE, result={"facts": {"mis en relation": 12}})
    part = visitor.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "every 2s" not in part
    assert "<html" not in part
    assert "12" in part


def test_result_is_downloaded_under_its_name(client_as, trial):
    visitor = client_as("staff_national")
    asked = own(visitor)
    assert perform(asked.pk)
    answer = visitor.get(f"/staff/jobs/{asked.public_id}/file/")
    assert answer["Content-Disposition"] == 'attachment; filename="essai.csv"'
    assert b"".join(answer.streaming_content) == b"a;b"


def test_another_s_job_is_no_page(client_as, asker, trial):
    asked = job_start(actor=asker, kind=NAME)
    visitor = client_as("staff_national")
    assert visitor.get(f"/staff/jobs/{asked.public_id}/").status_code == 404
    assert visitor.get(f"/staff/jobs/{asked.public_id}/file/").status_code == 404


def test_stopping_is_asked_on_a_page_that_says_what_follows(client_as):
    visitor = client_as("staff_national")
    asked = own(visitor)
    url = f"/staff/jobs/{asked.public_id}/cancel/"
    assert "Tout reste comme avant" in visitor.get(url).content.decode()
    assert visitor.post(url).status_code == 303
    assert Job.objects.get(pk=asked.pk).state == JobState.CANCELLED
    assert visitor.post(url).status_code == 409
