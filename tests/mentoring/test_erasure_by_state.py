"""In every state somebody can be in, an erasure ends what she is in, leaves no word, and takes no counted row."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.utils import timezone

from mentoring.graduates.models import Consent, Graduate, GraduateState
from mentoring.matching.actions import run_start
from mentoring.matching.engine.certificate import faults
from mentoring.matching.loading import graduates_of
from mentoring.matching.models import RunRecord
from mentoring.matching.record import unpack, unpack_result
from mentoring.mentors.models import Mentor
from mentoring.mentorships.models import Meeting, MeetingSlot, Mentorship
from mentoring.proposals.actions import proposal_approve
from mentoring.proposals.models import MatchProposal, Veto
from nqt.accounts.models import User
from nqt.audit import access
from nqt.audit.models import AccessRecord
from nqt.common.errors import Conflict
from nqt.jobs.models import Job
from nqt.jobs.running import perform
from nqt.outbox.delivery import drain
from nqt.outbox.models import Message
from nqt.outbox.post import post
from nqt.privacy.actions import person_erase
from nqt.privacy.erasing import Person, consequences
from partners.conventions.models import Signatory, Signature
from partners.organizations.models import Contact
from tests.harness.factories import conventions as signing
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_mentorship, a_policy, a_proposal, a_run, as_staff
from tests.harness.factories.organizations import MACHINE, a_contact, an_organization, national
from tests.mentoring.test_erasure import CANARY, everywhere
from tests.nqt.outbox.sink import FaultySink

pytestmark = pytest.mark.django_db
WAITING = ("proposed", "approved", "offered")
NOT_COUNTED = frozenset(
    {
        "account.EmailAddress",
        "accounts.Invitation",
        "mentoring.Veto",  # forbids nothing any more
        "outbox.Message",  # those to her are gone
        "partners.SigningCode",  # proved nothing
        "sessions.Session",
    }
)
MADE = frozenset({"audit.TransitionLog", "privacy.RightsRequest", "outbox.Message", "jobs.Job"})
"""Tables that an erasure adds to: its steps, its proof, a word to the other of a pair, a search for somebody else."""


@pytest.fixture
def staff():
    return national()


@pytest.fixture
def sink(settings):
    """A mail server."""
    with FaultySink() as server:
        settings.EMAIL_BACKEND = "nqt.outbox.transport.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


def counts() -> dict[str, int]:
    """Rows of every table of ours."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy and not hasattr(model, "pgh_tracked_model")
    }


@contextmanager
def nothing_counted_is_lost(*allowed: str) -> Iterator[None]:
    """Every count, before and after."""
    before = counts()
    yield
    after = counts()
    lost = {label for label, number in before.items() if after[label] < number}
    assert lost <= NOT_COUNTED | set(allowed)
    added = {label for label, number in before.items() if after[label] > number}
    assert added <= MADE


def a_canary(state: str = GraduateState.POOL, **facts) -> Graduate:
    words = ("first_name", "last_name", "degree_title", "school", "address", "project")
    user = UserFactory(email=f"{CANARY}@example.org", first_name=CANARY, last_name=CANARY)
    graduate = a_graduate(state, user=user, email=user.email, **dict.fromkeys(words, CANARY), **facts)
    Consent.objects.create(
        graduate=graduate, purpose="shown_to_mentors", text_version="1", text_hash="x", channel="link"
    )
    return graduate


def a_canary_mentor(state: str = "active", **facts) -> Mentor:
    words = ("first_name", "last_name", "title", "presentation")
    user = UserFactory(email=f"{CANARY}@example.org", first_name=CANARY, last_name=CANARY)
    return a_mentor(state, user=user, email=user.email, **dict.fromkeys(words, CANARY), **facts)


def offered(**two) -> MatchProposal:
    """By the product's own act, its mail sent: the subject names both."""
    proposal = a_proposal("proposed", **two)
    proposal_approve(actor=MACHINE, target=proposal)
    drain()
    assert Message.objects.filter(about=f"proposal:{proposal.public_id}").exclude(subject="").exists()
    return proposal


