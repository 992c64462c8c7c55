"""Asking for a right, taking it back, answering it; carrying out an erasure."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.audit.transitions import move, note, step
from nqt.common.acts import act, guard, hidden
from nqt.common.clocks import day_at
from nqt.common.errors import Conflict, Forbidden, Invalid, Refusal
from nqt.common.models import claim
from nqt.common.violations import named_violations, store
from nqt.privacy import journal
from nqt.privacy.erasing import Person, forget, freeze, hold, obstacles
from nqt.privacy.models import Channel, RequestState, RightKind, RightsRequest
from nqt.privacy.subjects import files_of, hers_alone, subject_of
from nqt.privacy.telling import ask_staff, say_goodbye, write_to
from nqt.privacy.terms import due_on, extended_due_on

NATIONAL = frozenset({Role.STAFF_NATIONAL, Role.SYSTEM})
BY_HAND = frozenset({RightKind.ACCESS, RightKind.CORRECTION})
"""Answered by what somebody did; the two others are acts of the product."""
ASKED = "Cette demande est déjà notée : elle attend sa réponse."
CHANGED = "Ce dossier vient de changer, ou d’être effacé : ouvrez-le de nouveau."
FORGOTTEN = "Cette personne est déjà effacée."


def request_make(
    *,
    actor: Actor,
    target: Any,
    kind: str,
    words: str = "",
    channel: str = Channel.ONLINE,
    received_on: datetime.date | None = None,
) -> RightsRequest:
    """The person asks for herself, or a colleague writes down what she said or posted; those who answer are mailed.

    `target` is her file. Raises `Invalid` for a day to come, `Conflict` when the same request waits already.
    """
    subject = subject_of(target._meta.label_lower)
    is_own = actor.user is not None and target.user_id == actor.user.pk
    is_seen = subject.seen_by(actor).filter(pk=target.pk).exists()
    if not is_seen or not (is_own or actor.is_staff or actor.is_system):
        raise Forbidden
    zone = subject.time_zone(target)
    today = day_at(zone)
    if received_on and received_on > today:
        raise Invalid(fields={"received_on": "Ce jour n’est pas encore venu."})
    if kind == RightKind.CORRECTION and not words.strip():
        raise Invalid(fields={"words": "Dites ce qui est à corriger."})
    if RightsRequest.objects.of(target).asked().of_kind(kind).exists():
        raise Conflict(ASKED)
    asked = RightsRequest(
        kind=kind,
        model=subject.label,
        object_public_id=target.public_id,
        user=target.user,
        channel=channel,
        entered_by=None if is_own else actor.user,
        words=words,
        received_on=received_on or today,
        time_zone=zone,
        due_on=due_on(received_on or today),
    )
    with transaction.atomic():
        store(asked)
        ask_staff(asked)
        write_to(asked, target, "noted")
        return asked


def not_deciding(actor: Actor, request: RightsRequest) -> Refusal | None:
    """National staff decide."""
    return hidden(actor, request) if actor.role in NATIONAL else Forbidden()


def may_withdraw(actor: Actor, request: RightsRequest) -> Refusal | None:
    """Whoever reads it, while it waits."""
    return hidden(actor, request) or step("withdraw")(actor, request)


def may_answer(actor: Actor, request: RightsRequest) -> Refusal | None:
    """Whoever reads it, for what is done by hand, while it waits."""
    if request.kind not in BY_HAND:
        said = "Un effacement ou une limitation se fait ici, et ne se déclare pas."
        return hidden(actor, request) or Conflict(said)
    return hidden(actor, request) or step("satisfy")(actor, request)


def may_refuse(actor: Actor, request: RightsRequest) -> Refusal | None:
    """National staff, while it waits."""
    return not_deciding(actor, request) or step("refuse")(actor, request)


def may_extend(actor: Actor, request: RightsRequest) -> Refusal | None:
    """National staff, once, and within the first month."""
    if refusal := not_deciding(actor, request):
        return refusal
    if request.state != RequestState.OPEN:
        return Conflict("Cette demande a reçu sa réponse.")
    if request.extended_at:
        return Conflict("Le délai a déjà été prolongé : la loi ne le permet qu’une fois.")
    late = "Le mois est passé : une prolongation devait être dite avant. Répondez dès que possible."
    return Conflict(late) if request.is_late else None


def may_restrict(actor: Actor, request: RightsRequest) -> Refusal | None:
    """National staff, for what asks it, while it waits."""
    if request.kind != RightKind.RESTRICTION:
        return not_deciding(actor, request) or Conflict("Cette demande n’est pas une limitation.")
    return not_deciding(actor, request) or step("satisfy")(actor, request)


def may_lift(actor: Actor, request: RightsRequest) -> Refusal | None:
    """National staff, while the use of the data is restricted."""
    return not_deciding(actor, request) or step("lift")(actor, request)


def may_erase(actor: Actor, request: RightsRequest) -> Refusal | None:
    """National staff, for what asks it, while it waits."""
    waits = request.kind == RightKind.ERASURE and request.state == RequestState.OPEN
    return not_deciding(actor, request) or (None if waits else Conflict("Aucun effacement n’attend."))


def may_ask_erasure(actor: Actor, file: Any) -> Refusal | None:
    """Once."""
    return Conflict(ASKED) if _erasure_of(file) else None


def may_withdraw_erasure(actor: Actor, file: Any) -> Refusal | None:
    """While it waits."""
    return None if _erasure_of(file) else Conflict("Aucun effacement n’est demandé.")


def _erasure_of(file: Any) -> RightsRequest | None:
    return RightsRequest.objects.of(file).asked().of_kind(RightKind.ERASURE).first()


@act(may_ask_erasure)
def erasure_request(*, actor: Actor, target: Any) -> RightsRequest:
    """The person asks to be forgotten; national staff carry it out within a month."""
    return request_make(actor=actor, target=target, kind=RightKind.ERASURE)


@act(may_withdraw_erasure)
def erasure_withdraw(*, actor: Actor, target: Any) -> RightsRequest:
    """The person changes her mind before it is done."""
    guard(may_withdraw_erasure, actor, target)
    return request_withdraw(actor=actor, target=_erasure_of(target))


@act(may_withdraw)
def request_withdraw(
    *, actor: Actor, target: RightsRequest, expected_version: int | None = None, reason: str = ""
) -> RightsRequest:
    """She does not ask it any more; a colleague writes down that she said so."""
    with transaction.atomic():
        request = claim(target, expected_version, actor=actor, may=may_withdraw)
        move(request, "withdraw", actor=actor, reason=reason, at=timezone.now())
        return request


@act(may_answer)
def request_answer(
    *, actor: Actor, target: RightsRequest, expected_version: int | None = None, answer: str
) -> RightsRequest:
    """An access was given, a file corrected: done, in words that the person reads."""
    with transaction.atomic():
        request = claim(target, expected_version, actor=actor, may=may_answer)
        return _answered(actor, request, "satisfy", answer)


@act(may_refuse)
def request_refuse(
    *, actor: Actor, target: RightsRequest, expected_version: int | None = None, answer: str
) -> RightsRequest:
    """No, and why: the person reads it, with her ways of appeal (art. 12.4). National staff."""
    with transaction.atomic():
        return _answered(actor, claim(target, expected_version, actor=actor, may=may_refuse), "refuse", answer)


@act(may_extend)
def request_extend(
    *, actor: Actor, target: RightsRequest, expected_version: int | None = None, reason: str
) -> RightsRequest:
    """Two months more, once, told with its reason within the first month (art. 12.3). National staff."""
    with transaction.atomic():
        request = claim(target, expected_version, actor=actor, may=may_extend)
        request.due_on = extended_due_on(request.received_on)
        request.extended_at, request.delay_reason = timezone.now(), reason
        store(request)
        note(request, "extend", actor=actor, reason=reason, until=request.due_on)
        write_to(request, file_of(request), "extended")
        return request


@act(may_restrict)
def request_restrict(
    *, actor: Actor, target: RightsRequest, expected_version: int | None = None, answer: str = ""
) -> RightsRequest:
    """Nobody is matched with her, no mail that is not owed leaves, until it is lifted (art. 18). National staff."""
    with transaction.atomic():
        request = claim(target, expected_version, actor=actor, may=may_restrict)
        file = file_of(request)
        if file is None:
            raise Conflict(FORGOTTEN)
        answered = _answered(actor, request, "satisfy", answer)
        freeze(subject_of(request.model).person(file), actor)
        return answered


@act(may_lift)
def restriction_lift(
    *, actor: Actor, target: RightsRequest, expected_version: int | None = None, answer: str
) -> RightsRequest:
    """Everything goes on again; the person is told why. National staff."""
    with transaction.atomic():
        request = claim(target, expected_version, actor=actor, may=may_lift)
        return _answered(actor, request, "lift", answer)


@act(may_erase)
def request_erase(*, actor: Actor, target: RightsRequest, expected_version: int | None = None) -> RightsRequest:
    """Carry out the erasure that was asked for. National staff."""
    with transaction.atomic():
        request = claim(target, expected_version, actor=actor, may=may_erase)
        file = file_of(request)
        if file is None:
            raise Conflict(FORGOTTEN)
        return person_erase(actor=actor, target=file, person=subject_of(request.model).person(file))


@transaction.atomic
def person_erase(*, actor: Actor, target: Any, person: Person) -> RightsRequest:
    """End all that she is in and forget her everywhere, at once or not at all; what is counted stays counted.

    `target` is the file from which it is asked. Raises `Conflict` with what forbids it for now, and the way out.
    """
    if actor.role not in NATIONAL:
        raise Forbidden
    person = hers_alone(person.including(target))
    if found := obstacles(person):
        raise Conflict(" ".join(found))
    label, address = target._meta.label_lower, target.email
    asked = RightsRequest.objects.of(target).asked().of_kind(RightKind.ERASURE)
    request = asked.select_for_update(of=("self",)).first()
    is_asked = request is not None
    hold(person)
    if not type(target)._base_manager.filter(pk=target.pk, email=address).exists():
        raise Conflict(CHANGED)
    if request is None:
        zone = subject_of(label).time_zone(target)
        today = day_at(zone)
        facts = {"channel": Channel.STAFF, "received_on": today, "due_on": due_on(today), "entered_by": actor.user}
        facts["time_zone"] = zone
        request = RightsRequest(model=label, object_public_id=target.public_id, kind=RightKind.ERASURE, **facts)
    request.done_by = actor.user
    request.save()
    move(request, "satisfy", actor=actor, answer="", at=timezone.now())
    _settle(person, actor)
    forget(person, actor)
    journal.forgotten(label, target.public_id)
    if is_asked and address:
        say_goodbye(request, address)
    return request


def _settle(person: Person, actor: Actor) -> None:
    """Her other requests: another erasure is done by this one, what else she asked has no object any more."""
    for _, file in files_of(person):
        for other in RightsRequest.objects.of(file).asked().select_for_update(of=("self",)):
            if other.kind == RightKind.ERASURE:
                other.done_by = actor.user
                move(other, "satisfy", actor=actor, answer="", at=timezone.now())
            else:
                move(other, "withdraw", actor=actor, at=timezone.now())


def file_of(request: RightsRequest) -> Any:
    """The file it is about; None once it is gone."""
    model = subject_of(request.model).model
    return model._base_manager.filter(public_id=request.object_public_id).first()


def _answered(actor: Actor, request: RightsRequest, step: str, answer: str) -> RightsRequest:
    request.done_by = actor.user
    with named_violations():
        move(request, step, actor=actor, answer=answer, at=timezone.now())
    write_to(request, file_of(request), "answered")
    return request
