"""What time alone does to a convention: its life on any date, the reminders that come due, the term a notice ends."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from nqt.common.errors import Conflict, Forbidden
from nqt.outbox.models import Message
from nqt.outbox.sweeping import sweep
from partners.conventions import actions
from partners.conventions.actions.life import end_of_term
from partners.conventions.actions.record import RecordedParty
from partners.conventions.models import Convention, Life, Origin, Signatory, Signature
from partners.conventions.reminders import ending, unsigned
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.conventions import MACHINE, a_draft, again, an_organization, nqt, sign, signed, to_sign

pytestmark = pytest.mark.django_db
D = datetime.date


def recorded(**facts):
    parties = [RecordedParty(nqt(), D(2015, 7, 17), "month"), RecordedParty(an_organization(), D(2015, 7, 2), "day")]
    return actions.convention_record(actor=MACHINE, title="Reprise", parties=parties, **facts)


def lives(convention, *days):
    return [Convention.objects.with_life(day).get(pk=convention.pk).life for day in days]


def test_recorded_convention_has_no_number_and_no_invented_evidence():
    convention = again(recorded())
    assert (convention.origin, convention.number) == (Origin.RECORDED, None)
    assert (convention.entered_on, convention.entered_precision) == (D(2015, 7, 2), "month")
    assert not Signature.objects.exists()
    assert set(Signatory.objects.values_list("signed_on", flat=True)) == {D(2015, 7, 1), D(2015, 7, 2)}


def test_life_of_a_fixed_term_follows_its_dates():
    convention = recorded(starts_on=D(2015, 9, 1), ends_on=D(2018, 8, 31))
    days = (D(2015, 8, 31), D(2015, 9, 1), D(2018, 8, 31), D(2018, 9, 1))
    assert lives(convention, *days) == [Life.PENDING, Life.IN_FORCE, Life.IN_FORCE, Life.EXPIRED]


def test_life_of_a_tacit_renewal_ends_by_notice_alone():
    convention = recorded(starts_on=D(2015, 9, 1), ends_on=D(2018, 8, 31), renewal_months=12, notice_months=3)
    assert lives(convention, D(2021, 1, 1)) == [Life.IN_FORCE]
    actions.notice_give(
        actor=MACHINE, target=convention, expected_version=None, on=D(2021, 7, 1), reason="Trop tard pour août."
    )
    convention = again(convention)
    assert convention.closes_on == D(2022, 8, 31)
    days = (D(2021, 6, 30), D(2021, 7, 1), D(2022, 8, 31), D(2022, 9, 1))
    assert lives(convention, *days) == [Life.IN_FORCE, Life.NOTICE_GIVEN, Life.NOTICE_GIVEN, Life.EXPIRED]


def test_notice_without_a_term_is_refused():
    convention = recorded(starts_on=D(2015, 9, 1))
    assert end_of_term(convention.text, D(2020, 1, 1)) is None
    with pytest.raises(Conflict):
        actions.notice_give(
            actor=MACHINE, target=convention, expected_version=None, on=D(2020, 1, 1), reason="Sans terme."
        )


def test_termination_before_entry_is_refused():
    convention = signed(starts_on=timezone.localdate() + datetime.timedelta(days=30))
    with pytest.raises(Conflict):
        actions.convention_terminate(
            actor=MACHINE, target=convention, expected_version=None, on=timezone.localdate(), reason="Trop tôt."
        )


def test_text_in_force_does_not_go_back_to_draft():
    convention = to_sign(parties=3, entry_rule="quorum", quorum=1)
    sign(convention.text.signatories.first())
    convention = again(convention)
    assert convention.entered_on
    with pytest.raises(Conflict, match="avenant"):
        actions.convention_back_to_draft(
            actor=MACHINE, target=convention, expected_version=convention.version, reason="Trop tard."
        )


@pytest.mark.parametrize(("days", "due"), [(6, 0), (7, 1), (11, 1), (12, 0), (14, 1), (21, 1), (40, 0)])
def test_silent_signatory_is_reminded_on_the_stated_days(days, due):
    line = to_sign().text.signatories.last()
    later = timezone.now() + datetime.timedelta(days=days, minutes=1)
    mine = [reminder for reminder in unsigned(later) if reminder.to == line.contact.email]
    assert len(mine) == due


def test_reminder_rule_run_twice_writes_once_and_stops_after_an_answer(time_machine):
    convention = to_sign(parties=2)
    first, second = convention.text.signatories.all()
    sign(first)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=7, minutes=1))
    sweep(now=timezone.now())
    sweep(now=timezone.now())
    assert list(Message.objects.of_kind("partners.conventions.unsigned").values_list("to", flat=True)) == [
        second.contact.email
    ]
    sign(second)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=7))
    sweep(now=timezone.now())
    assert Message.objects.of_kind("partners.conventions.unsigned").count() == 1


def test_follower_hears_of_the_end_and_of_the_notice_date():
    today = timezone.localdate()
    follower = UserFactory()
    convention = a_draft(starts_on=today, ends_on=today + datetime.timedelta(days=200), notice_months=3, owner=follower)
    actions.convention_freeze(actor=MACHINE, target=convention, expected_version=convention.version)
    for line in convention.text.signatories.all():
        sign(line)
    at = datetime.datetime.combine(today, datetime.time(9), tzinfo=timezone.get_current_timezone())
    spoken = {
        days: [r.context["occasion"] for r in ending(at + datetime.timedelta(days=days))] for days in (0, 95, 110, 140)
    }
    assert spoken[0] == []
    assert "notice" in spoken[95]
    assert spoken[110] == ["end90"]
    assert spoken[140] == ["end60"]


def test_invariants_hold_after_a_convention_and_see_a_broken_one(capsys):
    convention = signed(parties=3)
    call_command("check_invariants", "conventions.numbers_without_gaps", "conventions.complete_when_all_signed")
    call_command("check_invariants", "conventions.signatures_stand_on_their_words")
    line = convention.text.signatories.last()
    Signatory.objects.filter(pk=line.pk).update(annex_hash="changed behind the action’s back")
    with pytest.raises(Exception, match="conventions.signatures_stand_on_their_words"):
        call_command("check_invariants", "conventions.signatures_stand_on_their_words")


def test_partner_and_regional_staff_of_elsewhere_may_not_write():
    convention = a_draft()
    partner = type(MACHINE)(role="partner_landlord", organization_id=1)
    with pytest.raises(Forbidden):
        actions.convention_update(actor=partner, target=convention, expected_version=None, title="X")
    elsewhere = type(MACHINE)(role="staff_regional", department_codes=frozenset({"86"}))
    with pytest.raises(Forbidden):
        actions.convention_freeze(actor=elsewhere, target=convention, expected_version=None)
