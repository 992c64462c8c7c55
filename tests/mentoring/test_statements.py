"""Lists, pages and confirmations that show many rows cost the same statements for ten as for a hundred."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentoring.graduates.models import GraduateState
from mentoring.mentorships.models import Concern, Meeting, MentorshipState
from mentoring.proposals.models import ProposalState
from tests.harness.factories.mentoring import (
    a_computed_scenario,
    a_graduate,
    a_mentor,
    a_mentorship,
    a_proposal,
    a_run,
    as_graduate,
    as_mentor,
)
from tests.harness.factories.regions import a_colleague

pytestmark = pytest.mark.django_db
FEW, MANY = 10, 100
SCENARIOS = "/staff/matching-scenarios/"


class Ground:
    """A colleague, a pair, a run and a scenario, around which rows are added."""

    def __init__(self, client_as) -> None:
        self.run = a_run()
        self.mentor = a_mentor()
        self.pair = a_mentorship(MentorshipState.STARTED, mentor=self.mentor)
        self.scenario = a_computed_scenario()
        self.staff = client_as(user=a_colleague().user)
        self.of_mentor = client_as(user=as_mentor(self.mentor).user)
        self.of_graduate = client_as(user=as_graduate(self.pair.graduate).user)

    def proposals(self) -> None:
        a_proposal(run=self.run)

    def offers(self) -> None:
        a_proposal(ProposalState.OFFERED, mentor=self.mentor)

    def pairs(self) -> None:
        a_mentorship(MentorshipState.STARTED, mentor=self.mentor)

    def meetings(self) -> None:
        ends = timezone.now() + datetime.timedelta(days=2)
        meeting = Meeting.objects.create(mentorship=self.pair, proposed_by="mentor", mode="video", state="proposed")
        meeting.slots.create(starts_at=ends)
        Meeting.objects.create(
            mentorship=self.pair,
            proposed_by="mentor",
            mode="video",
            state="confirmed",
            starts_at=ends,
            ends_at=ends,
        )

    def applications(self) -> None:
        a_graduate(GraduateState.SUBMITTED)

    def concerns(self) -> None:
        Concern.objects.create(mentorship=self.pair, side="graduate", text="Il ne répond pas.")

    def moves(self) -> None:
        made = [a_graduate().pk, a_mentor().pk, a_mentor().pk, 100, 200]
        self.scenario.people["moves"].append(made)
        self.scenario.save()


PAGES: dict[str, tuple[Callable[[Ground], None], str, Callable[[Ground], str]]] = {
    "proposals to tick": (Ground.proposals, "staff", lambda _: "/staff/matches/approve-some/"),
    "all of a run": (Ground.proposals, "staff", lambda g: f"/staff/matching-runs/{g.run.public_id}/approve/"),
    "a run": (Ground.proposals, "staff", lambda g: f"/staff/matching-runs/{g.run.public_id}/"),
    "proposals": (Ground.proposals, "staff", lambda _: "/staff/matches/?page_size=100"),
    "applications": (Ground.applications, "staff", lambda _: "/staff/graduates/?page_size=100"),
    "mentors": (Ground.proposals, "staff", lambda _: "/staff/mentors/?page_size=100"),
    "pairs": (Ground.pairs, "staff", lambda _: "/staff/mentorships/?page_size=100"),
    "a mentor": (Ground.pairs, "staff", lambda g: f"/staff/mentors/{g.mentor.public_id}/"),
    "leaving a mentor": (Ground.pairs, "staff", lambda g: f"/staff/mentors/{g.mentor.public_id}/leave/"),
    "a pair for staff": (Ground.meetings, "staff", lambda g: f"/staff/mentorships/{g.pair.public_id}/"),
    "closing a pair": (Ground.meetings, "staff", lambda g: f"/staff/mentorships/{g.pair.public_id}/close/"),
    "concerns": (Ground.concerns, "staff", lambda _: "/staff/concerns/?page_size=100"),
    "a scenario": (Ground.moves, "staff", lambda g: f"{SCENARIOS}{g.scenario.public_id}/"),
    "deleting a scenario": (
        Ground.moves,
        "staff",
        lambda g: f"{SCENARIOS}{g.scenario.public_id}/delete/",
    ),
    "the morning": (Ground.applications, "staff", lambda _: "/staff/today/"),
    "a mentor's home": (Ground.pairs, "of_mentor", lambda _: "/mentor/home/"),
    "a mentor's home, meetings": (Ground.meetings, "of_mentor", lambda _: "/mentor/home/"),
    "a mentor's offers": (Ground.offers, "of_mentor", lambda _: "/mentor/offers/?page_size=100"),
    "a mentor's pairs": (Ground.pairs, "of_mentor", lambda _: "/mentor/mentees/?page_size=100"),
    "a mentor's pair": (Ground.meetings, "of_mentor", lambda g: f"/mentor/mentees/{g.pair.public_id}/"),
    "a mentor's meetings": (Ground.meetings, "of_mentor", lambda _: "/mentor/meetings/?page_size=100"),
    "pausing": (Ground.offers, "of_mentor", lambda g: f"/mentor/profile/{g.mentor.public_id}/pause/"),
    "a graduate's home": (Ground.meetings, "of_graduate", lambda _: "/graduate/home/"),
    "a graduate's pair": (Ground.meetings, "of_graduate", lambda g: f"/graduate/mentorships/{g.pair.public_id}/"),
    "a graduate's meetings": (Ground.meetings, "of_graduate", lambda _: "/graduate/meetings/?page_size=100"),
    "changing one's mentor": (
        Ground.meetings,
        "of_graduate",
        lambda g: f"/graduate/mentorships/{g.pair.public_id}/change/",
    ),
}
"""What grows, who reads, where."""


def statements(act: Callable[[], int], status: int = 200) -> int:
    """How many an act costs, the second time: a session is written once a minute."""
    with CaptureQueriesContext(connection) as captured:
        assert act() == status
    return len(captured)


@pytest.mark.parametrize("page", PAGES)
def test_page_costs_the_same_statements_whatever_it_shows(client_as, page):
    add, who, where = PAGES[page]
    ground = Ground(client_as)
    visitor = getattr(ground, who)

    def read() -> int:
        return visitor.get(where(ground)).status_code

    for _ in range(FEW):
        add(ground)
    statements(read)
    few = statements(read)
    for _ in range(MANY - FEW):
        add(ground)
    assert statements(read) == few < 60


def test_ticking_a_hundred_costs_the_statements_of_ten(client_as, monkeypatch):
    monkeypatch.setattr("nqt.jobs.actions.publish", lambda pk, queue: None)
    ground = Ground(client_as)

    def tick(number: int, *more: str) -> tuple[int, int]:
        """What the question costs, then what is confirmed; nothing is confirmed of what does not exist."""
        body = {"proposals": [*(str(a_proposal(run=ground.run).public_id) for _ in range(number)), *more]}
        answers = []

        def send(**confirmed: str) -> int:
            answers.append(ground.staff.post("/staff/matches/approve-some/", body | confirmed))
            return answers[-1].status_code

        asked = statements(send, 400 if more else 200)
        if more:
            return asked, 0
        mark = re.search(r'name="confirmed" value="(\w+)"', answers[-1].content.decode())[1]
        return asked, statements(lambda: send(confirmed=mark), 303)

    tick(1)
    asked, done = tick(FEW)
    assert (asked, done) == tick(MANY)
    assert asked < 40 and done < 60
    unknown = "00000000-0000-4000-8000-000000000000"
    assert tick(FEW, unknown) == tick(MANY, unknown)
    assert tick(FEW, unknown)[0] < 60
