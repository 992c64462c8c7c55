"""Staff: two scenarios side by side."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.scenarios.models import MatchingScenario, ScenarioState
from mentoring.scenarios.resources import words as words
from mentoring.scenarios.resources.staff import StaffScenarios
from nqt.accounts.roles import Audience
from nqt.audit import access
from nqt.door.forms.serializers import InputSerializer, Ref
from nqt.door.http.mount import door
from nqt.door.resource import Resource


class Sides(InputSerializer):
    """Two scenarios that are computed."""

    first = Ref(queryset=MatchingScenario.objects.filter(state=ScenarioState.DONE), label="premier scénario")
    second = Ref(queryset=MatchingScenario.objects.filter(state=ScenarioState.DONE), label="second scénario")


class ComparisonPage(serializers.Serializer):
    """What the second has that the first has not."""

    first = serializers.CharField(label="premier scénario")
    second = serializers.CharField(label="second scénario")
    same_people = serializers.BooleanField(label="mêmes données")
    same_policy = serializers.BooleanField(label="même barème comparé")
    same_scope = serializers.BooleanField(label="même périmètre")
    figures = words.FigureRow(many=True, label="chiffres")
    moves = words.MoveRow(many=True, label="qui change")
    moved = serializers.IntegerField(label="combien changent")
    gained = serializers.IntegerField(label="gagnent quelqu’un")
    lost = serializers.IntegerField(label="n’ont plus personne")


class StaffScenarioComparison(Resource):
    """`?first=<id>&second=<id>`."""

    audience, single = Audience.STAFF, True
    serializer_class = ComparisonPage
    name = name_plural = "Comparer deux scénarios"
    help = "Les mêmes chiffres des deux côtés, et qui change de l’un à l’autre."
    template_folder = "mentoring/scenarios"

    def crumbs(self) -> list[tuple[str, str]]:
        """Under the scenarios."""
        return StaffScenarios.seen_by(self.actor).crumbs()

    def computed(self) -> QuerySet[MatchingScenario]:
        """Those that may be compared, the latest first."""
        done = MatchingScenario.objects.visible_to(self.actor).filter(state=ScenarioState.DONE)
        return done.select_related("region").order_by("-computed_at", "-pk")

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The comparison; a page that is asked nothing sets the two latest side by side, if there are two."""
        asked = {name: request.query_params.get(name, "").strip() for name in ("first", "second")}
        if self.door == "pages" and not any(asked.values()):
            latest = [str(key) for key in self.computed().values_list("public_id", flat=True)[:2]]
            asked = dict(zip(asked, reversed(latest), strict=False)) if len(latest) == len(asked) else asked
        sides = Sides(data={name: value for name, value in asked.items() if value}, context={"actor": self.actor})
        is_good = sides.is_valid()
        if self.door == "api":
            if not is_good:
                raise exceptions.ValidationError(sides.errors)
            return Response(self.get_serializer(self.compared(**sides.validated_data)).data)
        choices = [(str(one.public_id), f"{one} ({one.scope})") for one in self.computed().defer("people", "figures")]
        errors = {name: sides.errors.get(name) if value else None for name, value in asked.items()}
        found = self.compared(**sides.validated_data) if is_good else None
        status = 400 if any(errors.values()) else 200
        return Response({"asked": asked, "choices": choices, "errors": errors, "compared": found}, status=status)

    def compared(self, first: MatchingScenario, second: MatchingScenario) -> dict[str, Any]:
        """Both, read by this actor."""
        for scenario in (first, second):
            access.record(self.actor, access.READ, scenario)
        moves = words.moves_from(first, second)
        return {
            "first": str(first),
            "second": str(second),
            "same_people": first.input_hash == second.input_hash,
            "same_policy": first.policy_id == second.policy_id,
            "same_scope": first.region_id == second.region_id,
            "figures": words.figure_rows(first.figures["after"], second.figures["after"]),
            "moves": words.move_rows(moves, self.actor, first, second),
            "moved": len(moves),
            "gained": sum(move.before is None for move in moves),
            "lost": sum(move.after is None for move in moves),
        }


door.register("scenario-comparison", StaffScenarioComparison, basename="scenario-comparison")
