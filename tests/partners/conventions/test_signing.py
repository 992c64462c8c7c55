"""Signing: what it takes, what it binds, what it starts."""

import datetime
from functools import partial

import pytest
from django.utils import timezone

from nqt.common.errors import Conflict, Expired, Invalid, TooMany
from nqt.outbox.models import Message
from partners.conventions import actions
from partners.conventions.models import Answer, EntryRule, Life, Signature, SigningCode, Stage
from partners.organizations.models import Contact
from tests.harness.at_once import raised_at_once
from tests.harness.factories.conventions import MACHINE, a_contact, a_draft, again, sign, signed, to_sign

pytestmark = pytest.mark.django_db


def lines(convention):
    return list(convention.text.signatories.all())


def test_freeze_numbers_hashes_and_writes_to_each_person():
    convention = to_sign(parties=3)
    year = timezone.localdate().year
    assert convention.number == f"{year}-001"
    assert convention.text.stage == Stage.TO_SIGN
    assert len(convention.text.body_hash) == 64
    assert {line.answer for line in lines(convention)} == {Answer.INVITED}
    sent = Message.objects.filter(kind="partners.conventions.signature_request")
    assert sorted(sent.values_list("to", flat=True)) == sorted(line.contact.email for line in lines(convention))


def test_freeze_without_persons_says_everything_and_gives_no_number():
    convention = a_draft(parties=2)
    convention.text.signatories.update(contact=None)
    convention.text.articles.all().delete()
    with pytest.raises(Invalid) as refused:
        actions.convention_freeze(actor=MACHINE, target=convention, expected_version=convention.version)
    assert "personne qui signe" in refused.value.message
    assert "article" in refused.value.message
    assert again(convention).number is None
    assert not Message.objects.exists()


def test_freeze_twice_is_refused():
    convention = to_sign()
    with pytest.raises(Conflict):
        actions.convention_freeze(actor=MACHINE, target=convention, expected_version=convention.version)


def test_sign_with_the_mailed_code_binds_the_hashes():
    convention = to_sign()
    line = sign(lines(convention)[0])
    proof = Signature.objects.get()
    assert again(line).answer == Answer.SIGNED
    assert proof.binding == again(line).binding()
    assert proof.body_hash == again(convention).text.body_hash
    assert proof.power == "Directrice générale"


def test_wrong_code_five_times_wears_the_code_out():
    line = lines(to_sign())[0]
    code = actions.signing_code_request(actor=MACHINE, target=line)
    wrong = "000000" if code.digits != "000000" else "111111"

    def attempt(digits):
        return actions.convention_sign(
            actor=MACHINE, target=again(line), code=digits, name="N", power="DG", consent=True
        )

    for left in (4, 3, 2, 1, 0):
        with pytest.raises(Invalid) as refused:
            attempt(wrong)
        assert (str(left) in refused.value.fields["code"]) == (left > 0)
    with pytest.raises(Invalid):
        attempt(code.digits)
    assert again(line).answer == Answer.VIEWED
    assert not Signature.objects.exists()


def test_code_is_good_once_and_the_latest_alone():
    line = lines(to_sign())[0]
    first = actions.signing_code_request(actor=MACHINE, target=line)
    second = actions.signing_code_request(actor=MACHINE, target=again(line))
    with pytest.raises(Invalid):
        actions.convention_sign(
            actor=MACHINE, target=again(line), code=first.digits, name="N", power="DG", consent=True
        )
    actions.convention_sign(actor=MACHINE, target=again(line), code=second.digits, name="N", power="DG", consent=True)
    with pytest.raises(Conflict):
        actions.convention_sign(
            actor=MACHINE, target=again(line), code=second.digits, name="N", power="DG", consent=True
        )


def test_code_past_its_term_is_refused(time_machine):
    line = lines(to_sign())[0]
    code = actions.signing_code_request(actor=MACHINE, target=line)
    time_machine.move_to(timezone.now() + datetime.timedelta(minutes=16))
    with pytest.raises(Invalid):
        actions.convention_sign(actor=MACHINE, target=again(line), code=code.digits, name="N", power="DG", consent=True)


