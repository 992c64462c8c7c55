"""Territories in a browser and over the API, as of any day."""

import datetime

import pytest

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from regions.assignments.models import Assignment
from regions.coverage.actions import coverage_open
from tests.harness.factories.accounts import UserFactory, give_hat, sign_in
from tests.harness.factories.regions import CommuneFactory, DepartmentFactory, assign, the_west

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("tests")


@pytest.fixture
def west():
    return the_west()


@pytest.fixture
def national(client):
    user = UserFactory(first_name="Inès", last_name="Morvan")
    assign(user)
    return sign_in(client, user)


def names(response) -> set[str]:
    return {row["name"] for row in response.json()["results"]}


def test_regions_list_shows_the_map_of_the_day_asked(national, west):
    assert names(national.get("/api/v1/staff/regions/")) == {"Nouvelle-Aquitaine"}
    assert names(national.get("/api/v1/staff/regions/?au=2015-12-31")) == {"Aquitaine", "Poitou-Charentes"}
    page = national.get("/staff/regions/?au=2015-12-31").content.decode()
    assert "Poitou-Charentes" in page and "Nouvelle-Aquitaine" not in page


def test_page_of_a_closed_region_still_says_its_departments(national, west):
    page = national.get(f"/staff/regions/{west['54'].public_id}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "Deux-Sèvres" in text and "Gironde" not in text and "31 déc. 2015" in text
    assert f'href="/staff/departments/{west["79"].public_id}/"' in text


def test_department_says_its_region_of_the_day(national, west):
    url = f"/api/v1/staff/departments/{west['17'].public_id}/"
    assert national.get(url).json()["region_name"] == "Nouvelle-Aquitaine"
    assert national.get(f"{url}?au=2015-07-23").json()["region_code"] == "54"


def test_communes_are_found_by_postal_code_and_listed_in_their_department(national, west):
    niort = CommuneFactory(code="79191", name="Niort", department=west["79"], postal_codes=["79000", "79180"])
    CommuneFactory(code="17300", name="La Rochelle", department=west["17"], postal_codes=["17000"])
    assert names(national.get("/api/v1/staff/communes/?search=79180")) == {"Niort"}
    assert names(national.get(f"/api/v1/staff/communes/?department={west['79'].public_id}")) == {"Niort"}
    suggestions = national.get("/staff/communes/suggestions/?search=nior").content.decode()
    assert "Niort" in suggestions and str(niort.public_id) in suggestions
    assert "79000, 79180" in national.get(f"/staff/departments/{west['79'].public_id}/").content.decode()


def test_coverage_shows_what_was_covered_that_day_with_its_known_date(national, west):
    coverage_open(actor=MACHINE, region=west["54"], valid_from=datetime.date(2014, 1, 1), from_precision="year")
    assert "Poitou-Charentes" in national.get("/staff/coverage/").content.decode()
    assert "en 2014" in national.get("/staff/coverage/?au=2014-06-01").content.decode()
    assert national.get("/api/v1/staff/coverage/?au=2013-12-31").json()["count"] == 0


def test_territory_is_opened_and_left_from_the_pages(national, west):
    data = {"region": str(west["75"].public_id), "valid_from": "2025-03-10", "from_precision": "month"}
    answer = national.post("/staff/coverage/new/", {**data, "certainty": "stated"})
    assert answer.status_code == 303, answer.content.decode()
    assert "en mars 2025" in national.get(answer.url).content.decode()
    again = national.post("/staff/coverage/new/", {**data, "certainty": "stated"})
    assert again.status_code == 400 and "déjà couverte" in again.content.decode()
    assert national.post(f"{answer.url}close/", {"last_day": "2026-02-28"}).status_code == 303
    listed = [national.get(f"/api/v1/staff/coverage/?au={day}").json()["count"] for day in ("2026-02-28", "2026-03-01")]
    assert listed == [1, 0]


def test_regional_staff_neither_open_nor_leave_a_territory(client, west):
    coverage = coverage_open(actor=MACHINE, region=west["54"], valid_from=datetime.date(2014, 1, 1))
    user = UserFactory()
    assign(user, region=west["54"])
    sign_in(client, user)
    assert client.get("/staff/coverage/new/").status_code == 403
    assert client.post(f"/staff/coverage/{coverage.public_id}/close/", {"last_day": "2026-02-28"}).status_code == 403
    assert client.get(f"/api/v1/staff/coverage/{coverage.public_id}/").json()["actions"] == []


@pytest.mark.parametrize(
    ("role", "path", "answer"),
    [
        (Role.PARTNER_LANDLORD, "partner/regions", 200),
        (Role.PARTNER_UNION, "partner/coverage", 200),
        (Role.PARTNER_LANDLORD, "partner/neighborhoods", 404),
        (Role.PARTNER_LANDLORD, "partner/communes", 200),
        (Role.PARTNER_LANDLORD, "staff/regions", 404),
        (Role.BOARD, "board/departments", 200),
        (Role.BOARD, "staff/assignments", 404),
        (Role.STAFF_REGIONAL, "staff/assignments", 200),
    ],
)
def test_each_audience_reads_its_own_door(client, west, role, path, answer):
    user = UserFactory()
    give_hat(user, role)
    assert sign_in(client, user).get(f"/api/v1/{path}/").status_code == answer


def test_colleague_is_placed_from_the_form_and_leaves_from_her_page(national, west):
    data = {
        "email": "lea.blanchet@example.org",
        "first_name": "Léa",
        "last_name": "Blanchet",
        "region": str(west["75"].public_id),
        "department": "",
        "valid_from": "2026-01-01",
    }
    answer = national.post("/staff/assignments/new/", data)
    assert answer.status_code == 303, answer.content.decode()
    placed = Assignment.objects.get(user__email="lea.blanchet@example.org")
    page = national.get(answer.url).content.decode()
    assert "Léa Blanchet" in page and "Mettre fin" in page
    ended = national.post(f"{answer.url}end/", {"last_day": "2026-05-31", "version": "1"})
    assert ended.status_code == 303
    placed.refresh_from_db()
    assert placed.valid_until == datetime.date(2026, 6, 1)
    assert f"{answer.url}end/" not in national.get(answer.url).content.decode()


def test_colleague_with_two_territories_at_once_is_refused_in_the_form(national, west):
    data = {
        "email": "lea.blanchet@example.org",
        "region": str(west["75"].public_id),
        "department": str(west["17"].public_id),
        "valid_from": "2026-01-01",
    }
    answer = national.post("/staff/assignments/new/", data)
    assert answer.status_code == 400
    assert "ou concerne une région ou un département" in answer.content.decode()
    assert Assignment.objects.count() == 1


def test_team_as_of_a_day_shows_who_was_in_charge_then(national, west):
    assign(UserFactory(last_name="Partie"), region=west["54"], valid_until=datetime.date(2024, 1, 1))
    assert "Partie" in national.get("/staff/assignments/").content.decode()
    assert "Partie" in national.get("/staff/assignments/?au=2023-12-31").content.decode()
    assert "Partie" not in national.get("/staff/assignments/?au=2024-01-01").content.decode()


def test_regional_staff_read_their_own_assignment_and_place_nobody(client, west):
    user, other = UserFactory(), UserFactory()
    mine, theirs = assign(user, region=west["54"]), assign(other, region=west["72"])
    sign_in(client, user)
    [row] = client.get("/api/v1/staff/assignments/").json()["results"]
    assert row["public_id"] == str(mine.public_id) and row["actions"] == []
    assert client.get(f"/staff/assignments/{theirs.public_id}/").status_code == 404
    assert client.get("/staff/assignments/new/").status_code == 403
    assert client.post("/staff/assignments/new/", {"email": "x@example.org"}).status_code == 403
    assert client.post(f"/staff/assignments/{mine.public_id}/end/", {"last_day": "2026-06-01"}).status_code == 403


@pytest.mark.parametrize("path", ["communes", "departments", "regions", "coverage", "assignments"])
def test_lists_cost_the_same_statements_for_many_rows(national, west, path, django_assert_max_num_queries):
    for number in range(30):
        CommuneFactory(code=f"17{number:03}", department=west["17"])
        coverage_open(actor=MACHINE, valid_from=datetime.date(2014, 1, 1), department=DepartmentFactory())
        assign(UserFactory(), region=west["54"])
    with django_assert_max_num_queries(12):
        assert national.get(f"/staff/{path}/").status_code == 200
