"""The register, as staff read it; national staff decide, regional staff answer what they can in their perimeter."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers

from nqt.accounts.roles import Audience, Role
from nqt.audit import history
from nqt.common.dates import french_day
from nqt.common.validators import validate_plain_text
from nqt.door.forms.serializers import DoorSerializer, InputSerializer
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import ActionsField, Resource, command
from nqt.home.rights.fields import PersonField, StateField, WithFiles, file_of
from nqt.home.rights.pile import PILES, pile_of
from nqt.privacy import actions
from nqt.privacy.erasing import erasing_does
from nqt.privacy.models import RequestState, RightKind, RightsRequest
from nqt.privacy.subjects import subject_of
from nqt.privacy.terms import extended_due_on

NATIONAL = {Role.STAFF_NATIONAL}
AREA = {"base_template": "textarea.html", "rows": 4}
FILTERED = [*RequestState.choices, ("late", "en retard")]


class RequestLine(DoorSerializer):
    """A row of the register."""

    person = PersonField()
    state = StateField()

    class Meta:
        model = RightsRequest
        fields = ["public_id", "person", "kind", "state", "received_on", "due_on", "channel"]
        read_only_fields = fields
        list_serializer_class = WithFiles


class RequestPage(RequestLine):
    """The page."""

    who = serializers.SerializerMethodField(label="qui")
    file_url = serializers.SerializerMethodField(label="son dossier")
    entered_by = serializers.CharField(source="entered_by.get_full_name", label="notée par", default="", read_only=True)
    done_by = serializers.CharField(source="done_by.get_full_name", label="répondue par", default="", read_only=True)
    actions = ActionsField()

    class Meta(RequestLine.Meta):
        fields = [
            *RequestLine.Meta.fields,
            "who",
            "file_url",
            "words",
            "entered_by",
            "asked_at",
            "extended_at",
            "delay_reason",
            "answer",
            "answered_at",
            "done_by",
            "version",
            "actions",
        ]
        read_only_fields = fields

    def get_who(self, request: RightsRequest) -> str:
        """'jeune diplômé'."""
        return subject_of(request.model).word

    def get_file_url(self, request: RightsRequest) -> str:
        """From the root of the site; empty once it is gone, or out of sight."""
        file, subject = file_of(request), subject_of(request.model)
        actor = self.context["actor"]
        is_seen = file is not None and subject.seen_by(actor).filter(pk=file.pk).exists()
        return subject.url(file) if is_seen else ""


class RequestFilter(django_filters.FilterSet):
    """Filters of the register."""

    state = django_filters.ChoiceFilter(method="filter_state", choices=FILTERED, label="État")
    kind = django_filters.ChoiceFilter(choices=RightKind.choices, label="Droit")
    todo = django_filters.ChoiceFilter(method="filter_todo", choices=list(PILES.items()), label="À faire")

    class Meta:
        model = RightsRequest
        fields: list[str] = []

    def filter_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Late ones are among those that wait."""
        return queryset.late(timezone.now()) if value == "late" else queryset.filter(state=value)

    def filter_todo(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """One pile of *aujourd'hui*."""
        return pile_of(value, queryset, self.request.actor, timezone.now())


class Answer(InputSerializer):
    """What the person will read."""

    answer = serializers.CharField(
        label="ce que la personne lira", min_length=10, max_length=1000, validators=[validate_plain_text], style=AREA
    )


class Restricting(InputSerializer):
    """Words for the person, where some are needed."""

    answer = serializers.CharField(
        label="ce que la personne lira",
        max_length=1000,
        required=False,
        allow_blank=True,
        validators=[validate_plain_text],
        style=AREA,
    )


class Extending(InputSerializer):
    """Why it takes longer."""

    reason = serializers.CharField(
        label="pourquoi",
        min_length=10,
        max_length=1000,
        validators=[validate_plain_text],
        style=AREA,
        help_text="La personne lit ces mots : la complexité de la demande, leur nombre.",
    )


class GivingUp(InputSerializer):
    """How she said so."""

    reason = serializers.CharField(
        label="comment elle l’a dit", min_length=3, max_length=500, validators=[validate_plain_text]
    )


def erasing(request: RightsRequest) -> str | None:
    """All that it brings with it, in every room."""
    file = file_of(request)
    return erasing_does(subject_of(request.model).person(file)) if file is not None else None


class StaffRequests(Resource):
    """Requests about the people of one's perimeter."""

    audience, model, versioned = Audience.STAFF, RightsRequest, True
    name, name_plural = "demande de droits", "Demandes de droits"
    nav = Place(Trade.ACCOMPANYING, "Demandes de droits", "lock", 30, "Accès, rectification, effacement, limitation")
    help = (
        "Ce que des personnes demandent sur leurs données. La loi donne un mois. Pour noter une demande reçue par "
        "courrier ou par téléphone, ouvrez le dossier de la personne."
    )
    empty = "Aucune demande."
    serializer_class, line, filterset_class = RequestPage, RequestLine, RequestFilter
    shown_as = {"state": "state", "todo": "due_on"}
    sorts, default_sort = {"due": "due_on"}, "due"
    columns = ("person", "kind", "state", "received_on", "due_on")
    select = ("entered_by", "done_by")
    allow = {"erase": NATIONAL, "restrict": NATIONAL, "lift": NATIONAL, "refuse": NATIONAL, "extend": NATIONAL}
    template_folder = "home/rights/staff"

    def detail_context(self, obj: RightsRequest) -> dict[str, Any]:
        """With its steps."""
        return {**super().detail_context(obj), "entries": history.of(obj)}

    answer = command(
        "Répondre : c’est fait",
        actions.request_answer,
        input=Answer,
        icon="check",
        done="La réponse est notée, et envoyée si la personne a une adresse électronique.",
    )

    erase = command(
        "Effacer la personne",
        actions.request_erase,
        icon="x",
        danger=True,
        consequence=erasing,
        done="La personne est effacée. Un dernier courriel le lui dit, si elle avait une adresse électronique.",
    )

    restrict = command(
        "Limiter l’usage",
        actions.request_restrict,
        input=Restricting,
        icon="lock",
        consequence=lambda _: (
            "Plus aucune mise en relation ni rappel par courriel. Ce qui attend une réponse est repris. "
            "Rien n’est effacé, et vous pourrez lever la limitation."
        ),
        done="L’usage de ses données est limité.",
    )

    lift = command(
        "Lever la limitation",
        actions.restriction_lift,
        input=Answer,
        icon="lock",
        done="La limitation est levée.",
    )

    extend = command(
        "Prolonger le délai",
        actions.request_extend,
        input=Extending,
        icon="clock",
        consequence=lambda one: (
            f"La personne lit pourquoi. Le nouveau délai est le {french_day(extended_due_on(one.received_on))}, "
            "et ne se prolonge plus."
        ),
        done="Le délai est prolongé.",
    )

    refuse = command(
        "Refuser",
        actions.request_refuse,
        input=Answer,
        icon="x",
        danger=True,
        consequence=lambda _: "La personne lit votre raison, et qu’elle peut saisir la CNIL ou un tribunal.",
        done="Le refus est noté, et envoyé si la personne a une adresse électronique.",
    )

    withdraw = command(
        "La personne y renonce",
        actions.request_withdraw,
        input=GivingUp,
        icon="arrow-back-up",
        done="La demande est retirée.",
    )


door.register("rights-requests", StaffRequests)
