"""Five short steps, each kept on its own: what is wrong is said, nothing typed is lost, two browsers are compared."""

import datetime

import pytest
from django.utils import timezone

from mentoring.graduates.actions.writing import meant
from mentoring.graduates.models import Graduate, GraduateState
from mentoring.graduates.resources.applying import neighborhood_words
from regions.neighborhoods import locating
from regions.neighborhoods.geocoding import GeocoderAway, Place
from regions.neighborhoods.locating import Answer, Reason
from regions.territories.models import Commune, FormerName
from tests.harness.factories.mentoring import a_commune, a_graduate, a_study_field, an_occupation, as_graduate
from tests.harness.factories.regions import CommuneFactory, DepartmentFactory, a_neighborhood
from tests.mentoring.graduates.pages import YOU, at, degree, fill, fill_all, send, version_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return Graduate.objects.create(email="draft@example.org")


def test_each_step_is_kept_and_leads_to_the_next(client_as, draft):
    answer = fill(client_as(), draft, "you", YOU)
    assert answer["Location"] == at(draft, "degree")
    page = words(client_as().get(at(draft, "degree")))
    assert "étape 2 sur 5" in page
    assert "Enregistré à" in page
    assert "Finir plus tard" in page


def test_what_is_missing_is_said_beside_its_field(client_as, draft):
    page = fill(client_as(), draft, "you", {**YOU, "last_name": ""})
    assert page.status_code == 400
    assert "Inès" in page.content.decode()
    assert Graduate.objects.get().first_name == ""


def test_coming_back_leads_to_the_first_step_that_lacks_an_answer(client_as, draft):
    fill(client_as(), draft, "you", YOU)
    assert client_as().get(at(draft))["Location"] == at(draft, "degree")
    assert "étape 5 sur 5" in words(client_as().get(f"{at(draft)}?read"))


# the degree ----------------------------------------------------------------------------------------------------------
def test_a_degree_to_come_is_refused_with_the_year_that_was_meant(client_as, draft):
    page = fill(client_as(), draft, "degree", degree(degree_year="2051"))
    assert page.status_code == 400
    assert "2051 n’est pas encore arrivé" in words(page)
    assert "Vouliez-vous écrire 2015 ?" in words(page)
    assert Graduate.objects.get().degree_year is None


def test_next_year_is_to_come_too(client_as, draft):
    following = timezone.localdate().year + 1
    assert fill(client_as(), draft, "degree", degree(degree_year=str(following))).status_code == 400


@pytest.mark.parametrize(("year", "said"), [(2051, "2015"), (2205, "2025"), (9999, ""), (2026, "")])
def test_two_digits_in_the_wrong_order_are_recognized(year, said):
    assert said in meant(year, 2025)
    assert bool(meant(year, 2025)) == bool(said)


@pytest.mark.parametrize("born", ["2090-01-01", "1850-01-01", "2020-01-01", "31/02/2001", "hier"])
def test_a_birth_that_cannot_be_is_refused(client_as, draft, born):
    assert fill(client_as(), draft, "you", {**YOU, "birth_date": born}).status_code == 400


def test_field_of_study_and_job_are_found_by_words_without_accents(client_as, draft):
    field = a_study_field("128", "Droit, sciences politiques")
    job = an_occupation("K1801", "Conseil en emploi et insertion socioprofessionnelle")
    fill(client_as(), draft, "degree", {**degree(), "study_field__text": "sciences", "study_field": ""})
    done = fill(client_as(), draft, "project", {"target_job__text": "INSERTION", "target_job": "", "project": "Oui"})
    assert done.status_code == 303, words(done)
    kept = Graduate.objects.get()
    assert (kept.study_field, kept.target_job) == (field, job)


# a job that is in no register ----------------------------------------------------------------------------------------
PASTRY = {"target_job__text": "pâtissier de nuages", "project": "Oui"}


