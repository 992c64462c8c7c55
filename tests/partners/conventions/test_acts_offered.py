"""What is said before an act is what happens; an act that can do nothing is not offered, and says until when."""

import datetime
import html

import pytest
import time_machine
from django.utils import timezone

from nqt.common.errors import Invalid
from nqt.outbox.models import Message, State
from nqt.outbox.rendering import render
from partners.conventions import actions
from partners.conventions.models import Answer, Stage
from partners.conventions.next_reminders import next_reminder
from partners.conventions.resources import consequences
from partners.conventions.timeline import with_reminders
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.conventions import MACHINE, a_contact, a_draft, again, nqt, sign, to_sign
from tests.harness.factories.regions import a_colleague
from tests.harness.mornings import day_of

pytestmark = pytest.mark.django_db
REVIEW, VOID = "partners.conventions.review_request", "partners.conventions.signature_void"
CLOSED = "partners.conventions.round_closed"


def words(response):
    return " ".join(html.unescape(response.content.decode()).split())


def page(convention, *more):
    return "/".join([f"/staff/conventions/{convention.public_id}", *more]) + "/"


def at(line, *more):
    return page(line.text.convention, "parties", str(line.public_id), *more)


def with_account(contact, role="hr"):
    """A person who enters the portal."""
    contact.user = UserFactory(email=contact.email)
    contact.save()
    contact.roles.create(kind=role, valid_from=datetime.date(2020, 1, 1))
    return contact


def written(kind):
    return set(Message.objects.filter(kind=kind).values_list("to", flat=True))


# the review ----------------------------------------------------------------------------------------------------------
def test_everybody_who_may_read_the_draft_is_named_and_written_to(client_as):
    convention = a_draft(parties=3)
    _, first, second = convention.text.signatories.all()
    colleague = with_account(a_contact(first.organization, "Bruno"))  # not the person who signs
    a_contact(first.organization, "Sans compte")
    left = with_account(a_contact(first.organization, "Partie"))
    left.roles.update(valid_until=datetime.date(2021, 1, 1))
    asked = words(client_as("staff_national").get(page(convention, "review")))
    assert f"– {first.organization} : {colleague}, {colleague.email}" in asked
    assert left.email not in asked and first.contact.email not in asked
    assert f"Personne n’y a de compte, ni n’est prévenu, pour : {second.organization}." in asked
    actions.convention_submit_for_review(actor=MACHINE, target=convention, expected_version=None)
    assert written(REVIEW) == {colleague.email}
    letter = render(Message.objects.get(kind=REVIEW))
    assert letter.text.startswith("Bonjour Bruno,")
    reader = client_as("partner_landlord", organization_id=first.organization_id)
    assert reader.get(f"/partner/conventions/{first.public_id}/").status_code == 200
    colleague.roles.update(valid_until=timezone.localdate())
    assert render(Message.objects.get(kind=REVIEW)) is None


def test_nobody_is_told_only_where_nobody_may_read(client_as):
    convention = a_draft()
    staff = client_as("staff_national")
    assert "personne ne le lit, personne n’est prévenu" in words(staff.get(page(convention, "review")))
    with_account(a_contact(convention.text.signatories.last().organization))
    assert "personne n’est prévenu" not in words(staff.get(page(convention, "review")))


# each sentence, and what follows -------------------------------------------------------------------------------------
def test_back_to_draft_writes_to_whom_it_says(client_as):
    convention = to_sign(parties=3)
    line = sign(convention.text.signatories.last())
    said = consequences.reopening_voids(again(convention))
    assert f"Annule 1\xa0signature : {line.organization}. Un courriel le dit à qui avait signé." in said
    assert "Les autres parties n’en sont pas prévenues" in said
    before = Message.objects.count()
    actions.convention_back_to_draft(actor=MACHINE, target=again(convention), expected_version=None, reason="Article.")
    assert written(VOID) == {line.contact.email} and Message.objects.count() == before + 1
    said = consequences.reopening_voids(again(convention))
    assert "Les liens" not in said and "Personne n’est prévenu" in said


