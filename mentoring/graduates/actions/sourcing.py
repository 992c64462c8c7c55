"""Links that carry the origin of an application."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring.graduates.models import SourcingLink
from nqt.accounts.actor import Actor
from nqt.common.acts import act
from nqt.common.errors import Conflict, Refusal
from nqt.common.facts import set_facts
from nqt.common.models import claim
from nqt.common.violations import store


@transaction.atomic
def link_create(*, actor: Actor, **facts: Any) -> SourcingLink:
    """A new address to print."""
    link = SourcingLink(created_by=actor.user)
    set_facts(link, facts)
    return store(link)


@transaction.atomic
def link_update(*, actor: Actor, target: SourcingLink, expected_version: int | None, **facts: Any) -> SourcingLink:
    """Another name, another partner; the address stays."""
    link = claim(target, expected_version)
    set_facts(link, facts)
    return store(link)


def may_close(actor: Actor, link: SourcingLink) -> Refusal | None:
    """Once."""
    return Conflict("Ce lien est déjà fermé.") if link.closed_at else None


def may_reopen(actor: Actor, link: SourcingLink) -> Refusal | None:
    """Once closed."""
    return None if link.closed_at else Conflict("Ce lien est ouvert.")


@act(may_close)
@transaction.atomic
def link_close(*, actor: Actor, target: SourcingLink, expected_version: int | None = None) -> SourcingLink:
    """No longer counted; whoever opens it still applies."""
    link = claim(target, expected_version, actor=actor, may=may_close)
    link.closed_at = timezone.now()
    return store(link)


@act(may_reopen)
@transaction.atomic
def link_reopen(*, actor: Actor, target: SourcingLink, expected_version: int | None = None) -> SourcingLink:
    """Counted again."""
    link = claim(target, expected_version, actor=actor, may=may_reopen)
    link.closed_at = None
    return store(link)
