"""Every write of the trial; one transaction each."""

from typing import Any

from django.db import transaction

from nqt.accounts.actor import Actor
from nqt.audit.transitions import move, step
from nqt.common.acts import act
from nqt.common.errors import Conflict, Expired, Forbidden, Refusal, TooMany
from nqt.common.models import claim
from nqt.common.violations import named_violations
from tests.harness.trial.models import Agreement, Request, Signatory, Town

REFUSALS = {"forbidden": Forbidden, "expired": Expired, "too_many": TooMany}


def agreement_create(*, actor: Actor, themes: Any = (), **facts: Any) -> Agreement:
    with transaction.atomic(), named_violations():
        agreement = Agreement.objects.create(**facts)
        agreement.themes.set(themes)
        return agreement


def may_change(actor: Actor, agreement: Agreement) -> Refusal | None:
    return Conflict("Elle est signée.") if agreement.status == Agreement.Status.SIGNED else None


@act(may_change)
def agreement_update(
    *, actor: Actor, target: Agreement, expected_version: int, themes: Any = None, **facts: Any
) -> Agreement:
    with transaction.atomic(), named_violations():
        agreement = claim(target, expected_version, actor=actor, may=may_change)
        for name, value in facts.items():
            setattr(agreement, name, value)
        agreement.save()
        if themes is not None:
            agreement.themes.set(themes)
        return agreement


@act(may_change)
def agreement_delete(*, actor: Actor, target: Agreement, expected_version: int) -> None:
    with transaction.atomic():
        claim(target, expected_version, actor=actor, may=may_change).delete()


def _moved(step_name: str, actor: Actor, target: Agreement, expected_version: int, **facts: Any) -> Agreement:
    with transaction.atomic():
        agreement = claim(target, expected_version)
        agreement.refusal = facts.get("reason", "")
        move(agreement, step_name, actor=actor, **facts)
        return agreement


@act(step("send"))
def agreement_send(*, actor: Actor, target: Agreement, expected_version: int) -> Agreement:
    return _moved("send", actor, target, expected_version)


@act(step("sign"))
def agreement_sign(*, actor: Actor, target: Agreement, expected_version: int) -> Agreement:
    return _moved("sign", actor, target, expected_version)


@act(step("refuse"))
def agreement_refuse(*, actor: Actor, target: Agreement, expected_version: int, reason: str) -> Agreement:
    return _moved("refuse", actor, target, expected_version, reason=reason)


def may_publish(actor: Actor, agreement: Agreement) -> Refusal | None:
    return (
        None if agreement.kind == "national" else Conflict("« Publier » n’est pas possible pour une convention locale.")
    )


@act(may_publish)
def agreement_publish(*, actor: Actor, target: Agreement, expected_version: int, reason: str) -> Agreement:
    with transaction.atomic():
        agreement = claim(target, expected_version, actor=actor, may=may_publish)
        agreement.internal_note = reason
        agreement.save()
        return agreement


def agreement_refuse_politely(*, actor: Actor, target: Agreement, expected_version: int, how: str) -> None:
    """Raises what an action may raise."""
    raise REFUSALS[how]


def town_delete(*, actor: Actor, target: Town) -> None:
    with transaction.atomic():
        target.delete()


def signatory_add(*, actor: Actor, agreement: Agreement, **facts: Any) -> Signatory:
    with transaction.atomic():
        return Signatory.objects.create(agreement=agreement, **facts)


def signatory_remove(*, actor: Actor, target: Signatory) -> None:
    target.delete()


def request_start(*, actor: Actor, **facts: Any) -> Request:
    return Request.objects.create(user=actor.user, **facts)


def request_save(*, actor: Actor, target: Request, expected_version: int, **facts: Any) -> Request:
    with transaction.atomic():
        request = claim(target, expected_version)
        for name, value in facts.items():
            setattr(request, name, value)
        request.save()
        return request
