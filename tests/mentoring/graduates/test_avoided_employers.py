"""Employers that a graduate would rather avoid: she says so, or a colleague does, and no pair comes of one."""

import pytest

from mentoring.proposals import actions as offers
from mentoring.proposals.links import OFFER
from nqt.common.errors import Conflict
from partners.organizations.models import Organization
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_proposal, a_run, as_graduate
from tests.harness.factories.organizations import MACHINE, an_organization
from tests.harness.factories.regions import a_colleague

pytestmark = pytest.mark.django_db


def edit_of(visitor, audience, graduate, **changes):
    """The form as its page shows it, sent again with some boxes changed."""
    resource = "profile" if audience == "graduate" else "graduates"
    url = f"/{audience}/{resource}/{graduate.public_id}/edit/"
    assert visitor.get(url).status_code == 200
    graduate.refresh_from_db()
    kept = {
        "target_job": str(graduate.target_job.public_id),
        "phone": "0612345678",
        "first_name": graduate.first_name,
        "last_name": graduate.last_name,
        "birth_date": graduate.birth_date.isoformat(),
        "degree_level": graduate.degree_level,
        "degree_title": graduate.degree_title,
        "degree_year": graduate.degree_year,
        "commune": str(graduate.commune.public_id),
        "email": graduate.email,
        "version": graduate.version,
    }
    asked = visitor.get(url).content.decode()
    sent = {name: value for name, value in kept.items() if f'name="{name}"' in asked}
    answer = visitor.post(url, {**sent, **changes})
    assert answer.status_code == 303, answer.content.decode()


def avoided(graduate):
    return set(graduate.excluded_employers.values_list("name", flat=True))


def test_graduate_states_them_reads_them_and_takes_them_back(client_as):
    known, other = an_organization("Habitat du Golfe"), an_organization("Logis d’ailleurs")
    graduate = a_graduate()
    visitor = client_as(user=as_graduate(graduate).user)
    found = visitor.get("/api/v1/graduate/employers/suggestions/?search=golfe").json()["suggestions"]
    assert [row["id"] for row in found] == [str(known.public_id)]
    edit_of(visitor, "graduate", graduate, excluded_employers=[str(known.public_id), str(other.public_id)])
    assert avoided(graduate) == {"Habitat du Golfe", "Logis d’ailleurs"}
    page = visitor.get(f"/graduate/profile/{graduate.public_id}/").content.decode()
    assert "Habitat du Golfe" in page
    form = visitor.get(f"/graduate/profile/{graduate.public_id}/edit/").content.decode()
    assert "Habitat du Golfe" in form, "what was said is in the boxes"
    edit_of(visitor, "graduate", graduate, excluded_employers=[str(other.public_id)])
    assert avoided(graduate) == {"Logis d’ailleurs"}


def test_names_alone_are_found_and_by_name_alone(client_as):
    an_organization("Habitat du Golfe", siren="552032534")
    archived = an_organization("Golfe ancien")
    Organization.objects.filter(pk=archived.pk).update(state="archived")
    visitor = client_as(user=as_graduate(a_graduate()).user)
    rows = visitor.get("/api/v1/graduate/employers/?search=golfe").json()["results"]
    assert [set(row) for row in rows] == [{"public_id", "name"}]
    assert visitor.get("/api/v1/graduate/employers/?search=552032534").json()["count"] == 0


def test_colleague_states_them_and_does_not_undo_what_she_does_not_see(client_as):
    graduate = a_graduate()
    code = graduate.department.code
    here, elsewhere = an_organization("Logis d’ici", departments=(code,)), an_organization("Loin", departments=("75",))
    graduate.excluded_employers.add(elsewhere)
    visitor = client_as(user=a_colleague(department=graduate.department).user)
    edit_of(visitor, "staff", graduate, excluded_employers=[str(here.public_id)])
    assert avoided(graduate) == {"Logis d’ici", "Loin"}
    assert "Logis d’ici" in visitor.get(f"/staff/graduates/{graduate.public_id}/").content.decode()
    edit_of(visitor, "staff", graduate)
    assert avoided(graduate) == {"Loin"}


def test_pair_computed_before_is_not_offered(client_as):
    employer = an_organization("À éviter")
    graduate = a_graduate()
    proposal = a_proposal(graduate=graduate, mentor=a_mentor(employer=employer), run=a_run())
    by_hand = a_proposal(graduate=graduate, mentor=a_mentor(employer=employer))
    graduate.excluded_employers.add(employer)
    with pytest.raises(Conflict, match="ne veut pas d’un parrain de cet employeur"):
        offers.proposal_approve(actor=MACHINE, target=proposal)
    assert offers.proposal_approve(actor=MACHINE, target=by_hand).state == "offered", "an exception that staff made"


def test_mentor_reads_nothing_of_it(client_as):
    employer = an_organization("Canari Habitat")
    graduate = a_graduate()
    graduate.excluded_employers.add(employer)
    offer = a_proposal("offered", graduate=graduate)
    visitor = client_as()
    page = visitor.get(f"/offer/{OFFER.sign(offer)}/").content.decode()
    assert graduate.first_name in page and "Canari" not in page
