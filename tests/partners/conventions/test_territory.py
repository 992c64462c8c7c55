"""Where a convention applies is said: nothing ticked makes nothing national."""

import pytest

from nqt.door.forms.fields import Ref
from partners.conventions.models import Convention
from tests.harness.factories.conventions import a_draft, again, nqt
from tests.harness.factories.regions import the_west

pytestmark = pytest.mark.django_db
LIST, API = "/staff/conventions/", "/api/v1/staff/conventions/"


def typed(**more):
    return {"title": "Nouvelle", "kind": "bilateral", "entry_rule": "all_signed", **more}


def codes(convention):
    return {department.code for department in again(convention).text.departments.all()}


@pytest.fixture
def staff(client_as):
    """National staff."""
    nqt()
    return client_as("staff_national")


def test_form_asks_and_an_empty_answer_is_refused(staff):
    asked = staff.get(f"{LIST}new/").content.decode()
    assert 'name="territory_scope" value="national"' in asked and 'value="national" checked' not in asked
    refused = staff.post(f"{LIST}new/", typed())
    assert refused.status_code == 400 and "Dites où elle s’applique" in refused.content.decode()
    refused = staff.post(f"{LIST}new/", typed(territory_scope="departments"))
    assert refused.status_code == 400 and "Cochez au moins un département" in refused.content.decode()
    assert not Convention.objects.exists()


def test_departments_or_the_country_and_never_both(staff):
    place = str(the_west()["17"].public_id)
    both = staff.post(f"{LIST}new/", typed(territory_scope="national", departments=[place]))
    assert both.status_code == 400 and "n’a pas de département" in both.content.decode()
    assert staff.post(f"{LIST}new/", typed(territory_scope="national")).status_code == 303
    assert codes(Convention.objects.get()) == set()
    made = staff.send("post", API, typed(departments=[place]))
    assert made.status_code == 201 and codes(Convention.objects.get(public_id=made.json()["public_id"])) == {"17"}


def test_last_department_unticked_leaves_the_convention_as_it_was(staff):
    convention = a_draft(departments=[the_west()["17"]])
    edit = f"{LIST}{convention.public_id}/edit/"
    assert 'value="departments" checked' in staff.get(edit).content.decode()
    facts = typed(title=convention.text.title, territory_scope="departments", version=convention.version)
    assert staff.post(edit, facts).status_code == 400
    url = f"{API}{convention.public_id}/"
    assert staff.send("patch", url, {"departments": []}, version=convention.version).status_code == 400
    assert staff.send("patch", url, {"title": "Autre"}, version=convention.version).status_code == 200
    assert codes(convention) == {"17"}
    said = {"territory_scope": "national"}
    assert staff.send("patch", url, said, version=again(convention).version).status_code == 200
    assert codes(convention) == set()


def test_every_department_has_its_box_however_many(staff, monkeypatch):
    """A box that is not shown loses its department at the next save."""
    monkeypatch.setattr(Ref, "select_limit", 1)
    places = the_west()
    shown = staff.get(f"{LIST}new/").content.decode()
    assert all(f'value="{places[code].public_id}"' in shown for code in ("16", "17", "33", "79", "86"))
