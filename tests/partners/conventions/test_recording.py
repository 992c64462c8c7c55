"""Staff enter in the browser a convention signed before the software: complete, as precisely as it is known."""

import datetime

import pytest
from django.utils import timezone

from nqt.audit.models import TransitionLog
from nqt.common.dates import Known, Precision, read_known
from partners.conventions.models import Convention, Life, NumberRegister, Stage
from partners.organizations.models import Organization
from tests.harness.factories.conventions import again, an_organization, nqt

pytestmark = pytest.mark.django_db
PAGE, API = "/staff/conventions/record/", "/api/v1/staff/conventions/record/"


@pytest.fixture
def parties():
    """NQT, an association and a landlord."""
    nqt()
    return [an_organization("AROSH d’essai", kind="regional_association"), an_organization("Habitat d’Aunis")]


def typed(*boxes, **more):
    """What a browser posts: each box has an id or words."""
    return {
        "title": "Convention de 2012",
        "kind": "multipartite",
        "territory_scope": "national",
        "parties": [str(box.public_id) if isinstance(box, Organization) else "" for box in boxes],
        "parties__text": [str(box) for box in boxes],
        "signed_on": "09/2012",
        "starts_on": "2013",
        "ends_on": "2014",
        "notice_months": "",
        "renewal_months": "",
        "reference": "N° 12-045",
        "source": "L’original, au dossier ; la date est de mémoire.",
        **more,
    }


def test_form_ends_in_a_complete_convention_with_its_dates_as_known(client_as, parties):
    staff = client_as("staff_national")
    assert "d’où on le sait" in staff.get(PAGE).content.decode().lower()
    answer = staff.post(PAGE, typed(*parties, "", ""))
    convention = Convention.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/staff/conventions/{convention.public_id}/")
    assert (convention.number, convention.origin, convention.text.stage) == (None, "recorded", Stage.SIGNED)
    assert convention.owner == staff.user
    assert not NumberRegister.objects.exists()
    lines = convention.text.signatories.all()
    assert {str(line.organization) for line in lines} == {"NQT", "AROSH d’essai", "Habitat d’Aunis"}
    assert {(line.signed_on, line.signed_precision) for line in lines} == {(datetime.date(2012, 9, 1), "month")}
    assert (convention.text.starts_on, convention.text.starts_precision) == (datetime.date(2013, 1, 1), "year")
    assert (convention.text.ends_on, convention.text.ends_precision) == (datetime.date(2014, 12, 31), "year")
    assert (convention.entered_on, convention.entered_precision) == (datetime.date(2013, 1, 1), "year")
    assert convention.life_on(datetime.date(2014, 6, 1)) == Life.IN_FORCE
    assert convention.life_on(timezone.localdate()) == Life.EXPIRED


def test_page_says_the_source_and_the_precision(client_as, parties):
    staff = client_as("staff_national")
    html = staff.get(staff.post(PAGE, typed(*parties))["Location"]).content.decode()
    assert "N° 12-045. L’original, au dossier" in html
    assert "sept. 2012" in html
    assert TransitionLog.objects.get(name="record", model="partners.conventiontext").user == staff.user


def test_words_typed_without_script_are_looked_for(client_as, parties):
    staff = client_as("staff_national")
    an_organization("Habitat d’Unis")
    assert staff.post(PAGE, typed("arosh essai", "habitat aunis")).status_code == 303
    assert again(Convention.objects.get()).text.signatories.count() == 3


def test_words_typed_over_a_box_count_more_than_the_id_left_beside_them(client_as, parties):
    staff, other = client_as("staff_national"), an_organization("Logis du Grand-Lierre")
    boxes = {"parties": [str(party.public_id) for party in parties], "parties__text": ["AROSH d’essai", "grand lierre"]}
    assert staff.post(PAGE, typed(**boxes)).status_code == 303
    lines = Convention.objects.get().text.signatories.all()
    assert {line.organization for line in lines} == {nqt(), parties[0], other}
    boxes["parties__text"] = ["AROSH d’essai", "nulle part"]
    assert staff.post(PAGE, typed(**boxes)).status_code == 400
    assert Convention.objects.count() == 1


def test_wrong_boxes_are_told_and_the_others_kept(client_as, parties):
    an_organization("Habitat d’Unis")
    answer = client_as("staff_national").post(PAGE, typed(parties[0], "habitat", "nulle part"))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert not Convention.objects.exists()
    assert 'value="AROSH d’essai"' in html and f'value="{parties[0].public_id}"' in html
    assert f'<option value="{parties[1].public_id}">Habitat d’Aunis</option>' in html
    assert 'value="nulle part"' in html
    assert "L’original, au dossier" in html


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("signed_on", ""),
        ("signed_on", "hier"),
        ("signed_on", "31/02/2012"),
        ("signed_on", "1812"),
        ("signed_on", "2099"),
        ("ends_on", "2011"),
        ("title", ""),
        ("source", ""),
        ("kind", "autre"),
        ("parties", []),
    ],
)
def test_what_is_missing_or_impossible_is_said_beside_its_field(client_as, parties, field, value):
    more = {field: value, **({"parties__text": []} if field == "parties" else {})}
    answer = client_as("staff_national").post(PAGE, typed(*parties, **more))
    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Convention.objects.exists()


def test_nqt_alone_or_twice_makes_no_second_party(client_as, parties):
    staff = client_as("staff_national")
    assert staff.post(PAGE, typed(nqt())).status_code == 400
    assert staff.post(PAGE, typed(nqt(), parties[0], parties[0])).status_code == 303
    assert Convention.objects.get().text.signatories.count() == 2


def test_api_takes_ids_and_refuses_malformed_ones(client_as, parties):
    staff = client_as("staff_national")
    body = {
        "title": "Par l’API",
        "kind": "bilateral",
        "parties": [str(parties[0].public_id)],
        "signed_on": "2015-07-23",
        "territory_scope": "national",
        "source": "Article du 23 juillet 2015.",
    }
    for wrong in ("x", {}, [1], ["x"], [None], [str(parties[0].public_id)] * 13, None):
        assert staff.send("post", API, {**body, "parties": wrong}).status_code == 400, wrong
    answer = staff.send("post", API, body)
    assert answer.status_code == 200
    assert answer.json()["entered_on"] == "2015-07-23"
    assert answer.json()["signed"] == "2 sur 2"


def test_regional_staff_are_not_shown_the_way_nor_let_in(client_as, parties):
    staff = client_as("staff_regional", department_codes=frozenset({"17"}))
    assert PAGE not in staff.get("/staff/conventions/").content.decode()
    assert staff.get(PAGE).status_code == 403
    assert PAGE in client_as("staff_national").get("/staff/conventions/").content.decode()


@pytest.mark.parametrize(
    ("text", "date", "precision"),
    [
        ("2013", datetime.date(2013, 1, 1), Precision.YEAR),
        (" 9/2012 ", datetime.date(2012, 9, 1), Precision.MONTH),
        ("Février 2012", datetime.date(2012, 2, 1), Precision.MONTH),
        ("1er août 2015", datetime.date(2015, 8, 1), Precision.DAY),
        ("23.07.2015", datetime.date(2015, 7, 23), Precision.DAY),
        ("2015-07", datetime.date(2015, 7, 1), Precision.MONTH),
    ],
)
def test_date_is_read_as_precisely_as_it_is_typed(text, date, precision):
    assert read_known(text) == Known(date, precision)


@pytest.mark.parametrize("text", ["", "13", "31/02/2012", "13/2012", "brumaire 2012", "2012-13-01", "12/12/12", "0000"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):
        read_known(text)
