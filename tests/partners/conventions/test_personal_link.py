"""The personal link and the portal, through the door: read, code, sign, refuse, delegate; nothing of anybody else."""

import datetime

import pytest
from django.utils import timezone

from nqt.outbox.models import Message
from partners.conventions import actions, links
from partners.conventions.models import Answer, Convention, Signature, SigningCode, Stage
from partners.organizations.models import Membership
from tests.harness.factories.conventions import MACHINE, a_draft, again, sign, to_sign

pytestmark = pytest.mark.django_db


def path(line, *more):
    return "/".join([f"/sign/{links.SIGNING.sign(again(line))}", *more]) + "/"


def a_line(convention=None):
    return (convention or to_sign(parties=3)).text.signatories.last()


def answers(line, **more):
    code = SigningCode.objects.filter(signatory=line).latest("created_at")
    return {"code": code.digits, "name": "Nadège Ollivier", "power": "Directrice", "consent": "true", **more}


def test_link_opened_by_a_robot_writes_nothing(client_as):
    line = a_line()
    before = again(line).version, Message.objects.count()
    for _ in range(3):
        assert client_as().get(path(line)).status_code == 200
    assert (again(line).version, Message.objects.count()) == before
    assert again(line).answer == Answer.INVITED


def test_link_shows_the_frozen_text_and_the_names_of_the_parties(client_as):
    convention = to_sign(title="Trois bailleurs", parties=3)
    line = a_line(convention)
    html = client_as().get(path(line)).content.decode()
    assert "Trois bailleurs" in html
    assert convention.number in html
    assert "Article 1" in html
    for other in convention.text.signatories.all():
        assert str(other.organization) in html
        if other != line:
            assert other.contact.email not in html
            assert other.contact.full_name not in html or other.contact.full_name == line.contact.full_name


def test_signing_from_the_mail_takes_a_code_and_an_act(client_as):
    line = a_line()
    visitor = client_as()
    assert visitor.post(path(line, "request-code")).status_code == 303
    assert again(line).answer == Answer.VIEWED
    assert Message.objects.filter(kind="partners.conventions.signing_code", to=line.contact.email).count() == 1
    assert "Code reçu par courriel" in visitor.get(path(line)).content.decode()
    assert visitor.post(path(line, "sign"), answers(line)).status_code == 303
    assert again(line).answer == Answer.SIGNED
    html = visitor.get(path(line)).content.decode()
    assert "signé" in html.lower()


def test_wrong_code_comes_back_with_what_was_typed(client_as):
    line = a_line()
    visitor = client_as()
    visitor.post(path(line, "request-code"))
    wrong = "000000" if SigningCode.objects.get().digits != "000000" else "111111"
    response = visitor.post(path(line, "sign"), answers(line, code=wrong))
    html = response.content.decode()
    assert response.status_code == 400
    assert "n’est pas le bon" in html
    assert "Nadège Ollivier" in html
    assert SigningCode.objects.get().tries == 1
    assert not Signature.objects.exists()


def test_sign_without_consent_or_power_is_refused(client_as):
    line = a_line()
    visitor = client_as()
    visitor.post(path(line, "request-code"))
    data = answers(line, power="")
    data.pop("consent")
    response = visitor.post(path(line, "sign"), data)
    assert response.status_code == 400
    assert again(line).answer == Answer.VIEWED


def test_link_used_again_after_signing_tells_and_takes_nothing(client_as):
    line = a_line()
    visitor = client_as()
    visitor.post(path(line, "request-code"))
    data = answers(line)
    visitor.post(path(line, "sign"), data)
    response = visitor.post(path(line, "sign"), data)
    assert response.status_code == 409
    assert Signature.objects.count() == 1


def test_refusal_needs_a_reason_and_reaches_the_follower(client_as):
    line = a_line()
    visitor = client_as()
    assert visitor.post(path(line, "refuse"), {"reason": ""}).status_code == 400
    assert visitor.post(path(line, "refuse"), {"reason": "L’article 4 nous engage trop."}).status_code == 303
    assert again(line).refusal_reason == "L’article 4 nous engage trop."
    assert visitor.post(path(line, "request-code")).status_code == 409


def test_old_link_to_changed_text_says_why(client_as):
    convention = to_sign(parties=3)
    line = a_line(convention)
    old = path(line)
    held = again(convention)
    actions.convention_back_to_draft(actor=MACHINE, target=held, expected_version=held.version, reason="Coquille.")
    held = again(convention)
    actions.convention_freeze(actor=MACHINE, target=held, expected_version=held.version)
    response = client_as().get(old)
    assert response.status_code == 410
    assert "Le texte a changé" in response.content.decode()
    assert client_as().post(old + "request-code/").status_code == 410


def test_link_after_withdrawal_says_why(client_as):
    convention = to_sign(parties=3)
    line = a_line(convention)
    held = again(convention)
    actions.convention_back_to_draft(actor=MACHINE, target=held, expected_version=held.version, reason="Coquille.")
    old = path(line)
    actions.party_withdraw(actor=MACHINE, target=again(line), reason="Fusion.")
    response = client_as().get(old)
    assert response.status_code == 410
    assert "ne figure plus" in response.content.decode()


def test_link_shows_every_term_that_the_signature_binds(client_as):
    facts = {"starts_on": datetime.date(2027, 1, 1), "ends_on": datetime.date(2029, 12, 31)}
    convention = to_sign(entry_rule="quorum", quorum=2, notice_months=3, renewal_months=12, **facts)
    shown = " ".join(client_as().get(path(a_line(convention))).content.decode().split())
    for words in (
        "Du 1er janvier 2027 au 31 décembre 2029",
        "Tacite, par périodes de 12 mois",
        "3 mois",
        "Quand 2 parties ont signé",
    ):
        assert words in shown


