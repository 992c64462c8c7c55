"""Where the association works: staff, partners and the board read it as of any day."""

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from nqt.accounts.roles import Audience
from nqt.common.certainty import Certainty
from nqt.door.mount import door
from nqt.door.resource import Resource
from nqt.door.serializers import DoorSerializer, KnownDate
from regions.coverage.models import Coverage
from regions.territories.resources import GROUP, LISTS


class CoverageSerializer(DoorSerializer):
    """One territory, since when, and how sure we are."""

    territory = serializers.CharField(label="territoire", read_only=True)
    region_code = serializers.CharField(source="region.code", label="code région", read_only=True, default=None)
    department_code = serializers.CharField(
        source="department.code", label="code département", read_only=True, default=None
    )
    valid_from = KnownDate(label="depuis", precision="from_precision", read_only=True)
    not_before = KnownDate(label="au plus tôt", precision="from_precision", read_only=True)

    class Meta:
        model = Coverage
        fields = [
            "public_id",
            "territory",
            "region_code",
            "department_code",
            "valid_from",
            "from_precision",
            "not_before",
            "valid_until",
            "certainty",
            "note",
        ]


class CoverageFilter(django_filters.FilterSet):
    """By certainty."""

    certainty = django_filters.ChoiceFilter(choices=Certainty, label="certitude")

    class Meta:
        model = Coverage
        fields = ["certainty"]


class Coverages(Resource):
    """The territories covered on the day asked."""

    model = Coverage
    serializer_class = CoverageSerializer
    filterset_class = CoverageFilter
    search = "Nom du territoire"
    sorts = {"since": "valid_from"}
    default_sort = "since"
    columns = ("territory", "valid_from", "not_before", "certainty")
    select = ("region", "department")
    name, name_plural = "Implantation", "Implantations"
    help = (
        "Une région couverte l’est dans tous ses départements, même après la carte de 2016. "
        "Quand seules deux bornes sont connues, on compte depuis la plus tardive."
    )
    empty = "L’association n’était présente nulle part à cette date : le pilote commence en 2005, en Seine-Saint-Denis."

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Covered on that day; a page shows what its address names."""
        return queryset.on(self.on) if self.action in LISTS else queryset


class StaffCoverages(Coverages):
    """For the staff."""

    audience = Audience.STAFF
    verbs = "RX"
    nav = (GROUP, "Implantations", "target-arrow", 61)


class PartnerCoverages(Coverages):
    """For partners: where the association can work with them."""

    audience = Audience.PARTNER
    nav = ("L’association", "Implantations", "map-pin", 80)


class BoardCoverages(Coverages):
    """For the board."""

    audience = Audience.BOARD
    verbs = "RX"
    nav = (GROUP, "Implantations", "map-pin", 61)


door.register("coverage", StaffCoverages)
door.register("coverage", PartnerCoverages)
door.register("coverage", BoardCoverages)
