"""Staff: pairs of the perimeter, and concerns, for national staff alone."""

from typing import Any

import django_filters
from rest_framework import serializers

from mentoring.mentorships import actions
from mentoring.mentorships.models import CloseReason, Concern, Meeting, Mentorship, MentorshipState
from nqt.accounts.roles import Audience, Role
from nqt.common.validators import validate_plain_text
from nqt.door.forms.serializers import DoorSerializer, InputSerializer
from nqt.door.http.mount import door
from nqt.door.lists.filters import RefFilter
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import ActionsField, Resource, command
from regions.territories.models import Department


class PairLine(DoorSerializer):
    """A row of the list."""

    graduate = serializers.StringRelatedField(label="jeune", read_only=True)
    graduate_id = serializers.UUIDField(source="graduate.public_id", label="identifiant du jeune", read_only=True)
    mentor = serializers.StringRelatedField(label="parrain ou marraine", read_only=True)
    mentor_id = serializers.UUIDField(source="mentor.public_id", label="identifiant du parrain", read_only=True)
    department = serializers.StringRelatedField(source="graduate.department", label="département", read_only=True)

    class Meta:
        model = Mentorship
        fields = [
            "public_id",
            "graduate",
            "graduate_id",
            "mentor",
            "mentor_id",
            "department",
            "state",
            "announced_at",
            "started_on",
            "closed_on",
            "close_reason",
        ]
        read_only_fields = fields


class StaffMeeting(DoorSerializer):
    """A meeting as staff read it: the shared part."""

    class Meta:
        model = Meeting
        fields = ["state", "starts_at", "mode", "absent", "shared_note"]
        read_only_fields = fields


class PairPage(PairLine):
    """The page."""

    meetings = StaffMeeting(many=True, read_only=True, label="rendez-vous")
    actions = ActionsField()

    class Meta(PairLine.Meta):
        fields = [*PairLine.Meta.fields, "close_note", "meetings", "version", "actions"]
        read_only_fields = fields


class PairFilter(django_filters.FilterSet):
    """Filters of the list."""

    state = django_filters.ChoiceFilter(choices=MentorshipState.choices, label="État")
    department = RefFilter(Department, suggest="departments", field_name="graduate__department", label="Département")

    class Meta:
        model = Mentorship
        fields: list[str] = []


class Closing(InputSerializer):
    """Why it ends."""

    close_reason = serializers.ChoiceField(choices=CloseReason.choices, label="motif", style={"widget": "radio"})
    close_note = serializers.CharField(
        label="précision",
        max_length=1000,
        required=False,
        allow_blank=True,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html", "rows": 3},
    )


class StaffPairs(Resource):
    """The pairs of the perimeter."""

    audience, model, verbs, versioned = Audience.STAFF, Mentorship, "RX", True
    name, name_plural = "binôme", "Binômes"
    nav = Place(Trade.ACCOMPANYING, "Binômes", "heart-handshake", 26, "Les parrainages en cours et finis")
    help = "Qui accompagne qui, depuis quand, et comment cela finit."
    empty = "Aucun binôme ici. Ils naissent quand un parrain ou une marraine accepte une proposition."
    serializer_class, line, filterset_class = PairPage, PairLine, PairFilter
    search = "Nom du jeune ou du parrain"
    sorts, default_sort = {"announced": "announced_at"}, "-announced"
    columns = ("graduate", "mentor", "department", "state", "announced_at", "started_on", "closed_on")
    select = ("graduate__department", "mentor")
    template_folder = "mentoring/mentorships/staff"

    def decorated(self, queryset: Any) -> Any:
        """The page also reads the meetings."""
        rows = super().decorated(queryset)
        return rows if self.action in ("list", "export", "suggest") else rows.prefetch_related("meetings")

    pause = command(
        "Mettre en pause",
        actions.mentorship_pause,
        icon="player-pause",
        done="Le binôme est en pause.",
    )

    resume = command(
        "Reprendre",
        actions.mentorship_resume,
        icon="arrow-back-up",
        done="Le binôme reprend.",
    )

    close = command(
        "Terminer",
        actions.mentorship_close,
        input=Closing,
        icon="x",
        danger=True,
        consequence=lambda _: (
            "La place du parrain se libère ; les rendez-vous à venir sont annulés, et les deux en sont avertis. Si "
            "seul le parrain change ou ne peut plus, la recherche de quelqu’un d’autre commence aussitôt. Vous pourrez "
            "rouvrir tant que la place n’est pas reprise."
        ),
        done="Le binôme est terminé.",
    )

    reopen = command(
        "Rouvrir",
        actions.mentorship_reopen,
        icon="arrow-back-up",
        done="Le binôme est rouvert.",
    )


class ConcernPage(DoorSerializer):
    """What one of the two told."""

    mentorship = serializers.StringRelatedField(label="binôme", read_only=True)
    actions = ActionsField()

    class Meta:
        model = Concern
        fields = [
            "public_id",
            "mentorship",
            "side",
            "text",
            "state",
            "created_at",
            "settled_at",
            "settlement",
            "version",
            "actions",
        ]
        read_only_fields = fields


class ConcernFilter(django_filters.FilterSet):
    """Filters of the list."""

    state = django_filters.ChoiceFilter(choices=Concern._meta.get_field("state").choices, label="État")

    class Meta:
        model = Concern
        fields: list[str] = []


class Settling(InputSerializer):
    """What was done."""

    settlement = serializers.CharField(
        label="ce qui a été fait",
        max_length=2000,
        min_length=3,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html", "rows": 4},
    )


NATIONAL = {Role.STAFF_NATIONAL}


class StaffConcerns(Resource):
    """Read by national staff alone."""

    audience, model, versioned = Audience.STAFF, Concern, True
    name, name_plural = "signalement", "Signalements"
    nav = Place(Trade.ACCOMPANYING, "Signalements", "alert-triangle", 28, "Lus par l’équipe nationale seule")
    help = "Ce que l’un des deux d’un binôme signale. L’autre, son employeur et les régions n’en lisent rien."
    empty = "Aucun signalement."
    serializer_class, filterset_class = ConcernPage, ConcernFilter
    sorts, default_sort = {"created": "created_at"}, "-created"
    columns = ("state", "created_at", "mentorship", "side")
    select = ("mentorship__graduate", "mentorship__mentor")
    allow = {"list": NATIONAL, "retrieve": NATIONAL, "settle": NATIONAL, "reopen": NATIONAL}

    settle = command(
        "Traiter",
        actions.concern_settle,
        input=Settling,
        icon="check",
        done="Le signalement est traité.",
    )

    reopen = command(
        "Rouvrir",
        actions.concern_reopen,
        icon="arrow-back-up",
        done="Le signalement est à traiter.",
    )


door.register("mentorships", StaffPairs)
door.register("concerns", StaffConcerns)
