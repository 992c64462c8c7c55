"""Where a convention applies is said: nothing ticked makes nothing national."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nqt.door.forms.fields import Ref
from partners.conventions import actions
from partners.conventions.models import Convention
from tests.harness.factories.conventions import MACHINE, a_draft, again, nqt
from tests.harness.factories.regions import DepartmentFactory, the_west

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


def words(response):
    return " ".join(html.unescape(response.content.decode()).split())


def test_boxes_are_folded_by_region_of_today_and_counted(staff):
    places = the_west()
    DepartmentFactory(code="974", zone="drom")
    convention = a_draft(departments=[places["17"], places["79"]])
    shown = words(staff.get(f"{LIST}{convention.public_id}/edit/"))
    assert "2\xa0choisis" in shown or "2 choisis" in shown
    assert re.search(r"<summary> <span>Nouvelle-Aquitaine</span> <span [^>]*>2 sur 5</span>", shown)
    assert re.search(r"<summary> <span>Outre-mer</span> <span [^>]*>1</span>", shown)
    assert shown.index("Nouvelle-Aquitaine") < shown.index("Outre-mer")
    assert "Poitou-Charentes" not in shown


def test_region_ticked_whole_stands_for_its_departments(staff):
    places = the_west()
    asked = typed(territory_scope="departments", departments__whole="75")
    refused = staff.post(f"{LIST}new/", {**asked, "title": ""})
    assert refused.status_code == 400 and "5 choisis" in words(refused).replace("\xa0", " ")
    assert staff.post(f"{LIST}new/", asked).status_code == 303
    assert codes(Convention.objects.get()) == {"16", "17", "33", "79", "86"}
    other = typed(territory_scope="departments", departments=[str(places["17"].public_id)], departments__whole="zz")
    assert staff.post(f"{LIST}new/", {**other, "title": "Autre"}).status_code == 303
    assert codes(Convention.objects.get(text__title="Autre")) == {"17"}


def test_machine_names_departments_and_no_group(staff):
    the_west()
    refused = staff.send("post", API, typed(departments__whole=["75"], departments=[]))
    assert refused.status_code == 400 and "departments__whole" in refused.content.decode()


def test_form_costs_the_same_for_many_departments(staff):
    counts = []
    for more in ((), ("01", "02", "03", "05", "07", "08")):
        for code in more or ("04",):
            DepartmentFactory(code=code)
        staff.get(f"{LIST}new/")
        with CaptureQueriesContext(connection) as captured:
            staff.get(f"{LIST}new/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_two_people_on_the_terms_compare_them(staff):
    places = the_west()
    convention = a_draft(departments=[places["17"]], notice_months=3)
    edit = f"{LIST}{convention.public_id}/edit/"
    seen = re.search(r'name="seen" value="([^"]+)"', staff.get(edit).content.decode())[1]
    sent = typed(
        title="Le mien",
        territory_scope="departments",
        departments=[str(places["17"].public_id)],
        notice_months="3",
        version=convention.version,
        seen=seen,
    )
    mine, theirs = {"title": "Le leur", "notice_months": 6}, [places["17"], places["79"]]
    actions.convention_update(actor=MACHINE, target=convention, expected_version=None, departments=theirs, **mine)
    stale = staff.post(edit, sent)
    said = words(stale)
    assert stale.status_code == 409
    row = said[said.index('class="mine"') : said.index("</tr>", said.index('class="mine"'))]
    assert "Le mien" in row and "Le leur" in row
    taken = said[said.index("Déjà repris dans votre formulaire") :]
    assert "Préavis (mois) : 6" in taken and "Départements : " in taken
    assert f'value="{places["79"].public_id}" checked' in said
