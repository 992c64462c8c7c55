"""What people paste in a search box: a whole mail address, a SIRET with its spaces, a name without its accents."""

import pytest

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from nqt.common.text import searched_words
from partners.organizations.models import Contact, Organization
from regions.assignments.models import Assignment
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.mentoring import a_graduate, a_mentor
from tests.harness.factories.organizations import a_contact, a_siren, a_siret, an_organization
from tests.harness.factories.regions import assign

pytestmark = pytest.mark.django_db
NAME = {"first_name": "Inès", "last_name": "Şahin-Łukasiewicz", "email": "ines.sahin+nqt@mail.example.org"}
SPELLINGS = [
    "ines.sahin+nqt@mail.example.org",
    "INES.Sahin+NQT@mail.example.org",
    "ines.sahin+nqt@mail",
    "Inès Sahin <ines.sahin+nqt@mail.example.org>",
    "mailto:ines.sahin+nqt@mail.example.org",
    "ines.sahin+nqt@mail.example.org;",
    "Sahin",
    "lukasiewicz inès",
    "SAHIN-LUKASIEWICZ",
]


@pytest.fixture
def people():
    user = UserFactory(**NAME)
    assign(user)
    assign(UserFactory(first_name="Zoé", last_name="Autre"))
    organization = an_organization()
    a_contact(organization)
    a_graduate(email="autre@mail.example.org")
    a_mentor(email="autre@mail.example.org")
    return {
        Graduate: a_graduate(**NAME),
        Mentor: a_mentor(**NAME),
        Contact: a_contact(organization, **NAME),
        Assignment: user.assignments.get(),
    }


@pytest.mark.parametrize("words", SPELLINGS)
def test_person_is_found_by_a_whole_address_or_without_accents(people, words):
    for model, person in people.items():
        assert list(model.objects.search(words)) == [person], model


@pytest.mark.parametrize("words", ["ines.sahin+nqt@mail.example.com", "Zoé ines.sahin+nqt@mail.example.org", "@", "<>"])
def test_another_address_finds_nobody(people, words):
    for model in people:
        assert not model.objects.search(words).exists(), model


def test_address_is_one_word_wherever_it_stands():
    assert searched_words("Inès <ines.b@example.org>, Roux") == (["ines", "roux"], ["ines.b@example.org"])
    assert searched_words(" @ a@ ") == ([], ["a@"])


def test_organization_is_found_by_its_siren_or_siret_typed_with_spaces():
    siren = a_siren()
    seat, shop = a_siret(siren), a_siret(siren, 2)
    found = an_organization("Habitat Bleu", siren=siren, siret=seat)
    an_organization("Habitat Vert", siren=(other := a_siren()), siret=a_siret(other))
    for number in (siren, seat, shop):
        spaced = f"{number[:3]} {number[3:6]}\u00a0{number[6:9]}\u202f{number[9:]}"
        for words in (number, spaced, f"  {spaced} ", spaced.replace(" ", ".")):
            assert list(Organization.objects.search(words)) == [found], words
        assert list(Organization.objects.search(f"bleu {spaced}")) == [found]
        assert not Organization.objects.search(f"vert {spaced}").exists()
    assert not Organization.objects.search(a_siret(a_siren())).exists()
    assert found in Organization.objects.search(siren[:6]), "the beginning still finds"


def test_siret_is_searched_from_the_page(client_as):
    siren = a_siren()
    an_organization("Habitat Bleu", siren=siren, siret=a_siret(siren))
    number = a_siret(siren)
    page = client_as("staff_national").get(f"/staff/organizations/?search={number[:3]}+{number[3:9]}+{number[9:]}")
    assert "Habitat Bleu" in page.content.decode()
