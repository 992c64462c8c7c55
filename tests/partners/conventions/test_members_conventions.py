"""An association's list of what its members have signed: searched and filtered by what it shows, and nothing more."""

import datetime

import pytest
from django.utils import timezone

from partners.conventions import actions
from partners.conventions.models import Convention, ConventionText
from partners.organizations.models import Membership
from tests.harness.factories.conventions import MACHINE, a_draft, again, an_organization, sign

pytestmark = pytest.mark.django_db
URL = "/api/v1/partner/member-conventions/"


def a_convention(title, *parties):
    """A convention that these organizations and NQT have signed."""
    convention = a_draft(parties=1, title=title)
    for organization in parties:
        actions.party_add(actor=MACHINE, convention=convention, organization=organization)
    for line in convention.text.signatories.filter(contact=None):
        line.contact = line.organization.contacts.first()
        line.save()
    actions.convention_freeze(actor=MACHINE, target=again(convention), expected_version=again(convention).version)
    for line in again(convention).text.signatories.all():
        sign(line)
    return again(convention)


@pytest.fixture
def found(client_as):
    """Two members, a stranger who signs beside one of them; what the association's list answers."""
    association = an_organization("AR d’essai", kind="regional_association")
    aunis, oleron = an_organization("Toits de l’Aunis"), an_organization("Logis d’Oléron")
    oleron.short_name = "Oléron"
    oleron.save()
    for member in (aunis, oleron):
        Membership.objects.create(body=association, member=member, valid_from=datetime.date(2010, 1, 1))
    a_convention("Parrainages de 2026", aunis, an_organization("Étranger Habitat"))
    a_convention("Emplois d’été", oleron)
    visitor = client_as("partner_regional", organization_id=association.pk)

    def ask(**parameters):
        response = visitor.get(URL, parameters)
        assert response.status_code == 200, response.content
        return [row["title"] for row in response.json()["results"]]

    ask.visitor, ask.aunis = visitor, aunis
    return ask


def test_words_are_looked_for_in_the_title_and_in_the_members_names(found):
    assert found(search="parrainages") == ["Parrainages de 2026"]
    assert found(search="logis oleron") == found(search="ete OLÉRON") == ["Emplois d’été"]
    assert found(search="%") == []


def test_other_parties_and_numbers_are_not_looked_for(found):
    number = Convention.objects.get(text__title="Emplois d’été").number
    assert found(search="etranger") == found(search=number) == []


def test_list_is_filtered_by_member_and_by_life(found):
    assert found(member=str(found.aunis.public_id)) == ["Parrainages de 2026"]
    assert len(found(life="in_force")) == 2
    assert found(life="expired") == []


def test_page_proposes_its_members_alone(found):
    html = found.visitor.get("/partner/member-conventions/").content.decode()
    assert "Toits de l’Aunis" in html.split("<select")[1] and "Titre ou membre" in html
    assert "Étranger Habitat" not in html
    stranger = an_organization("Étranger Habitat 2")
    assert found.visitor.get(URL, {"member": str(stranger.public_id)}).status_code == 400


def test_dates_are_told_as_precisely_as_they_are_known(found):
    ConventionText.objects.update(starts_on=datetime.date(2015, 7, 1), starts_precision="month")
    html = found.visitor.get("/partner/member-conventions/").content.decode()
    assert "juil. 2015" in html and "1er juil. 2015" not in html


def test_members_of_another_day_are_proposed_on_that_day(found):
    Membership.objects.update(valid_until=timezone.localdate())
    chosen = {"member": str(found.aunis.public_id)}
    assert found.visitor.get(URL, chosen).status_code == 400
    assert found.visitor.get(URL, {**chosen, "au": "2014-01-01"}).status_code == 200