def test_sixth_code_in_an_hour_is_refused():
    line = lines(to_sign())[0]
    for _ in range(5):
        actions.signing_code_request(actor=MACHINE, target=again(line))
    with pytest.raises(TooMany):
        actions.signing_code_request(actor=MACHINE, target=again(line))


def test_refusal_is_reasoned_stops_signing_and_may_be_reopened():
    line = lines(to_sign())[0]
    actions.convention_refuse(actor=MACHINE, target=line, reason="L’article 4 nous engage trop.")
    with pytest.raises(Conflict):
        actions.signing_code_request(actor=MACHINE, target=again(line))
    actions.party_reinvite(actor=MACHINE, target=again(line))
    assert again(line).answer == Answer.INVITED
    assert again(line).refusal_reason == ""
    assert sign(line).answer == Answer.SIGNED


def test_old_link_after_the_text_changed_refuses_and_says_why():
    convention = to_sign()
    line = lines(convention)[0]
    old_round = line.link_round
    convention = again(convention)
    actions.convention_back_to_draft(
        actor=MACHINE, target=convention, expected_version=convention.version, reason="Une coquille."
    )
    convention = again(convention)
    actions.convention_freeze(actor=MACHINE, target=convention, expected_version=convention.version)
    with pytest.raises(Expired, match="texte a changé"):
        actions.signing_code_request(actor=MACHINE, target=again(line), link_round=old_round)


def sign_with(line, code: str):
    """Type a code, right or wrong."""
    return actions.convention_sign(
        actor=MACHINE, target=again(line), code=code, name="N. O.", power="Directrice", consent=True
    )


def delegate(line, email: str, code: str = ""):
    """Hand a line over, with the code just mailed unless another is given."""
    code = code or actions.signing_code_request(actor=MACHINE, target=again(line)).digits
    return actions.signature_delegate(
        actor=MACHINE, target=again(line), code=code, first_name="Sandrine", last_name="Moreau", email=email
    )


def test_delegation_without_the_code_is_refused_and_counted():
    line = lines(to_sign())[1]
    code = actions.signing_code_request(actor=MACHINE, target=line)
    with pytest.raises(Invalid):
        delegate(line, "mallory@example.org", code="000000" if code.digits != "000000" else "111111")
    assert again(line).contact == line.contact
    assert again(code).tries == 1
    assert not Contact.objects.filter(email="mallory@example.org").exists()


def test_code_of_the_former_person_signs_for_nobody_after_a_delegation():
    line = lines(to_sign())[1]
    delegate(line, "s.moreau@example.org")
    spare = SigningCode.objects.create(
        signatory=line,
        binding=again(line).binding(),
        link_round=line.link_round,
        sent_to=line.contact.email,
        expires_at=timezone.now() + datetime.timedelta(minutes=15),
    )
    with pytest.raises(Invalid):
        sign_with(line, spare.digits)
    assert again(line).answer == Answer.INVITED


def test_delegation_hands_over_to_a_colleague_and_ends_the_former_link():
    line = lines(to_sign())[1]
    delegate(line, "s.moreau@example.org")
    now = again(line)
    assert (now.contact.email, now.answer, now.delegated_by) == ("s.moreau@example.org", Answer.INVITED, line.contact)
    with pytest.raises(Expired, match="autre personne"):
        actions.signing_code_request(actor=MACHINE, target=now, link_round=line.link_round)


def test_wrong_signatory_is_corrected_without_restarting():
    convention = to_sign(parties=3)
    first, second, _ = lines(convention)
    sign(first)
    person = a_contact(second.organization, "Bruno")
    actions.party_replace_person(actor=MACHINE, target=again(second), contact=person)
    assert again(second).contact == person
    assert again(first).answer == Answer.SIGNED
    stranger = a_contact(first.organization)
    with pytest.raises(Invalid):
        actions.party_replace_person(actor=MACHINE, target=again(second), contact=stranger)


