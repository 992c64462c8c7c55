"""Priority neighborhoods to read, and the question every address asks: is this point in one?"""

from dataclasses import asdict
from typing import Any

import django_filters
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from nqt.accounts.roles import Audience
from nqt.door.forms.fields import Year
from nqt.door.forms.serializers import DoorSerializer, InputSerializer
from nqt.door.http.mount import door
from nqt.door.lists.filters import RefFilter
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import Resource
from regions.neighborhoods.locating import Answer, Located, Reason, locate
from regions.neighborhoods.models import Generation, PriorityNeighborhood
from regions.neighborhoods.situating import Situated, situate
from regions.territories.models import Department


class NeighborhoodSerializer(DoorSerializer):
    """A perimeter, without its drawing."""

    last_day = serializers.DateField(label="dernier jour", read_only=True, allow_null=True)
    communes = serializers.SerializerMethodField(label="communes")

    class Meta:
        model = PriorityNeighborhood
        fields = [
            "public_id",
            "code",
            "name",
            "generation",
            "department",
            "communes",
            "valid_from",
            "last_day",
            "is_approximate",
        ]
        read_only_fields = fields

    def get_communes(self, neighborhood: PriorityNeighborhood) -> str:
        """'Aubervilliers, Paris'."""
        return ", ".join(commune.name for commune in neighborhood.communes.all())


class NeighborhoodFilter(django_filters.FilterSet):
    """By generation and department."""

    generation = django_filters.ChoiceFilter(choices=Generation.choices, label="Génération")
    department = RefFilter(Department, suggest="departments", label="Département")

    class Meta:
        model = PriorityNeighborhood
        fields: list[str] = []


class StaffNeighborhoods(Resource):
    """The perimeters of the day read."""

    dated = True
    audience, model, verbs = Audience.STAFF, PriorityNeighborhood, "RX"
    serializer_class = NeighborhoodSerializer
    name, name_plural = "quartier prioritaire", "Quartiers prioritaires"
    nav = Place(Trade.EVENTS, "Quartiers", "map-pin", 44, "Périmètres de 2015 et de 2024")
    help = "Les quartiers de la politique de la ville (QPV) en vigueur à la date lue : ceux de 2015, puis ceux de 2024."
    empty = "Aucun quartier ici à cette date. Les périmètres se chargent avec `manage.py import_neighborhoods`."
    filterset_class, search = NeighborhoodFilter, "Nom, code ou commune"
    shown_as = {"Commune.name": "communes", "FormerName.name": "communes"}
    sorts, default_sort = {"name": "folded", "code": "code"}, "name"
    columns = ("name", "code", "communes", "department", "generation")
    select, prefetch = ("department",), ("communes",)

    def scope(self, queryset: Any) -> Any:
        """The list is of one day; the page of a former perimeter still answers."""
        return queryset.on(self.on) if self.action in ("list", "export", "suggest") else queryset


class Point(InputSerializer):
    """Where: an address, or degrees (WGS 84)."""

    address = serializers.CharField(label="adresse", max_length=200, required=False, default="")
    lat = serializers.FloatField(label="latitude", min_value=-90, max_value=90, required=False, default=None)
    lon = serializers.FloatField(label="longitude", min_value=-180, max_value=180, required=False, default=None)
    commune = serializers.RegexField(r"^\d[0-9AB]\d{3}$", label="code INSEE de la commune", required=False, default="")

    def validate(self, typed: dict[str, Any]) -> dict[str, Any]:
        """An address, or both degrees."""
        missing = [name for name in ("lat", "lon") if typed[name] is None]
        if not typed["address"] and missing:
            field = missing[0] if len(missing) == 1 else "address"
            raise serializers.ValidationError({field: "Donnez une adresse, ou une latitude et une longitude."})
        return typed


class LocatedSerializer(serializers.Serializer):
    """`Located`, with its sentences."""

    answer = serializers.ChoiceField(choices=Answer.choices, label="réponse")
    reason = serializers.ChoiceField(choices=Reason.choices, label="raison")
    code = serializers.CharField(label="quartier", allow_blank=True)
    generation = Year(label="génération", allow_null=True)
    distance = serializers.FloatField(label="distance de la limite (mètres)", allow_null=True)
    is_approximate = serializers.BooleanField(label="périmètre approché")
    place = serializers.CharField(label="adresse trouvée", allow_blank=True)


class StaffLocate(Resource):
    """`?address=…&commune=93066` or `?lat=48.9177&lon=2.3873`: in, out, or unknown and why, on the day read."""

    audience, single = Audience.STAFF, True
    serializer_class = LocatedSerializer
    name = name_plural = "Situer une adresse"
    nav = Place(Trade.SETTINGS, "Situer une adresse", "search", 66, "Commune et quartier, avec preuve")
    help = "L’adresse avec son numéro et sa commune, ou un point. Près d’une limite, la réponse est à confirmer."
    template_folder = "regions/neighborhoods"

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The answer; on a page without a question, the question."""
        asked: dict[str, str] = {str(name): request.query_params.get(str(name), "").strip() for name in Point().fields}
        asked |= {name: asked[name].replace(",", ".") for name in ("lat", "lon")}
        point = Point(data={name: value for name, value in asked.items() if value})
        if self.door == "pages" and not point.is_valid():
            typed = any(asked.values())
            errors = {name: point.errors.get(name) if typed else None for name in asked}
            return Response({"asked": asked, "located": None, "errors": errors}, status=400 if typed else 200)
        point.is_valid(raise_exception=True)
        where = point.validated_data
        if where["address"]:
            situated = situate(where["address"], self.on, commune=where["commune"])
        else:
            situated = Situated(locate(where["lat"], where["lon"], self.on, commune=where["commune"]))
        found, place = situated.located, situated.place
        data = self.get_serializer({**asdict(found), "place": place.label if place else ""}).data
        if self.door == "api":
            return Response(data)
        return Response({"asked": asked, "located": data, "errors": dict.fromkeys(asked), **_words(found)})


def _words(found: Located) -> dict[str, Any]:
    neighborhood = PriorityNeighborhood.objects.filter(code=found.code).first() if found.code else None
    return {"neighborhood": neighborhood, "answer": Answer(found.answer).label, "reason": Reason(found.reason).label}


door.register("neighborhoods", StaffNeighborhoods)
door.register("locate", StaffLocate, basename="locate")
