"""Territories to read: staff look them up, partners and the board read the same map. `?au=` gives the map of a day."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from nqt.accounts.roles import Audience
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door
from nqt.door.lists.filters import RefFilter
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import Resource
from regions.territories.models import Commune, Department, Region, Zone

LISTS = frozenset({"list", "suggest", "export"})
"""Actions that read many rows: they show one day's map, while a page shows what its address names."""


@extend_schema_field(serializers.ListField(child=serializers.CharField()))
class CodesField(serializers.ReadOnlyField):
    """A list of codes; pages and exports write them on one line."""

    def words(self, value: list[str], instance: Any) -> str:
        """'79000, 79180'."""
        return ", ".join(value)


class RegionSerializer(DoorSerializer):
    """A region with the dates of its map."""

    last_day = serializers.DateField(label="dernier jour", read_only=True, allow_null=True)

    class Meta:
        model = Region
        fields = ["public_id", "code", "name", "valid_from", "last_day"]


class Regions(Resource):
    """The regions of the day: 22 in metropolitan France until 31 December 2015, 13 since."""

    dated = True
    model = Region
    serializer_class = RegionSerializer
    search = "Nom ou code"
    sorts = {"name": "folded", "code": "code"}
    default_sort = "name"
    columns = ("name", "code", "valid_from", "last_day")
    name, name_plural = "Région", "Régions"
    help = "La carte change avec la date : 22 régions de métropole jusqu’au 31 décembre 2015, 13 depuis."
    empty = "Aucune région ne porte ce nom à cette date. Changez la date en haut de la page pour voir l’autre carte."

    def scope(self, queryset: QuerySet) -> QuerySet:
        """The map of the day asked; the page of a region that no longer exists still answers."""
        return queryset.on(self.on) if self.action in LISTS else queryset


class DepartmentSerializer(DoorSerializer):
    """A department and the region it belongs to on the day asked."""

    region_code = serializers.CharField(label="code région", read_only=True, allow_null=True)
    region_name = serializers.CharField(label="région", read_only=True, allow_null=True)

    class Meta:
        model = Department
        fields = ["public_id", "code", "name", "region_code", "region_name", "zone", "time_zone"]


class DepartmentFilter(django_filters.FilterSet):
    """By place in the world."""

    zone = django_filters.ChoiceFilter(choices=Zone, label="zone")

    class Meta:
        model = Department
        fields = ["zone"]


class Departments(Resource):
    """Departments and overseas collectivities."""

    dated = True
    model = Department
    serializer_class = DepartmentSerializer
    filterset_class = DepartmentFilter
    search = "Nom ou code"
    sorts = {"code": "code", "name": "folded"}
    default_sort = "code"
    columns = ("name", "code", "region_name", "zone")
    name, name_plural = "Département", "Départements"
    help = "Chaque département avec la région dont il fait partie à la date lue."
    empty = "Aucun département ne porte ce nom ou ce code."

    def scope(self, queryset: QuerySet) -> QuerySet:
        """With the region of the day asked."""
        return queryset.with_region(self.on)


class CommuneSerializer(DoorSerializer):
    """A commune, or a municipal district."""

    department_code = serializers.CharField(source="department.code", label="code du département", read_only=True)
    department = serializers.CharField(label="département", read_only=True)
    postal_codes = CodesField(label="codes postaux")

    class Meta:
        model = Commune
        fields = ["public_id", "code", "name", "department_code", "department", "postal_codes", "population"]


class CommuneFilter(django_filters.FilterSet):
    """By department."""

    department = RefFilter(Department, suggest="departments", label="département")

    class Meta:
        model = Commune
        fields = ["department"]


class Communes(Resource):
    """Communes: where an organization sits, later where people live."""

    dated = True
    model = Commune
    serializer_class = CommuneSerializer
    filterset_class = CommuneFilter
    search = "Nom, code INSEE ou code postal"
    sorts = {"name": "folded", "code": "code"}
    default_sort = "name"
    columns = ("name", "code", "department", "postal_codes", "population")
    select = ("department",)
    filters_beyond = frozenset({"FormerName.name"})  # told with each suggestion
    name, name_plural = "Commune", "Communes"
    help = "Code officiel géographique au 1er janvier 2026, avec les arrondissements de Paris, Lyon et Marseille."
    empty = "Aucune commune ne correspond. Cherchez par le début d’un mot du nom, ou par code postal."

    def likeliest_first(self, rows: QuerySet) -> QuerySet:
        """The very name first, by population."""
        words = self.narrowing.words
        return rows.ranked(words) if words else super().likeliest_first(rows)


class StaffRegions(Regions):
    """For the staff."""

    audience = Audience.STAFF
    verbs = "RX"
    nav = Place(Trade.SETTINGS, "Régions", "map-pin", 70, "Celles de 2015, et depuis 2016")


class StaffDepartments(Departments):
    """For the staff."""

    audience = Audience.STAFF
    verbs = "RX"
    nav = Place(Trade.SETTINGS, "Départements", "map-pin", 72, "Et la région de chacun")


class StaffCommunes(Communes):
    """For the staff."""

    audience = Audience.STAFF
    nav = Place(Trade.SETTINGS, "Communes", "search", 74, "Leur code officiel, leurs fusions")


class PartnerRegions(Regions):
    """For partners: what their forms and figures name."""

    audience = Audience.PARTNER


class PartnerDepartments(Departments):
    """For partners."""

    audience = Audience.PARTNER


class PartnerCommunes(Communes):
    """For partners: where a mentor works."""

    audience, filterset_class = Audience.PARTNER, None


class MentorCommunes(Communes):
    """For mentors: where they work."""

    audience, filterset_class = Audience.MENTOR, None


class GraduateCommunes(Communes):
    """For graduates: where they live."""

    audience, filterset_class = Audience.GRADUATE, None


class PublicCommunes(Communes):
    """For whoever applies."""

    audience, filterset_class = Audience.PUBLIC, None


class BoardRegions(Regions):
    """For the board."""

    audience = Audience.BOARD


class BoardDepartments(Departments):
    """For the board."""

    audience = Audience.BOARD


door.register("regions", StaffRegions)
door.register("departments", StaffDepartments)
door.register("communes", StaffCommunes)
door.register("regions", PartnerRegions)
door.register("departments", PartnerDepartments)
door.register("communes", PartnerCommunes)
door.register("communes", MentorCommunes)
door.register("communes", GraduateCommunes)
door.register("communes", PublicCommunes)
door.register("regions", BoardRegions)
door.register("departments", BoardDepartments)
