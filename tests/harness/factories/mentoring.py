"""Graduates, mentors, proposals and mentorships in named situations, written straight in their state.

The acts that lead to each state have their own tests; everybody else only needs somebody who is there.
"""

import datetime
import itertools
from typing import Any

from django.utils import timezone

from mentoring.graduates.models import Background, DegreeLevel, Graduate, GraduateState
from mentoring.matching.models import MatchingPolicy, MatchingRun, RunState
from mentoring.mentors.models import Employment, Mentor, MentorState
from mentoring.mentorships.models import Mentorship, MentorshipState
from mentoring.occupations.models import Occupation, StudyField
from mentoring.proposals.models import MatchProposal, ProposalState
from mentoring.scenarios.models import MatchingScenario, ScenarioState
from nqt.accounts.actor import Actor
from nqt.accounts.hats import hats_of
from nqt.accounts.models import User
from nqt.accounts.roles import Audience
from partners.organizations.models import Organization
from regions.territories.models import Commune, Department
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.organizations import a_department, an_organization
from tests.harness.factories.regions import CommuneFactory, assign

_serial = itertools.count(1)


def an_occupation(code: str = "K1802", name: str = "Développement local", domain: str = "Services") -> Occupation:
    """A ROME code."""
    return Occupation.objects.get_or_create(code=code, defaults={"name": name, "domain": domain})[0]


def a_study_field(code: str = "341", name: str = "Aménagement du territoire, urbanisme") -> StudyField:
    """An NSF group."""
    return StudyField.objects.get_or_create(code=code, defaults={"name": name, "domain": "Services"})[0]


def a_commune(department: Department | None = None, *, at: tuple[float, float] | None = (46.16, -1.15)) -> Commune:
    """A commune whose centre is known, of Charente-Maritime unless told."""
    latitude, longitude = at or (None, None)
    return CommuneFactory(department=department or a_department(), latitude=latitude, longitude=longitude)


def a_graduate(state: str = GraduateState.POOL, *, department: Department | None = None, **facts: Any) -> Graduate:
    """Somebody of 24 who holds a bac+5, in Charente-Maritime unless told, in a state of the application."""
    number, now = next(_serial), timezone.now()
    commune = facts.pop("commune", None) or a_commune(department)
    sent = {} if state == GraduateState.DRAFT else {"submitted_at": now - datetime.timedelta(days=20)}
    pooled = {"pooled_at": now - datetime.timedelta(days=10)} if state == GraduateState.POOL else {}
    return Graduate.objects.create(
        **{
            "state": state,
            "email": f"jeune{number}@example.org",
            "phone": "+33612345678",
            "first_name": "Yanis",
            "last_name": f"Belkacem {number}",
            "birth_date": timezone.localdate() - datetime.timedelta(days=24 * 365 + 100),
            "degree_level": DegreeLevel.BAC_5,
            "degree_title": "Master urbanisme",
            "degree_year": timezone.localdate().year - 1,
            "study_field": a_study_field(),
            "target_job": an_occupation(),
            "commune": commune,
            "department": commune.department,
            "background": [Background.SCHOLARSHIP],
            "project": "Travailler pour les quartiers.",
            "languages": ["fr"],
            "wishes": ["cv"],
            **sent,
            **pooled,
            **facts,
        }
    )


def a_mentor(
    state: str = MentorState.ACTIVE,
    *,
    employer: Organization | None = None,
    department: Department | None = None,
    **facts: Any,
) -> Mentor:
    """Somebody who works for a partner, in Charente-Maritime unless told."""
    number = next(_serial)
    commune = facts.pop("commune", None) or a_commune(department)
    mentor = Mentor.objects.create(
        **{
            "state": state,
            "email": f"marraine{number}@example.org",
            "first_name": "Sophie",
            "last_name": f"Lemaire {number}",
            "title": "Directrice du développement",
            "occupation": an_occupation(),
            "study_field": a_study_field(),
            "commune": commune,
            "department": commune.department,
            "languages": ["fr"],
            "offers": ["cv"],
            **facts,
        }
    )
    Employment.objects.create(
        mentor=mentor, organization=employer or an_organization(), valid_from=datetime.date(2020, 1, 1)
    )
    return mentor


FIGURES = {
    "job": 40,
    "field": 15,
    "distance": 25,
    "languages": 5,
    "wishes": 6,
    "waiting": 9,
    "half_distance_km": 20,
    "remote_percent": "24",
    "full_waiting_days": 365,
    "load_second": 200,
    "load_third": 600,
}
"""A policy as people type it: the engine's own."""


