"""In force before everybody has signed, by a quorum or for each: read everywhere, closed and opened again."""

import datetime

import pytest
from django.utils import timezone

from nqt.common.errors import Conflict, Invalid
from partners.conventions import actions
from partners.conventions.models import Answer, Convention, EntryRule, Life, Stage
from partners.conventions.reminders import ending
from partners.conventions.wording import PartnerWord, partner_state
from partners.organizations.models import Membership
from tests.harness.factories.conventions import MACHINE, a_draft, again, an_organization, sign, signed, to_sign
from tests.harness.factories.regions import a_colleague

pytestmark = pytest.mark.django_db


def lines(convention):
    return list(convention.current.signatories.select_related("organization", "contact"))


@pytest.fixture
def by_quorum():
    """Two of three have signed, two suffice; the third refuses."""
    convention = to_sign(parties=3, entry_rule=EntryRule.QUORUM, quorum=2)
    first, second, third = lines(convention)
    sign(first)
    sign(second)
    actions.convention_refuse(actor=MACHINE, target=again(third), reason="Pas cette année.")
    return again(convention)


def test_association_reads_a_convention_in_force_by_quorum(by_quorum):
    member, association = lines(by_quorum)[1].organization, an_organization(kind="regional_association")
    Membership.objects.create(body=association, member=member)
    found = Convention.objects.of_members(association.pk, timezone.localdate())
    assert list(found) == [by_quorum]


def test_party_that_signed_reads_in_force(by_quorum):
    state = partner_state(lines(by_quorum)[1], life=Life.IN_FORCE, missing=1)
    assert state.word == PartnerWord.IN_FORCE


def test_end_of_a_convention_in_force_by_quorum_is_reminded(by_quorum):
    by_quorum.owner = a_colleague().user
    by_quorum.save()
    due = timezone.make_aware(datetime.datetime.combine(by_quorum.ends_on, datetime.time(10))) - datetime.timedelta(30)
    assert [reminder.context["occasion"] for reminder in ending(due)] == ["end30"]


def test_round_is_closed_without_whom_refused_and_opened_again(by_quorum):
    first, second, third = lines(by_quorum)
    actions.convention_close_round(actor=MACHINE, target=by_quorum, expected_version=None, reason="Il a refusé.")
    assert again(by_quorum).current.stage == Stage.SIGNED
    assert [again(line).answer for line in (first, second, third)] == ["signed", "signed", "withdrawn"]
    actions.party_reinvite(actor=MACHINE, target=again(third))
    assert again(by_quorum).current.stage == Stage.TO_SIGN
    sign(third)
    assert again(by_quorum).current.stage == Stage.SIGNED
    assert again(third).in_force_on == timezone.localdate()


def test_round_is_not_closed_before_the_entry_into_force():
    with pytest.raises(Conflict):
        actions.convention_close_round(actor=MACHINE, target=to_sign(), expected_version=None, reason="Trop long.")


def test_annex_of_a_signature_in_force_does_not_change(by_quorum):
    line = lines(by_quorum)[1]
    with pytest.raises(Conflict, match="en vigueur"):
        actions.party_update(actor=MACHINE, target=line, expected_version=None, annex="Autre chose.")
    assert again(line).answer == Answer.SIGNED
    assert again(line).in_force_on == timezone.localdate()


# time of membership -------------------------------------------------------------------------------------------------
def test_association_does_not_read_what_an_old_member_signed_after_leaving():
    convention = signed()
    member, association = lines(convention)[1].organization, an_organization(kind="regional_association")
    left = datetime.date(2016, 1, 1)
    Membership.objects.create(body=association, member=member, valid_from=datetime.date(2010, 1, 1), valid_until=left)
    during = Convention.objects.of_members(association.pk, datetime.date(2015, 7, 23))
    assert not during.exists()
    member.memberships.update(valid_until=None)
    assert Convention.objects.of_members(association.pk, timezone.localdate()).exists()


