"""The rounds of a text: review, freeze, back to draft, abandon, and back again."""

import datetime
from types import EllipsisType

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.audit.transitions import move, step
from nqt.common.acts import act
from nqt.common.dates import french_day
from nqt.common.errors import Conflict, Invalid, InvalidTransition, Refusal
from partners.conventions.actions.effect import give_up_effect
from partners.conventions.actions.holding import hold_text, in_hand, may_write
from partners.conventions.actions.readiness import require_readable, require_signable
from partners.conventions.actions.soliciting import ask, write_to
from partners.conventions.actions.voiding import void_signatures
from partners.conventions.models import (
    Answer,
    Convention,
    ConventionText,
    LinkEnd,
    NumberRegister,
    Signatory,
    Stage,
)
from partners.conventions.models.words import NOT_SIGNED, WAITED_FOR
from partners.organizations.models import Contact


def may_review(actor: Actor, convention: Convention) -> Refusal | None:
    """A writer, of a draft."""
    return may_write(actor, convention) or step("review")(actor, in_hand(convention))


def may_freeze(actor: Actor, convention: Convention) -> Refusal | None:
    """A writer, while the text is open; what is missing is said when it is done (`require_signable`)."""
    is_open = in_hand(convention).is_open
    return may_write(actor, convention) or (None if is_open else InvalidTransition("Le texte est déjà figé."))


def may_close_round(actor: Actor, convention: Convention) -> Refusal | None:
    """A writer, once those who signed are bound, while others are waited for."""
    if refusal := may_write(actor, convention) or step("close_round")(actor, in_hand(convention)):
        return refusal
    wait = "Il manque des signatures pour qu’elle entre en vigueur : attendez, ou repassez-la en brouillon."
    return None if in_hand(convention).effective_on else Conflict(wait)


def may_go_back(actor: Actor, convention: Convention) -> Refusal | None:
    """A writer, of a text in review or being signed, before it takes effect."""
    text = in_hand(convention)
    return may_write(actor, convention) or _in_force(text) or step("back_to_draft")(actor, text)


def may_abandon(actor: Actor, convention: Convention) -> Refusal | None:
    """A writer, until it takes effect."""
    return may_write(actor, convention) or _in_force(in_hand(convention)) or step("abandon")(actor, in_hand(convention))


def may_reopen(actor: Actor, convention: Convention) -> Refusal | None:
    """A writer, of what was abandoned."""
    return may_write(actor, convention) or step("reopen")(actor, in_hand(convention))


def _in_force(text: ConventionText) -> Refusal | None:
    said = "La convention est entrée en vigueur : son texte ne change plus que par un avenant."
    return Conflict(said) if text.has_begun() else None


@act(may_review)
def convention_submit_for_review(*, actor: Actor, target: Convention, expected_version: int | None) -> Convention:
    """Let the parties read the draft in their space; everybody who can read it there is written to."""
    with transaction.atomic():
        held = hold_text(target, actor, expected_version, may=may_review)
        require_readable(held.text)
        move(held.text, "review", actor=actor)
        for line, reader in readers(held.text):
            write_to(
                line,
                "partners.conventions.review_request",
                held.occasion,
                reader=reader,
                contact=str(reader.public_id),
            )
        held.written()
        return held.convention


def readers(text: ConventionText) -> list[tuple[Signatory, Contact]]:
    """Who reads the draft once it is in review: everybody whose account opens the portal of a party, NQT's aside."""
    lines = {
        line.organization_id: line
        for line in text.signatories.active().exclude(organization__is_nqt=True).select_related("organization")
    }
    people = Contact.objects.available().in_portal(timezone.localdate()).filter(organization__in=lines)
    told = [
        (lines[person.organization_id], person)
        for person in people.select_related("user", "organization").order_by("folded", "pk")
    ]
    return sorted(told, key=lambda pair: (pair[0].position, pair[0].pk))


