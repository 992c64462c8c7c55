"""Asking the parties: first invitation, another person, another try, a reminder."""

import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import lazy

from nqt.accounts.actor import Actor
from nqt.audit.transitions import move, step
from nqt.common.acts import act
from nqt.common.errors import Conflict, Invalid, Refusal
from nqt.common.text import of
from nqt.outbox.by_hand import Pause, TooSoon, pauses_about, post_by_hand, stop_among
from nqt.outbox.models import Message
from nqt.outbox.post import post
from nqt.outbox.rules import LOST_LINK
from partners.conventions.actions.holding import (
    frozen,
    hold_line,
    hold_text,
    in_hand,
    may_write,
    may_write_part,
    settle_kind,
)
from partners.conventions.models import Answer, Convention, ConventionText, LinkEnd, Signatory, Stage
from partners.conventions.models.words import NOT_SIGNED, WAITED_FOR
from partners.conventions.rules import LINK_LIFE
from partners.organizations.models import Contact

REMINDERS = ("partners.conventions.signature_reminder", "partners.conventions.unsigned")
"""By hand, and by rule."""
NOT_TO_SIGN = "Le texte n’est pas à signer."
REQUEST = "partners.conventions.signature_request"


def subject_of(convention: Convention) -> str:
    """How the outbox names a convention."""
    return f"convention:{convention.public_id}"


def write_to(
    line: Signatory,
    kind: str,
    occasion: str,
    *,
    expires_at: datetime.datetime | None = None,
    reader: Contact | None = None,
    **more: Any,
) -> None:
    """Post one mail to the person of a line, or to another reader there, once an occasion; `more` joins the context."""
    reader = reader or line.contact
    post(
        kind,
        to=reader.email or reader.user.email,
        user=reader.user,
        key=f"{kind.rpartition('.')[2]}:{line.public_id}:{reader.public_id}:{occasion}",
        context={"signatory": str(line.public_id), "subject": subject_of(line.text.convention), **more},
        expires_at=expires_at,
    )


def ask(line: Signatory, *, actor: Actor, ended: str = "", reason: str = "") -> None:
    """Invite the person of a line, with a new personal link; the caller holds the convention."""
    if line.is_shut_out:
        raise Invalid(f"Le compte {of(line.contact)} est désactivé : changez la personne qui signe, ou réactivez-le.")
    if not line.is_reachable:
        raise Invalid(f"Il manque la personne qui signe pour {line.organization}, ou son adresse électronique.")
    now = timezone.now()
    expires_at = max(now + LINK_LIFE, _end_of(line.text.sign_by)) if line.text.sign_by else now + LINK_LIFE
    move(line, "invite", actor=actor, reason=reason, now=now, expires_at=expires_at, ended=ended)
    write_to(line, REQUEST, str(line.link_round), expires_at=line.link_expires_at, round=line.link_round)


def _writing(actor: Actor, line: Signatory) -> Refusal | None:
    return may_write(actor, line.text.convention)


def may_replace_person(actor: Actor, line: Signatory) -> Refusal | None:
    """A writer, while a party of a text to sign has not signed."""
    if refusal := _writing(actor, line):
        return refusal
    if line.answer == Answer.SIGNED:
        return Conflict("Cette partie a signé : la personne ne change plus.", code="signed")
    if not line.is_party:
        return Conflict("Cet organisme n’est plus parmi les parties.")
    return None if line.text.stage == Stage.TO_SIGN else Conflict(NOT_TO_SIGN, code="not_to_sign")


def may_reinvite(actor: Actor, line: Signatory) -> Refusal | None:
    """A writer, of a line that is silent, refused, or was left aside by a round closed; not while a link is fresh."""
    if refusal := _writing(actor, line):
        return refusal
    is_aside = line.answer == Answer.WITHDRAWN and line.text.effective_on and line.text.body_hash
    if not is_aside and line.text.stage != Stage.TO_SIGN:
        return Conflict(NOT_TO_SIGN, code="not_to_sign")
    if not is_aside and line.answer not in NOT_SIGNED:
        return Conflict("Cette partie a déjà répondu.", code="answered")
    if not line.is_reachable:
        said = f"{line.organization} n’a plus de signataire joignable : changez d’abord de signataire."
        return Conflict(said, code="unreachable")
    pause = fresh_link(line)
    return TooSoon(pause) if pause else None


def may_withdraw(actor: Actor, line: Signatory) -> Refusal | None:
    """A writer, of a party that has not signed, while the list of parties is not part of frozen words."""
    if refusal := _writing(actor, line):
        return refusal
    if line.text.stage == Stage.TO_SIGN:
        said = "La liste des parties fait partie du texte signé. Repassez-le en brouillon pour retirer une partie."
        return Conflict(said, code="frozen")
    return frozen(line.text) or step("withdraw")(actor, line)


