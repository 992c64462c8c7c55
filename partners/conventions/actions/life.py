"""After signature: notice and its end, termination, and the way back from each."""

import datetime

from django.db import transaction
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.audit.transitions import note
from nqt.common.acts import act
from nqt.common.dates import add_months
from nqt.common.errors import Conflict, Invalid, Refusal
from partners.conventions.actions.holding import hold, may_write
from partners.conventions.models import Convention, ConventionText, Life


def end_of_term(text: ConventionText, on: datetime.date) -> datetime.date | None:
    """The last day of the term running on a date, after the notice period; None when the convention has no end.

    With a tacit renewal, terms follow one another every `renewal_months` after `ends_on`; a notice given too late for
    one term counts for the next.
    """
    return running_until(text, add_months(on, text.notice_months or 0))


def running_until(text: ConventionText, on: datetime.date) -> datetime.date | None:
    """The last day of the term that runs on a date; None when the convention has no end."""
    end, terms = text.ends_on, 0
    while end is not None and text.renewal_months and end < on:
        terms += 1
        end = add_months(text.ends_on, terms * text.renewal_months)
    return end


def may_give_notice(actor: Actor, convention: Convention) -> Refusal | None:
    """A writer, of a convention that has begun, has a term and is not ended by a notice or a termination."""
    if refusal := may_write(actor, convention):
        return refusal
    if not convention.has_begun():
        return Conflict("Cette convention n’est pas encore en vigueur.")
    if convention.terminated_on or convention.notice_on:
        return Conflict("Sa fin est déjà décidée : annulez d’abord le préavis ou la résiliation.")
    return None if convention.text.ends_on else Conflict("Cette convention n’a pas de terme : résiliez-la plutôt.")


def may_cancel_notice(actor: Actor, convention: Convention) -> Refusal | None:
    """A writer, before the notice has its effect."""
    if refusal := may_write(actor, convention):
        return refusal
    if convention.notice_on is None or convention.terminated_on:
        return Conflict("Aucun préavis n’est en cours.")
    over = "Le préavis a produit son effet : la convention est terminée."
    return Conflict(over, code="expired") if convention.closes_on < timezone.localdate() else None


def may_terminate(actor: Actor, convention: Convention) -> Refusal | None:
    """A writer, of a convention that has begun, once."""
    if refusal := may_write(actor, convention):
        return refusal
    if not convention.has_begun():
        return Conflict("Cette convention n’est pas encore en vigueur.")
    return Conflict("Cette convention est déjà résiliée.") if convention.terminated_on else None


def may_resume(actor: Actor, convention: Convention) -> Refusal | None:
    """A writer, of a convention that was terminated."""
    runs = None if convention.terminated_on else Conflict("Cette convention n’est pas résiliée.")
    return may_write(actor, convention) or runs


@act(may_give_notice)
def notice_give(
    *, actor: Actor, target: Convention, expected_version: int | None, on: datetime.date, reason: str
) -> Convention:
    """Record that a party will not renew: fixes the last day at the end of the running term."""
    with transaction.atomic():
        convention = hold(target, actor, expected_version, may=may_give_notice)
        if on > timezone.localdate():
            raise Invalid(fields={"on": "Cette date est à venir : un préavis s’enregistre quand il est donné."})
        _needs(convention, on, Life.IN_FORCE)
        closes_on = end_of_term(convention.texts.read_on(on).get(), on)
        if closes_on is None or closes_on < on:
            raise Invalid(fields={"on": "Cette convention n’a pas de terme : résiliez-la plutôt."})
        convention.notice_on, convention.closes_on, convention.notice_reason = on, closes_on, reason
        _end(convention)
        note(convention, "give_notice", actor=actor, reason=reason, until=closes_on)
        return convention


@act(may_cancel_notice)
def notice_cancel(*, actor: Actor, target: Convention, expected_version: int | None, reason: str) -> Convention:
    """The notice is taken back before its end."""
    with transaction.atomic():
        convention = hold(target, actor, expected_version, may=may_cancel_notice)
        convention.notice_on, convention.closes_on, convention.notice_reason = None, None, ""
        _end(convention)
        note(convention, "cancel_notice", actor=actor, reason=reason)
        return convention


@act(may_terminate)
def convention_terminate(
    *, actor: Actor, target: Convention, expected_version: int | None, on: datetime.date, reason: str
) -> Convention:
    """End a convention before its term."""
    with transaction.atomic():
        convention = hold(target, actor, expected_version, may=may_terminate)
        _needs(convention, on, Life.IN_FORCE, Life.NOTICE_GIVEN)
        convention.terminated_on, convention.end_reason = on, reason
        _end(convention)
        note(convention, "terminate", actor=actor, reason=reason, until=on)
        return convention


@act(may_resume)
def convention_resume(*, actor: Actor, target: Convention, expected_version: int | None, reason: str) -> Convention:
    """A termination was recorded by mistake, or is taken back."""
    with transaction.atomic():
        convention = hold(target, actor, expected_version, may=may_resume)
        convention.terminated_on, convention.end_reason = None, ""
        _end(convention)
        note(convention, "resume", actor=actor, reason=reason)
        return convention


def _end(convention: Convention) -> None:
    """Save it; its texts repeat the last day decided, by which lists sort."""
    convention.save()
    convention.texts.update(ended_on=convention.ended_on)


def _needs(convention: Convention, on: datetime.date, *lives: Life) -> None:
    life = convention.life_on(on)
    if life not in lives:
        raise Conflict(f"À cette date la convention est : {Life(life).label.lower()}.")
