"""“Télécharger mes données” is a page one reads: all of it, in French words, nothing of others, no internals."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.graduates.consents import ACCOMPANIMENT
from mentoring.graduates.models import Consent
from mentoring.mentorships.models import Concern, Meeting
from nqt.accounts.actor import Actor
from nqt.audit import access
from nqt.outbox.models import Message
from nqt.privacy.actions import request_make
from nqt.privacy.disclosing import told_to
from nqt.privacy.erasing import Person
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_mentorship, a_proposal, as_graduate, as_mentor
from tests.harness.factories.organizations import a_contact, an_organization, national

pytestmark = pytest.mark.django_db
SECRET = "Ne-pas-lire"
"""In what others wrote for themselves, or are."""
INTERNAL = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-|\b(public_id|pk|version|None|True|False|submitted|more_info|pool|graduate|mentor|video)\b"
)


@pytest.fixture
def graduate():
    graduate = a_graduate(user=UserFactory(), last_name="Belkacem", school="Université de Tours", project="Bâtir.")
    given = {"text_version": "1", "text_hash": ACCOMPANIMENT.hash, "channel": "link"}
    Consent.objects.create(graduate=graduate, purpose=ACCOMPANIMENT.purpose, **given)
    access.record(national(), access.READ, graduate)
    now = timezone.now()
    Message.objects.create(kind="x", to=graduate.email, key="x", subject="Votre candidature", state="sent", sent_at=now)
    return graduate


@pytest.fixture
def pair(graduate):
    mentor = a_mentor(
        user=UserFactory(), first_name="Sophie", title="Directrice", phone="+33611111111", presentation="Bonjour."
    )
    pair = a_mentorship("started", graduate=graduate, mentor=mentor)
    now = timezone.now()
    facts = {"starts_at": now - datetime.timedelta(days=2), "ends_at": now, "topic": "Le CV"}
    words = {"shared_note": "On a relu le CV.", "private_note": f"{SECRET} note pour soi"}
    Meeting.objects.create(mentorship=pair, state="held", proposed_by="mentor", **facts, **words)
    told = {"text": f"{SECRET} signalement", "state": "settled"}
    Concern.objects.create(mentorship=pair, side="mentor", raised_by=mentor.user, **told)
    a_proposal("declined", graduate=graduate, decline_note=f"{SECRET} refus")
    return pair


def words(file) -> str:
    """All that is told, as text."""
    told = []
    for section in told_to(Person.of(file.user, file.email)):
        told += [section.title, section.note]
        told += [f"{fact.label} {fact.value}" for fact in section.facts]
        told += [f"{line.what} {line.when} {line.detail}" for line in section.lines]
    return "\n".join(told)


def test_graduate_reads_all_of_it_and_nothing_of_others(graduate, pair):
    told = words(graduate)
    for known in (
        "Belkacem",
        "Université de Tours",
        "Aménagement du territoire, urbanisme",
        "Bâtir.",
        "Être accompagné par NQT",
        ACCOMPANIMENT.text,
        "L’équipe nationale de NQT",
        "Votre candidature",
        "Sophie",
        "Directrice",
        "Le CV",
        "On a relu le CV.",
    ):
        assert known in told, known
    assert SECRET not in told and "611111111" not in told
    assert "Où vous en êtes acceptée" in told


def test_mentor_reads_her_own_notes_and_of_the_graduate_the_first_name_alone(graduate, pair):
    told = words(pair.mentor)
    assert "Bonjour." in told and f"{SECRET} note pour soi" in told and f"{SECRET} signalement" in told
    assert graduate.first_name in told and "Belkacem" not in told and "Tours" not in told


def test_contact_reads_her_record_and_that_a_note_exists():
    contact = a_contact(an_organization("Habitat 17"), "signatory", user=UserFactory(), note=f"{SECRET} note")
    told = words(contact)
    assert "Habitat 17" in told and contact.last_name in told and "Note de l’équipe" in told and SECRET not in told


def test_what_is_told_has_no_internals(graduate, pair):
    request_make(actor=Actor.system("tests"), target=graduate, kind="access")
    for file in (graduate, pair.mentor):
        found = INTERNAL.findall(words(file))
        assert not found


def test_page_prints_and_the_same_is_given_as_json(graduate, pair, client_as):
    visitor = client_as(user=as_graduate(graduate).user)
    page = visitor.get(reverse("pages:graduate:my-data-list"))
    html = page.content.decode()
    assert "Imprimer ou enregistrer en PDF" in html and "On a relu le CV." in html and SECRET not in html
    assert page["Cache-Control"].startswith("private") or "no-store" in page["Cache-Control"]
    data = visitor.get("/api/v1/graduate/my-data/").json()
    assert set(data) == {"name", "told_at", "sections"}
    assert {section["title"] for section in data["sections"]} >= {"Qui vous êtes", "Ce que vous avez accepté"}


def test_mentor_and_contact_have_their_page(pair, client_as):
    own = client_as(user=as_mentor(pair.mentor).user).get(reverse("pages:mentor:my-data-list"))
    assert "Directrice" in own.content.decode()
    landlord = an_organization()
    contact = a_contact(landlord, "administrator", user=UserFactory(), first_name="Nadège")
    a_contact(landlord, "hr", user=UserFactory(), first_name=SECRET)
    page = client_as(user=contact.user).get(reverse("pages:partner:my-data-list")).content.decode()
    assert "Nadège" in page and SECRET not in page