def test_job_that_nothing_matches_leaves_a_way_on(client_as, draft):
    refused = fill(client_as(), draft, "project", {**PASTRY, "target_job": ""})
    assert refused.status_code == 400
    assert "Aucun de ces métiers : garder « pâtissier de nuages »" in words(refused)
    assert 'name="target_job" value="words"' in refused.content.decode()
    assert fill(client_as(), draft, "project", {**PASTRY, "target_job": "words"}).status_code == 303
    kept = Graduate.objects.get()
    assert (kept.target_job, kept.target_job_words, kept.job_named) == (
        None,
        "pâtissier de nuages",
        "pâtissier de nuages",
    )
    assert "pâtissier de nuages" in client_as().get(at(draft, "project")).content.decode()
    assert fill(client_as(), draft, "project", {**PASTRY, "target_job": ""}).status_code == 303, "left as it was"


def test_job_kept_in_words_is_complete_and_read_by_all(client_as, draft):
    fill_all(client_as(), draft)
    fill(client_as(), draft, "project", {**PASTRY, "target_job": "words"})
    assert "pâtissier de nuages" in words(client_as().get(at(draft) + "?read"))
    assert send(client_as(), draft).status_code == 303
    staff = client_as("staff_national")
    assert staff.get("/api/v1/staff/graduates/").json()["results"][0]["target_job"] == "pâtissier de nuages"
    assert "le calcul ne compare" in words(staff.get(f"/staff/graduates/{draft.public_id}/"))


def test_job_chosen_later_replaces_the_words(client_as, draft):
    fill(client_as(), draft, "project", {**PASTRY, "target_job": "words"})
    job = an_occupation("D1104", "Pâtisserie, confiserie")
    asked = {"target_job__text": "Pâtisserie, confiserie", "target_job": str(job.public_id), "project": "Oui"}
    assert fill(client_as(), draft, "project", asked).status_code == 303
    kept = Graduate.objects.get()
    assert (kept.target_job, kept.target_job_words) == (job, "")


def test_words_typed_over_those_that_were_kept_are_looked_for(client_as, draft):
    fill(client_as(), draft, "project", {**PASTRY, "target_job": "words"})
    job = an_occupation("D1104", "Pâtisserie, confiserie")
    fill(client_as(), draft, "project", {**PASTRY, "target_job__text": "confiserie", "target_job": ""})
    assert Graduate.objects.get().target_job == job


@pytest.mark.parametrize("wrong", ["x" * 121, "deux\nlignes"])
def test_words_that_are_no_job_title_are_refused(client_as, draft, wrong):
    answer = fill(client_as(), draft, "project", {**PASTRY, "target_job__text": wrong, "target_job": "words"})
    assert answer.status_code == 400
    assert Graduate.objects.get().target_job_words == ""


def test_machine_gives_words_as_such(client_as):
    graduate = a_graduate(GraduateState.MORE_INFO)
    mine = client_as(user=as_graduate(graduate).user)
    url = f"/api/v1/graduate/application/{graduate.public_id}/"
    etag = {"If-Match": f'"{graduate.version}"'}
    body = {"target_job": {"words": "pâtissier de nuages"}}
    answer = mine.patch(url, body, content_type="application/json", headers=etag)
    assert answer.status_code == 200, answer.content
    assert (answer.json()["target_job"], answer.json()["target_job_words"]) == (None, "pâtissier de nuages")


# going back, going away ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("then", "step"), [("back", "you"), ("later", "")])
def test_leaving_a_step_keeps_what_can_be_kept(client_as, draft, then, step):
    answer = fill(client_as(), draft, "degree", {"degree_title": "Master Urbanisme", "degree_year": "deux"}, then=then)
    assert answer.status_code == 303
    assert answer["Location"].startswith(at(draft, step))
    kept = Graduate.objects.get()
    assert (kept.degree_title, kept.degree_year, kept.degree_level) == ("Master Urbanisme", None, None)


