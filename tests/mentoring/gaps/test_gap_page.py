"""The page of the gap table: what is read through the door, by whom, and which partners are to be called."""

import datetime

import pytest
from django.utils import timezone

from mentoring.gaps.lenders import lenders_of
from mentoring.mentors.models import MentorState
from nqt.accounts.models import User
from partners.conventions.models import Convention
from partners.organizations.models import Organization
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.conventions import nqt, signed
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_mentorship, an_occupation
from tests.harness.factories.organizations import national
from tests.harness.factories.regions import DepartmentFactory, RegionFactory, assign, the_west

API, PAGE = "/api/v1/staff/matching-gaps/", "/staff/matching-gaps/"


@pytest.fixture
def west(db):
    found = the_west()
    found["59"] = DepartmentFactory(code="59", region=RegionFactory(code="32", name="Hauts-de-France"))
    return found


def staff(**territory) -> User:
    user = UserFactory()
    assign(user, **territory)
    return user


@pytest.fixture
def visitor(west, client_as):
    return client_as(user=staff())


def days_ago(number: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=number)


def test_table_is_read_as_json_the_worst_first(west, visitor):
    for department, number in (("17", 3), ("59", 1)):
        for _ in range(number):
            a_graduate(department=west[department], qpv="in")
    a_graduate(department=west["59"], target_job=None)
    a_mentor(department=west["17"])
    told = visitor.get(API).json()
    assert told["total"] == {"waiting": 5, "priority": 4, "places": 1, "gap": 4}
    assert [(c["code"], c["name"], c["total"]["gap"]) for c in told["regions"]] == [
        ("32", "Hauts-de-France", 2),
        ("75", "Nouvelle-Aquitaine", 2),
    ]
    assert [row["name"] for row in told["rows"]] == [
        "Services à la personne et à la collectivité",
        "Métier non précisé",
    ]
    assert [[cell["gap"] for cell in row["cells"]] for row in told["rows"]] == [[1, 2], [1, 0]]
    worst = told["worst"][0]
    assert (worst["region"], worst["sector"], worst["waiting"], worst["places"], worst["heat"]) == ("75", "K", 3, 1, 4)
    assert told["cell"] is None
    assert told["partners"] == []


def test_opened_cell_shows_families_people_and_who_is_hindered(west, visitor):
    short, long = (a_graduate(department=west["17"], pooled_at=days_ago(days)) for days in (5, 400))
    a_graduate(department=west["17"], target_job=an_occupation("K2111", "Formation"))
    a_graduate(department=west["17"], target_job=an_occupation("M1805", "Informatique"))
    a_mentor(department=west["59"], capacity=2)
    full = a_mentor(department=west["17"], capacity=1)
    a_mentorship(mentor=full)
    until = timezone.localdate() + datetime.timedelta(days=30)
    paused = a_mentor(MentorState.PAUSED, department=west["17"], paused_until=until)
    away = a_mentor(department=west["17"], available_from=until)
    a_mentor(department=west["17"])
    told = visitor.get(f"{API}?region=75&sector=K").json()
    cell = told["cell"]
    assert (cell["waiting"], cell["places"], cell["gap"], cell["longest"], cell["median"]) == (3, 1, 2, 400, 10)
    assert cell["remote_places"] == 2
    families = [(f["code"], f["jobs"], f["waiting"], f["places"], f["gap"]) for f in told["families"]]
    assert families == [("K18", ["Développement local"], 2, 1, 1), ("K21", ["Formation"], 1, 0, 1)]
    assert [young["public_id"] for young in told["graduates"]][::2] == [str(long.public_id), str(short.public_id)]
    hindered = [(mentor["public_id"], mentor["hindrance"]) for mentor in told["mentors"]]
    expected = [(paused, "paused"), (away, "away"), (full, "full")]
    assert hindered == [(str(mentor.public_id), why) for mentor, why in expected]
    page = visitor.get(f"{PAGE}?region=75&sector=K").content.decode()
    assert f"/staff/graduates/{long.public_id}/" in page
    assert f"/staff/mentors/{paused.public_id}/" in page


def test_page_links_each_cell_and_says_its_number_in_words(west, visitor):
    a_graduate(department=west["17"])
    page = visitor.get(PAGE).content.decode()
    assert 'href="?region=75&amp;sector=K"' in page
    assert "place manque" in page.replace("\n", " ")
    assert "Où manque-t-il des parrains" in visitor.get("/staff/today/").content.decode()


