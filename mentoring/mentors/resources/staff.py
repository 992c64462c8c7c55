"""Staff: the mentors of the perimeter."""

from typing import Any

import django_filters
from django.db.models import F, QuerySet
from rest_framework import serializers

from mentoring.mentors import actions
from mentoring.mentors.models import Employment, Mentor, MentorState
from mentoring.mentors.resources.fields import PROFILE, MentorProfileForm, with_employer
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience, Role
from nqt.audit import history
from nqt.common.validators import validate_date, validate_plain_text
from nqt.door import asof
from nqt.door.filters import RefFilter
from nqt.door.mount import door
from nqt.door.resource import ActionsField, Resource, command
from nqt.door.serializers import DoorSerializer, InputSerializer, Ref
from nqt.privacy.actions import person_erase
from nqt.privacy.erasing import Person
from partners.organizations.models import Organization
from regions.territories.models import Department

GROUP = "Jeunes et parrains"


class MentorLine(DoorSerializer):
    """A row of the list."""

    name = serializers.CharField(source="full_name", label="nom", read_only=True)
    employer = serializers.CharField(label="employeur", read_only=True, allow_null=True)
    department = serializers.StringRelatedField(label="département", read_only=True)
    occupation = serializers.StringRelatedField(label="métier", read_only=True)
    accompanied = serializers.IntegerField(label="jeunes suivis", read_only=True)

    class Meta:
        model = Mentor
        fields = ["public_id", "name", "state", "employer", "department", "occupation", "accompanied", "capacity"]
        read_only_fields = fields


class EmploymentLine(DoorSerializer):
    """One employer, for a time."""

    organization = serializers.StringRelatedField(label="employeur", read_only=True)

    class Meta:
        model = Employment
        fields = ["organization", "valid_from", "valid_until"]
        read_only_fields = fields


class MentorPage(MentorProfileForm):
    """The page."""

    name = serializers.CharField(source="full_name", label="nom", read_only=True)
    employer = serializers.CharField(label="employeur", read_only=True, allow_null=True)
    employer_id = serializers.UUIDField(label="identifiant de l’employeur", read_only=True, allow_null=True)
    department = serializers.StringRelatedField(label="département", read_only=True)
    accompanied = serializers.IntegerField(label="jeunes suivis", read_only=True)
    employments = EmploymentLine(many=True, read_only=True, label="employeurs")
    actions = ActionsField()

    class Meta(MentorProfileForm.Meta):
        fields = [
            "public_id",
            "name",
            "state",
            "employer",
            "employer_id",
            "email",
            *PROFILE,
            "department",
            "accompanied",
            "paused_until",
            "employments",
            "version",
            "actions",
        ]
        read_only_fields = fields


class MentorForm(MentorProfileForm):
    """What staff correct."""

    class Meta(MentorProfileForm.Meta):
        fields = ["first_name", "last_name", "email", *PROFILE]
        fieldsets = {"La personne": ["first_name", "last_name", "email"], **MentorProfileForm.Meta.fieldsets}


class MentorStart(MentorForm):
    """Somebody new, and for whom she works."""

    organization = Ref(queryset=Organization.objects, suggest="organizations", label="employeur")

    class Meta(MentorForm.Meta):
        fields = ["first_name", "last_name", "email", "organization", "title", "commune", "capacity"]
        fieldsets = {"": fields}