def test_leaving_a_step_does_not_erase_what_was_known(client_as, draft):
    fill(client_as(), draft, "you", YOU)
    answer = fill(client_as(), draft, "you", {**YOU, "first_name": ""}, then="later")
    assert answer.status_code == 303
    assert Graduate.objects.get().first_name == "Inès"


def test_leaving_with_a_degree_to_come_keeps_the_rest(client_as, draft):
    fill(client_as(), draft, "degree", degree(degree_year="2051"), then="back")
    kept = Graduate.objects.get()
    assert (kept.degree_title, kept.degree_year) == ("Master Droit public", None)


def test_pausing_says_how_to_come_back(client_as, draft):
    answer = fill(client_as(), draft, "you", YOU, then="later")
    page = words(client_as().get(answer["Location"]))
    assert "C’est enregistré." in page
    assert "trente jours" in page


def test_two_browsers_on_one_draft_are_compared_and_nothing_is_lost(client_as, draft):
    seen = version_of(draft)
    fill(client_as(), draft, "you", YOU)
    other = client_as().post(at(draft, "you"), {**YOU, "first_name": "Ines", "version": seen})
    assert other.status_code == 409
    page = other.content.decode()
    assert 'value="Ines"' in page
    assert "Inès" in page
    assert Graduate.objects.get().first_name == "Inès"
    again = fill(client_as(), draft, "you", {**YOU, "first_name": "Ines"})
    assert again.status_code == 303
    assert Graduate.objects.get().first_name == "Ines"


def test_a_step_sent_is_written_whole_or_not_at_all(client_as, draft):
    before = version_of(draft)
    refused = fill(client_as(), draft, "project", {"target_job__text": "introuvable", "project": "Mon texte à moi"})
    assert refused.status_code == 400
    assert "Mon texte à moi" in refused.content.decode()
    assert version_of(draft) == before
    assert Graduate.objects.get().project == ""


def test_once_sent_no_step_is_written(client_as):
    sent = a_graduate(GraduateState.SUBMITTED)
    answer = fill(client_as(), sent, "you", YOU)
    assert answer.status_code == 409
    assert Graduate.objects.get().first_name == "Yanis"


# the address ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def known(monkeypatch):
    """A commune with a neighborhood, all perimeters of the day loaded; answers what the test puts in `place`."""
    monkeypatch.setattr(locating, "PERIMETERS", {2015: 1, 2024: 1})

    class Port:
        place, is_away, asked = None, False, 0

        def search(self, address, *, commune=""):
            Port.asked += 1
            if self.is_away:
                raise GeocoderAway
            return self.place

    monkeypatch.setattr("regions.neighborhoods.situating.geocoder", Port)
    return Port


def in_department(code: str, name: str, box):
    department = DepartmentFactory(code=code, name=name)
    commune = CommuneFactory(department=department)
    a_neighborhood(department, box).communes.add(commune)
    return commune


SEINE, SAINT_DENIS, CORSE = (2.38, 48.91, 2.40, 48.93), (55.44, -20.90, 55.46, -20.88), (8.73, 41.92, 8.75, 41.94)


PLACES = [(("93", "Seine-Saint-Denis"), SEINE), (("974", "La Réunion"), SAINT_DENIS), (("2A", "Corse"), CORSE)]


@pytest.mark.parametrize(("department", "box"), PLACES)
@pytest.mark.parametrize(
    ("inside", "number", "answer", "reason", "said"),
    [
        (0.5, "housenumber", Answer.IN, Reason.INSIDE, "est dans un quartier prioritaire"),
        (5.0, "housenumber", Answer.OUT, Reason.OUTSIDE, "n’est pas dans un quartier prioritaire"),
        (0.00001, "housenumber", Answer.UNKNOWN, Reason.NEAR_BORDER, "à la limite d’un quartier"),
        (0.5, "street", Answer.UNKNOWN, Reason.ADDRESS_IMPRECISE, "que votre rue"),
    ],
)
def test_an_address_is_situated_and_told_kindly(
    client_as, draft, known, department, box, inside, number, answer, reason, said
):
    commune = in_department(*department, box)
    west, south, east, north = box
    known.place = Place("3 rue", (south + north) / 2, west + inside * (east - west), number, 0.95, commune.code)
    visitor = client_as()
    done = fill(visitor, draft, "home", {"address": "3 rue des Lilas", "commune": str(commune.public_id)})
    assert done.status_code == 303
    kept = Graduate.objects.get()
    assert (kept.qpv, kept.qpv_reason, kept.department.code) == (answer, reason, department[0])
    assert said in words(visitor.get(done["Location"]))