@pytest.mark.parametrize("stage", ["draft", "in_review"])
def test_giving_up_a_text_never_sent_speaks_of_no_link(stage):
    convention = a_draft()
    if stage == Stage.IN_REVIEW:
        actions.convention_submit_for_review(actor=MACHINE, target=convention, expected_version=None)
    said = consequences.reopening_voids(again(convention))
    assert "lien" not in said and ("ne liront plus" in said) == (stage == Stage.IN_REVIEW)
    actions.convention_abandon(actor=MACHINE, target=again(convention), expected_version=None, reason="Sans suite.")
    assert not Message.objects.exclude(kind=REVIEW).exists()


def test_closing_the_round_writes_to_whom_it_says():
    convention = to_sign(parties=3, entry_rule="each")
    ours, theirs, silent = convention.text.signatories.all()
    for line in (ours, theirs):
        sign(line)
    said = consequences.closing_leaves(again(convention))
    assert f"Ne seront plus parties : {silent.organization}." in said
    actions.convention_close_round(actor=MACHINE, target=again(convention), expected_version=None, reason="Assez.")
    assert written(CLOSED) == {line.contact.email for line in (ours, theirs, silent)}
    assert all(address in said for address in written(CLOSED))


def test_all_that_is_lacking_is_said_before_freezing(client_as):
    convention = a_draft(parties=3, starts_on=None, ends_on=None)
    convention.text.articles.all().delete()
    line = convention.text.signatories.last()
    actions.party_update(actor=MACHINE, target=line, expected_version=None, contact=None)
    asked = words(client_as("staff_national").get(page(convention, "freeze")))
    with pytest.raises(Invalid) as refusal:
        actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)
    for sentence in actions.lacking_to_sign(again(convention).text):
        assert sentence in asked and sentence in refusal.value.message
    assert len(actions.lacking_to_sign(again(convention).text)) == 3


# the date to sign by -------------------------------------------------------------------------------------------------
def test_second_freeze_keeps_the_date_to_sign_by_unless_told_otherwise(client_as):
    day = timezone.localdate() + datetime.timedelta(days=20)
    convention = a_draft()
    actions.convention_freeze(actor=MACHINE, target=convention, expected_version=None, sign_by=day)
    back = {"actor": MACHINE, "expected_version": None, "reason": "Article 4."}
    actions.convention_back_to_draft(target=again(convention), **back)
    asked = client_as("staff_national").get(page(convention, "freeze")).content.decode()
    assert f'value="{day.isoformat()}"' in asked
    actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)
    assert again(convention).text.sign_by == day
    actions.convention_back_to_draft(target=again(convention), **back)
    actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None, sign_by=None)
    assert again(convention).text.sign_by is None


def test_date_to_sign_by_that_has_passed_is_neither_proposed_nor_kept(client_as):
    day = timezone.localdate() - datetime.timedelta(days=1)
    convention = a_draft()
    type(convention.text).objects.filter(pk=convention.text.pk).update(sign_by=day)
    asked = words(client_as("staff_national").get(page(convention, "freeze")))
    assert day.isoformat() not in asked and "est passée : choisissez-en une autre" in asked
    with pytest.raises(Invalid) as refusal:
        actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)
    assert "sign_by" in refusal.value.fields


# reminders -----------------------------------------------------------------------------------------------------------
def test_reminder_done_is_counted_at_once_and_not_offered_again_until_the_time_it_says(client_as):
    with time_machine.travel(datetime.datetime(2026, 11, 30, 9, 0, tzinfo=datetime.UTC), tick=False) as clock:
        convention = to_sign(parties=2)
        sign(convention.text.signatories.first())
        line = convention.text.signatories.last()
        staff = client_as("staff_national")
        assert at(line, "remind") in words(staff.get(at(line)))
        staff.post(at(line, "remind"), {"version": again(line).version})
        assert Message.objects.filter(state=State.QUEUED, kind="partners.conventions.signature_reminder").count() == 1
        shown = words(staff.get(page(convention)))
        assert "1 relance, le 30 nov. 2026" in shown
        for address in (page(convention), at(line)):
            shown = words(staff.get(address))
            assert "remind/" not in shown
            assert "de nouveau possible le 1er décembre 2026 à 6 h 00" in shown
        refused = staff.get(at(line, "remind"))
        assert refused.status_code == 409 and "de nouveau possible le 1er décembre" in words(refused)
        clock.shift(datetime.timedelta(hours=21))
        staff = client_as("staff_national")
        assert at(line, "remind") in words(staff.get(at(line)))
        assert page(convention, "remind") in words(staff.get(page(convention)))