@act(may_freeze)
def convention_freeze(
    *,
    actor: Actor,
    target: Convention,
    expected_version: int | None,
    sign_by: datetime.date | None | EllipsisType = ...,
) -> Convention:
    """Freeze the body and the annexes, give the number, mail each party's person a personal link.

    `sign_by` unsaid is the date of the round before, if there was one; None is no date. Raises `Invalid` with
    everything that is missing, `Stale` for the second of two.
    """
    with transaction.atomic():
        held = hold_text(target, actor, expected_version, may=may_freeze)
        convention, text = held
        require_signable(text)
        sign_by = text.sign_by if sign_by is ... else sign_by
        if sign_by and sign_by < timezone.localdate():
            raise Invalid(fields={"sign_by": f"Le {french_day(sign_by)} est passé : choisissez une autre date."})
        if convention.number is None:
            convention.number = NumberRegister.next_number(timezone.localdate().year)
            convention.save(update_fields=["number"])
        held.written()
        text.sign_by = sign_by
        move(text, "freeze", actor=actor, now=timezone.now())
        for line in text.signatories.active().select_related("contact__user", "organization"):
            line.text = text
            ask(line, actor=actor)
        return convention


@act(may_close_round)
def convention_close_round(
    *, actor: Actor, target: Convention, expected_version: int | None, reason: str
) -> Convention:
    """Stop waiting, once the convention is in force for those who signed: the others are parties no longer.

    Nothing that was signed changes; a party left aside can be asked again. Raises `Conflict` before the entry into
    force.
    """
    with transaction.atomic():
        held = hold_text(target, actor, expected_version, may=may_close_round)
        lines = held.text.signatories.select_related("contact__user")
        for line in lines.filter(answer__in=NOT_SIGNED):
            asked = line.answer in (*WAITED_FOR, Answer.REFUSED)
            move(line, "withdraw", actor=actor, reason=reason)
            if asked and line.is_reachable:
                write_to(line, "partners.conventions.round_closed", held.occasion)
        for line in lines.signed():
            if line.is_reachable:
                write_to(line, "partners.conventions.round_closed", held.occasion)
        move(held.text, "close_round", actor=actor, reason=reason)
        held.written()
        return held.convention


def left_aside(text: ConventionText) -> list[str]:
    """The organizations that closing the round would leave aside: said before acting."""
    lines = text.signatories.filter(answer__in=NOT_SIGNED).select_related("organization")
    return [str(line.organization) for line in lines]


@act(may_go_back)
def convention_back_to_draft(
    *, actor: Actor, target: Convention, expected_version: int | None, reason: str
) -> Convention:
    """Open the words again: every signature given on them is void, every link ends, the evidence stays."""
    with transaction.atomic():
        held = hold_text(target, actor, expected_version, may=may_go_back)
        _close_round(held.text, actor, reason, LinkEnd.TEXT_CHANGED)
        move(held.text, "back_to_draft", actor=actor, reason=reason)
        held.written()
        return held.convention


@act(may_abandon)
def convention_abandon(*, actor: Actor, target: Convention, expected_version: int | None, reason: str) -> Convention:
    """Nobody will sign it; its number stays in the register."""
    with transaction.atomic():
        held = hold_text(target, actor, expected_version, may=may_abandon)
        _close_round(held.text, actor, reason, LinkEnd.ABANDONED)
        move(held.text, "abandon", actor=actor, reason=reason)
        held.written()
        return held.convention


@act(may_reopen)
def convention_reopen(*, actor: Actor, target: Convention, expected_version: int | None, reason: str) -> Convention:
    """Take an abandoned text up again, as a draft; it keeps its number. Another amendment is prepared, not reopened."""
    with transaction.atomic():
        held = hold_text(target, actor, expected_version, may=may_reopen)
        move(held.text, "reopen", actor=actor, reason=reason)
        held.written()
        return held.convention


def _close_round(text: ConventionText, actor: Actor, reason: str, ended: LinkEnd) -> None:
    """Void what stands on the current words and end the links; the convention is held."""
    lines = list(text.signatories.active().exclude(answer=Answer.LISTED).select_related("text"))
    void_signatures(lines, now=timezone.now(), reason=reason[:200])
    for line in lines:
        move(line, "unask", actor=actor, reason=reason, ended=ended)
    if text.effective_on:
        give_up_effect(text)


def voided_by_reopening(text: ConventionText) -> list[str]:
    """The organizations whose signature going back to draft would void: said before acting, and done exactly."""
    if text.stage != Stage.TO_SIGN:
        return []
    lines = Prefetch("signatories", Signatory.objects.select_related("organization"))
    prefetch_related_objects([text], lines)  # nothing, when they are there
    return [str(line.organization) for line in text.parties if line.answer == Answer.SIGNED]
