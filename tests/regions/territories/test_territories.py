"""The map at any date, from the committed files."""

import datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from nqt.accounts.actor import Actor
from nqt.accounts.hats import Hat
from nqt.accounts.roles import Audience, Role
from nqt.common.errors import Forbidden
from regions.territories.actions import territories_load
from regions.territories.models import (
    Commune,
    Department,
    Region,
    RegionDepartment,
    department_codes_of,
    region_of,
    regions_on,
)
from tests.harness.factories.regions import RegionFactory, the_west

pytestmark = pytest.mark.django_db
DAY_OF_THE_ARTICLE = datetime.date(2015, 7, 23)
LAST_DAY_BEFORE = datetime.date(2015, 12, 31)
FIRST_DAY_AFTER = datetime.date(2016, 1, 1)


def counts(report) -> dict[str, int]:
    return {name: sum(getattr(loaded, name) for loaded in report) for name in ("created", "updated", "unchanged")}


def test_reference_files_loaded_twice_change_nothing_the_second_time():
    first = counts(territories_load(actor=Actor.system("tests")))
    ids = dict(Commune.objects.values_list("code", "public_id"))
    second = counts(territories_load(actor=Actor.system("tests")))

    assert first["created"] == 34 + 166 + 109 + 35_014 + 4_503 + 5_984 and first["updated"] == 0
    assert second == {"created": 0, "updated": 0, "unchanged": first["created"]}
    assert dict(Commune.objects.values_list("code", "public_id")) == ids

    assert regions_on(LAST_DAY_BEFORE).count() == 22 + 5
    assert regions_on(FIRST_DAY_AFTER).count() == 13 + 5
    for date, linked in ((LAST_DAY_BEFORE, 101), (FIRST_DAY_AFTER, 101)):
        assert RegionDepartment.objects.on(date).count() == linked
    assert department_codes_of("54") == {"16", "17", "79", "86"} == department_codes_of("54", DAY_OF_THE_ARTICLE)
    assert department_codes_of("54", FIRST_DAY_AFTER) == set()
    assert department_codes_of("75") > department_codes_of("54") | department_codes_of("72")
    assert region_of("53", LAST_DAY_BEFORE) == region_of("53", FIRST_DAY_AFTER)
    assert region_of("988", FIRST_DAY_AFTER) is None

    district = Commune.objects.get(code="69381")
    assert district.parent.code == "69123" and district.department.code == "69"
    assert {c.code for c in Commune.objects.search("97133")} == {"97701", "97133"}
    assert Commune.objects.get(code="2A004").postal_codes == ["20000", "20090", "20167"]
    assert Commune.objects.search("l’haÿ les roses").get().code == "94038"
    assert Commune.objects.search("HAY-LES").get().code == "94038"


def test_reference_files_with_a_changed_row_bring_it_back():
    the_west()
    Region.objects.filter(code="75").update(name="ALPC")
    Department.objects.filter(code="17").update(name="Charente-Inférieure")
    territories_load(actor=Actor.system("tests"))
    assert Region.objects.get(code="75").name == "Nouvelle-Aquitaine"
    assert Department.objects.search("charente mar").get().code == "17"


def test_import_command_as_dry_run_writes_nothing(capsys):
    call_command("import_reference_territories", "--dry-run")
    assert "commune : 34\u00a0969\u00a0ajouts" in capsys.readouterr().out
    assert not Commune.objects.exists() and not Region.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM, Role.STAFF_NATIONAL}))
def test_territories_load_by_another_role_is_refused(role):
    with pytest.raises(Forbidden):
        territories_load(actor=Actor(role=role))
    assert not Region.objects.exists()


def test_region_of_department_follows_the_reform():
    the_west()
    assert region_of("17", LAST_DAY_BEFORE).name == "Poitou-Charentes"
    assert region_of("17", FIRST_DAY_AFTER).name == "Nouvelle-Aquitaine"
    annotated = Department.objects.with_region(LAST_DAY_BEFORE).get(code="33")
    assert (annotated.region_code, annotated.region_name) == ("72", "Aquitaine")


def test_department_in_two_regions_at_once_is_refused_by_its_constraint():
    west = the_west()
    with pytest.raises(IntegrityError, match="regions_regiondepartment_one_region_at_a_time"):
        RegionDepartment.objects.create(
            region=RegionFactory(), department=west["17"], valid_from=LAST_DAY_BEFORE, valid_until=FIRST_DAY_AFTER
        )


def test_region_with_an_end_before_its_beginning_is_refused():
    with pytest.raises(IntegrityError, match="regions_region_dates_in_order"):
        RegionFactory(valid_from=FIRST_DAY_AFTER, valid_until=LAST_DAY_BEFORE)


@pytest.mark.parametrize("role", list(Role))
def test_territories_are_visible_to_every_role(role):
    the_west()
    hat = Hat(key="x", audience=Audience.PUBLIC, role=role, label="x")
    assert Region.objects.visible_to(Actor.wearing(None, hat)).count() == 3
    assert not Region.objects.visible_to(None).exists()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("charentes", {"54"}),
        ("nouvelle aq", {"75"}),
        ("AQUITAINE", {"72", "75"}),
        ("54", {"54"}),
        ("%", set()),
        ("zz", set()),
    ],
)
def test_search_by_code_or_beginning_of_a_word_ignores_case_and_accents(typed, found):
    the_west()
    assert set(Region.objects.search(typed).values_list("code", flat=True)) == found
