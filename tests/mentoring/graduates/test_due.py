"""What time alone makes due: late applications are told to staff, forgotten drafts leave nothing behind."""

import datetime

import pytest
from django.utils import timezone

from mentoring.graduates import actions
from mentoring.graduates.models import Graduate, GraduateState
from mentoring.graduates.reminders import application_waiting
from nqt.accounts.actor import Actor
from nqt.privacy.retention import purge
from tests.harness.factories.mentoring import a_graduate
from tests.harness.factories.organizations import a_department
from tests.harness.factories.regions import a_colleague
from tests.mentoring.test_erasure import everywhere

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def a_waiting(days: int):
    noon = timezone.localtime().replace(hour=12, minute=0)
    return a_graduate(GraduateState.SUBMITTED, submitted_at=noon - days * DAY)


def test_after_a_week_those_of_the_territory_are_told_after_two_everybody():
    here = a_colleague(department=a_department())
    far = a_colleague(department=a_department("75", "Paris"))
    head = a_colleague()
    a_waiting(6)
    assert list(application_waiting(timezone.now())) == []
    a_waiting(8)
    assert [mail.to for mail in application_waiting(timezone.now())] == [here.user.email]
    a_waiting(16)
    told = {mail.to for mail in application_waiting(timezone.now())}
    assert told == {here.user.email, head.user.email} and far.user.email not in told


def test_twice_in_a_week_is_one_mail():
    a_colleague(department=a_department())
    a_waiting(9)
    monday = timezone.make_aware(datetime.datetime(2026, 11, 23, 10))
    Graduate.objects.update(submitted_at=monday - 9 * DAY)
    keys = {mail.key for days in range(7) for mail in application_waiting(monday + days * DAY)}
    assert len(keys) == 1


def test_a_draft_nobody_touches_leaves_nothing_even_in_mails_and_history():
    email = "serin.jaune@example.org"
    actions.application_start(actor=Actor.anonymous(), email=email)
    draft = Graduate.objects.get(email=email)
    draft.project = "serin.jaune deux"
    draft.save()
    typed = a_graduate(GraduateState.DRAFT, last_name="serin.jaune", typed_by=a_colleague().user)
    sent = a_graduate(GraduateState.SUBMITTED)
    assert everywhere("serin.jaune")
    soon = timezone.now() + 29 * DAY
    assert purge(now=soon).gone.total() == 0 and Graduate.objects.filter(pk=typed.pk).exists()
    assert purge(now=timezone.now() + 31 * DAY).gone.total() == 2
    assert everywhere("serin.jaune") == []
    assert list(Graduate.objects.all()) == [sent]
    assert purge(now=timezone.now() + 31 * DAY).gone.total() == 0
