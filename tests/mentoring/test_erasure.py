"""Somebody goes through the product, is erased, and nothing in the whole database tells who it was."""

import datetime

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from mentoring.graduates.models import Application, Graduate
from mentoring.mentors.models import Mentor
from mentoring.mentorships.actions import concern_settle
from mentoring.mentorships.models import Concern, Meeting, Mentorship
from mentoring.proposals.models import Veto
from nqt.accounts.actions import invitation_create
from nqt.accounts.actor import Actor
from nqt.accounts.models import User
from nqt.audit.transitions import move
from nqt.common.errors import Conflict, Forbidden
from nqt.common.keeping import register_of_processing
from nqt.outbox.models import Message
from nqt.privacy.actions import erasure_request, erasure_withdraw, person_erase
from nqt.privacy.erasing import Person
from nqt.privacy.models import RightsRequest
from partners.organizations.actions.people import INVITATION_PURPOSE
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_mentorship, a_proposal, as_graduate
from tests.harness.factories.organizations import MACHINE, a_contact, an_organization, national, regional

pytestmark = pytest.mark.django_db
CANARY = "canari"
EMAIL = f"{CANARY}@example.org"
BORN = datetime.date(2001, 7, 23)


def everywhere(word: str) -> list[str]:
    """Tables of the whole database, history included, with a row that holds the word in any column."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            quoted = connection.ops.quote_name(table)
            seek = f"SELECT count(*) FROM {quoted} AS row WHERE row::text ILIKE %s"  # noqa: S608
            cursor.execute(seek, [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


@pytest.fixture
def user():
    return User.objects.create_user(EMAIL, password=None, first_name=CANARY, last_name=CANARY)


@pytest.fixture
def graduate(user):
    """A canary in every text a person or the staff may type about her, changed once so that history holds it too."""
    words = ("degree_title", "school", "address", "project", "question", "shown_reason", "first_name", "last_name")
    graduate = a_graduate(user=user, email=EMAIL, birth_date=BORN, **dict.fromkeys(words, CANARY))
    Graduate.objects.filter(pk=graduate.pk).update(project=f"{CANARY} deux")
    Application.objects.create(
        graduate=graduate,
        verdict="eligible",
        checks=[{"sentence": f"{CANARY} a 24 ans."}],
        inputs={"birth_date": BORN.isoformat(), "degree_level": 5, "commune": CANARY},
    )
    move(graduate, "refuse", actor=MACHINE, reason=CANARY, shown_reason=CANARY, at=timezone.now())
    return graduate


def give_her_a_past(graduate, mentor):
    """A declined offer, a closed mentorship with meetings and a concern, mails, an invitation, a forbidden pair."""
    a_proposal("declined", graduate=graduate, mentor=mentor, decline_note=CANARY, parts=[{"staff": CANARY}])
    Veto.objects.create(graduate=graduate, mentor=mentor, reason=CANARY)
    pair = a_mentorship("closed", graduate=graduate, mentor=mentor, close_note=CANARY)
    now = timezone.now()
    words = dict.fromkeys(("place", "topic", "shared_note", "private_note"), CANARY)
    Meeting.objects.create(mentorship=pair, state="held", proposed_by="graduate", starts_at=now, ends_at=now, **words)
    told = {"text": CANARY, "settlement": CANARY, "state": "settled"}
    Concern.objects.create(mentorship=pair, side="graduate", raised_by=graduate.user, **told)
    Message.objects.create(kind="x", to=EMAIL, key="x", subject=f"Bonjour {CANARY}", state="sent", sent_at=now)
    return pair


def test_erased_graduate_is_nowhere_in_the_whole_database(graduate):
    pair = give_her_a_past(graduate, a_mentor())
    assert len(everywhere(CANARY)) > 10

    person_erase(actor=national(), target=graduate, person=Person.of(graduate.user, graduate.email))

    assert everywhere(CANARY) == []
    assert everywhere(BORN.isoformat()) == []
    erased = Graduate.objects.get(pk=graduate.pk)
    assert str(erased) == "Personne effacée" and erased.birth_date == datetime.date(2001, 1, 1)
    assert Mentorship.objects.get(pk=pair.pk).meetings.count() == 1


def test_what_is_counted_stays_counted(graduate):
    before = Graduate.objects.values("department", "degree_level", "qpv", "submitted_at__month").get(pk=graduate.pk)
    person_erase(actor=MACHINE, target=graduate, person=Person.of(graduate.user))
    assert Graduate.objects.values(*before).get(pk=graduate.pk) == before


def test_erased_mentor_who_is_also_a_contact_is_nowhere(user):
    landlord = an_organization()
    texts = dict.fromkeys(("first_name", "last_name", "title", "presentation"), CANARY)
    mentor = a_mentor(user=user, email=EMAIL, **texts)
    names = {"first_name": CANARY, "last_name": CANARY, "title": CANARY, "note": CANARY}
    contact = a_contact(landlord, "hr", user=user, email=EMAIL, **names)
    invitation_create(actor=national(), email=EMAIL, purpose=INVITATION_PURPOSE, subject_id=contact.pk)
    give_her_a_past(a_graduate(), mentor)

    person_erase(actor=national(), target=mentor, person=Person.of(user, EMAIL))

    assert everywhere(CANARY) == []
    assert Mentor.objects.get(pk=mentor.pk).state == "left"
    user.refresh_from_db()
    assert not user.is_active and user.email.endswith("@erased.invalid") and not user.has_usable_password()


def test_somebody_else_loses_nothing(graduate):
    other = a_graduate(project="canard")
    person_erase(actor=MACHINE, target=graduate, person=Person.of(graduate.user))
    other.refresh_from_db()
    assert other.project == "canard" and other.email


def test_concern_that_waits_is_settled_first(graduate):
    pair = a_mentorship(graduate=graduate)
    concern = Concern.objects.create(mentorship=pair, side="graduate", raised_by=graduate.user, text="À l’aide")
    with pytest.raises(Conflict, match="traitez-le, puis effacez"):
        person_erase(actor=national(), target=graduate, person=Person.of(graduate.user))
    assert CANARY in Graduate.objects.get(pk=graduate.pk).first_name
    assert not RightsRequest.objects.exists()
    concern_settle(actor=national(), target=concern, settlement="Vu avec les deux.")
    person_erase(actor=national(), target=graduate, person=Person.of(graduate.user))
    assert everywhere(CANARY) == []


def test_only_national_staff_erase(graduate):
    for actor in (regional("17"), as_graduate(graduate), Actor.anonymous()):
        with pytest.raises(Forbidden):
            person_erase(actor=actor, target=graduate, person=Person.of(graduate.user))


def test_request_waits_once_is_taken_back_and_is_answered_by_the_erasure(graduate):
    me = as_graduate(graduate)
    erasure_request(actor=me, target=graduate)
    with pytest.raises(Conflict):
        erasure_request(actor=me, target=graduate)
    erasure_withdraw(actor=me, target=graduate)
    with pytest.raises(Conflict):
        erasure_withdraw(actor=me, target=graduate)
    asked = erasure_request(actor=me, target=graduate)
    person_erase(actor=national(), target=graduate, person=Person.of(graduate.user))
    asked.refresh_from_db()
    assert asked.state == "done" and asked.answered_at and not RightsRequest.objects.asked().exists()


BEYOND = {
    "files.StoredFile": "no kind of file is about a person yet",
    "mentoring.RunRecord": "internal keys and whole numbers, no word",
    "account.EmailAddress": "made by the sign-in alone; of the account, deleted with it",
    "accounts.Invitation": "met by the test of the mentor who is a contact",
    "accounts.User": "met",
    "audit.AccessRecord": "ids",
    "audit.SecurityEvent": "keyed hashes",
    "audit.TransitionLog": "met by its reasons",
    "jobs.Job": "ids",
    "mentoring.Consent": "hashes and dates",
    "mentoring.Employment": "dates",
    "mentoring.LeftOut": "a sentence that names nobody",
    "mentoring.MatchingPolicy": "written by staff, about weights",
    "mentoring.MatchingRun": "ids",
    "mentoring.MatchingScenario": "keys, taken out by the test of scenarios",
    "mentoring.Mentor": "met by the test of the mentor",
    "mentoring.SourcingLink": "the colleague who made it",
    "mfa.Authenticator": "secrets, sealed",
    "outbox.Stop": "a hash of the address, kept so that the stop outlives her (test_stops.py)",
    "pghistory.Context": "keys of accounts and hats",
    "door.Answered": "sealed and keyed by a secret: no word can be read there; gone after a day",
    "privacy.RightsRequest": "met by the tests of the register: its words are emptied",
    "sessions.Session": "ended by the change of the account's session generation",
}
"""Tables told in a `privacy.py` where the canary graduate leaves no word, and why."""
OF_PARTNERS = ("partners.", "regions.")
"""Conventions are evidence under another term: their free texts are rewritten by hand."""


def test_canary_meets_every_table_that_says_it_holds_personal_words(graduate):
    """A new table with personal data is filled by this test, or says here why it has no word to leave."""
    give_her_a_past(graduate, a_mentor())
    met = set(everywhere(CANARY))
    told = set(register_of_processing())
    unmet = {
        label for label in told if not label.startswith(OF_PARTNERS) and apps.get_model(label)._meta.db_table not in met
    }
    assert unmet <= set(BEYOND), unmet - set(BEYOND)
