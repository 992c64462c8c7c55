"""Passing on what a colleague follows, all at once: somebody leaves, is away, or changes territory."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from nqt.accounts.actor import Actor
from nqt.accounts.models import User
from nqt.common.errors import Conflict, Forbidden, Invalid
from partners.conventions.actions.draft import convention_entrust
from partners.conventions.models import Convention, Stage
from partners.conventions.models.words import OVER


def followed_by(user: User) -> QuerySet[Convention]:
    """The conventions that a person follows today and that are not over."""
    alive = Convention.objects.with_life(localdate()).exclude(life__in=OVER)
    return alive.filter(owner=user).exclude(text__stage=Stage.ABANDONED)


def conventions_hand_over(*, actor: Actor, of: User, to: User) -> int:
    """Entrust all that one person follows to another; how many there were.

    Raises `Forbidden`, `Conflict` when there are none, `Invalid` when nobody else is named or who is named has left.
    """
    if not actor.is_national and not actor.is_system:
        raise Forbidden
    if to == of:
        raise Invalid(fields={"colleague": "Choisissez quelqu’un d’autre : c’est la personne qui suit déjà."})
    with transaction.atomic():
        followed = list(followed_by(of).order_by("pk"))
        if not followed:
            raise Conflict(f"{of} ne suit plus aucune convention en cours.")
        for convention in followed:
            convention_entrust(actor=actor, target=convention, expected_version=None, to=to)
    return len(followed)
