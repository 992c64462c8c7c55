"""Staff: what another mentor for a graduate would cost the whole, who would move, and doing it."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.graduates.models import Graduate
from mentoring.matching import actions
from mentoring.matching.standing import Moved
from mentoring.mentors.models import Mentor
from mentoring.proposals.models import MatchProposal
from mentoring.proposals.resources.staff_serializers import nearest_of
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.common.errors import Conflict
from nqt.door.forms.fields import TEXT_SUFFIX
from nqt.door.forms.serializers import InputSerializer, Ref
from nqt.door.http.mount import door, nested
from nqt.door.lists.searching import CANDIDATES, meant
from nqt.door.pages.addresses import address
from nqt.door.resource import Resource, command

ELSEWHERE = "quelqu’un d’un autre département"


class OneMove(serializers.Serializer):
    """Somebody who changes mentors."""

    graduate = serializers.CharField(label="jeune")
    before = serializers.CharField(label="avant", allow_blank=True)
    after = serializers.CharField(label="après", allow_blank=True)


class ExchangeTold(serializers.Serializer):
    """The answer: what it costs, or why it cannot be."""

    graduate = serializers.CharField(label="jeune")
    mentor = serializers.CharField(label="parrain ou marraine", allow_null=True)
    mentor_id = serializers.UUIDField(label="identifiant", allow_null=True)
    version = serializers.IntegerField(label="version")
    points = serializers.IntegerField(label="points que l’ensemble perd", allow_null=True)
    left_alone = serializers.IntegerField(label="jeunes laissés sans personne", allow_null=True)
    moves = OneMove(many=True, label="qui change")
    refusal = serializers.CharField(label="pourquoi non", allow_blank=True)


class Exchanging(InputSerializer):
    """The exchange that was told."""

    mentor = Ref(queryset=Mentor.objects, suggest="mentors", label="parrain ou marraine")
    points = serializers.IntegerField(label="coût annoncé", required=False, allow_null=True)
    expected_version = serializers.IntegerField(label="version lue", min_value=0)


@dataclass
class Told:
    """What the page shows; `choices` when words mean several mentors."""

    graduate: Graduate
    version: int
    mentor: Mentor | None = None
    points: int | None = None
    left_alone: int | None = None
    moves: list[dict[str, str]] = field(default_factory=list)
    refusal: str = ""

    @property
    def mentor_id(self) -> uuid.UUID | None:
        """Of the mentor asked for."""
        return self.mentor.public_id if self.mentor else None


class StaffExchange(Resource):
    """`?mentor=` an identifier or a name."""

    audience, model, single = Audience.STAFF, MatchProposal, True
    serializer_class = ExchangeTold
    name = name_plural = "Donner quelqu’un d’autre"
    select = ("graduate", "mentor", "run__region", "run__policy")
    template_folder = "mentoring/matching/exchange"

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The cost of the exchange, without doing it."""
        proposal = self.get_object()
        known, typed = (request.query_params.get(name, "").strip() for name in ("mentor", f"mentor{TEXT_SUFFIX}"))
        asked, rows = known or typed, _meant(self.actor, known)
        if typed and typed not in [str(row) for row in rows]:  # without script an id may stay beside other words
            asked, rows = typed, _meant(self.actor, typed)
        told = Told(proposal.graduate, proposal.version, rows[0] if len(rows) == 1 else None)
        if told.mentor is not None:
            self._tell(told, proposal, told.mentor)
        elif asked and not rows:
            told.refusal = f"Personne ne s’appelle « {asked[:100]} » parmi les parrains et marraines."
        data = self.get_serializer(told).data
        if self.door == "api":
            return Response(data)
        choices = [(row, f"{request.path}?mentor={row.public_id}") for row in rows] if len(rows) > 1 else []
        nearest = [] if asked else nearest_of(proposal, self.actor)
        page = {"record": proposal, "told": data, "asked": asked, "choices": choices, "nearest": nearest}
        return Response({**page, "back": self.home_url()})

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Of a proposal that one sees, whatever is asked."""
        super().initial(request, *args, **kwargs)
        self.get_object()

    def _tell(self, told: Told, proposal: MatchProposal, mentor: Mentor) -> None:
        try:
            moves, told.points, told.left_alone = actions.exchange_of(proposal, mentor)
        except Conflict as refusal:
            told.refusal = refusal.message
        else:
            told.moves = _named(self.actor, moves)

    def home_url(self) -> str:
        """The proposal."""
        return address(f"{self.door}:{self.audience}:matches-detail", **self.kwargs)

    @command("Faire cet échange", detail=False, input=Exchanging, icon="arrows-exchange", done="L’échange est fait.")
    def make(self, _: None, **data: Any) -> None:
        """With all that follows from it."""
        actions.pair_exchange(actor=self.actor, target=self.get_object(), **data)


def _meant(actor: Actor | None, text: str) -> list[Mentor]:
    """The mentors that an identifier or a name may mean."""
    seen = Mentor.objects.visible_to(actor)
    try:
        return list(seen.filter(public_id=uuid.UUID(text)))
    except ValueError:
        return meant(seen, text)[:CANDIDATES] if text else []


def _named(actor: Actor | None, moves: tuple[Moved, ...]) -> list[dict[str, str]]:
    """In words; whom one does not see is not named."""
    seen = Graduate.objects.visible_to(actor).filter(pk__in=[one.graduate for one in moves])
    graduates = {one.pk: str(one) for one in seen}
    keys = {pk for one in moves for pk in (one.before, one.after) if pk is not None}
    mentors = {one.pk: str(one) for one in Mentor.objects.visible_to(actor).filter(pk__in=keys)}
    return [
        {
            "graduate": graduates.get(one.graduate, ELSEWHERE),
            "before": mentors.get(one.before or 0, ""),
            "after": mentors.get(one.after or 0, ""),
        }
        for one in moves
    ]


door.register(nested("matches", "public_id", "exchange"), StaffExchange, basename="match-exchange")