class MentorFilter(django_filters.FilterSet):
    """Filters of the list."""

    state = django_filters.ChoiceFilter(choices=MentorState.choices, label="État")
    department = RefFilter(Department, suggest="departments", label="Département")
    employer = RefFilter(Organization, suggest="organizations", method="filter_employer", label="Employeur")
    places = django_filters.ChoiceFilter(
        choices=[("free", "au moins une"), ("full", "aucune")], method="filter_places", label="Places"
    )

    class Meta:
        model = Mentor
        fields: list[str] = []

    def filter_employer(self, queryset: QuerySet, name: str, value: Organization) -> QuerySet:
        """On the day read."""
        return queryset.employed_by(value.pk, asof.asked(self.request) or asof.today())

    def filter_places(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Left today."""
        if value == "free":
            return queryset.filter(state=MentorState.ACTIVE, accompanied__lt=F("capacity"))
        return queryset.filter(accompanied__gte=F("capacity"))


class Pausing(InputSerializer):
    """Until when."""

    until = serializers.DateField(
        label="jusqu’au",
        required=False,
        allow_null=True,
        validators=[validate_date],
        help_text="Facultatif ; sans date, jusqu’à nouvel ordre.",
    )


class NewEmployer(InputSerializer):
    """Another employer, since when."""

    organization = Ref(queryset=Organization.objects, suggest="organizations", label="employeur")
    since = serializers.DateField(label="depuis le", validators=[validate_date])


class Why(InputSerializer):
    """Why, for the history."""

    reason = serializers.CharField(
        label="motif",
        max_length=500,
        required=False,
        allow_blank=True,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html", "rows": 3},
    )


def invited(actor: Actor, mentor: Mentor) -> bool:
    """Has not answered yet."""
    return mentor.state == MentorState.INVITED


class StaffMentors(Resource):
    """The mentors of the perimeter."""

    audience, model, verbs, versioned, personal = Audience.STAFF, Mentor, "CRUX", True, True
    name, name_plural = "parrain ou marraine", "Parrains et marraines"
    nav = (GROUP, "Parrains et marraines", "heart-handshake", 22)
    help = "Qui accompagne, pour quel employeur, et combien de places restent."
    empty = "Aucun parrain ni marraine ici. Invitez quelqu’un d’un organisme partenaire."
    serializer_class, line, filterset_class = MentorPage, MentorLine, MentorFilter
    forms = {"create": MentorStart, "update": MentorForm}
    titles = {"create": "Inviter un parrain ou une marraine", "update": "Corriger le profil"}
    search = "Nom ou adresse électronique"
    sorts, default_sort = {"name": "folded"}, "name"
    columns = ("name", "state", "employer", "department", "occupation", "accompanied", "capacity")
    select = ("department", "occupation")
    filters_beyond = frozenset({"employments"})
    allow = {"erase": {Role.STAFF_NATIONAL}}
    template_folder = "mentoring/mentors/staff"
    writes = {"create": actions.mentor_invite, "update": actions.mentor_update}

    shown = ("employer", "email", *PROFILE, "department", "accompanied", "paused_until")

    def scope(self, queryset: QuerySet) -> QuerySet:
        """With the employer of the day read."""
        return with_employer(queryset, self.on)

    def decorated(self, queryset: QuerySet) -> QuerySet:
        """The page also reads the employers of before."""
        rows = super().decorated(queryset)
        if self.action in ("list", "export", "suggest"):
            return rows
        return rows.select_related("study_field", "commune__department").prefetch_related("employments__organization")

    def detail_context(self, obj: Mentor) -> dict[str, Any]:
        """With what happened."""
        return {**super().detail_context(obj), "entries": history.of(obj)}

    @command("Renvoyer l’invitation", condition=invited, icon="send", done="Une nouvelle invitation est partie.")
    def invite_again(self, mentor: Mentor, **data: Any) -> Mentor:
        """Another link."""
        return actions.mentor_invite_again(actor=self.actor, target=mentor, **data)

    @command("Mettre en pause", transition="pause", input=Pausing, icon="player-pause", done="C’est noté.")
    def pause(self, mentor: Mentor, **data: Any) -> Mentor:
        """No new graduate."""
        return actions.mentor_pause(actor=self.actor, target=mentor, **data)

    @command("Reprendre", transition="resume", icon="arrow-back-up", done="De retour.")
    def resume(self, mentor: Mentor, **data: Any) -> Mentor:
        """Back."""
        return actions.mentor_resume(actor=self.actor, target=mentor, **data)

    @command("Changer d’employeur", input=NewEmployer, icon="building", done="L’employeur est changé.")
    def change_employer(self, mentor: Mentor, **data: Any) -> Mentor:
        """From a day on."""
        return actions.employment_change(actor=self.actor, target=mentor, **data)

    @command(
        "Retirer",
        transition="leave",
        input=Why,
        icon="x",
        danger=True,
        consequence=lambda mentor: f"{mentor} n’entre plus dans son espace. Vous pourrez rétablir.",
        done="C’est fait.",
    )
    def leave(self, mentor: Mentor, **data: Any) -> Mentor:
        """Accompanies nobody any more."""
        return actions.mentor_leave(actor=self.actor, target=mentor, **data)

    @command("Rétablir", transition="restore", icon="arrow-back-up", done="De retour parmi les parrains et marraines.")
    def restore(self, mentor: Mentor, **data: Any) -> Mentor:
        """Back among the mentors."""
        return actions.mentor_restore(actor=self.actor, target=mentor, **data)

    @command(
        "Effacer la personne",
        condition=lambda _, mentor: mentor.last_name != "effacée",
        icon="x",
        danger=True,
        consequence=lambda _: (
            "Nom, adresse, compte, courriels et notes disparaissent partout, historique compris. "
            "Les comptages restent. Rien ne pourra les rendre."
        ),
        done="La personne est effacée.",
    )
    def erase(self, mentor: Mentor, **data: Any) -> Mentor:
        """Art. 17 of the GDPR."""
        person_erase(actor=self.actor, target=mentor, person=Person.of(mentor.user, mentor.email))
        return mentor


door.register("mentors", StaffMentors)
