"""One row for every table that keeps something about people, with a word of one's choice wherever words may stand.

`RECIPES` has a recipe for each entry of the register: a table that is declared and cannot be planted fails the tests.
"""

import datetime
import re
import zlib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pghistory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.db import connection, models
from django.utils import timezone

from mentoring.graduates.models import Application, Consent, SourcingLink
from mentoring.matching.actions import run_start
from mentoring.matching.models import LeftOut, MatchingPolicy, RunRecord
from mentoring.mentors.models import Employment
from mentoring.mentorships.models import Concern, Meeting
from mentoring.proposals.models import Veto
from nqt.accounts.models import Invitation, User
from nqt.audit.models import AccessRecord, SecurityEvent, TransitionLog
from nqt.audit.transitions import move
from nqt.common.sealing import seal
from nqt.door.models import Answered
from nqt.files.models import StoredFile
from nqt.jobs.models import Job
from nqt.jobs.running import perform
from nqt.outbox.models import Message, Stop
from nqt.privacy.models import RightsRequest
from partners.conventions.models import Convention, Signatory, Signature, SigningCode
from partners.organizations.models import Contact, ContactRole, Succession
from tests.harness.factories import conventions as signing
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.mentoring import (
    a_computed_scenario,
    a_graduate,
    a_mentor,
    a_mentorship,
    a_policy,
    a_proposal,
    a_run,
)
from tests.harness.factories.organizations import MACHINE, a_contact, an_organization
from tests.harness.factories.regions import assign

Recipe = Callable[[str], models.Model]
YEAR = datetime.timedelta(days=365)


def an_account(word: str) -> User:
    """Somebody who signed in once, and whom nothing needs."""
    names = {"first_name": word, "last_name": word}
    return UserFactory(email=f"{word}@example.org", last_login=timezone.now(), **names)


def a_file(word: str, state: str = "withdrawn") -> models.Model:
    """A graduate of whom every column says something."""
    words = ("first_name", "last_name", "degree_title", "school", "address", "project", "question", "shown_reason")
    facts = dict.fromkeys(words, word) | {"qpv_code": "QN01701M", "availability": ["monday_evening"]}
    facts |= {"target_job": None, "target_job_words": word}
    graduate = a_graduate(state, user=an_account(word), email=f"{word}@example.org", **facts)
    graduate.excluded_employers.add(an_organization())
    return graduate


def a_profile(word: str, state: str = "left") -> models.Model:
    """A mentor of whom every column says something."""
    today = timezone.localdate()
    facts = dict.fromkeys(("first_name", "last_name", "title", "presentation"), word)
    facts |= {"phone": "+33612345679", "availability": ["monday_evening"], "time_given": "own"}
    facts |= {"available_from": today, "paused_until": today, "invited_by": UserFactory()}
    return a_mentor(state, user=an_account(word), email=f"{word}@example.org", **facts)


def a_former_employment(word: str) -> Employment:
    """That ended."""
    employment = a_profile(word).employments.get()
    employment.valid_from, employment.valid_until = timezone.localdate() - YEAR, timezone.localdate()
    employment.save()
    return employment


def a_code(word: str) -> str:
    """Short, and each word's own."""
    return f"{zlib.crc32(word.encode()):08x}"[:6]


def a_pair(word: str, **facts: Any) -> models.Model:
    """An accompaniment that is over."""
    two = {"graduate": a_graduate("withdrawn"), "mentor": a_mentor("left")}
    return a_mentorship("closed", **{**two, "close_note": word, **facts})


def a_meeting(word: str) -> Meeting:
    """Held, and told of."""
    now, pair = timezone.now(), a_pair("")
    words = dict.fromkeys(("place", "topic", "shared_note", "private_note"), word)
    facts = {"state": "held", "proposed_by": "mentor", "starts_at": now, "ends_at": now, "reported_by": UserFactory()}
    return Meeting.objects.create(mentorship=pair, **facts, **words)


def a_concern(word: str) -> Concern:
    """Raised and settled."""
    facts = {"state": "settled", "settled_at": timezone.now(), "raised_by": UserFactory()}
    return Concern.objects.create(mentorship=a_pair(""), side="mentor", text=word, settlement=word, **facts)


