"""The registry of long work: a feature's `jobs.py` says what each kind does.

    @job("mentoring.matching.run", label="Calcul des mises en relation", queue="matching", ended=run_ended)
    def run(job: Job, progress: Progress) -> Callable[[], Outcome]:
        problem = load(job.parameters["run"])
        result = solve(problem, progress=progress.engine)
        return lambda: write(job, result)

What a work computes, it computes outside any transaction. The function that it gives back writes, in the one
transaction that also marks the job done: a worker that was killed, or a person who cancels, leaves nothing half
written.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse

from nqt.jobs.models import Job

DEFAULT = "default"


@dataclass(frozen=True)
class Outcome:
    """What came of it: counts and words to show, where to read more, a file to download."""

    facts: dict[str, Any] = field(default_factory=dict)
    path: str = ""
    file: bytes | None = None
    file_name: str = ""

    def read_at(self, page: str, **of: Any) -> "Outcome":
        """The same, with the page of staff where more is read: what was done knows no address, the work does."""
        return replace(self, path=reverse(f"pages:staff:{page}", kwargs=of))


Write = Callable[[], Outcome | None]
Work = Callable[[Job, Any], Write]
Ended = Callable[[Job], None]


@dataclass(frozen=True)
class JobKind:
    """What was declared; `ended(job)` settles what the feature keeps when a job fails or is cancelled."""

    name: str
    label: str
    queue: str
    work: Work
    ended: Ended | None = None


_kinds: dict[str, JobKind] = {}


def job(name: str, *, label: str, queue: str = DEFAULT, ended: Ended | None = None) -> Callable[[Work], Work]:
    """Register a work under a name; the same name twice is an error."""

    def register(work: Work) -> Work:
        if name in _kinds:
            raise ValueError(f"two kinds of job are called {name!r}")
        _kinds[name] = JobKind(name, label, queue, work, ended)
        return work

    return register


def job_kind(name: str) -> JobKind | None:
    """The kind of that name; None when this release does not know it."""
    return _kinds.get(name)
