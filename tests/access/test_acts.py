"""Acts declared beside their actions: what a button shows, what a form answers and what the action lets pass is one."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.urls import get_resolver
from rest_framework.exceptions import APIException

from nqt.accounts import hats
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.common.acts import may_of
from nqt.common.errors import Forbidden, Refusal
from nqt.door.http import registry
from nqt.door.resource import Resource
from nqt.door.resource.commands import Command
from tests.access.matrix import PERSONS, roles_of
from tests.access.places import place_of
from tests.access.test_matrix import rolled_back
from tests.access.world import World
from tests.harness.unchanged import unchanged

OPEN_TO_WHOEVER_SEES = frozenset({"public/apply start", "public/mail-stop stop", "public/mail-stop resume"})
"""Acts that ask nothing of who acts, nor of when."""


def resources() -> list[type[Resource]]:
    get_resolver().url_patterns  # noqa: B018
    return [resource for _prefix, resource in registry.entries]


def key_of(resource: type[Resource]) -> str:
    return f"{resource.audience}/{resource.basename}"


def acts_of(resource: type[Resource]) -> list[Command]:
    """Those that name their action, on one row."""
    return [c for c in resource.commands() if c.detail and c.action is not None and may_of(c.action) is not None]


ACTING = sorted(key_of(resource) for resource in resources() if acts_of(resource))


def actors(world: World) -> Iterator[Actor]:
    """Everybody, under each hat."""
    for role in PERSONS:
        user = world.visitors[role].user
        for audience in Audience:
            for hat in hats.hats_of(user, audience):
                yield Actor.wearing(user, hat)


@pytest.fixture
def db() -> None:
    """The world's transaction stands for pytest-django's."""


@pytest.mark.parametrize("key", ACTING)
def test_action_refuses_whomever_its_predicate_refuses_in_the_same_words(world: World, key: str) -> None:
    resource = next(one for one in resources() if key_of(one) == key)
    place = place_of(world, key, roles_of(str(resource.audience))[0])
    target = resource.model._base_manager.filter(public_id=place.inside.get("public_id")).first()
    if target is None:
        pytest.skip("its rows are reached by a link")
    tried, everybody = 0, list(actors(world))
    for declared in acts_of(resource):
        for actor in everybody:
            fresh = type(target)._base_manager.get(pk=target.pk)
            refusal = declared.action.may(actor, fresh)
            if refusal is None:
                continue
            with rolled_back(), unchanged(), pytest.raises(type(refusal)) as raised:
                declared.action(actor=actor, target=fresh, **typed(declared, place.bodies, actor), **version(resource))
            assert isinstance(refusal, Forbidden) or str(raised.value.message) == str(refusal.message), declared.name
            tried += 1
    assert tried, "nobody is refused anything here"


def typed(declared: Command, bodies: dict[str, Any], actor: Actor) -> dict[str, Any]:
    """What a good form gives, as far as this actor may say it; a refused act has no use for the rest."""
    serializer = declared.input(data=bodies.get(declared.name) or {}, context={"actor": actor, "on": None})
    with suppress(APIException, Refusal, KeyError, TypeError, AttributeError):
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)
    return dict.fromkeys(declared.input().fields)


def version(resource: type[Resource]) -> dict[str, None]:
    return {"expected_version": None} if resource.versioned else {}


def test_every_act_says_who_may_or_is_known_to_be_open() -> None:
    said = {
        f"{key_of(resource)} {declared.name}"
        for resource in resources()
        for declared in resource.commands()
        if declared.detail and declared.may is None
    }
    assert said <= OPEN_TO_WHOEVER_SEES