def a_policy(**facts: Any) -> MatchingPolicy:
    """The policy in force, or another one."""
    known = MatchingPolicy.objects.first()
    if known is not None and not facts:
        return known
    return MatchingPolicy.objects.create(
        **{
            "valid_from": datetime.date(2020, 1, 1),
            "weights": {"job": 40, "distance": 30, "waiting": 10},
            "load_steps": [0, 200, 600],
            "half_distance_km": 15,
            "remote_share": 500,
            "full_waiting_days": 180,
            **facts,
        }
    )


def a_run(region=None, state: str = RunState.DONE, **facts: Any) -> MatchingRun:
    """A run that is over."""
    return MatchingRun.objects.create(region=region, policy=a_policy(), state=state, **facts)


def a_scenario(region=None, **facts: Any) -> MatchingScenario:
    """A question that nobody has computed yet."""
    return MatchingScenario.objects.create(**{"name": "Et si on était plus nombreux ?", "region": region, **facts})


def a_computed_scenario(region=None, **facts: Any) -> MatchingScenario:
    """A question that has its answer: nobody waits, nobody changes."""
    nothing = {"matched": 0, "score": 0, "qpv_matched": 0, "qpv_share": 0, "places": 0}
    figures = {"before": nothing, "after": nothing, "gained": 0, "lost": 0, "moved": 0, "curve": []}
    done = {"state": ScenarioState.DONE, "computed_at": timezone.now(), "policy": a_policy(), "figures": figures}
    return a_scenario(region, **{**done, "people": {"moves": [], "pairs": []}, **facts})


def a_proposal(
    state: str = ProposalState.PROPOSED,
    *,
    graduate: Graduate | None = None,
    mentor: Mentor | None = None,
    **facts: Any,
) -> MatchProposal:
    """A pair in some state; an offer is two days old and expires in eight."""
    now = timezone.now()
    offered = {"offered_at": now - datetime.timedelta(days=2), "expires_at": now + datetime.timedelta(days=8)}
    dated = offered if state not in (ProposalState.PROPOSED, ProposalState.APPROVED, ProposalState.DROPPED) else {}
    reasoned = {"decline_reason": "no_time"} if state == ProposalState.DECLINED else {}
    return MatchProposal.objects.create(
        **{
            "state": state,
            "graduate": graduate or a_graduate(),
            "mentor": mentor or a_mentor(),
            "score": 800,
            "parts": [],
            **dated,
            **reasoned,
            **facts,
        }
    )


def a_mentorship(
    state: str = MentorshipState.ANNOUNCED,
    *,
    graduate: Graduate | None = None,
    mentor: Mentor | None = None,
    **facts: Any,
) -> Mentorship:
    """A pair that began two days ago."""
    now = timezone.now()
    started = {} if state == MentorshipState.ANNOUNCED else {"started_on": timezone.localdate()}
    ended = {"closed_on": timezone.localdate(), "close_reason": "changed"} if state == MentorshipState.CLOSED else {}
    return Mentorship.objects.create(
        **{
            "state": state,
            "graduate": graduate or a_graduate(),
            "mentor": mentor or a_mentor(),
            "announced_at": now - datetime.timedelta(days=2),
            **started,
            **ended,
            **facts,
        }
    )


def a_graduate_user(**facts: Any) -> User:
    """The account of a graduate; `user.graduate` is the person."""
    user = UserFactory()
    a_graduate(user=user, email=user.email, **facts)
    return user


def a_mentor_user(**facts: Any) -> User:
    """The account of a mentor; `user.mentor` is the person."""
    user = UserFactory()
    a_mentor(user=user, email=user.email, **facts)
    return user


def as_graduate(graduate: Graduate) -> Actor:
    """The graduate under her hat, as a request would see her."""
    return _wearing(graduate, Audience.GRADUATE)


def as_mentor(mentor: Mentor) -> Actor:
    """The mentor under her hat, as a request would see her."""
    return _wearing(mentor, Audience.MENTOR)


def _wearing(person: Graduate | Mentor, audience: str) -> Actor:
    if person.user is None:
        person.user = UserFactory()
        type(person).objects.filter(pk=person.pk).update(user=person.user)
    return Actor.wearing(person.user, hats_of(person.user, audience)[0])


def as_staff() -> Actor:
    """A colleague of the whole association, as a request would see them."""
    user = UserFactory()
    assign(user)
    return Actor.wearing(user, hats_of(user, Audience.STAFF)[0])