def test_back_to_draft_voids_exactly_what_it_said():
    convention = to_sign(parties=4)
    one, two, three, four = lines(convention)
    sign(one)
    sign(three)
    convention = again(convention)
    said = actions.voided_by_reopening(convention.text)
    assert said == [str(one.organization), str(three.organization)]
    actions.convention_back_to_draft(
        actor=MACHINE, target=convention, expected_version=convention.version, reason="Article 4."
    )
    voided = Signature.objects.exclude(voided_at=None).order_by("signatory__position")
    assert [str(proof.signatory.organization) for proof in voided] == said
    assert not Signature.objects.filter(voided_at=None).exists()
    assert {again(line).answer for line in (one, two, three, four)} == {Answer.LISTED}
    assert again(convention).number == convention.number


def test_annex_changed_after_freezing_voids_its_party_alone():
    convention = to_sign(parties=3)
    one, two, _ = lines(convention)
    sign(one)
    sign(two)
    two = again(two)
    actions.party_update(actor=MACHINE, target=two, expected_version=two.version, annex="Un parrain en 2015.")
    assert again(one).answer == Answer.SIGNED
    assert again(two).answer == Answer.INVITED
    assert again(two).annex_hash != two.annex_hash
    assert list(Signature.objects.filter(voided_at=None).values_list("signatory", flat=True)) == [one.pk]


def test_contact_detail_changed_voids_nobody():
    convention = to_sign()
    line = sign(lines(convention)[1])
    line.contact.phone = "+33612345678"
    line.contact.save()
    assert again(line).binding() == Signature.objects.get().binding


@pytest.mark.parametrize(
    ("rule", "quorum", "signatures", "expected"),
    [
        (EntryRule.ALL_SIGNED, None, 2, False),
        (EntryRule.ALL_SIGNED, None, 3, True),
        (EntryRule.QUORUM, 2, 1, False),
        (EntryRule.QUORUM, 2, 2, True),
        (EntryRule.EACH, None, 1, False),
        (EntryRule.EACH, None, 2, True),
    ],
)
def test_entry_into_force_follows_the_rule(rule, quorum, signatures, expected):
    convention = to_sign(parties=3, entry_rule=rule, quorum=quorum)
    for line in lines(convention)[:signatures]:
        sign(line)
    entered = again(convention).entered_on
    assert (entered == timezone.localdate()) is expected


def test_entry_never_precedes_the_start():
    start = timezone.localdate() + datetime.timedelta(days=40)
    convention = signed(starts_on=start)
    assert convention.entered_on == start
    assert convention.life_on(timezone.localdate()) == Life.PENDING
    assert convention.life_on(start) == Life.IN_FORCE


def test_complete_convention_is_signed_and_told_to_each_once():
    convention = signed(parties=3)
    assert convention.text.stage == Stage.SIGNED
    assert Message.objects.filter(kind="partners.conventions.convention_complete").count() == 3


def test_reminder_by_hand_goes_once_for_a_double_click():
    convention = to_sign(parties=2)
    line = lines(convention)[1]
    actions.signatory_remind(actor=MACHINE, target=line)
    with pytest.raises(Conflict):
        actions.signatory_remind(actor=MACHINE, target=again(line))
    assert Message.objects.filter(kind="partners.conventions.signature_reminder").count() == 1


@pytest.mark.django_db(transaction=True)
def test_twelve_parties_signing_at_once_are_counted_once_and_enter_once():
    convention = to_sign(parties=12)
    asked = [(line, actions.signing_code_request(actor=MACHINE, target=line)) for line in lines(convention)]

    def sign_one(i):
        line, code = asked[i]
        return actions.convention_sign(
            actor=MACHINE, target=again(line), code=code.digits, name="N", power="DG", consent=True
        )

    assert not raised_at_once(*[partial(sign_one, i) for i in range(12)])
    convention = again(convention)
    assert convention.text.stage == Stage.SIGNED
    assert convention.text.signatories.signed().count() == Signature.objects.count() == 12
    assert Message.objects.filter(kind="partners.conventions.convention_complete").count() == 12


@pytest.mark.django_db(transaction=True)
def test_two_drafts_frozen_at_once_take_following_numbers():
    drafts = [a_draft() for _ in range(6)]
    freeze = partial(actions.convention_freeze, actor=MACHINE)
    assert not raised_at_once(*[partial(freeze, target=draft, expected_version=draft.version) for draft in drafts])
    year = timezone.localdate().year
    assert sorted(again(draft).number for draft in drafts) == [f"{year}-{n:03d}" for n in range(1, 7)]