def may_reinstate(actor: Actor, line: Signatory) -> Refusal | None:
    """A writer, of a body that was withdrawn from an open text."""
    return may_write_part(actor, line) or step("reinstate")(actor, line)


def may_remind_line(actor: Actor, line: Signatory) -> Refusal | None:
    """A writer, of somebody silent and reachable, and not within the pause."""
    if refusal := _writing(actor, line):
        return refusal
    if not line.is_awaited:
        return Conflict("Cette partie n’a plus à répondre.", code="not_awaited")
    if not line.is_reachable:
        return Conflict("Cette personne n’est plus joignable : changez de signataire.", code="unreachable")
    pause = reminder_pause(line)
    return TooSoon(pause) if pause else None


def may_remind(actor: Actor, convention: Convention) -> Refusal | None:
    """A writer, while a reminder would reach somebody."""
    if refusal := may_write(actor, convention):
        return refusal
    text = in_hand(convention)
    if any(line.is_awaited for line in text.parties) and reminded_now(convention):
        return None
    return Conflict(lazy(nobody_to_remind, str)(text), code="reminded")


def reminded_now(convention: Convention) -> list[Signatory]:
    """The silent lines that a reminder would reach now: said before acting, and done exactly."""
    return [line for line, pause in _weighed(in_hand(convention)) if not pause]


@act(may_replace_person)
def party_replace_person(
    *, actor: Actor, target: Signatory, contact: Contact, expected_version: int | None = None
) -> Signatory:
    """Correct a wrong signatory without starting again: the former link ends, the new person gets one."""
    with transaction.atomic():
        _, line = hold_line(target, expected_version, actor=actor, may=may_replace_person)
        if contact.organization_id != target.organization_id or contact.is_archived:
            raise Invalid(fields={"contact": f"Cette personne n’est pas un contact {of(target.organization)}."})
        if contact.pk == line.contact_id:
            _require_no_fresh_link(line)
        line.contact, line.delegated_by = contact, None
        ask(line, actor=actor, ended=LinkEnd.PERSON_REPLACED)
        return line


@act(may_reinvite)
def party_reinvite(*, actor: Actor, target: Signatory, expected_version: int | None = None) -> Signatory:
    """Ask a party again after its refusal, send a fresh link, or ask one that the round was closed without.

    The words are those of the others' signatures: they stand. Raises `TooSoon` while a link asked for by hand is fresh.
    """
    with transaction.atomic():
        _, line = hold_line(target, expected_version, actor=actor, may=may_reinvite)
        if line.answer == Answer.WITHDRAWN and line.text.effective_on:
            if line.text.stage == Stage.SIGNED:
                move(line.text, "reopen_round", actor=actor)
            move(line, "reinstate", actor=actor)
        ask(line, actor=actor, ended=LinkEnd.RENEWED)
        return line


def ask_at_new_address(*, actor: Actor, target: Signatory) -> Signatory:
    """The person asked has another address: the former link has ended with it, a new one leaves.

    Follows the correction of the record, whoever may write the convention; the caller owns the transaction.
    """
    _, line = hold_line(target)
    _needs(line, *WAITED_FOR)
    ask(line, actor=actor, ended=LinkEnd.ADDRESS_CHANGED)
    return line


@act(may_withdraw)
def party_withdraw(*, actor: Actor, target: Signatory, reason: str, expected_version: int | None = None) -> Signatory:
    """Go on without a party that has not signed.

    The list of parties is part of the frozen words, so this is refused on a text to sign that somebody has signed:
    their signature would no longer bind what they read.
    """
    with transaction.atomic():
        _, line = hold_line(target, expected_version, actor=actor, may=may_withdraw)
        move(line, "withdraw", actor=actor, reason=reason)
        settle_kind(line.text)
        return line


@act(may_reinstate)
def party_reinstate(*, actor: Actor, target: Signatory, expected_version: int | None = None) -> Signatory:
    """Put a withdrawn organization back among the parties of an open text."""
    with transaction.atomic():
        _, line = hold_line(target, expected_version, actor=actor, may=may_reinstate)
        move(line, "reinstate", actor=actor)
        settle_kind(line.text)
        return line


# reminders by hand ---------------------------------------------------------------------------------------------------
@act(may_remind_line)
def signatory_remind(*, actor: Actor, target: Signatory) -> Signatory:
    """Write again to one silent person; never twice within the pause."""
    with transaction.atomic():
        _, line = hold_line(target, actor=actor, may=may_remind_line)
        _remind(line, actor, timezone.now())
        return line


