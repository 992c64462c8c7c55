"""Closing an account ends every way in at once: sessions, links of each family, files and work under way."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentoring.graduates import links as applications
from mentoring.graduates.models import GraduateState
from mentoring.mentorships.models import Mentorship
from mentoring.proposals import actions
from mentoring.proposals import links as offers
from mentoring.proposals.models import MatchProposal, ProposalState
from nqt.accounts.actions import user_disable, user_enable
from nqt.accounts.actor import Actor
from nqt.accounts.models import User
from nqt.accounts.roles import Audience, Role
from nqt.accounts.standing import CLOSED, may_come_in, shut_out
from nqt.common.errors import Conflict, Expired, Invalid
from nqt.door.lists.exports import Interrupted, still_worn
from nqt.outbox.models import Message
from nqt.outbox.rendering import render
from partners.conventions import actions as conventions
from partners.conventions import links as signing
from partners.conventions.models import Answer, Signatory
from partners.conventions.reminders import unsigned
from partners.organizations.models import Contact
from tests.harness.factories.accounts import UserFactory, sign_in
from tests.harness.factories.conventions import MACHINE, a_draft, again, to_sign
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_proposal
from tests.harness.factories.organizations import a_contact as a_person
from tests.harness.factories.organizations import an_organization
from tests.harness.factories.regions import assign

pytestmark = pytest.mark.django_db


def close(user):
    return user_disable(actor=MACHINE, user=user, reason="Départ")


def says(response):
    return response.content.decode().replace("&#x27;", "’")


@pytest.fixture(params=["by her account", "by her address alone"])
def line(request):
    """The line of somebody who has an account: her record names it, or only her address tells."""
    found = to_sign().text.signatories.select_related("contact").get(position=2)
    user = UserFactory(email=found.contact.email)
    if request.param == "by her account":
        Contact.objects.filter(pk=found.contact_id).update(user=user)
    return again(found), user


# one answer ----------------------------------------------------------------------------------------------------------
def test_one_place_answers_for_a_person_and_for_rows():
    organization = an_organization()
    known, unknown = UserFactory(), UserFactory(email="partagee@example.org")
    people = [
        a_person(organization, user=known, email="ailleurs@example.org"),
        a_person(organization, email=unknown.email),
        a_person(organization),
    ]
    for closed in ((), (known,), (known, unknown)):
        for user in closed:
            User.objects.filter(pk=user.pk).update(is_active=False)
        fresh = [Contact.objects.select_related("user").get(pk=person.pk) for person in people]
        one_by_one = {person.pk for person in fresh if not may_come_in(person.user, person.email)}
        assert one_by_one == set(Contact.objects.filter(shut_out()).values_list("pk", flat=True))
        assert len(one_by_one) == len(closed)


# links ---------------------------------------------------------------------------------------------------------------
def test_signing_link_opens_nothing_and_signs_nothing(client_as, line):
    line, user = line
    url, bearer = signing.path_of(line), Actor.anonymous(bearer=("signatory", line.pk))
    code = conventions.signing_code_request(actor=bearer, target=line)
    close(user)
    visitor = client_as()
    for page in (url, f"{url}copy/", f"{url}sign/", f"{url}delegate/"):
        answer = visitor.get(page)
        assert answer.status_code == 410 and CLOSED in says(answer), page
    data = {"code": code.digits, "name": "N", "power": "DG", "consent": "true"}
    assert visitor.post(f"{url}sign/", data).status_code == 410
    assert visitor.post(f"{url}request-code/", {"purpose": "sign"}).status_code == 410
    api = reverse("api:public:signing-detail", kwargs={"token": signing.SIGNING.sign(line)})
    assert visitor.get(api).status_code == 410
    with pytest.raises(Expired):
        conventions.convention_sign(
            actor=bearer, target=again(line), code=code.digits, name="N", power="DG", consent=True
        )
    assert again(line).answer == Answer.VIEWED

    user_enable(actor=MACHINE, user=user)
    assert visitor.get(url).status_code == 200


def test_nothing_is_asked_of_whoever_is_shut_out(line):
    line, user = line
    later = timezone.now() + datetime.timedelta(days=7, hours=1)
    assert line.contact.email in {reminder.to for reminder in unsigned(later)}
    asked = Message.objects.of_kind("partners.conventions.signature_request").get(to=line.contact.email)
    close(user)
    assert line.contact.email not in {reminder.to for reminder in unsigned(later)}
    assert render(asked) is None, "what was on its way is withdrawn"
    with pytest.raises(Conflict, match="changez de signataire"):
        conventions.signatory_remind(actor=MACHINE, target=again(line))
    with pytest.raises(Conflict, match="changez d’abord de signataire"):
        conventions.party_reinvite(actor=MACHINE, target=again(line))
    assert line.pk in set(Signatory.objects.unreachable().values_list("pk", flat=True))


def test_text_is_not_frozen_for_a_signatory_who_is_shut_out():
    draft = a_draft()
    line = draft.text.signatories.get(position=2)
    close(UserFactory(email=line.contact.email))
    with pytest.raises(Invalid) as refusal:
        conventions.convention_freeze(actor=MACHINE, target=draft, expected_version=None)
    assert f"désactivé, qui devaient signer : {line.contact}" in refusal.value.message


@pytest.mark.parametrize("knows_account", [True, False])
def test_offer_link_opens_nothing_and_answers_nothing(client_as, knows_account):
    mentor = a_mentor()
    user = UserFactory(email=mentor.email)
    if knows_account:
        type(mentor).objects.filter(pk=mentor.pk).update(user=user)
    proposal = a_proposal(ProposalState.OFFERED, mentor=mentor)
    url, visitor = offers.path_of(proposal), client_as()
    assert visitor.get(url).status_code == 200
    close(user)
    answer = visitor.get(url)
    assert answer.status_code == 410 and CLOSED in says(answer)
    version = MatchProposal.objects.get(pk=proposal.pk).version
    assert visitor.post(f"{url}accept/", {"version": version}).status_code == 410
    bearer = Actor.anonymous(bearer=(offers.BEARER, proposal.pk))
    with pytest.raises(Expired):
        actions.offer_accept(actor=bearer, target=proposal)
    with pytest.raises(Expired):
        actions.offer_decline(actor=bearer, target=proposal, decline_reason="no_time")
    assert not Mentorship.objects.exists()


@pytest.mark.parametrize("state", [GraduateState.DRAFT, GraduateState.SUBMITTED])
def test_application_link_opens_nothing(client_as, state):
    graduate = a_graduate(state)
    user = UserFactory(email=graduate.email)
    url, visitor = applications.path_of(graduate), client_as()
    assert visitor.get(url).status_code == 200
    close(user)
    answer = visitor.get(url)
    assert answer.status_code == 410 and CLOSED in says(answer)
    assert visitor.post(f"{url}open-space/", {"version": graduate.version}).status_code == 410


def test_link_to_choose_another_password_is_of_no_use(client_as):
    user = UserFactory()
    Client().post("/accounts/password/reset/", {"email": user.email})
    link = [word for word in render(Message.objects.get()).text.split() if "/password/reset/key/" in word][0]
    path = link[link.index("/accounts/") :]
    assert Client().get(path).status_code == 302
    close(user)
    assert Client().get(path).status_code == 400


# files under way -----------------------------------------------------------------------------------------------------
def test_file_under_way_breaks_off(client_as, monkeypatch):
    monkeypatch.setattr("nqt.door.lists.exports.CHUNK", 2)
    organization = an_organization()
    for _ in range(6):
        a_person(organization)
    staff = UserFactory()
    assign(staff)
    browser = sign_in(Client(), staff)
    whole = b"".join(browser.get("/staff/contacts.csv").streaming_content)
    assert whole.count(b"\r\n") >= 7
    rows = iter(browser.get("/staff/contacts.csv").streaming_content)
    for _ in range(3):
        next(rows)
    close(staff)
    with pytest.raises(Interrupted):
        list(rows)


def test_actor_of_nobody_is_still_worn():
    assert still_worn(Actor(audience=Audience.PUBLIC, role=Role.ANONYMOUS))