def test_late_line_reminded_today_is_awaited_and_no_longer_lit():
    colleague = a_colleague(is_national=True)
    convention = to_sign(parties=2, owner=colleague.user)
    sign(convention.text.signatories.get(organization=nqt()))
    type(convention.text).objects.update(sign_by=timezone.localdate() - datetime.timedelta(days=1))
    line = convention.text.signatories.exclude(organization=nqt()).get()
    day = day_of(colleague, timezone.localdate())
    assert day.late_count == 1 and "Relancer" in day.next_act.title
    actions.signatory_remind(actor=colleague, target=again(line))
    day = day_of(colleague, timezone.localdate())
    assert day.late_count == 0 and [item.who for item in day.awaited] == [str(line.organization)]


def test_next_reminder_told_is_the_day_the_rule_writes():
    line = to_sign().text.signatories.last()
    now = line.invited_at + datetime.timedelta(days=6, hours=12)

    def told():
        return next_reminder(with_reminders(type(line).objects.filter(pk=line.pk)).get(), now)

    assert told() == timezone.localdate(line.invited_at + datetime.timedelta(days=7))
    with time_machine.travel(now, tick=False):
        actions.signatory_remind(actor=MACHINE, target=again(line))
    left_in_peace = now + datetime.timedelta(days=3)
    assert told() == timezone.localdate(left_in_peace)
    now = line.invited_at + datetime.timedelta(days=40)
    assert told() is None


# a refusal -----------------------------------------------------------------------------------------------------------
def test_refusal_leads_to_what_can_be_done_and_the_way_out_works(client_as):
    convention = to_sign(parties=3)
    signed, refused = list(convention.text.signatories.all())[1:]
    sign(signed)
    actions.convention_refuse(actor=MACHINE, target=again(refused), reason="Trop cher pour nous.")
    staff = client_as("staff_national")
    assert f"{at(refused)}#suite" in words(staff.get(page(convention)))
    shown = words(staff.get(at(refused)))
    assert f"mailto:{refused.contact.email}" in shown and "Lui redemander de signer" in shown
    assert f"Continuer sans {refused.organization}" in shown
    assert f"1 signature annulée : {signed.organization}" in shown
    assert page(convention, "back-to-draft") in shown
    staff.post(page(convention, "back-to-draft"), {"version": again(convention).version, "reason": "Sans elle."})
    assert at(refused, "withdraw") in words(staff.get(at(refused)))
    staff.post(at(refused, "withdraw"), {"version": again(refused).version, "reason": "Ne signera pas."})
    assert again(refused).answer == Answer.WITHDRAWN


def test_nobody_is_told_to_go_on_without_nqt(client_as):
    """It is always a party: without it the text could not be frozen again."""
    ours = to_sign(parties=2).text.signatories.first()
    shown = words(client_as("staff_national").get(at(ours)))
    assert ours.organization.is_nqt and "Ce qu’on peut faire" not in shown and "Continuer sans" not in shown


def test_refusal_of_a_convention_in_force_leads_to_closing_the_round(client_as):
    convention = to_sign(parties=3, entry_rule="each")
    ours, theirs, refusing = convention.text.signatories.all()
    for line in (ours, theirs):
        sign(line)
    actions.convention_refuse(actor=MACHINE, target=again(refusing), reason="Trop cher pour nous.")
    shown = words(client_as("staff_national").get(at(refusing)))
    assert page(convention, "close-round") in shown and "back-to-draft" not in shown


# other acts that would be refused ------------------------------------------------------------------------------------
def test_acts_that_can_do_nothing_are_not_offered(client_as):
    staff = client_as("staff_national")
    convention = a_draft()
    last = convention.text.articles.last()
    article = page(convention, "articles", str(last.public_id))
    assert f"{article}down/" not in words(staff.get(article))
    a_draft(parent=convention)
    assert page(convention, "delete") not in words(staff.get(page(convention)))
    asked = to_sign(parties=2)
    line = asked.text.signatories.last()
    type(line.contact).objects.filter(pk=line.contact_id).update(email="")
    shown = words(staff.get(at(line)))
    assert at(line, "remind") not in shown and at(line, "reinvite") not in shown and at(line, "replace") in shown
