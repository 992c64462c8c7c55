"""What an HR contact of a partner finds: what she must do, her organization’s conventions, and whom to ask."""

import datetime
from dataclasses import dataclass

from django.utils.text import capfirst

from nqt.accounts.actor import Actor
from partners.conventions.follower import answerer_of, team
from partners.conventions.models import Answer, Signatory, Stage
from partners.conventions.models.reading import life_on
from partners.conventions.models.words import OVER
from partners.conventions.resources.signing import is_asked
from partners.organizations.models import Organization


@dataclass(frozen=True)
class Colleague:
    """Somebody of NQT to write to, and about what."""

    name: str
    email: str
    about: str = ""
    """The titles, when several people follow this partner's conventions."""


@dataclass(frozen=True)
class Home:
    """The partner's first page."""

    organization: str
    partner_since: int | None
    todo: list[Signatory]
    """Lines that wait for the reader's own answer."""
    conventions: list[Signatory]
    contacts: list[Colleague]


def home_of(actor: Actor, on: datetime.date) -> Home:
    """The home of the actor's organization on a date."""
    organization = Organization.objects.get(pk=actor.organization_id)
    lines = list(
        Signatory.objects.visible_to(actor)
        .of_text_read(on)
        .existing(on)
        .annotate(life=life_on(on, "text__", "text__convention__"))
        .with_follower(on)
        .select_related("text__convention__owner", "organization", "contact")
        .prefetch_related("text__signatories__organization")
        .order_by("-updated_at", "pk")
    )
    signed = sorted(line.signed_on for line in lines if line.answer == Answer.SIGNED)
    todo = [line for line in lines if is_asked(actor, line)]
    return Home(
        organization=str(organization),
        partner_since=signed[0].year if signed else None,
        todo=todo,
        conventions=lines,
        contacts=_contacts(todo, lines),
    )


def _contacts(todo: list[Signatory], lines: list[Signatory]) -> list[Colleague]:
    """Who follows what is not over, what awaits an answer first; several people are told apart; else the team's box."""
    living = [line for line in lines if line.life not in OVER and line.text.stage != Stage.ABANDONED]
    followed: dict[tuple[str, str], list[str]] = {}
    for line in dict.fromkeys([*todo, *living]):
        if line.is_followed:
            answerer = answerer_of(line)
            followed.setdefault((answerer.name, answerer.email), []).append(line.text.title)
    if not followed:
        box = team()
        return [Colleague(capfirst(box.name), box.email)]
    is_several = len(followed) > 1
    return [
        Colleague(name, email, ", ".join(f"«\u00a0{title}\u00a0»" for title in titles) if is_several else "")
        for (name, email), titles in followed.items()
    ]
