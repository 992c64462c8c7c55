"""Staff and their territories, for the staff: everybody reads their own, national staff place colleagues."""

import datetime
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from nqt.accounts.asking import holder_field
from nqt.accounts.roles import Audience, Role
from nqt.common.validators import validate_date
from nqt.door.forms.serializers import DoorSerializer, InputSerializer, Ref
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import ActionsField, Resource, command
from regions.assignments import actions
from regions.assignments.models import Assignment
from regions.territories.models import Department, Region
from regions.territories.resources import LISTS


class AssignmentSerializer(DoorSerializer):
    """One person, one territory, its dates."""

    person = serializers.CharField(source="user", label="personne", read_only=True)
    email = serializers.EmailField(source="user.email", label="adresse électronique", read_only=True)
    territory = serializers.CharField(source="territory_name", label="territoire", read_only=True)
    region_code = serializers.CharField(source="region.code", label="code région", read_only=True, default=None)
    department_code = serializers.CharField(
        source="department.code", label="code département", read_only=True, default=None
    )
    last_day = serializers.DateField(label="dernier jour", read_only=True, allow_null=True)
    actions = ActionsField()

    class Meta:
        model = Assignment
        fields = [
            "public_id",
            "person",
            "email",
            "territory",
            "is_national",
            "region_code",
            "department_code",
            "valid_from",
            "last_day",
            "actions",
        ]


class ColleagueInput(InputSerializer):
    """Somebody to place; the account is made when the address is new."""

    email = serializers.EmailField(label="Adresse électronique", help_text="Un code y sera envoyé à chaque connexion.")
    first_name = serializers.CharField(label="Prénom", required=False, allow_blank=True, max_length=150)
    last_name = serializers.CharField(label="Nom", required=False, allow_blank=True, max_length=150)
    address_holder = holder_field()
    is_national = serializers.BooleanField(
        label="Toute la France", required=False, help_text="Sinon, choisissez une région ou un département."
    )
    region = Ref(label="Région", queryset=Region.objects, suggest="regions", required=False, allow_null=True)
    department = Ref(
        label="Département", queryset=Department.objects, suggest="departments", required=False, allow_null=True
    )
    valid_from = serializers.DateField(label="À partir du", validators=[validate_date])


class EndInput(InputSerializer):
    """The end, as people say it."""

    last_day = serializers.DateField(
        label="Dernier jour", help_text="Le territoire se voit encore ce jour-là.", validators=[validate_date]
    )


class StaffAssignments(Resource):
    """Who looks after which territory."""

    dated = True
    audience = Audience.STAFF
    model = Assignment
    verbs = "CR"
    allow = {"create": [Role.STAFF_NATIONAL], "end": [Role.STAFF_NATIONAL]}
    writes, forms = {"create": actions.colleague_add}, {"create": ColleagueInput}
    versioned = True
    serializer_class = AssignmentSerializer
    search = "Nom ou adresse électronique"
    sorts = {"since": "valid_from"}
    default_sort = "-since"
    columns = ("person", "territory", "valid_from", "last_day")
    select = ("user", "region", "department")
    titles = {"create": "Confier un territoire"}
    name, name_plural = "Affectation", "Affectations"
    help = "Chacun voit et modifie ce qui concerne ses territoires, tant que son affectation court."
    empty = "Personne ne correspond. L’équipe nationale confie un territoire avec « Ajouter »."
    nav = Place(Trade.SETTINGS, "Affectations", "users", 80, "Qui suit quoi dans l’équipe")

    def scope(self, queryset: QuerySet) -> QuerySet:
        """All of them, past and to come; those in force when a day is asked."""
        return queryset.on(self.on) if self.as_of and self.action in LISTS else queryset

    @command(
        "Mettre fin",
        may=actions.assignment_end.may,
        input=EndInput,
        danger=True,
        consequence=lambda assignment: f"Dès le lendemain, {assignment.user} ne verra plus ce territoire.",
    )
    def end(self, assignment: Assignment, last_day: datetime.date, **seen: Any) -> Assignment:
        """The hat falls the day after."""
        until = last_day + datetime.timedelta(days=1)
        return actions.assignment_end(actor=self.actor, target=assignment, valid_until=until, **seen)


door.register("assignments", StaffAssignments)