def an_application(word: str) -> Application:
    """What a decision was taken upon."""
    inputs = {"birth_date": f"{word} 2001-07-23", "degree_level": 5, "commune": word}
    checks = [{"sentence": f"{word} a 24 ans."}]
    return Application.objects.create(graduate=a_file(f"{word}x"), verdict="eligible", checks=checks, inputs=inputs)


def a_consent(word: str) -> Consent:
    """Given, then withdrawn with the application."""
    facts = {"purpose": "shown_to_mentors", "text_version": "1", "text_hash": word, "channel": "link"}
    return Consent.objects.create(
        graduate=a_graduate("withdrawn"), withdrawn_at=timezone.now(), given_at=timezone.now(), **facts
    )


def a_declined_offer(word: str) -> models.Model:
    """With its reasons, and another mentor beside."""
    two = {"graduate": a_graduate("withdrawn"), "mentor": a_mentor("left")}
    said = {"decline_note": word, "parts": [{"staff": word}], "alternatives": [{"mentor": 0, "score": 1, "lacks": 1}]}
    now = timezone.now()
    return a_proposal("declined", offered_at=now, answered_at=now, **two, **said)


def a_scenario_of_people(word: str) -> models.Model:
    """A question with its answer."""
    people = {"moves": [[0, None, None, 0, 0]], "pairs": []}
    scenario = a_computed_scenario(name=word, created_by=UserFactory(), people=people)
    scenario.on_leave.add(a_mentor("left"))
    return scenario


def a_record(word: str) -> RunRecord:
    """Of a run over one graduate and one mentor."""
    a_policy(valid_from=timezone.localdate() - YEAR)
    a_graduate(), a_mentor()
    run = run_start(actor=MACHINE, region=None)
    perform(run.job_id)
    return RunRecord.objects.get(run=run)


def a_left_out(word: str) -> LeftOut:
    """Nobody was found."""
    return LeftOut.objects.create(run=a_run(), graduate=a_graduate("withdrawn"), code="none", sentence="Personne.")


def a_decided_policy(word: str) -> MatchingPolicy:
    """Written, then withdrawn."""
    who = {"created_by": UserFactory(), "withdrawn_by": UserFactory(), "withdrawn_at": timezone.now()}
    return a_policy(valid_from=timezone.localdate(), note="Plus de poids au métier.", **who)


def a_signed_convention(word: str) -> Convention:
    """For one year, signed by its parties, closed by a notice with its words."""
    today = timezone.localdate()
    convention = signing.a_draft(ends_on=today + YEAR)
    names = {"first_name": word, "last_name": word, "email": f"{word}@example.org"}
    line = convention.text.signatories.get(organization__is_nqt=False)
    Contact.objects.filter(pk=line.contact_id).update(**names)
    signing.actions.convention_freeze(actor=MACHINE, target=convention, expected_version=convention.version)
    for each in signing.again(convention).text.signatories.all():
        signing.sign(each, f"{word} {word}" if each.pk == line.pk else "Nadège Ollivier")
    who = {"owner": UserFactory(), "notice_reason": word, "end_reason": word}
    Convention.objects.filter(pk=convention.pk).update(**who)
    return signing.again(convention)


def a_line(word: str) -> Signatory:
    """Of the party whose person delegated to another."""
    line = _line_of(a_signed_convention(word))
    Signatory.objects.filter(pk=line.pk).update(delegated_by=line.contact)
    return signing.again(line)


def a_refusal(word: str) -> Signatory:
    """Said with its reason."""
    convention = signing.to_sign(ends_on=timezone.localdate() + YEAR)
    line = _line_of(convention)
    signing.actions.convention_refuse(actor=MACHINE, target=line, reason=word)
    return signing.again(line)


def a_refusal_given_up(word: str) -> Signatory:
    """The convention was abandoned after it: the reason stands in the history alone."""
    line = a_refusal(word)
    convention = line.text.convention
    convention.texts.update(ends_on=None)
    target = signing.again(convention)
    signing.actions.convention_abandon(actor=MACHINE, target=target, expected_version=None, reason=word)
    return signing.again(line)


def a_signature(word: str) -> Signature:
    """With its evidence."""
    signature = Signature.objects.get(signatory=_line_of(a_signed_convention(word)))
    Signature.objects.filter(pk=signature.pk).update(user=UserFactory())
    return signing.again(signature)


def a_used_code(word: str) -> SigningCode:
    """Its signature's."""
    return a_signature(word).code


