"""What is told of a person's day is told by the clock of her department: an age, a pause, an hour on her pages."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from mentoring.graduates.actions import application_submit
from mentoring.graduates.actions.writing import check_dates
from mentoring.graduates.eligibility import evaluate_graduate
from mentoring.graduates.models import EligibilityRule, GraduateState
from mentoring.graduates.resources.applying import evaluation_of
from mentoring.graduates.resources.staff import accepting_does
from mentoring.mentors.actions import mentor_pause
from mentoring.mentors.models import Mentor
from mentoring.mentorships.actions import meeting_report, mentorship_close
from mentoring.mentorships.models import Meeting, MeetingState
from nqt.accounts.actor import Actor
from nqt.common.errors import Invalid
from regions.territories.models import Department
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_mentorship, as_graduate, as_mentor
from tests.harness.factories.organizations import national

pytestmark = pytest.mark.django_db
NIGHT = datetime.datetime(2026, 11, 30, 0, 30, tzinfo=datetime.UTC)
"""Half past one on the 30th in Paris, half past eight in the evening of the 29th in Pointe-à-Pitre."""
BOTH = {"accompaniment": True, "shown_to_mentors": True}


@pytest.fixture
def guadeloupe():
    facts = {"name": "Guadeloupe", "zone": "outre-mer", "time_zone": "America/Guadeloupe"}
    return Department.objects.get_or_create(code="971", defaults=facts)[0]


@pytest.fixture
def reunion():
    facts = {"name": "La Réunion", "zone": "outre-mer", "time_zone": "Indian/Reunion"}
    return Department.objects.get_or_create(code="974", defaults=facts)[0]


@pytest.fixture
def under_thirty():
    return EligibilityRule.objects.create(kind="age", under_age=30)


def thirty_tomorrow(department, state=GraduateState.DRAFT):
    return a_graduate(state, department=department, birth_date=datetime.date(1996, 11, 30))


def test_whoever_turns_thirty_tomorrow_at_home_is_twenty_nine_when_she_sends(guadeloupe, under_thirty):
    graduate = thirty_tomorrow(guadeloupe)
    with time_machine.travel(NIGHT, tick=False):
        told = evaluation_of(graduate)
        sent = application_submit(actor=Actor.system("tests"), target=graduate, **BOTH)
    application = sent.applications.get()
    assert told.facts.age == 29 and told.verdict == "eligible"
    assert application.verdict == "eligible" and application.inputs["on"] == "2026-11-29"
    assert application.checks[0]["told"].startswith("29 ans")


def test_the_same_moment_in_paris_is_her_birthday(under_thirty):
    graduate = thirty_tomorrow(None)
    with time_machine.travel(NIGHT, tick=False):
        assert evaluation_of(graduate).facts.age == 30


def test_staff_are_told_the_age_of_where_she_lives(guadeloupe, under_thirty, client_as):
    graduate = thirty_tomorrow(guadeloupe, GraduateState.SUBMITTED)
    with time_machine.travel(NIGHT, tick=False):
        assert accepting_does(graduate) is None
        page = client_as("staff_national").get(reverse("api:staff:graduates-detail", args=[graduate.public_id]))
    assert page.json()["age"] == 29
    assert evaluate_graduate(graduate, datetime.date(2026, 11, 30)).lacking  # the day counts


def test_pause_ends_on_the_mentor_s_own_day(guadeloupe, reunion):
    until = datetime.date(2026, 11, 30)
    west = a_mentor("paused", department=guadeloupe, paused_until=until)
    east = a_mentor("paused", department=reunion, paused_until=until)
    over = set(Mentor.objects.back_by(NIGHT).values_list("pk", flat=True))
    assert east.pk in over and west.pk not in over
    assert west.pk in set(Mentor.objects.back_by(NIGHT + datetime.timedelta(hours=4)).values_list("pk", flat=True))


def test_day_to_come_is_to_come_where_the_mentor_is(guadeloupe, reunion):
    tomorrow_in_the_west = datetime.date(2026, 11, 30)
    with time_machine.travel(NIGHT, tick=False):
        west = mentor_pause(actor=national(), target=a_mentor(department=guadeloupe), until=tomorrow_in_the_west)
        with pytest.raises(Invalid):
            mentor_pause(actor=national(), target=a_mentor(department=reunion), until=tomorrow_in_the_west)
    assert west.paused_until == tomorrow_in_the_west


def test_year_that_has_not_come_at_home_is_refused(reunion, guadeloupe):
    new_year = datetime.datetime(2026, 12, 31, 21, tzinfo=datetime.UTC)  # one o'clock on 1 January in Saint-Denis
    with time_machine.travel(new_year, tick=False):
        check_dates({"degree_year": 2027}, reunion.time_zone)
        with pytest.raises(Invalid):
            check_dates({"degree_year": 2027}, guadeloupe.time_zone)


def test_mentorship_begins_and_ends_on_the_graduate_s_day(guadeloupe):
    pair = a_mentorship(graduate=a_graduate(department=guadeloupe), mentor=a_mentor(department=guadeloupe))
    begins = NIGHT - datetime.timedelta(hours=1)
    meeting = Meeting.objects.create(
        mentorship=pair, state=MeetingState.CONFIRMED, proposed_by="graduate", starts_at=begins, ends_at=NIGHT
    )
    with time_machine.travel(NIGHT, tick=False):
        meeting_report(actor=as_mentor(pair.mentor), target=meeting, outcome="held")
        mentorship_close(actor=national(), target=pair, close_reason="taken_off")
    pair.refresh_from_db()
    assert pair.started_on == pair.closed_on == datetime.date(2026, 11, 29)


def test_graduate_reads_her_home_and_her_file_by_her_own_clock(guadeloupe, client_as):
    graduate = a_graduate(department=guadeloupe, submitted_at=NIGHT, answered_at=NIGHT, pooled_at=NIGHT)
    home = client_as(user=as_graduate(graduate).user).get(reverse("pages:graduate:home-list"))
    assert "29 novembre 2026" in home.content.decode() and "30 novembre 2026" not in home.content.decode()
    assert timezone.get_current_timezone_name() == "Europe/Paris"  # given back
