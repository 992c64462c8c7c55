"""In force before everybody has signed, by a quorum or for each: read everywhere, closed and opened again."""

import datetime

import pytest
from django.utils import timezone

from nqt.common.errors import Conflict, Invalid
from nqt.common.text import excerpts
from nqt.outbox.models import Message
from nqt.outbox.rendering import render
from partners.conventions import actions, timeline
from partners.conventions.models import Answer, Convention, EntryRule, Life, Stage
from partners.conventions.reminders import ending
from partners.conventions.wording import PartnerWord, partner_state
from partners.organizations.models import Membership
from tests.harness.factories.conventions import MACHINE, a_draft, again, an_organization, sign, signed, to_sign
from tests.harness.factories.organizations import a_department
from tests.harness.factories.regions import a_colleague

pytestmark = pytest.mark.django_db


def lines(convention):
    return list(convention.text.signatories.select_related("organization", "contact"))


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
    due = timezone.make_aware(
        datetime.datetime.combine(by_quorum.text.ends_on, datetime.time(10))
    ) - datetime.timedelta(30)
    assert [reminder.context["occasion"] for reminder in ending(due)] == ["end30"]


def test_round_is_closed_without_whom_refused_and_opened_again(by_quorum):
    first, second, third = lines(by_quorum)
    actions.convention_close_round(actor=MACHINE, target=by_quorum, expected_version=None, reason="Il a refusé.")
    assert again(by_quorum).text.stage == Stage.SIGNED
    assert [again(line).answer for line in (first, second, third)] == ["signed", "signed", "withdrawn"]
    actions.party_reinvite(actor=MACHINE, target=again(third))
    assert again(by_quorum).text.stage == Stage.TO_SIGN
    sign(third)
    assert again(by_quorum).text.stage == Stage.SIGNED
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
    second_end = convention.text.ends_on.replace(year=convention.text.ends_on.year + 1)
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
    assert (now.notice_reason, now.end_reason, now.terminated_on) == ("Préavis.", "", None)
    told = [entry.quote for entry in timeline.of(now) if entry.quote]
    assert sorted(told) == ["Erreur.", "Préavis.", "Résiliation."]


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


# entered, and not yet begun -------------------------------------------------------------------------------------------
@pytest.fixture
def not_begun():
    """For each, from next month: NQT and one of two have signed."""
    start = timezone.localdate() + datetime.timedelta(days=30)
    convention = to_sign(parties=3, entry_rule=EntryRule.EACH, starts_on=start)
    for line in lines(convention)[:2]:
        sign(line)
    convention = again(convention)
    assert convention.entered_on == start
    return convention


def test_party_that_signed_before_the_beginning_reads_that_others_are_awaited(not_begun):
    state = partner_state(lines(not_begun)[1], life=Life.PENDING, missing=1)
    assert state.word == PartnerWord.SIGNED_BY_US
    assert "Nous attendons encore une signature" in state.explanation
    assert "Elle entre en vigueur le" in state.explanation


def test_text_goes_back_to_draft_until_the_convention_begins(not_begun, time_machine):
    actions.convention_back_to_draft(actor=MACHINE, target=not_begun, expected_version=None, reason="Une coquille.")
    convention = again(not_begun)
    assert (convention.text.stage, convention.entered_on) == (Stage.DRAFT, None)
    actions.convention_freeze(actor=MACHINE, target=convention, expected_version=None)
    for line in lines(convention)[:2]:
        sign(line)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=31))
    with pytest.raises(Conflict, match="avenant"):
        actions.convention_back_to_draft(actor=MACHINE, target=again(convention), expected_version=None, reason="Non.")


def test_acts_of_a_living_convention_are_not_offered_before_it_begins(client_as, not_begun):
    page = client_as("staff_national").get(f"/api/v1/staff/conventions/{not_begun.public_id}/").json()
    offered = {action["name"] for action in page["actions"]}
    assert {"back_to_draft", "abandon", "close_round"} <= offered
    assert not {"give_notice", "terminate"} & offered


def test_closing_the_round_tells_each_side(by_quorum):
    first, second, third = lines(by_quorum)
    actions.convention_close_round(actor=MACHINE, target=by_quorum, expected_version=None, reason="Il a refusé.")
    letters = {m.to: render(m).text for m in Message.objects.filter(kind="partners.conventions.round_closed")}
    assert set(letters) == {line.contact.email for line in (first, second, third)}
    assert "sans attendre votre réponse" in letters[third.contact.email]
    assert "sont closes" in letters[first.contact.email]


def test_notice_of_tomorrow_and_renewal_without_a_term_are_refused():
    convention, tomorrow = signed(), timezone.localdate() + datetime.timedelta(days=1)
    with pytest.raises(Invalid) as refused:
        actions.notice_give(actor=MACHINE, target=convention, expected_version=None, on=tomorrow, reason="Plus tard.")
    assert "à venir" in refused.value.fields["on"]
    with pytest.raises(Invalid) as refused:
        a_draft(ends_on=None, renewal_months=12)
    assert "renewal_months" in refused.value.fields


# what the history tells of the words ----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_history_tells_articles_annexes_parties_and_territory(client_as):
    convention = a_draft(parties=2)
    article = convention.text.articles.first()
    wording = article.wording.replace(article.wording.split()[3], "AUTREMENT")
    actions.article_update(actor=MACHINE, target=article, expected_version=None, title=article.title, wording=wording)
    line = lines(convention)[1]
    actions.party_update(actor=MACHINE, target=line, expected_version=None, annex="500 euros.")
    newcomer = an_organization("Domaine du Lac")
    actions.party_add(actor=MACHINE, convention=convention, organization=newcomer)
    department = a_department("86", "Vienne")
    actions.convention_update(actor=MACHINE, target=convention, expected_version=None, departments=[department])
    told = {entry.sentence: entry.changes for entry in timeline.of(again(convention))}
    changes = told[f"Article « {article.title} » modifié."]
    assert "AUTREMENT" in changes[0]["new"]
    assert len(changes[0]["new"]) < 400
    assert told[f"Annexe de {line.organization} modifiée."][0]["new"] == "500 euros."
    assert "Domaine du Lac rejoint les parties." in told
    assert told["Territoire modifié."][0] == {"label": "Départements", "old": "nationale", "new": "Vienne"}
    html = client_as("staff_national").get(f"/staff/conventions/{convention.public_id}/").content.decode()
    assert "Domaine du Lac rejoint les parties." in html


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("un deux trois", "un DEUX trois", ("un deux trois", "un DEUX trois")),
        ("", "mot", ("–", "mot")),
        ("a" * 500 + "x", "a" * 500 + "y", ("… " + "a" * 60 + "x", "… " + "a" * 60 + "y")),
    ],
)
def test_long_texts_are_told_where_they_differ(old, new, told):
    assert excerpts(old, new) == told