def an_unused_code(word: str) -> SigningCode:
    """Nobody typed it."""
    line = _line_of(signing.to_sign())
    facts = {"binding": "x", "sent_to": f"{word}@example.org", "expires_at": timezone.now()}
    return SigningCode.objects.create(signatory=line, **facts)


def _line_of(convention: Convention) -> Signatory:
    return convention.text.signatories.get(organization__is_nqt=False)


def a_former_contact(word: str) -> Contact:
    """Who left the organization."""
    names = dict.fromkeys(("first_name", "last_name", "title", "note"), word) | {"phone": "+33612345670"}
    contact = a_contact(an_organization(), user=an_account(word), email=f"{word}@example.org", **names)
    move(contact, "archive", actor=MACHINE, reason=word)
    return signing.again(contact)


def a_former_role(word: str) -> ContactRole:
    """Held until a day."""
    until = timezone.localdate()
    dates = {"valid_from": until - YEAR, "valid_until": until}
    return ContactRole.objects.create(contact=a_former_contact(word), kind="hr", **dates)


def a_step(word: str) -> TransitionLog:
    """Why an application was refused."""
    graduate = a_graduate("submitted")
    move(graduate, "refuse", actor=MACHINE, reason=word, shown_reason=word, at=timezone.now())
    step = TransitionLog.objects.of(graduate).last()
    return step


def an_access(word: str) -> AccessRecord:
    """A list looked for somebody."""
    facts = {
        "verb": "export",
        "model": "mentoring.graduate",
        "reason": word,
        "object_public_id": UserFactory().public_id,
    }
    return AccessRecord.objects.create(at=timezone.now(), user=UserFactory(), description=f"/list?q={word}", **facts)


def a_security_event(word: str) -> SecurityEvent:
    """Somebody tried."""
    facts = {"kind": "sign_in_failed", "email_hash": word, "ip": "192.0.2.7", "path": f"/{word}", "detail": word}
    return SecurityEvent.objects.create(at=timezone.now(), user=UserFactory(), **facts)


def an_answer(word: str) -> Answered:
    """Sealed: the word is nowhere to be read."""
    key = (word * 64)[:64]
    return Answered.objects.create(key=key, fingerprint="0" * 64, answer=seal(word, purpose="tests"))


def a_context(word: str) -> models.Model:
    """Who wrote a row: a key."""
    user = an_account(word)
    with pghistory.context(user=user.pk, role="staff_national") as context:
        an_organization()
    return pghistory.models.Context.objects.get(pk=context.id)


def a_message(word: str) -> Message:
    """That left, about something."""
    now, said = timezone.now(), {"subject": word, "last_error": word, "context": {"subject": word}}
    to = {"to": f"{word}@example.org", "user": UserFactory()}
    return Message.objects.create(kind="x", key=word, state="sent", sent_at=now, created_at=now, **to, **said)


def an_invitation(word: str) -> Invitation:
    """That nobody used."""
    facts = {"purpose": "x", "subject_id": zlib.crc32(word.encode()), "facts": {"said": word}}
    names = {"email": f"{word}@example.org", "first_name": word, "last_name": word}
    return Invitation.objects.create(expires_at=timezone.now(), **facts, **names)


def a_request(word: str) -> RightsRequest:
    """Asked, put off, answered."""
    today = timezone.localdate()
    words = dict.fromkeys(("words", "answer", "delay_reason"), word)
    people = {name: UserFactory() for name in ("user", "entered_by", "done_by")}
    dates = {"received_on": today, "due_on": today, "answered_at": timezone.now()}
    about = {"model": "mentoring.graduate", "object_public_id": a_graduate("withdrawn").public_id}
    return RightsRequest.objects.create(kind="correction", state="done", **words, **people, **dates, **about)


def a_job(word: str) -> Job:
    """Done, with its file."""
    facts = {"kind": "tests.planted", "label": "Essai", "state": "done", "finished_at": timezone.now()}
    job = Job.objects.create(owner=UserFactory(), result={"told": [word]}, file_name=word, **facts)
    job.file.save(str(job.public_id), ContentFile(word.encode()))
    return job


def a_session(word: str) -> Session:
    """Over since its last minute."""
    return Session.objects.create(session_key=word, session_data=word, expire_date=timezone.now() + YEAR / 730)