def test_link_past_its_term_is_refused(client_as, time_machine):
    line = a_line()
    url = path(line)
    time_machine.move_to(timezone.now() + datetime.timedelta(days=61))
    assert client_as().get(url).status_code == 410


@pytest.mark.parametrize("token", ["x" * 40, "eyJzIjoiMSJ9:1abcde:AAAAAAAAAAAAAAAAAAAAAAAA"])
def test_forged_link_is_no_page(client_as, token):
    assert client_as().get(f"/sign/{token}/").status_code == 404


def test_link_posted_without_csrf_is_refused(client_as):
    line = a_line()
    assert client_as().post(path(line, "request-code"), csrf=False).status_code == 403
    assert again(line).answer == Answer.INVITED


def test_delegation_from_the_link_ends_it(client_as):
    line = a_line()
    old = path(line)
    code = actions.signing_code_request(actor=MACHINE, target=line)
    data = {"first_name": "Sandrine", "last_name": "Moreau", "email": "s.moreau@example.org", "code": code.digits}
    assert client_as().post(old + "delegate/", data).status_code == 303
    assert client_as().get(old).status_code == 410
    assert client_as().get(path(line)).status_code == 200


# the portal ---------------------------------------------------------------------------------------------------------
def colleague(client_as, line):
    """The person asked, signed in to the portal of her organization."""
    visitor = client_as("partner_landlord", organization_id=line.organization_id)
    line.contact.user = visitor.user
    line.contact.save()
    return visitor


def test_portal_lists_my_conventions_in_my_words_and_signs_there(client_as):
    line = a_line()
    visitor = colleague(client_as, line)
    row = visitor.get("/api/v1/partner/conventions/").json()["results"][0]
    assert (row["state"], row["todo"]) == ("to_sign", "Lire et signer")
    page = f"/partner/conventions/{line.public_id}/"
    assert visitor.get(page).status_code == 200
    assert visitor.post(page + "request-code/").status_code == 303
    assert visitor.post(page + "sign/", answers(line)).status_code == 303
    assert visitor.get("/api/v1/partner/conventions/").json()["results"][0]["state"] == "signed_by_us"
    assert Signature.objects.get().user == visitor.user


def test_portal_colleague_who_is_not_asked_reads_and_cannot_sign(client_as):
    line = a_line()
    visitor = client_as("partner_landlord", organization_id=line.organization_id)
    body = visitor.get(f"/api/v1/partner/conventions/{line.public_id}/").json()
    assert body["actions"] == []
    assert visitor.post(f"/partner/conventions/{line.public_id}/request-code/").status_code == 403
    assert not SigningCode.objects.exists()


def test_portal_shows_nothing_of_drafts_nor_of_others(client_as):
    draft = a_draft()
    line = a_line()
    mine = draft.text.signatories.last()
    visitor = client_as("partner_landlord", organization_id=mine.organization_id)
    assert visitor.get("/api/v1/partner/conventions/").json()["count"] == 0
    foreign = visitor.get(f"/partner/conventions/{line.public_id}/")
    unknown = visitor.get("/partner/conventions/00000000-0000-4000-8000-000000000000/")
    assert foreign.status_code == unknown.status_code == 404
    actions.convention_submit_for_review(actor=MACHINE, target=draft, expected_version=draft.version)
    assert visitor.get("/api/v1/partner/conventions/").json()["results"][0]["state"] == "proposed"


def test_portal_tells_of_co_signatories_name_signature_and_day_alone(client_as):
    convention = to_sign(parties=3)
    one, two, three = convention.text.signatories.all()
    two.annex = "Annexe confidentielle de l’autre"
    two.save()
    sign(one)
    visitor = client_as("partner_landlord", organization_id=three.organization_id)
    response = visitor.get(f"/api/v1/partner/conventions/{three.public_id}/")
    assert "confidentielle" not in response.content.decode()
    assert one.contact.email not in response.content.decode()
    parties = response.json()["parties"]
    assert all(set(party) == {"name", "is_own", "has_signed", "signed_on"} for party in parties)
    assert [party["has_signed"] for party in parties] == [True, False, False]
    assert [party["is_own"] for party in parties] == [False, False, True]


def test_association_sees_members_conventions_for_the_time_of_membership(client_as):
    convention = to_sign(parties=2, title="Du membre")
    for line in convention.text.signatories.all():
        sign(line)
    member = convention.text.signatories.last().organization
    association = a_draft().text.signatories.last().organization
    today = timezone.localdate()
    Membership.objects.create(body=association, member=member, valid_from=today - datetime.timedelta(days=30))
    visitor = client_as("partner_regional", organization_id=association.pk)
    url = "/api/v1/partner/member-conventions/"
    row = visitor.get(url).json()["results"][0]
    assert (row["title"], row["life"], row["members"]) == ("Du membre", "in_force", str(member))
    assert set(row) == {"public_id", "title", "members", "period", "starts_on", "last_day", "term_until", "life"}
    before = (today - datetime.timedelta(days=60)).isoformat()
    assert visitor.get(f"{url}?au={before}").json()["count"] == 0
    assert client_as("partner_landlord", organization_id=member.pk).get(url).status_code == 403
    assert Convention.objects.filter(text__stage=Stage.SIGNED).count() == 1
