"""Who may do an act and when, said once beside it: a predicate that gives the sentence of its refusal.

    def may_end(actor: Actor, role: ContactRole) -> Refusal | None:
        return outside(actor, role.contact.organization) or (Conflict("Ce rôle est terminé.") if role.is_over else None)

    @act(may_end)
    def contact_role_end(*, actor: Actor, target: ContactRole, …) -> ContactRole:
        with transaction.atomic():
            role = claim(target, expected_version, actor=actor, may=may_end)

The action guards with it on the row it has locked. The door reads it as `contact_role_end.may`: whether there is a
button and an entry in `actions`, what the form that asks answers, the 403 (`Forbidden`) and the 409 (`Conflict`).
"""

from collections.abc import Callable
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from nqt.common.errors import Forbidden, Refusal

May = Callable[[Any, Any], Refusal | None]
"""(who acts, on what) → why not, or None. What is made new has no row yet: its act is asked about its parent."""

P = ParamSpec("P")
R = TypeVar("R", covariant=True)


class Act(Protocol[P, R]):
    """An action and its predicate."""

    may: May

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it."""


def act(may: May) -> Callable[[Callable[P, R]], Act[P, R]]:
    """Declare who may do this action, and when; the action itself guards with the same predicate."""

    def declare(function: Callable[P, R]) -> Act[P, R]:
        declared = cast(Act[P, R], function)
        declared.may = may
        return declared

    return declare


def may_of(action: Any) -> May | None:
    """The predicate of an action; None for what is open to whoever reaches it."""
    return getattr(action, "may", None)


def hidden(actor: Any, row: Any) -> Refusal | None:
    """The row is none of the actor's, as its `visible_to` says; asked once for all the buttons of a page."""
    known = row.__dict__.setdefault("_seen_by", {})
    if actor not in known:
        known[actor] = type(row).objects.visible_to(actor).filter(pk=row.pk).exists()
    return None if known[actor] else Forbidden()


def guard(may: May, actor: Any, subject: Any) -> None:
    """Raise the refusal, if there is one: for what is made new, and for rows that a caller has locked itself."""
    if refusal := may(actor, subject):
        raise refusal