def paired(**two) -> Mentorship:
    """With meetings past, to choose and to come, and mails to both."""
    pair = a_mentorship("started", **two)
    now = timezone.now()
    words = {"topic": CANARY, "place": CANARY}
    hour = datetime.timedelta(hours=1)
    facts = {"mentorship": pair, "proposed_by": "mentor", **words}
    Meeting.objects.create(state="held", starts_at=now - 25 * hour, ends_at=now - 24 * hour, **facts)
    Meeting.objects.create(state="confirmed", starts_at=now + 24 * hour, ends_at=now + 25 * hour, **facts)
    MeetingSlot.objects.create(meeting=Meeting.objects.create(state="proposed", **facts), starts_at=now + 48 * hour)
    for side in ("graduate", "mentor"):
        context = {"pair": str(pair.public_id), "side": side}
        for name, address in (("old", f"{side}.ancienne@example.org"), ("new", getattr(pair, side).email)):
            facts_of_mail = {"about": f"mentorship:{pair.public_id}", "context": context, "to": address}
            Message.objects.create(
                kind="x",
                key=f"{side}{name}",
                subject=f"Rendez-vous avec {CANARY}",
                state="sent",
                sent_at=now,
                **facts_of_mail,
            )
    return pair


def nothing(graduate):
    """Alone."""


