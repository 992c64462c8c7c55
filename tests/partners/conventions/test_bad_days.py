"""Answers that come too late, twice, or from elsewhere; two people at once."""

import datetime
from functools import partial

import pytest
from django.utils import timezone

from nqt.common.errors import Conflict, Refusal
from nqt.outbox.models import Message
from partners.conventions import actions, links
from partners.conventions.models import Answer, NumberRegister
from partners.conventions.models.convention_text import ConventionText
from tests.harness.at_once import raised_at_once
from tests.harness.by_hand import pause_is_over
from tests.harness.factories.conventions import MACHINE, a_draft, again, to_sign
from tests.harness.factories.regions import the_west


def a_line():
    return to_sign(parties=3).text.signatories.get(position=2)


def sign(line, code, **extra):
    return actions.convention_sign(
        actor=MACHINE, target=again(line), code=code.digits, name="N", power="DG", consent=True, **extra
    )


@pytest.mark.django_db
def test_code_asked_before_a_refusal_signs_nothing_after():
    line = a_line()
    code = actions.signing_code_request(actor=MACHINE, target=line)
    actions.convention_refuse(actor=MACHINE, target=again(line), reason="Pas cette année.")
    with pytest.raises(Conflict, match="refusé"):
        sign(line, code)
    assert again(line).answer == Answer.REFUSED


@pytest.mark.django_db
def test_code_asked_before_a_withdrawal_signs_nothing_after():
    line = a_line()
    code = actions.signing_code_request(actor=MACHINE, target=line)
    convention = again(line.text.convention)
    actions.convention_back_to_draft(actor=MACHINE, target=convention, expected_version=None, reason="Fusion.")
    actions.party_withdraw(actor=MACHINE, target=again(line), reason="Fusion.")
    actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=None)
    with pytest.raises(Refusal):
        sign(line, code)
    assert again(line).answer == Answer.WITHDRAWN and not line.signatures.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["request-code", "sign", "refuse", "delegate"])
def test_link_past_its_term_takes_no_act(client_as, time_machine, act):
    line = a_line()
    url = links.path_of(line) + act + "/"
    time_machine.move_to(timezone.now() + datetime.timedelta(days=61))
    assert client_as().post(url, {"reason": "Trop tard pour nous."}).status_code == 410
    assert again(line).answer == Answer.INVITED


@pytest.mark.django_db
def test_link_of_a_signed_line_closes_with_its_term(client_as, time_machine):
    line = a_line()
    sign(line, actions.signing_code_request(actor=MACHINE, target=line))
    url = links.path_of(again(line))
    assert client_as().get(url).status_code == 200
    time_machine.move_to(timezone.now() + datetime.timedelta(days=61))
    assert client_as().get(url).status_code == 410


@pytest.mark.django_db
def test_link_lives_at_least_until_the_day_set_for_signing():
    convention, day = a_draft(), timezone.localdate() + datetime.timedelta(days=90)
    actions.convention_freeze(actor=MACHINE, target=convention, expected_version=None, sign_by=day)
    line = again(convention).text.signatories.first()
    assert timezone.localdate(line.link_expires_at) > day


@pytest.mark.django_db
def test_reminder_past_the_term_of_the_link_sends_a_fresh_one(client_as, time_machine):
    line = a_line()
    time_machine.move_to(timezone.now() + datetime.timedelta(days=61))
    actions.signatory_remind(actor=MACHINE, target=again(line))
    assert again(line).link_round == line.link_round + 1
    assert client_as().get(links.path_of(again(line))).status_code == 200


@pytest.mark.django_db
def test_reminder_by_hand_after_one_by_rule_waits_a_day():
    line = a_line()
    actions.signatory_remind(actor=MACHINE, target=again(line))
    with pytest.raises(Conflict, match="de nouveau possible"):
        actions.signatory_remind(actor=MACHINE, target=again(line))
    convention = again(line.text.convention)
    actions.convention_remind(actor=MACHINE, target=convention, expected_version=None)
    with pytest.raises(Conflict, match="Personne à relancer"):
        actions.convention_remind(actor=MACHINE, target=again(convention), expected_version=None)


