"""The invented cohort follows its documented distributions, and looks as if it had been lived."""

import datetime

import pytest
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from mentoring.graduates.models import Application, EligibilityRule, Graduate, GraduateState, Verdict
from mentoring.mentors.models import Mentor, MentorState
from mentoring.mentorships.models import Meeting, Mentorship
from mentoring.proposals.places import with_places
from nqt.audit.models import TransitionLog
from nqt.demo import telling
from regions.coverage.models import covered_departments

pytestmark = pytest.mark.django_db
GRADUATES, MENTORS = 500, 400


@pytest.fixture(scope="module", autouse=True)
def told(django_db_setup, django_db_blocker):
    """The whole demo, told once for this file and undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        telling.tell(graduates=GRADUATES, mentors=MENTORS)
        yield
        transaction.set_rollback(True)


def share(condition: Q) -> float:
    return Graduate.objects.filter(condition).count() / Graduate.objects.count()


def test_as_many_as_asked_live_where_the_association_works():
    assert Graduate.objects.count() >= GRADUATES and Mentor.objects.count() >= MENTORS
    covered = covered_departments(timezone.localdate())
    assert not Graduate.objects.exclude(department__in=covered).exclude(department=None).exists()


def test_neighborhoods_follow_their_share_and_stand_in_the_department_of_the_home():
    assert 0.33 < share(Q(qpv="in")) < 0.47 and 0.02 < share(Q(qpv="unknown")) < 0.09
    inside = Graduate.objects.filter(qpv="in").exclude(qpv_code="")
    for graduate in inside.select_related("department"):
        assert graduate.qpv_code[2:].lstrip("0").startswith(graduate.department.code[:3].lstrip("0"))


def test_everybody_in_a_state_has_the_dates_and_the_steps_of_that_state():
    now = timezone.now()
    for graduate in Graduate.objects.exclude(state=GraduateState.DRAFT):
        assert graduate.submitted_at <= (graduate.answered_at or now) <= now
        assert graduate.created_at <= graduate.submitted_at
        last = TransitionLog.objects.of(graduate).last()
        assert last.to_state == graduate.state


def test_no_mentor_accompanies_more_than_she_declares():
    over = with_places(Mentor.objects.all()).filter(accompanied__gt=F("capacity"))
    assert not over.exists()
    pairs = Mentorship.objects.filter(closed_on=None)
    assert pairs.count() > GRADUATES // 10
    assert not pairs.exclude(mentor__state__in=[MentorState.ACTIVE, MentorState.PAUSED]).exists()
    assert not pairs.values("graduate").annotate(n=Count("pk")).filter(n__gt=1).exists()


def test_meetings_told_were_held_in_the_past_at_the_hour_of_paris():
    held = Meeting.objects.filter(state="held")
    assert held.count() > 50 and not held.filter(ends_at__gt=timezone.now()).exists()
    assert {timezone.localtime(meeting.starts_at).minute for meeting in held} <= {0, 15, 30, 45}


def test_history_of_the_cohort_carries_the_day_it_tells_of():
    graduate = Graduate.objects.filter(state=GraduateState.POOL, submitted_at__isnull=False).earliest("submitted_at")
    first = graduate.events.earliest("pgh_created_at")
    assert first.pgh_created_at == graduate.created_at < timezone.now() - datetime.timedelta(days=30)


def test_whoever_applied_has_what_the_rules_of_that_day_said():
    sent = Graduate.objects.exclude(submitted_at=None)
    assert EligibilityRule.objects.count() == 4
    assert not sent.filter(applications=None).exists()
    verdicts = Application.objects.values_list("verdict", flat=True)
    assert set(verdicts) == set(Verdict.values)
    assert sum(verdict == Verdict.ELIGIBLE for verdict in verdicts) > len(verdicts) / 2
    assert all(len(application.checks) == 4 for application in Application.objects.all())