def test_nobody_waits_and_the_page_says_what_to_do(visitor):
    page = visitor.get(PAGE).content.decode()
    assert "Personne n’attend de parrain ici" in page
    assert "/staff/graduates/?state=submitted" in page


def test_everybody_has_a_place_and_the_page_proposes_a_run(west, visitor):
    a_graduate(department=west["17"])
    a_mentor(department=west["17"])
    assert "/staff/matching-runs/new/" in visitor.get(PAGE).content.decode()


def test_staff_of_a_department_count_their_own_alone_and_see_no_other_region(west, client_as):
    near, _far = a_graduate(department=west["17"]), a_graduate(department=west["33"])
    a_graduate(department=west["59"])
    a_mentor(department=west["59"], capacity=3)
    visitor = client_as(user=staff(department=west["17"]))
    told = visitor.get(f"{API}?region=75&sector=K").json()
    assert told["total"]["waiting"] == 1
    assert [young["public_id"] for young in told["graduates"]] == [str(near.public_id)]
    assert told["cell"]["remote_places"] == 3
    assert [column["code"] for column in visitor.get(API).json()["regions"]] == ["75"]
    assert visitor.get(f"{API}?region=32").status_code == 400


@pytest.mark.parametrize("query", ["region=zz", "sector=Z", "sector=K18", "region=75&sector=%00", "au=hier"])
def test_what_the_address_cannot_mean_is_refused_with_a_sentence(west, visitor, query):
    assert visitor.get(f"{API}?{query}").status_code == 400
    assert visitor.get(f"{PAGE}?{query}").status_code == 400


# -- partners to call -------------------------------------------------------------------------------------------------
def bound(title: str, *departments, **facts) -> Organization:
    """A partner whose convention, signed by all, is in force there."""
    nqt()
    convention = signed(title=title, departments=list(departments))
    Convention.objects.filter(pk=convention.pk).update(**facts)
    return convention.text.signatories.exclude(organization__is_nqt=True).get().organization


def test_partners_are_those_whose_convention_in_force_covers_the_place(west):
    today = timezone.localdate()
    near, everywhere = bound("Ici", west["17"]), bound("Partout")
    leaving = bound("Préavis", west["17"], notice_on=today, closes_on=today + datetime.timedelta(days=60))
    bound("Ailleurs", west["59"])
    bound("Finie", west["17"], terminated_on=today)
    bound("Pas encore", west["17"], entered_on=today + datetime.timedelta(days=5))
    found = lenders_of(national(), {"16", "17"}, "K", today)
    assert {lender.organization for lender in found} == {near, everywhere, leaving}
    assert {lender.convention.life for lender in found} == {"in_force", "notice_given"}


def test_partners_who_have_mentors_of_the_sector_come_first(west):
    today = timezone.localdate()
    none, other, some = (bound(f"Avec {name}", west["17"]) for name in ("A", "B", "C"))
    for _ in range(3):
        a_mentor(department=west["17"], employer=other, occupation=an_occupation("M1805", "Informatique"))
    a_mentor(department=west["17"], employer=some)
    a_mentor(department=west["59"], employer=some)
    a_mentor(MentorState.LEFT, department=west["17"], employer=none)
    found = lenders_of(national(), {"17"}, "K", today)
    assert [(lender.organization, lender.mentors, dict(lender.sectors)) for lender in found] == [
        (some, 1, {"K": 1}),
        (other, 3, {"M": 3}),
        (none, 0, {}),
    ]
    assert [lender.organization for lender in lenders_of(national(), {"17"}, None, today)][0] == other


def test_region_page_lists_its_partners_with_their_convention(west, visitor):
    a_graduate(department=west["17"])
    partner = bound("Parrainage en Charente", west["17"])
    told = visitor.get(f"{API}?region=75").json()["partners"][0]
    assert (told["name"], told["title"], told["is_open"]) == (str(partner), "Parrainage en Charente", True)
    assert told["since"] == timezone.localdate().isoformat()
    assert f"/staff/organizations/{partner.public_id}/" in visitor.get(f"{PAGE}?region=75").content.decode()
