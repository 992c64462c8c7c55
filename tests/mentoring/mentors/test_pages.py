"""The three rooms of mentors by HTTP: staff's list and page, the partner's portal, one's own profile on a phone."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.mentors.models import Mentor, MentorState
from mentoring.proposals.models import ProposalState
from nqt.audit.models import AccessRecord
from partners.organizations.models import ContactRoleKind
from tests.harness.by_hand import pause_is_over
from tests.harness.factories.mentoring import (
    a_commune,
    a_mentor,
    a_mentor_user,
    a_mentorship,
    a_proposal,
    an_occupation,
)
from tests.harness.factories.organizations import a_department, a_portal_user, an_organization
from tests.harness.factories.regions import the_west
from tests.harness.words import said

pytestmark = pytest.mark.django_db


def names(response):
    return [row["name"] for row in response.json()["results"]]


def text(response):
    return said(response)


def flat(response):
    return " ".join(text(response).split())


# staff ---------------------------------------------------------------------------------------------------------------
@pytest.fixture
def three(db):
    """One free, one full, one who left; for two employers."""
    west = the_west()
    landlord, other = an_organization("Habitat 17"), an_organization("Domaines 33")
    free = a_mentor(last_name="Libre", capacity=2, employer=landlord, department=west["17"])
    full = a_mentor(last_name="Complète", capacity=1, employer=other, department=west["33"])
    gone = a_mentor(MentorState.LEFT, last_name="Partie", employer=landlord, department=west["17"])
    a_mentorship(mentor=free)
    a_proposal(ProposalState.OFFERED, mentor=full)
    return free, full, gone, landlord


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Sophie Complète", "Sophie Libre"]),
        ("?state=left", ["Sophie Partie"]),
        ("?state=all", ["Sophie Complète", "Sophie Libre", "Sophie Partie"]),
        ("?places=free", ["Sophie Libre"]),
        ("?places=full", ["Sophie Complète"]),
        ("?search=complete", ["Sophie Complète"]),
        ("?employer={employer}", ["Sophie Libre"]),
        ("?employer={employer}&au=2019-01-01", []),
        ("?department__text=gironde", ["Sophie Complète"]),
        ("?sort=-updated&state=all", ["Sophie Partie", "Sophie Complète", "Sophie Libre"]),
    ],
)
def test_staff_find_whom_they_look_for(three, client_as, query, found):
    staff = client_as("staff_national")
    answer = staff.get(f"/api/v1/staff/mentors/{query.format(employer=three[3].public_id)}")
    assert names(answer) == found


def test_list_says_employer_and_places_and_goes_out_as_csv(three, client_as):
    staff = client_as("staff_national")
    rows = {row["name"]: row for row in staff.get("/api/v1/staff/mentors/").json()["results"]}
    assert (rows["Sophie Libre"]["employer"], rows["Sophie Libre"]["places"]) == ("Habitat 17", "1 sur 2")
    assert rows["Sophie Complète"]["places"] == "1 sur 1"
    table = b"".join(staff.get("/staff/mentors.csv").streaming_content).decode("utf-8-sig")
    assert "Sophie Libre;en activité;Habitat 17;Directrice du développement;" in table


def test_list_costs_the_same_statements_for_more_rows(three, client_as, django_assert_max_num_queries):
    staff = client_as("staff_national")
    staff.get("/staff/mentors/")
    for number in range(8):
        a_mentor(last_name=f"Encore {number}")
    with django_assert_max_num_queries(14):
        assert staff.get("/staff/mentors/").status_code == 200


def test_staff_invite_with_typed_words_then_read_change_and_end(client_as):
    staff, landlord = client_as("staff_national"), an_organization("Habitat 17")
    commune = a_commune()
    form = {"first_name": "Inès", "last_name": "Costa", "email": "ines@example.org"}
    created = staff.post(
        "/staff/mentors/new/", {**form, "organization__text": "habitat", "commune__text": commune.name}
    )
    assert created.status_code == 303, text(created)
    mentor = Mentor.objects.get()
    page = flat(staff.get(created.url))
    assert "Habitat 17" in page and "Invitation envoyée" in page and "Renvoyer l’invitation" in page
    assert AccessRecord.objects.filter(object_public_id=mentor.public_id).exists()
    twice = staff.post(
        "/staff/mentors/new/", {**form, "organization": landlord.public_id, "commune": commune.public_id}
    )
    assert twice.status_code == 400 and "Un parrain ou une marraine a déjà cette adresse." in text(twice)
    left = staff.post(f"{created.url}leave/", {"version": 1, "reason": "Mauvaise adresse"})
    assert left.status_code == 303
    assert "Rétablir" in flat(staff.get(created.url))


def test_page_of_a_mentor_shows_employers_one_after_the_other(client_as):
    staff, mentor = client_as("staff_national"), a_mentor(employer=an_organization("Habitat 17"))
    new, url = an_organization("Domaines 33"), f"/staff/mentors/{mentor.public_id}/"
    day = timezone.localdate().isoformat()
    answer = staff.post(f"{url}change-employer/", {"version": 1, "organization": new.public_id, "valid_from": day})
    assert answer.status_code == 303
    page = flat(staff.get(url))
    assert "Habitat 17" in page and "Domaines 33" in page and "depuis" in page
    wrong = staff.post(
        f"{url}change-employer/", {"version": 2, "organization": new.public_id, "valid_from": "2000-13-01"}
    )
    assert wrong.status_code == 400


# the partner's portal ------------------------------------------------------------------------------------------------
@pytest.fixture
def landlord(db):
    return an_organization("Habitat 17")


def test_partner_reads_names_activity_and_numbers_and_nothing_else(landlord, client_as):
    mentor = a_mentor(employer=landlord, presentation="CANARI", phone="+33612345678")
    a_mentorship(mentor=mentor)
    a_mentor(MentorState.LEFT, employer=landlord, last_name="Partie")
    a_mentor(last_name="Ailleurs")
    partner = client_as(user=a_portal_user(landlord, ContactRoleKind.HR))
    row = partner.get("/api/v1/partner/mentors/").json()["results"][0]
    assert set(row) == {"public_id", "name", "activity", "accompanied", "version", "actions"}
    assert (row["name"], row["activity"], row["accompanied"]) == (mentor.full_name, "active", 1)
    page = text(partner.get("/partner/mentors/"))
    for hidden in ("CANARI", mentor.email, "Partie", "Ailleurs", "Inviter un parrain"):
        assert hidden not in page
    assert not partner.get("/api/v1/partner/mentors/", {"search": mentor.email}).json()["results"]
    assert partner.get("/partner/mentors/new/").status_code == 403


def test_pause_is_not_the_employer_s_business(landlord, client_as):
    a_mentor(MentorState.PAUSED, employer=landlord, paused_until=timezone.localdate() + datetime.timedelta(days=9))
    page = flat(client_as(user=a_portal_user(landlord)).get("/partner/mentors/"))
    assert "pas disponible en ce moment" in page.lower() and "en pause" not in page


def test_former_employer_no_longer_reads_the_mentor(landlord, client_as):
    mentor = a_mentor(employer=landlord)
    mentor.employments.update(valid_until=timezone.localdate())
    partner = client_as(user=a_portal_user(landlord))
    assert partner.get(f"/partner/mentors/{mentor.public_id}/").status_code == 404
    assert names(partner.get("/api/v1/partner/mentors/")) == []


def test_administrator_invites_reminds_and_takes_back(landlord, client_as):
    partner = client_as(user=a_portal_user(landlord))
    form = {"first_name": "Inès", "last_name": "Costa", "email": "ines@example.org", "commune": a_commune().public_id}
    created = partner.post("/partner/mentors/new/", form)
    assert created.status_code == 303
    mentor = Mentor.objects.get()
    assert mentor.employments.get().organization == landlord
    url = f"/partner/mentors/{mentor.public_id}/"
    too_soon = partner.post(f"{url}remind/", {"version": mentor.version})
    assert too_soon.status_code == 409 and "de nouveau possible" in too_soon.content.decode()
    assert "Aucun courriel ne partira. Déjà en route" in partner.get(f"{url}remind/").content.decode()
    pause_is_over()
    assert partner.post(f"{url}remind/", {"version": mentor.version}).status_code == 303
    mentor.refresh_from_db()
    assert partner.post(f"{url}uninvite/", {"version": mentor.version}).status_code == 303
    assert partner.get(url).status_code == 404
    assert partner.post(f"{url}pause/", {"version": 1}).status_code == 404


def test_employer_given_by_a_partner_is_no_field_of_the_form(landlord, client_as):
    partner = client_as(user=a_portal_user(landlord))
    body = {"first_name": "Inès", "last_name": "Costa", "email": "ines@example.org"}
    body |= {"commune": str(a_commune().public_id), "organization": str(an_organization().public_id)}
    assert partner.send("post", "/api/v1/partner/mentors/", body).status_code == 400


# one's own profile ---------------------------------------------------------------------------------------------------
@pytest.fixture
def mentor(db):
    return a_mentor_user(department=a_department()).mentor


FORM = {
    "capacity": "2",
    "available_from": "",
    "availability": ["evening", "weekend"],
    "radius_km": "30",
    "study_field": "",
    "offers": ["cv", "network"],
    "languages": ["ar", "fr"],
    "time_given": "own",
    "title": "Urbaniste",
    "phone": "06 12 34 56 78",
    "presentation": "Vingt ans de terrain.",
}


def test_mentor_reads_and_changes_the_profile(mentor, client_as):
    visitor = client_as(user=mentor.user)
    page = flat(visitor.get("/mentor/profile/"))
    assert "Ce que vous donnez" in page and "0 sur 1" in page and mentor.email in page
    url = f"/mentor/profile/{mentor.public_id}/edit/"
    assert visitor.get(url).status_code == 200
    job = an_occupation("F1101", "Architecture du BTP et du paysage")
    form = {**FORM, "version": 1, "commune": mentor.commune.public_id, "occupation": job.public_id}
    saved = visitor.post(url, form)
    assert (saved.status_code, saved.url) == (303, "/mentor/profile/")
    mentor.refresh_from_db()
    assert (mentor.capacity, mentor.languages, mentor.availability) == (2, ["fr", "ar"], ["evening", "weekend"])
    assert (mentor.occupation, mentor.accepts_remote, mentor.study_field) == (job, False, None)
    page = flat(visitor.get("/mentor/profile/"))
    assert "français, arabe" in page and "bénévolat" in page and "06 12 34 56 78" in page


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("capacity", "4", "De 0 à 3 jeunes à la fois."),
        ("capacity", "-1", "De 0 à 3 jeunes à la fois."),
        ("radius_km", "900", "De 0 à 200 km."),
        ("languages", ["klingon"], "Choisissez l’une des réponses proposées."),
        ("phone", "12", "Ce numéro de téléphone n’existe pas."),
        ("available_from", "demain", "Cette date n’existe pas"),
        ("commune__text", "Nulle-Part-sur-Mer", "Rien ne correspond à ces mots."),
        ("first_name", "Autre", "Ce champ n’existe pas."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_changes_nothing(mentor, client_as, name, value, said):
    form = {**FORM, "version": 1, "commune": str(mentor.commune.public_id), name: value}
    if name == "commune__text":
        form["commune"] = ""
    answer = client_as(user=mentor.user).post(f"/mentor/profile/{mentor.public_id}/edit/", form)
    assert answer.status_code == 400 and said in text(answer)
    assert Mentor.objects.get(pk=mentor.pk).version == 1


def test_mentor_pauses_and_resumes_from_the_phone(mentor, client_as):
    visitor, url = client_as(user=mentor.user), f"/mentor/profile/{mentor.public_id}/"
    past = visitor.post(f"{url}pause/", {"version": 1, "until": "2020-01-01"})
    assert past.status_code == 400 and "Choisissez un jour à venir." in text(past)
    until = timezone.localdate() + datetime.timedelta(days=30)
    assert visitor.post(f"{url}pause/", {"version": 1, "until": until.isoformat()}).url == "/mentor/profile/"
    page = flat(visitor.get("/mentor/profile/"))
    assert "Vous êtes en pause jusqu’au" in page and "Reprendre" in page and "Faire une pause" not in page
    assert visitor.post(f"{url}resume/", {"version": 1}).status_code == 409
    assert visitor.post(f"{url}resume/", {"version": 2}).status_code == 303
    assert Mentor.objects.get(pk=mentor.pk).state == MentorState.ACTIVE


def test_another_mentor_s_profile_is_no_page(mentor, client_as):
    visitor, other = client_as(user=mentor.user), a_mentor()
    for path in (f"/mentor/profile/{other.public_id}/", f"/mentor/profile/{other.public_id}/edit/"):
        assert visitor.get(path).status_code == 404
    assert names(visitor.get(reverse("api:mentor:profile-list"))) == [mentor.full_name]


def test_mentor_who_left_enters_no_more(mentor, client_as):
    visitor = client_as(user=mentor.user)
    Mentor.objects.filter(pk=mentor.pk).update(state=MentorState.LEFT)
    assert visitor.get("/mentor/profile/").status_code == 404