def test_association_reads_nothing_signed_after_the_day_read():
    convention = signed()
    member, association = lines(convention)[1].organization, an_organization(kind="regional_association")
    Membership.objects.create(body=association, member=member)
    assert not Convention.objects.of_members(association.pk, timezone.localdate() - datetime.timedelta(1)).exists()


# renewal and notice -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("months", [0, 121, 32767])
def test_renewal_out_of_bounds_is_refused(months):
    with pytest.raises(Invalid):
        a_draft(renewal_months=months)


def test_second_term_is_reminded_like_the_first():
    convention = signed(renewal_months=12)
    convention.owner = a_colleague().user
    convention.save()
    second_end = convention.ends_on.replace(year=convention.ends_on.year + 1)
    due = timezone.make_aware(datetime.datetime.combine(second_end, datetime.time(10))) - datetime.timedelta(30)
    assert [reminder.context["on"] for reminder in ending(due)] == [second_end.isoformat()]


def test_notice_that_took_effect_is_not_taken_back(time_machine):
    convention = signed(notice_months=3)
    actions.notice_give(
        actor=MACHINE, target=convention, expected_version=None, on=timezone.localdate(), reason="Non reconduite."
    )
    ended = again(convention)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=901))
    with pytest.raises(Conflict, match="terminée"):
        actions.notice_cancel(actor=MACHINE, target=ended, expected_version=None, reason="Finalement.")


def test_termination_and_notice_keep_their_own_reasons():
    convention, today = signed(notice_months=3), timezone.localdate()
    actions.notice_give(actor=MACHINE, target=convention, expected_version=None, on=today, reason="Préavis.")
    actions.convention_terminate(
        actor=MACHINE, target=again(convention), expected_version=None, on=today, reason="Résiliation."
    )
    actions.convention_resume(actor=MACHINE, target=again(convention), expected_version=None, reason="Erreur.")
    now = again(convention)
    assert (now.notice_reason, now.end_reason) == ("Préavis.", "Erreur.")


# what a convention may be -------------------------------------------------------------------------------------------
def test_text_without_nqt_is_not_frozen():
    convention = a_draft(parties=3)
    actions.party_remove(actor=MACHINE, target=lines(convention)[0])
    with pytest.raises(Invalid, match="NQT"):
        actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)


def test_framework_does_not_hang_under_itself():
    above, below = a_draft(), a_draft()
    actions.convention_update(actor=MACHINE, target=below, expected_version=None, parent=above)
    for parent in (above, again(below)):
        with pytest.raises(Invalid):
            actions.convention_update(actor=MACHINE, target=again(above), expected_version=None, parent=parent)


def test_framework_in_use_is_not_deleted():
    above, below = a_draft(), a_draft()
    actions.convention_update(actor=MACHINE, target=below, expected_version=None, parent=above)
    with pytest.raises(Conflict, match="cadre"):
        actions.convention_delete(actor=MACHINE, target=again(above), expected_version=None)


# who follows --------------------------------------------------------------------------------------------------------
def test_convention_is_entrusted_to_a_colleague_who_works_here():
    convention, colleague = a_draft(), a_colleague().user
    actions.convention_entrust(actor=MACHINE, target=convention, expected_version=None, to=colleague)
    assert again(convention).owner == colleague
    assert not Convention.objects.without_follower(timezone.localdate()).filter(pk=convention.pk).exists()


def test_convention_of_somebody_who_left_is_everybody_s():
    convention, colleague = a_draft(), a_colleague().user
    actions.convention_entrust(actor=MACHINE, target=convention, expected_version=None, to=colleague)
    colleague.is_active = False
    colleague.save()
    assert Convention.objects.without_follower(timezone.localdate()).get() == again(convention)
    with pytest.raises(Invalid):
        actions.convention_entrust(actor=MACHINE, target=again(convention), expected_version=None, to=colleague)
