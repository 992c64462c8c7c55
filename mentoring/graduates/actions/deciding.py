"""What staff do with an application: accept, ask, refuse, read again; a proof corrects what the address said."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring.graduates import dependents
from mentoring.graduates.actions.applying import OVER, give_account_unless_asked, is_accompanied, subject_of
from mentoring.graduates.actions.writing import not_of_staff
from mentoring.graduates.models import Graduate, GraduateState
from nqt.accounts.actor import Actor
from nqt.audit.transitions import move, note, step
from nqt.common.acts import act
from nqt.common.clocks import day_at
from nqt.common.errors import Conflict, Refusal
from nqt.common.models import claim
from nqt.common.violations import named_violations, store
from nqt.outbox.post import post
from regions.neighborhoods.locating import Answer, Reason

ANOTHER = "Cette personne a une autre candidature en cours : c’est elle qu’il faut lire."
ACCOMPANIED = "Un accompagnement est en cours : terminez-le d’abord."


def may_correct_qpv(actor: Actor, graduate: Graduate) -> Refusal | None:
    """Staff of the perimeter, once it was sent."""
    is_draft = graduate.state == GraduateState.DRAFT
    draft = Conflict("Cette candidature n’est pas encore envoyée.") if is_draft else None
    return not_of_staff(actor, graduate) or draft


def may_accept(actor: Actor, graduate: Graduate) -> Refusal | None:
    """Staff of the perimeter, while it waits for them."""
    return may_correct_qpv(actor, graduate) or step("accept")(actor, graduate)


def may_ask_more(actor: Actor, graduate: Graduate) -> Refusal | None:
    """The same."""
    return may_correct_qpv(actor, graduate) or step("ask_more")(actor, graduate)


def may_refuse(actor: Actor, graduate: Graduate) -> Refusal | None:
    """Staff of the perimeter, while nobody accompanies her."""
    if refusal := may_correct_qpv(actor, graduate) or step("refuse")(actor, graduate):
        return refusal
    return Conflict(ACCOMPANIED) if is_accompanied(graduate) else None


def may_reopen(actor: Actor, graduate: Graduate) -> Refusal | None:
    """Staff of the perimeter, unless she has another one under way."""
    if refusal := may_correct_qpv(actor, graduate) or step("reopen")(actor, graduate):
        return refusal
    others = Graduate.objects.exclude(pk=graduate.pk).exclude(state__in=OVER).filter(email__iexact=graduate.email)
    return Conflict(ANOTHER) if graduate.email and others.exists() else None


@act(may_accept)
def application_accept(*, actor: Actor, target: Graduate, expected_version: int | None = None) -> Graduate:
    """Into the pool; the person is told."""
    with transaction.atomic():
        graduate = claim(target, expected_version, actor=actor, may=may_accept)
        move(graduate, "accept", actor=actor, at=timezone.now())
        _write_to(graduate, "application_accepted")
        return graduate


@act(may_ask_more)
def application_ask_more(
    *, actor: Actor, target: Graduate, expected_version: int | None = None, question: str
) -> Graduate:
    """The person reads the question, completes, and sends again."""
    with transaction.atomic():
        graduate = claim(target, expected_version, actor=actor, may=may_ask_more)
        move(graduate, "ask_more", actor=actor, question=question, at=timezone.now())
        store(graduate)
        _write_to(graduate, "application_question")
        return graduate


@act(may_refuse)
def application_refuse(
    *, actor: Actor, target: Graduate, expected_version: int | None = None, shown_reason: str, reason: str = ""
) -> Graduate:
    """No: the person reads `shown_reason` with what else exists; `reason` stays among staff. Offers are called back."""
    with transaction.atomic():
        dependents.lock(target)
        graduate = claim(target, expected_version, actor=actor, may=may_refuse)
        move(graduate, "refuse", actor=actor, reason=reason, shown_reason=shown_reason, at=timezone.now())
        store(graduate)
        dependents.leave(graduate, actor=actor, reason="La candidature n’est plus retenue.")
        _write_to(graduate, "application_refused")
        return graduate


@act(may_reopen)
def application_reopen(
    *, actor: Actor, target: Graduate, expected_version: int | None = None, reason: str = ""
) -> Graduate:
    """Read again; refused when the person has another application under way. Her account follows this one again."""
    with transaction.atomic():
        graduate = claim(target, expected_version, actor=actor, may=may_reopen)
        if graduate.email and graduate.email_proved_at and not graduate.has_account:
            give_account_unless_asked(graduate)
        with named_violations():
            move(graduate, "reopen", actor=actor, reason=reason, at=timezone.now())
        return graduate


@act(may_correct_qpv)
def qpv_correct(
    *, actor: Actor, target: Graduate, expected_version: int | None = None, qpv: str, reason: str
) -> Graduate:
    """A proof was seen: the answer about the neighborhood is the colleague's, who is named."""
    with transaction.atomic():
        graduate = claim(target, expected_version, actor=actor, may=may_correct_qpv)
        graduate.qpv, graduate.qpv_checked_by, graduate.qpv_on = qpv, actor.user, day_at(graduate.time_zone)
        graduate.qpv_reason = Reason.INSIDE if qpv == Answer.IN else Reason.OUTSIDE
        graduate.qpv_code = graduate.qpv_code if qpv == Answer.IN else ""
        store(graduate)
        note(graduate, "qpv_correct", actor=actor, reason=reason, until=qpv)
        return graduate


def _write_to(graduate: Graduate, kind: str, **facts: Any) -> None:
    """Write to the person, if she has an address."""
    if graduate.email:
        post(
            f"mentoring.graduates.{kind}",
            to=graduate.email,
            user=graduate.user,
            key=f"{kind}:{graduate.public_id}:{graduate.version}",
            time_zone=graduate.time_zone,
            context={"graduate": str(graduate.public_id), "subject": subject_of(graduate), **facts},
        )