@act(may_remind)
def convention_remind(*, actor: Actor, target: Convention, expected_version: int | None = None) -> Convention:
    """Write again to everybody who is silent and can be written to, except those reminded within the pause."""
    with transaction.atomic():
        held = hold_text(target, actor, expected_version, may=may_remind)
        held.written()
        now = timezone.now()
        for line in reminded_now(held.convention):
            _remind(line, actor, now)
        return held.convention


def reminder_pause(line: Signatory, now: datetime.datetime | None = None) -> Pause | None:
    """What holds back a reminder by hand to the person of a line; None when it may leave.

    Asked once a request: a page wants the act, its button and its words.
    """
    known = line.__dict__
    if now is not None:
        return _of(line, _pauses(line.text.convention, [line], now))
    if "_pause" not in known:
        known["_pause"] = _of(line, _pauses(line.text.convention, [line], timezone.now()))
    pause: Pause | None = known["_pause"]
    return pause


def fresh_link(line: Signatory, now: datetime.datetime | None = None) -> Pause | None:
    """What holds back another new link: one that was asked for by hand within the hour; the row itself tells it."""
    if line.link_round <= 1 or not line.is_awaited or not line.invited_at:
        return None
    again_at = line.invited_at + LOST_LINK
    return Pause(last_at=line.invited_at, again_at=again_at) if again_at > (now or timezone.now()) else None


def _silent(text: ConventionText) -> QuerySet[Signatory]:
    silent = text.signatories.awaited().reachable().standing(timezone.localdate())
    return silent.select_related("contact__user", "contact__organization", "organization", "text__convention")


def _weighed(text: ConventionText) -> list[tuple[Signatory, Pause | None]]:
    """The silent who can be written to, each with what holds a reminder back now.

    Asked once a request: a page wants the act, its words and its button.
    """
    known = text.convention.__dict__.setdefault("_weighed", {})
    if text.pk not in known:
        lines = list(_silent(text))
        held_back = _pauses(text.convention, lines, timezone.now()) if lines else Held([], {})
        known[text.pk] = [(line, _of(line, held_back)) for line in lines]
    return list(known[text.pk])


def nobody_to_remind(text: ConventionText) -> str:
    """Since when, and until when."""
    pauses = [pause for _, pause in _weighed(text) if pause]
    if not pauses:
        return "Personne à relancer : tous ont répondu, ne sont plus joignables, ou un autre organisme leur a succédé."
    return f"Personne à relancer pour le moment. {min(pauses, key=lambda pause: pause.again_at).sentence}"


class Held(NamedTuple):
    """What holds reminders back: mails within the pause, last first, and those who want none."""

    written: list[tuple[Message, Pause]]
    stopped: dict[str, Pause]


def _pauses(convention: Convention, lines: list[Signatory], now: datetime.datetime) -> Held:
    """Of lines of a convention, in two statements."""
    written = pauses_about((*REMINDERS, REQUEST), subject=subject_of(convention), now=now)
    return Held(written, stop_among(REMINDERS, [line.contact.email for line in lines if line.contact]))


def _of(line: Signatory, held_back: Held) -> Pause | None:
    """A reminder to the same person, or a new link of this round: the first request of all is no reminder."""
    if line.contact is None:
        return None
    if line.contact.email in held_back.stopped:
        return held_back.stopped[line.contact.email]
    mine = (
        pause
        for message, pause in held_back.written
        if message.context.get("signatory") == str(line.public_id)
        and message.to == line.contact.email.strip().lower()
        and (message.kind in REMINDERS or 1 < line.link_round == message.context.get("round"))
    )
    return next(mine, None)


def _require_no_fresh_link(line: Signatory) -> None:
    if pause := fresh_link(line):
        raise TooSoon(pause)


def _remind(line: Signatory, actor: Actor, now: datetime.datetime) -> None:
    """Post one reminder by hand; the caller holds the lock and looked at the pause.

    A link past its term is replaced: the mail that says so is the reminder.
    """
    if line.link_expires_at and line.link_expires_at <= now:
        ask(line, actor=actor, ended=LinkEnd.RENEWED)
        return
    post_by_hand(
        "partners.conventions.signature_reminder",
        to=line.contact.email,
        subject=subject_of(line.text.convention),
        occasion={"signatory": line.public_id},
        counts_with=REMINDERS,
        context={"round": line.link_round, "by": actor.user.public_id if actor.user else None},
        user=line.contact.user,
        expires_at=line.link_expires_at,
        now=now,
    )


def _end_of(day: datetime.date) -> datetime.datetime:
    """Midnight after a day, in Paris."""
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))


def _needs(line: Signatory, *answers: str) -> None:
    if line.text.stage != Stage.TO_SIGN:
        raise Conflict(NOT_TO_SIGN, code="not_to_sign")
    if line.answer not in answers:
        raise Conflict("Cette partie a déjà répondu.", code="answered")