SITUATIONS = {
    "submitted": (GraduateState.SUBMITTED, nothing),
    "more_info": (GraduateState.MORE_INFO, nothing),
    "pool": (GraduateState.POOL, nothing),
    "proposed": (
        GraduateState.POOL,
        lambda g: a_proposal("proposed", graduate=g, run=a_run(), parts=[{"staff": CANARY}]),
    ),
    "pinned": (GraduateState.POOL, lambda g: a_proposal("proposed", graduate=g, is_pinned=True)),
    "approved": (GraduateState.POOL, lambda g: a_proposal("approved", graduate=g)),
    "forbidden": (GraduateState.POOL, lambda g: Veto.objects.create(graduate=g, mentor=a_mentor(), reason=CANARY)),
    "offered": (GraduateState.POOL, lambda g: offered(graduate=g)),
    "declined": (GraduateState.POOL, lambda g: a_proposal("declined", graduate=g, decline_note=CANARY)),
    "paired": (GraduateState.POOL, lambda g: paired(graduate=g)),
    "closed": (GraduateState.POOL, lambda g: a_mentorship("closed", graduate=g, close_note=CANARY)),
    "refused": (GraduateState.REFUSED, nothing),
    "withdrawn": (GraduateState.WITHDRAWN, nothing),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_graduate_is_out_of_everything_and_nowhere(situation, sink, staff):
    state, happens = SITUATIONS[situation]
    graduate = a_canary(state)
    happens(graduate)
    assert everywhere(CANARY)

    with nothing_counted_is_lost():
        person_erase(actor=staff, target=graduate, person=Person.of(graduate.user, graduate.email))

    assert everywhere(CANARY) == []
    erased = Graduate.objects.get(pk=graduate.pk)
    expected = state if state == GraduateState.REFUSED else GraduateState.WITHDRAWN
    assert erased.state == expected
    assert not graduates_of(None, timezone.localdate()).filter(pk=graduate.pk).exists()
    assert not MatchProposal.objects.filter(graduate=graduate, state__in=WAITING).exists()
    assert not MatchProposal.objects.filter(graduate=graduate, is_pinned=True).exists()
    assert not Veto.objects.filter(graduate=graduate).exists()
    assert not Mentorship.objects.active().filter(graduate=graduate).exists()
    assert not Meeting.objects.filter(mentorship__graduate=graduate, state__in=["proposed", "confirmed"]).exists()
    assert not erased.consents.live().exists()


def test_draft_goes_as_if_it_had_never_been_begun(staff):
    graduate = a_canary(GraduateState.DRAFT)
    with nothing_counted_is_lost("mentoring.Graduate", "mentoring.Consent"):
        person_erase(actor=staff, target=graduate, person=Person.of(graduate.user, graduate.email))
    assert everywhere(CANARY) == [] and not Graduate.objects.filter(pk=graduate.pk).exists()


@pytest.mark.parametrize("leaving", ["graduate", "mentor"])
def test_the_other_of_the_pair_is_told_without_a_name(leaving, sink, staff):
    graduate, mentor = a_canary() if leaving == "graduate" else a_graduate(), None
    mentor = a_canary_mentor() if leaving == "mentor" else a_mentor()
    paired(graduate=graduate, mentor=mentor)
    target, other = (graduate, mentor) if leaving == "graduate" else (mentor, graduate)
    address = target.email
    assert any("accompagnement" in told for told in consequences(Person.of(target.user, target.email)))

    person_erase(actor=staff, target=target, person=Person.of(target.user, target.email))
    drain()

    assert everywhere(CANARY) == []
    told = [
        message
        for message in Message.objects.filter(to=other.email.lower(), state="sent")
        if message.kind.endswith("left")
    ]
    assert [message.subject for message in told] == ["Votre accompagnement NQT prend fin"]
    assert not Message.objects.filter(to=address).exists()
    pair = Mentorship.objects.get(graduate=graduate, mentor=mentor)
    assert pair.close_reason == f"{leaving}_left" and pair.closed_on


MENTOR_SITUATIONS = {
    "invited": ("invited", nothing),
    "active": ("active", nothing),
    "paused": ("paused", nothing),
    "left": ("left", nothing),
    "proposed": ("active", lambda m: a_proposal("proposed", mentor=m, is_pinned=True)),
    "offered": ("active", lambda m: offered(mentor=m)),
    "forbidden": ("active", lambda m: Veto.objects.create(graduate=a_graduate(), mentor=m, reason=CANARY)),
    "paired": ("active", lambda m: paired(mentor=m, graduate=a_graduate())),
    "alternative": (
        "active",
        lambda m: a_proposal(alternatives=[{"mentor": m.pk, "score": 1, "lacks": 2}]),
    ),
}


@pytest.mark.parametrize("situation", MENTOR_SITUATIONS)
def test_mentor_is_out_of_everything_and_nowhere(situation, sink, staff):
    state, happens = MENTOR_SITUATIONS[situation]
    mentor = a_canary_mentor(state)
    happens(mentor)
    with nothing_counted_is_lost():
        person_erase(actor=staff, target=mentor, person=Person.of(mentor.user, mentor.email))
    assert everywhere(CANARY) == []
    assert Mentor.objects.get(pk=mentor.pk).state == "left"
    assert not MatchProposal.objects.filter(mentor=mentor, state__in=WAITING).exists()
    assert not MatchProposal.objects.filter(alternatives__contains=[{"mentor": mentor.pk}]).exists()
    assert not Mentorship.objects.active().filter(mentor=mentor).exists()


def a_canary_contact(organization, *roles, **facts) -> Contact:
    names = {"first_name": CANARY, "last_name": CANARY, "title": CANARY, "note": CANARY}
    return a_contact(organization, *roles, email=f"{CANARY}@example.org", **names, **facts)


@pytest.mark.parametrize("roles", [(), ("signatory",), ("administrator",)])
def test_contact_is_archived_and_nowhere(roles, staff):
    contact = a_canary_contact(an_organization(), *roles, user=UserFactory(email=f"{CANARY}@example.org"))
    with nothing_counted_is_lost():
        person_erase(actor=staff, target=contact, person=Person.of(contact.user, contact.email))
    assert everywhere(CANARY) == []
    assert Contact.objects.get(pk=contact.pk).state == "archived"
    assert not contact.roles.on(timezone.localdate()).exists()


def test_last_administrator_is_replaced_first(staff):
    landlord = an_organization()
    contact = a_canary_contact(landlord, "administrator", user=UserFactory(email=f"{CANARY}@example.org"))
    a_contact(landlord, "hr", user=UserFactory())
    with pytest.raises(Conflict, match="confiez d’abord l’administration"):
        person_erase(actor=staff, target=contact, person=Person.of(contact.user, contact.email))


@pytest.mark.parametrize("has_account", [True, False])
def test_successor_at_the_same_address_keeps_everything(staff, has_account):
    landlord, address = an_organization(), "rh@example.org"
    contact = a_canary_contact(landlord)
    Contact.objects.filter(pk=contact.pk).update(email=address, state="archived")
    contact = Contact.objects.get(pk=contact.pk)
    user = UserFactory(email=address, first_name="Paul", last_name="Roche") if has_account else None
    successor = a_contact(landlord, "signatory", email=address, first_name="Paul", last_name="Roche", user=user)
    mail = post("partners.organizations.invitation", to=address, user=user, key="invitation:paul", context={})
    person_erase(actor=staff, target=contact, person=Person.of(contact.user, contact.email))
    kept = Contact.objects.get(pk=successor.pk)
    assert (kept.first_name, kept.email, kept.state, kept.user) == ("Paul", address, "active", user)
    assert kept.roles.on(timezone.localdate()).count() == 1
    assert Message.objects.filter(pk=mail.pk).exists()
    assert everywhere(CANARY) == []


def test_signature_stays_as_evidence_and_it_is_said(staff):
    line = signed_by_canary()
    contact = line.contact
    assert any("signatures" in told for told in consequences(Person.of(contact.user, contact.email)))
    with nothing_counted_is_lost():
        person_erase(actor=staff, target=contact, person=Person.of(contact.user, contact.email))
    assert Signature.objects.filter(signatory=line).count() == 1
    assert set(everywhere(CANARY)) <= {"partners_signature", "partners_signingcode"}


def signed_by_canary() -> Signatory:
    line = signing.to_sign().text.signatories.get(organization__is_nqt=False)
    texts = dict.fromkeys(("first_name", "last_name"), CANARY)
    Contact.objects.filter(pk=line.contact_id).update(email=f"{CANARY}@example.org", **texts)
    return signing.again(signing.sign(line, f"{CANARY} {CANARY}"))


# -- beside her own rows ----------------------------------------------------------------------------------------------
def test_words_searched_leave_the_access_log_and_the_line_stays(staff):
    graduate = a_canary()
    written = {
        f"/staff/graduates.csv?search={CANARY.upper()}&state=pool": "/staff/graduates.csv?search=***&state=pool",
        f"/staff/graduates.csv?search={CANARY[:4]}": "/staff/graduates.csv?search=***",
        "/staff/graduates.csv?search=Yanis&state=pool": "/staff/graduates.csv?search=Yanis&state=pool",
        "/staff/graduates.csv": "/staff/graduates.csv",
    }
    for description in written:
        access.record(staff, access.EXPORT, description, count=1)
    person_erase(actor=staff, target=graduate, person=Person.of(graduate.user, graduate.email))
    assert sorted(AccessRecord.objects.values_list("description", flat=True)) == sorted(written.values())
    assert everywhere(CANARY) == []


def test_export_keeps_its_filters_in_the_log_and_no_word_that_was_searched(client_as):
    a_canary()
    answer = client_as("staff_national").get(f"/staff/graduates.csv?search={CANARY}&state=pool")
    assert CANARY in b"".join(answer.streaming_content).decode()
    line = AccessRecord.objects.exclude(description="").get()
    assert line.description == "/staff/graduates.csv?search=***&state=pool"


def test_sentence_of_a_work_that_left_her_aside_goes(staff):
    graduate = a_canary()
    proposal, other = a_proposal(graduate=graduate), a_proposal()
    said = [
        f"{proposal.graduate} et {proposal.mentor} : plus de place.",
        f"{other.graduate} et {other.mentor} : plus de place.",
    ]
    facts = {"kind": "mentoring.proposals.approve", "parameters": {"proposals": [proposal.pk, other.pk]}}
    job = Job.objects.create(label="Approuver", result={"facts": {"approuvées": 0}, "told": said}, **facts)
    person_erase(actor=staff, target=graduate, person=Person.of(graduate.user, graduate.email))
    job.refresh_from_db()
    assert job.result == {"facts": {"approuvées": 0}, "told": said[1:]}


def test_record_of_a_run_proves_as_before_and_leads_to_nobody(staff):
    a_policy()
    from_here, mentor = [a_canary(), a_graduate(), a_graduate()], a_mentor(capacity=2)
    perform(run_start(actor=as_staff(), region=None).job_id)
    record = RunRecord.objects.get()
    assert from_here[0].pk in unpack(record.inputs).cohort.graduates.ids
    person_erase(actor=staff, target=from_here[0], person=Person.of(from_here[0].user))
    record.refresh_from_db()
    problem, result = unpack(record.inputs), unpack_result(record.outcome)
    keys = {*problem.cohort.graduates.ids.tolist(), *problem.cohort.mentors.ids.tolist()}
    assert max(keys) < 0 and mentor.pk not in keys
    assert len(result.pairs) == 2 and faults(problem, result) == []


def test_former_address_is_forgotten_with_her(staff):
    graduate = a_canary()
    Message.objects.create(
        kind="x",
        key="x",
        to="avant@example.org",
        about=f"graduate:{graduate.public_id}",
        subject=CANARY,
        state="expired",
    )
    person_erase(actor=staff, target=graduate, person=Person.of(graduate.user, graduate.email))
    assert everywhere("avant@example.org") == []


def test_person_without_account_nor_address_is_forgotten_by_her_file(staff):
    """A colleague typed for somebody who has a telephone."""
    graduate = a_canary(GraduateState.POOL)
    Graduate.objects.filter(pk=graduate.pk).update(user=None, email="")
    User.objects.filter(email=f"{CANARY}@example.org").delete()
    graduate.refresh_from_db()
    a_proposal("offered", graduate=graduate)
    access.record(staff, access.EXPORT, f"/staff/graduates.csv?search={CANARY}", count=1)
    person_erase(actor=staff, target=graduate, person=Person.of(graduate.user, graduate.email))
    graduate.refresh_from_db()
    assert graduate.state == "withdrawn" and str(graduate) == "Personne effacée"
    found = set(everywhere(CANARY))
    assert found <= {"accounts_userevent"}, found  # the account was taken away by this test alone
    assert not MatchProposal.objects.filter(graduate=graduate, state__in=WAITING).exists()