def an_address(word: str) -> EmailAddress:
    """Of an account."""
    return EmailAddress.objects.get(user=an_account(word))


def a_device(word: str) -> Authenticator:
    """Of an account."""
    return Authenticator.objects.create(user=an_account(word), type="totp", data={"secret": word})


def an_assignment(word: str) -> models.Model:
    """That lasted a year."""
    since = timezone.localdate()
    return assign(an_account(word), is_national=True, valid_from=since, valid_until=since + YEAR)


def a_succession(word: str) -> Succession:
    """Of organizations."""
    two = {"predecessor": an_organization(), "successor": an_organization()}
    return Succession.objects.create(kind="merger", on=timezone.localdate(), note="Traité de fusion.", **two)


def a_stored_file(word: str) -> StoredFile:
    """Deposited by an account; what it shows is told by the room whose file it is."""
    facts = {"kind": "trial", "about": "thing:1", "name": "plan.png", "content_type": "image/png", "size": 1}
    return StoredFile.objects.create(**facts, digest="0" * 64, wrapped_key=b"", created_by=an_account(word))


RECIPES: dict[str, list[Recipe]] = {
    "files.StoredFile": [a_stored_file],
    "jobs.Job": [a_job],
    "audit.TransitionLog": [a_step],
    "audit.AccessRecord": [an_access],
    "audit.SecurityEvent": [a_security_event],
    "pghistory.Context": [a_context],
    "door.Answered": [an_answer],
    "outbox.Message": [a_message],
    "outbox.Stop": [lambda word: Stop.objects.create(digest="0" * 60, family=f"tests.{a_code(word)}")],
    "privacy.RightsRequest": [a_request],
    "accounts.User": [an_account],
    "accounts.Invitation": [an_invitation],
    "account.EmailAddress": [an_address],
    "mfa.Authenticator": [a_device],
    "sessions.Session": [a_session],
    "regions.Assignment": [an_assignment],
    "partners.Contact": [a_former_contact, lambda word: a_contact(an_organization(), first_name=word)],
    "partners.ContactRole": [a_former_role],
    "partners.Organization": [lambda word: an_organization(note="Deux antennes.")],
    "partners.Succession": [a_succession],
    "partners.Signatory": [a_line, a_refusal, a_refusal_given_up],
    "partners.Signature": [a_signature],
    "partners.SigningCode": [an_unused_code, a_used_code],
    "partners.Convention": [a_signed_convention],
    "partners.ConventionText": [lambda word: a_refusal_given_up(word).text],
    "mentoring.Mentor": [a_profile, lambda word: a_profile(word, "invited")],
    "mentoring.Employment": [a_former_employment],
    "mentoring.Graduate": [a_file, lambda word: a_file(word, "draft"), lambda word: a_file(word, "pool")],
    "mentoring.Application": [an_application],
    "mentoring.Consent": [a_consent],
    "mentoring.SourcingLink": [
        lambda word: SourcingLink.objects.create(
            code=a_code(word), label="Affiche", organization=an_organization(), created_by=an_account(word)
        )
    ],
    "mentoring.MatchProposal": [a_declined_offer],
    "mentoring.Veto": [
        lambda word: Veto.objects.create(
            graduate=a_graduate("withdrawn"), mentor=a_mentor("left"), reason=word, created_by=UserFactory()
        )
    ],
    "mentoring.MatchingRun": [lambda word: a_run(asked_by=an_account(word))],
    "mentoring.MatchingScenario": [a_scenario_of_people],
    "mentoring.MatchingPolicy": [a_decided_policy],
    "mentoring.LeftOut": [a_left_out],
    "mentoring.RunRecord": [a_record],
    "mentoring.Mentorship": [a_pair],
    "mentoring.Meeting": [a_meeting],
    "mentoring.Concern": [a_concern],
}


def wherever(pattern: str) -> dict[str, list[str]]:
    """Each word of a pattern, with the tables and files that hold it: a plain walk that knows no register."""
    found: dict[str, set[str]] = defaultdict(set)
    seek = re.compile(pattern)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                for word in seek.findall(" ".join(map(_said, row))):
                    found[word].add(table)
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        for word in seek.findall(_said(path.read_bytes())) if path.is_file() else ():
            found[word].add("a file")
    return {word: sorted(places) for word, places in found.items()}


def _said(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "ignore").lower()
    return str(value).lower()
