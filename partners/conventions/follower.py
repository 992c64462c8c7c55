"""Whom a partner writes to about a convention: whoever follows it and works here, else the team's box."""

import datetime
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.utils import timezone

from partners.conventions.models import Convention, Signatory
from regions.assignments.models import Assignment

TEAM = "l’équipe de NQT"


@dataclass(frozen=True)
class Answerer:
    """A name and an address."""

    name: str
    email: str


def team() -> Answerer:
    """The box that people of the team read."""
    return Answerer(TEAM, parseaddr(settings.REPLY_TO_EMAIL)[1])


def answerer_of(line: Signatory) -> Answerer:
    """For a line read `with_follower`: remarks and questions go there."""
    owner = line.text.convention.owner
    return Answerer(owner.get_full_name() or owner.email, owner.email) if line.is_followed else team()


def follower_of(convention: Convention, on: datetime.date | None = None) -> Any:
    """The account of whoever follows it, while open and assigned; None when nobody does."""
    owner = convention.owner
    if owner is None or not owner.is_active:
        return None
    return owner if Assignment.objects.on(on or timezone.localdate()).filter(user=owner).exists() else None
