"""Where the association works: staff, partners and the board read it as of any day."""

import datetime

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from nqt.accounts.roles import Audience, Role
from nqt.common.certainty import Certainty
from nqt.common.dates import Precision
from nqt.common.validators import validate_date
from nqt.door.forms.serializers import DoorSerializer, InputSerializer, KnownDate, Ref
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import ActionsField, Resource, command
from regions.coverage import actions
from regions.coverage.models import Coverage
from regions.territories.models import Department, Region
from regions.territories.resources import LISTS


class CoverageSerializer(DoorSerializer):
    """One territory, since when, and how sure we are."""

    territory = serializers.CharField(label="territoire", read_only=True)
    region_code = serializers.CharField(source="region.code", label="code région", read_only=True, default=None)
    department_code = serializers.CharField(
        source="department.code", label="code département", read_only=True, default=None
    )
    valid_from = KnownDate(label="depuis", precision="from_precision", read_only=True)
    not_before = KnownDate(label="au plus tôt", precision="from_precision", read_only=True)
    last_day = serializers.DateField(label="dernier jour", read_only=True, allow_null=True)
    actions = ActionsField()

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
            "last_day",
            "certainty",
            "note",
            "actions",
        ]


class OpeningInput(InputSerializer):
    """A territory where the association begins to work."""

    region = Ref(label="Région", queryset=Region.objects, suggest="regions", required=False, allow_null=True)
    department = Ref(
        label="Département", queryset=Department.objects, suggest="departments", required=False, allow_null=True
    )
    valid_from = serializers.DateField(
        label="Depuis", help_text="Au plus tard, si le jour exact n’est pas connu.", validators=[validate_date]
    )
    from_precision = serializers.ChoiceField(label="Cette date est connue", choices=Precision, default=Precision.DAY)
    not_before = serializers.DateField(label="Au plus tôt", required=False, allow_null=True, validators=[validate_date])
    certainty = serializers.ChoiceField(label="Certitude", choices=Certainty, default=Certainty.STATED)
    note = serializers.CharField(
        label="Note", required=False, allow_blank=True, max_length=2000, style={"base_template": "textarea.html"}
    )


class ClosingInput(InputSerializer):
    """The end, as people say it."""

    last_day = serializers.DateField(label="Dernier jour", validators=[validate_date])


class CoverageFilter(django_filters.FilterSet):
    """By certainty."""

    certainty = django_filters.ChoiceFilter(choices=Certainty, label="certitude")

    class Meta:
        model = Coverage
        fields = ["certainty"]


class Coverages(Resource):
    """The territories covered on the day asked."""

    dated = True
    model = Coverage
    serializer_class = CoverageSerializer
    filterset_class = CoverageFilter
    search = "Nom du territoire"
    shown_as = {"Region.name": "territory", "Department.name": "territory"}
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
    """For the staff; national staff open and close territories."""

    audience = Audience.STAFF
    verbs = "CRX"
    allow = {"create": [Role.STAFF_NATIONAL], "close": [Role.STAFF_NATIONAL]}
    writes, forms = {"create": actions.coverage_open}, {"create": OpeningInput}
    titles = {"create": "Ouvrir un territoire"}
    nav = Place(Trade.STEERING, "Implantations", "target-arrow", 52, "Où NQT est présente, depuis quand")

    @command(
        "Quitter ce territoire",
        may=actions.coverage_close.may,
        input=ClosingInput,
        danger=True,
        consequence=lambda coverage: "Dès le lendemain, les listes et les chiffres ne le comptent plus.",
    )
    def close(self, coverage: Coverage, last_day: datetime.date) -> Coverage:
        """The association works there until that day."""
        until = last_day + datetime.timedelta(days=1)
        return actions.coverage_close(actor=self.actor, target=coverage, valid_until=until)


class BoardCoverages(Coverages):
    """For the board."""

    audience = Audience.BOARD
    verbs = "RX"
    nav = Place("Territoires", "Implantations", "map-pin", 61)


door.register("coverage", StaffCoverages)
door.register("coverage", BoardCoverages)