@pytest.mark.parametrize("is_away", [True, False])
def test_an_address_nobody_finds_stops_nobody(client_as, draft, known, is_away):
    commune = in_department("93", "Seine-Saint-Denis", SEINE)
    known.is_away = is_away
    visitor = client_as()
    done = fill(visitor, draft, "home", {"address": "1 rue de Nulle-Part", "commune": str(commune.public_id)})
    assert done.status_code == 303
    kept = Graduate.objects.get()
    assert (kept.qpv, kept.commune) == (Answer.UNKNOWN, commune)
    assert kept.qpv_reason == (Reason.GEOCODER_AWAY if is_away else Reason.ADDRESS_NOT_FOUND)
    assert "Nous vérifierons" in words(visitor.get(done["Location"]))


def test_a_commune_without_neighborhood_answers_without_asking_anybody(client_as, draft, known):
    in_department("93", "Seine-Saint-Denis", SEINE)
    commune = a_commune()
    fill(client_as(), draft, "home", {"address": "1 rue des Lilas", "commune": str(commune.public_id)})
    kept = Graduate.objects.get()
    assert (kept.qpv, kept.qpv_reason) == (Answer.OUT, Reason.NO_NEIGHBORHOOD_IN_COMMUNE)
    assert known.asked == 0


def test_somebody_without_an_address_gives_a_commune(client_as, draft, known):
    commune = in_department("93", "Seine-Saint-Denis", SEINE)
    done = fill(client_as(), draft, "home", {"address": "", "commune": str(commune.public_id)})
    assert done.status_code == 303
    assert (Graduate.objects.get().qpv, known.asked) == (Answer.UNKNOWN, 0)


def test_the_same_address_asks_the_geocoder_once(client_as, draft, known):
    commune = in_department("93", "Seine-Saint-Denis", SEINE)
    known.place = Place("3 rue", 48.92, 2.39, "housenumber", 0.95, commune.code)
    where = {"address": "3 rue des Lilas", "commune": str(commune.public_id)}
    fill(client_as(), draft, "home", where)
    fill(client_as(), draft, "home", {**where, "background": "modest"})
    assert known.asked == 1
    assert Graduate.objects.get().background == ["modest"]


def test_another_address_forgets_the_former_answer(client_as, draft, known):
    commune = in_department("93", "Seine-Saint-Denis", SEINE)
    known.place = Place("3 rue", 48.92, 2.39, "housenumber", 0.95, commune.code)
    fill(client_as(), draft, "home", {"address": "3 rue des Lilas", "commune": str(commune.public_id)})
    known.place = None
    fill(client_as(), draft, "home", {"address": "9 rue de Nulle-Part", "commune": str(commune.public_id)})
    kept = Graduate.objects.get()
    assert (kept.qpv, kept.qpv_code, kept.qpv_on) == (Answer.UNKNOWN, "", timezone.localdate())


def test_the_age_counts_on_the_day(draft):
    draft.birth_date = datetime.date(1996, 11, 29)
    assert [draft.age_on(datetime.date(2026, 11, day)) for day in (28, 29)] == [29, 30]


