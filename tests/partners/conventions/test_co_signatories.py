"""What the parties see of one another: organization, signed or not, day; whoever holds a link, the count at first."""

import datetime
import html

import pytest

from partners.conventions import actions, links
from partners.conventions.actions.record import RecordedParty
from regions.assignments.models import Assignment
from tests.harness.factories.conventions import MACHINE, again, an_organization, nqt, sign, to_sign

pytestmark = pytest.mark.django_db


def words(response):
    return " ".join(html.unescape(response.content.decode()).split())


@pytest.fixture
def half_signed():
    """NQT has signed; a second party has refused, a third is silent."""
    convention = to_sign(parties=3)
    first, second, _ = convention.text.signatories.all()
    sign(first)
    actions.convention_refuse(actor=MACHINE, target=second, reason="Trop cher pour nous.")
    return again(convention)


def told(body):
    return [(party["has_signed"], party["signed_on"]) for party in body["parties"]]


def test_signed_in_party_reads_who_has_signed_and_the_day(client_as, half_signed):
    first, second, third = half_signed.text.signatories.all()
    visitor = client_as("partner_landlord", organization_id=third.organization_id)
    answer = visitor.get(f"/api/v1/partner/conventions/{third.public_id}/")
    assert told(answer.json()) == [(True, first.signed_on.isoformat()), (False, None), (False, None)]
    shown = words(visitor.get(f"/partner/conventions/{third.public_id}/"))
    assert shown.count('<li class="signed">') == 1
    for secret in ("Trop cher", second.contact.last_name, second.contact.email, first.contact.email):
        assert secret not in shown.replace(str(third.contact), "")
        assert secret not in answer.content.decode().replace(str(third.contact), "")


def test_holder_of_a_link_reads_the_count_until_the_text_is_signed(client_as, half_signed):
    third = half_signed.text.signatories.last()
    address = f"/sign/{links.SIGNING.sign(third)}/"
    visitor = client_as()
    body = visitor.get(f"/api/v1/public{address}").json()
    assert (told(body), body["signed"]) == ([(None, None), (None, None), (False, None)], "1 sur 3")
    assert '<li class="signed">' not in words(visitor.get(address))
    assert '<li class="signed">' not in words(visitor.get(f"{address}copy/"))
    actions.party_reinvite(actor=MACHINE, target=half_signed.text.signatories.all()[1])
    for line in half_signed.text.signatories.exclude(answer="signed"):
        sign(line)
    assert words(visitor.get(address)).count('<li class="signed">') == 3


def test_day_signed_before_the_software_is_told_as_it_is_known(client_as):
    habitat = an_organization("Habitat 17")
    convention = actions.convention_record(
        actor=MACHINE,
        title="De 2012",
        parties=[RecordedParty(party, datetime.date(2012, 9, 1), "month") for party in (nqt(), habitat)],
    )
    line = convention.text.signatories.get(organization=habitat)
    visitor = client_as("partner_landlord", organization_id=habitat.pk)
    shown = words(visitor.get(f"/partner/conventions/{line.public_id}/"))
    assert "1er sept. 2012" not in shown and "2012" in shown


def test_reader_of_a_draft_is_told_to_whom_to_write(client_as):
    follower = client_as("staff_national").user
    convention = again(to_sign(parties=2, owner=follower))
    actions.convention_back_to_draft(actor=MACHINE, target=convention, expected_version=None, reason="À relire.")
    actions.convention_submit_for_review(actor=MACHINE, target=again(convention), expected_version=None)
    line = again(convention).text.signatories.last()
    visitor = client_as("partner_landlord", organization_id=line.organization_id)
    pages = [f"/partner/conventions/{line.public_id}/", "/partner/conventions/", "/partner/home/"]
    for page in pages:  # nobody assigned follows it: the team's box
        shown = words(visitor.get(page))
        assert (
            "bonjour@nqt.example" in shown and follower.email not in shown and "dites-nous vos remarques" not in shown
        )
    assign(follower)
    for page in pages:
        assert follower.email in words(visitor.get(page))


def assign(user):
    """At work, in the whole country."""
    from_the_start = datetime.date(2015, 1, 1)
    return Assignment.objects.create(user=user, is_national=True, valid_from=from_the_start)


def test_card_of_the_home_names_who_follows_what_lives_and_tells_several_apart(client_as):
    old, new, other = (client_as("staff_national").user for _ in range(3))
    for user in (new, other):
        assign(user)
    convention = to_sign(parties=2, owner=new, title="La nouvelle")
    line = convention.text.signatories.last()
    second = again(to_sign(parties=1 + 1, owner=other, title="L’autre"))
    actions.convention_back_to_draft(actor=MACHINE, target=second, expected_version=None, reason="Une partie.")
    actions.party_add(actor=MACHINE, convention=again(second), organization=line.organization)
    gone = to_sign(parties=2, owner=old, title="D’une partie")
    visitor = client_as("partner_landlord", organization_id=line.organization_id)
    contacts = visitor.get("/api/v1/partner/home/").json()["contacts"]
    assert [(contact["email"], contact["about"]) for contact in contacts] == [(new.email, "")]
    actions.convention_submit_for_review(actor=MACHINE, target=again(second), expected_version=None)
    contacts = visitor.get("/api/v1/partner/home/").json()["contacts"]
    assert {(contact["email"], contact["about"]) for contact in contacts} == {
        (new.email, "«\u00a0La nouvelle\u00a0»"),
        (other.email, "«\u00a0L’autre\u00a0»"),
    }
    stranger = client_as("partner_landlord", organization_id=gone.text.signatories.last().organization_id)
    assert stranger.get("/api/v1/partner/home/").json()["contacts"] == [
        {"name": "L’équipe de NQT", "email": "bonjour@nqt.example", "about": ""}
    ]
