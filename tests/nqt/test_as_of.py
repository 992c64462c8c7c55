"""Pages that differ from day to day offer the day, and the way back to today."""

import pytest

from tests.harness.factories.regions import the_west


@pytest.fixture
def staff(client_as):
    the_west()
    return client_as("staff_national")


DATED = ("/staff/conventions/", "/staff/organizations/", "/staff/departments/", "/staff/coverage/")


@pytest.mark.parametrize("url", DATED)
def test_list_that_differs_from_day_to_day_offers_the_day(staff, url):
    shown = staff.get(url).content.decode()
    assert 'type="date" name="au" value=""' in shown
    assert "Revenir à aujourd’hui" not in shown


def test_day_chosen_stays_with_what_narrows_the_list_and_leads_back(staff):
    shown = staff.get("/staff/conventions/?search=ici&sort=title&au=2015-07-23").content.decode()
    control = shown.partition("as-of-control")[2].partition("</details>")[0]
    assert 'name="au" value="2015-07-23"' in control
    assert 'name="search" value="ici"' in control and 'name="sort" value="title"' in control
    assert 'href="/staff/conventions/?search=ici&amp;sort=title"' in control


def test_control_leads_where_it_says(staff):
    assert "Situation au <b>23 juillet 2015</b>" in staff.get("/staff/departments/?au=2015-07-23").content.decode()


def test_page_that_is_the_same_every_day_offers_none(staff):
    assert 'name="au"' not in staff.get("/staff/occupations/").content.decode()