# towns ----------------------------------------------------------------------------------------------------------------
def test_a_town_of_two_departments_is_asked_about_and_read_over_with_its_department(client_as, draft):
    here, there = (
        DepartmentFactory(code="93", name="Seine-Saint-Denis"),
        DepartmentFactory(code="974", name="La Réunion"),
    )
    one = CommuneFactory(name="Saint-Denis", department=here, population=149_000, postal_codes=["93200"])
    CommuneFactory(name="Saint-Denis", department=there, population=155_000, postal_codes=["97400"])
    visitor = client_as()
    asked = fill(visitor, draft, "home", {"address": "", "commune": "", "commune__text": "St Denis"})
    assert asked.status_code == 400
    said = words(asked)
    assert "Plusieurs réponses correspondent" in said
    assert said.index("Saint-Denis (La Réunion)") < said.index("Saint-Denis (Seine-Saint-Denis)")
    draft.refresh_from_db()
    assert draft.commune is None
    chosen = {"address": "", "commune": str(one.public_id), "commune__text": "St Denis"}
    assert fill(visitor, draft, "home", chosen).status_code == 303
    assert "Saint-Denis (Seine-Saint-Denis)" in words(visitor.get(f"{at(draft)}?read"))
    assert 'value="Saint-Denis (Seine-Saint-Denis)"' in visitor.get(at(draft, "home")).content.decode()


def test_who_gives_no_street_is_not_told_of_an_address_that_was_not_situated(draft):
    draft.address, draft.qpv, draft.qpv_reason = "", Answer.UNKNOWN, ""
    assert neighborhood_words(draft).startswith("Sans adresse, ")
    draft.address = "12 rue de la République"
    assert neighborhood_words(draft).startswith("Nous n’avons pas encore situé votre adresse.")


@pytest.mark.parametrize("typed", ["93200 Saint-Denis", "SAINT-DENIS (93)", "Pierrefitte-sur-Seine", "93\u00a0200"])
def test_a_town_is_found_as_it_is_written_on_a_letter(client_as, draft, typed):
    here = DepartmentFactory(code="93", name="Seine-Saint-Denis")
    town = CommuneFactory(name="Saint-Denis", department=here, population=149_000, postal_codes=["93200", "93380"])
    CommuneFactory(name="Saint-Denis", department=DepartmentFactory(code="974", name="La Réunion"), population=155_000)
    FormerName.objects.create(commune=town, name="Pierrefitte-sur-Seine")
    assert fill(client_as(), draft, "home", {"address": "", "commune": "", "commune__text": typed}).status_code == 303
    draft.refresh_from_db()
    assert draft.commune == town


def test_a_code_that_is_of_two_towns_is_asked_about(client_as, draft):
    department = DepartmentFactory(code="69", name="Rhône")
    city = CommuneFactory(code="69123", name="Lyon", department=department, postal_codes=["69003"], population=500_000)
    district = {"department": department, "parent": city, "postal_codes": ["69003"], "population": 100_000}
    third = CommuneFactory(code="69383", name="Lyon 3e Arrondissement", **district)
    CommuneFactory(code="69003", name="Albigny-sur-Saône", department=department, population=2900)
    visitor = client_as()
    said = words(fill(visitor, draft, "home", {"address": "", "commune": "", "commune__text": "69003"}))
    assert said.index("Lyon 3e Arrondissement (Rhône)") < said.index("Albigny-sur-Saône (Rhône)")
    assert "Lyon (Rhône)" not in said
    Commune.objects.filter(code="69003").delete()
    assert fill(visitor, draft, "home", {"address": "", "commune": "", "commune__text": "69003"}).status_code == 303
    draft.refresh_from_db()
    assert draft.commune == third


def test_a_guess_is_asked_about_although_it_is_alone(client_as, draft):
    town = CommuneFactory(name="Niort", department=DepartmentFactory(code="79"), postal_codes=["79000"])
    visitor = client_as()
    asked = fill(visitor, draft, "home", {"address": "", "commune": "", "commune__text": "79003"})
    assert asked.status_code == 400
    assert "Est-ce bien celle-ci" in words(asked) and "Niort (Deux-Sèvres)" in words(asked)
    chosen = {"address": "", "commune": str(town.public_id), "commune__text": "79003"}
    assert fill(visitor, draft, "home", chosen).status_code == 303
