"""The one way to take a step in a life cycle: checked, saved and written down."""

from typing import Any

from django.db import models
from django_fsm import FSMFieldMixin, TransitionNotAllowed, can_proceed, has_transition_perm

from nqt.accounts.actor import Actor
from nqt.audit.models import TransitionLog, signed
from nqt.common.acts import May, guard
from nqt.common.errors import Forbidden, InvalidTransition, Refusal

DATED = ""
"""The field of a step that no state machine took."""


def move(obj: models.Model, name: str, *, actor: Actor, reason: str = "", **kwargs: Any) -> TransitionLog:
    """Take the transition `name` of a django-fsm model, save the object and log the step with its actor and reason.

    `kwargs` go to the transition method. The caller owns the transaction and has locked the row (`claim`).
    Raises `InvalidTransition` when the state or a condition does not allow it, `Forbidden` when the transition's
    permission, asked with the actor, does not.
    """
    method = getattr(obj, name)
    field = method._django_fsm.field
    before = field.get_state(obj)
    guard(step(name), actor, obj)
    try:
        method(**kwargs)
    except TransitionNotAllowed as error:
        raise InvalidTransition(why_not(obj, method)) from error
    obj.save()
    return TransitionLog.objects.create(
        **signed(actor),
        model=obj._meta.label_lower,
        object_pk=obj.pk,
        field=field.name,
        name=name,
        from_state=before,
        to_state=field.get_state(obj),
        reason=reason,
        bearer=":".join(map(str, actor.bearer)) if actor.bearer else "",
        source=actor.source,
    )


def step(name: str) -> May:
    """The predicate of an act that is one step of a life cycle: what the cycle itself allows, in its own words."""

    def may(actor: Actor, obj: models.Model) -> Refusal | None:
        method = getattr(obj, name)
        if not can_proceed(method):
            return InvalidTransition(why_not(obj, method))
        return None if has_transition_perm(method, actor) else Forbidden()

    return may


def note(obj: models.Model, name: str, *, actor: Actor, reason: str = "", until: object = "") -> TransitionLog:
    """Log a step that dates alone record (a notice, a termination), with its reason; `until` is the date it set.

    The caller owns the transaction and has saved the row.
    """
    return TransitionLog.objects.create(
        **signed(actor),
        model=obj._meta.label_lower,
        object_pk=obj.pk,
        field=DATED,
        name=name,
        from_state="",
        to_state=str(until),
        reason=reason,
        source=actor.source,
    )


def label_of(model: type[models.Model], field: str, name: str) -> str:
    """How a step is called in French: `custom={"label": "Signer"}` on the transition, else its name."""
    for transition in model._meta.get_field(field).get_all_transitions(model):
        if transition.name == name and "label" in transition.custom:
            return str(transition.custom["label"])
    return name


def state_label(field: FSMFieldMixin, state: str) -> str:
    """The state's word for people."""
    return str(dict(field.flatchoices).get(state, state))


def why_not(obj: models.Model, method: Any) -> str:
    """Why a step cannot be taken: a condition may carry its own sentence in `refusal`; else the state is the reason."""
    meta = method._django_fsm
    state = meta.field.get_state(obj)
    transition = meta.get_transition(state) if meta.has_transition(state) else None
    for condition in transition.conditions if transition else ():
        if hasattr(condition, "refusal") and not condition(obj):
            return condition.refusal
    label = label_of(type(obj), meta.field.name, method.__name__)
    return f"« {label} » n’est pas possible dans l’état « {state_label(meta.field, state)} »."
