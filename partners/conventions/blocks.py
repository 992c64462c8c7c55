"""On the partner's home: its conventions, since when it is a partner, and whom to ask at NQT."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from rest_framework import serializers

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.door.forms.fields import Year
from nqt.door.pages.block import Block, block
from partners.conventions.actions.signing import may_answer
from partners.conventions.follower import answerer_of, team
from partners.conventions.models import Answer, Signatory, Stage
from partners.conventions.models.reading import life_on
from partners.conventions.models.words import OVER
from partners.conventions.resources.signing_serializers import OwnLine
from partners.organizations.models import Organization


@dataclass(frozen=True)
class Colleague:
    """Somebody of NQT to write to, and about what."""

    name: str
    email: str
    about: str = ""
    """The titles, when several people follow this partner's conventions."""


class ColleagueSerializer(serializers.Serializer):
    """`Colleague`."""

    name = serializers.CharField(label="nom")
    email = serializers.CharField(label="adresse")
    about = serializers.CharField(label="pour")


class PartnershipSerializer(serializers.Serializer):
    """`Partnership`."""

    organization = serializers.CharField(label="organisme")
    partner_since = Year(label="partenaire depuis", allow_null=True)
    conventions = OwnLine(many=True, label="conventions")
    contacts = ColleagueSerializer(many=True, label="vos interlocuteurs chez NQT")


@block(Audience.PARTNER, at="main", order=20, template="partners/conventions/home/conventions.html")
class Partnership(Block):
    """Of the actor's organization, on a date."""

    serializer_class = PartnershipSerializer

    def facts(self, actor: Actor, on: datetime.date, now: datetime.datetime) -> dict[str, Any]:
        """With who answers for each."""
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
        signed = [line.signed_on for line in lines if line.answer == Answer.SIGNED]
        return {
            "organization": str(Organization.objects.get(pk=actor.organization_id)),
            "partner_since": min(signed).year if signed else None,
            "conventions": lines,
            "contacts": _contacts([line for line in lines if may_answer(actor, line) is None], lines),
        }


@block(Audience.PARTNER, at="top", order=10, template="partners/conventions/home/welcome.html")
class Welcome(Block):
    """Whose home it is, and the first signature asked for; told with `Partnership`."""


@block(Audience.PARTNER, at="aside", order=10, template="partners/conventions/home/contacts.html")
class Contacts(Block):
    """Whom to ask; told with `Partnership`."""


@block(Audience.PARTNER, at="aside", order=20, template="partners/conventions/home/seen_by_others.html")
class SeenByOthers(Block):
    """What the other signatories read."""


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