@pytest.mark.django_db
def test_stale_edit_by_machine_is_refused_and_the_first_stands(client_as):
    convention = a_draft()
    staff = client_as("staff_national")
    url = f"/api/v1/staff/conventions/{convention.public_id}/"
    seen = f'"{convention.version}"'
    first = staff.send("patch", url, {"title": "La première"}, headers={"If-Match": seen})
    second = staff.send("patch", url, {"title": "La seconde"}, headers={"If-Match": seen})
    assert (first.status_code, second.status_code) == (200, 412)
    assert again(convention).text.title == "La première"


@pytest.mark.django_db
def test_regional_staff_add_no_organization_of_elsewhere(client_as):
    west = the_west()
    convention = a_draft(departments=[west["79"]])
    staff = client_as("staff_regional", department_codes=frozenset({"79"}))
    stranger = to_sign().text.signatories.get(position=2).organization
    url = f"/api/v1/staff/conventions/{convention.public_id}/parties/"
    answer = staff.send("post", url, {"organization": str(stranger.public_id)})
    assert answer.status_code == 400
    assert not convention.text.signatories.filter(organization=stranger).exists()


@pytest.mark.django_db(transaction=True)
def test_one_text_frozen_by_two_at_once_is_frozen_once():
    convention = a_draft()
    freeze = partial(actions.convention_freeze, actor=MACHINE, target=convention, expected_version=None)
    [refusal] = raised_at_once(freeze, freeze)
    assert isinstance(refusal, Refusal)
    assert NumberRegister.objects.get().last == 1
    assert {line.link_round for line in ConventionText.objects.get().signatories.all()} == {1}


@pytest.mark.django_db
def test_new_links_by_hand_wait_an_hour_and_count_as_reminders():
    line = a_line()
    actions.party_reinvite(actor=MACHINE, target=again(line))
    with pytest.raises(Conflict, match="de nouveau possible"):
        actions.party_reinvite(actor=MACHINE, target=again(line))
    with pytest.raises(Conflict, match="de nouveau possible"):
        actions.party_replace_person(actor=MACHINE, target=again(line), contact=line.contact)
    with pytest.raises(Conflict, match="de nouveau possible"):
        actions.signatory_remind(actor=MACHINE, target=again(line))
    assert actions.fresh_link(again(line)) and actions.reminder_pause(again(line))
    pause_is_over()
    assert not actions.fresh_link(again(line)) and not actions.reminder_pause(again(line))
    actions.signatory_remind(actor=MACHINE, target=again(line))


@pytest.mark.django_db
def test_refusal_is_answered_at_once_however_fresh_the_link():
    line = a_line()
    actions.party_reinvite(actor=MACHINE, target=again(line))
    actions.convention_refuse(actor=MACHINE, target=again(line), reason="Article 3")
    actions.party_reinvite(actor=MACHINE, target=again(line))
    assert again(line).link_round == line.link_round + 2


@pytest.mark.django_db(transaction=True)
def test_eight_reminders_or_new_links_at_once_write_once():
    line = a_line()
    remind = partial(actions.signatory_remind, actor=MACHINE, target=line)
    assert len(raised_at_once(*[remind] * 8)) == 7
    assert Message.objects.of_kind("partners.conventions.signature_reminder").count() == 1
    pause_is_over()
    before = Message.objects.of_kind("partners.conventions.signature_request").count()
    reinvite = partial(actions.party_reinvite, actor=MACHINE, target=line)
    assert len(raised_at_once(*[reinvite] * 8)) == 7
    assert Message.objects.of_kind("partners.conventions.signature_request").count() == before + 1


@pytest.mark.django_db(transaction=True)
def test_two_reminders_at_once_write_once():
    line = a_line()
    remind = partial(actions.signatory_remind, actor=MACHINE, target=line)
    [refusal] = raised_at_once(remind, remind)
    assert isinstance(refusal, Refusal)
    assert Message.objects.of_kind("partners.conventions.signature_reminder").count() == 1
