"""A pair and its meetings, as each of the two reads and writes them."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from mentoring.mentorships import actions
from mentoring.mentorships.actions.meetings import ABSENT_GRADUATE, ABSENT_MENTOR, HELD
from mentoring.mentorships.actions.pairing import may_take_part, side_of
from mentoring.mentorships.calendars import FILE_NAME, ics_of, type_of
from mentoring.mentorships.models import Meeting, MeetingMode, MeetingSlot, Mentorship
from mentoring.mentorships.rules import SLOTS
from nqt.common.errors import Conflict
from nqt.common.validators import validate_one_line, validate_plain_text
from nqt.door.forms.serializers import DoorSerializer, InputSerializer
from nqt.door.pages.addresses import address
from nqt.door.pages.navigation import Place
from nqt.door.resource import ActionsField, Resource, command

INVALID_HOUR = "Cette heure n’existe pas ce jour-là : les horloges changent. Choisissez-en une autre."


class When(serializers.DateTimeField):
    """A time typed where its writer is; the hour that a spring night skips is refused."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"make_aware": INVALID_HOUR, "overflow": INVALID_HOUR}
        super().__init__(error_messages=messages, **kwargs)

    def enforce_timezone(self, value: datetime.datetime) -> datetime.datetime:
        """DRF lets a skipped hour pass when the zone is an IANA one: there and back must be the same hour."""
        aware = super().enforce_timezone(value)
        if timezone.is_naive(value):
            there = aware.astimezone(datetime.UTC).astimezone(aware.tzinfo)
            if there.replace(tzinfo=None) != value:
                self.fail("make_aware", timezone=aware.tzinfo)
        return aware


class Slots(InputSerializer):
    """One to three times."""

    slot_1 = When(label="premier créneau", help_text="À l’heure de chez vous.")
    slot_2 = When(label="deuxième créneau", required=False, allow_null=True)
    slot_3 = When(label="troisième créneau", required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The action takes them together."""
        times = [attrs.pop(f"slot_{rank}", None) for rank in range(1, SLOTS + 1)]
        return {**attrs, "slots": [time for time in times if time]}


class Proposal(Slots):
    """With how, where and what about."""

    mode = serializers.ChoiceField(
        choices=MeetingMode.choices, label="comment", default=MeetingMode.VIDEO, style={"widget": "radio"}
    )
    place = serializers.CharField(
        label="lieu ou lien de la visio",
        max_length=200,
        required=False,
        allow_blank=True,
        validators=[validate_one_line],
    )
    topic = serializers.CharField(
        label="de quoi parler",
        max_length=200,
        required=False,
        allow_blank=True,
        validators=[validate_one_line],
    )


class Choosing(InputSerializer):
    """Which of the slots."""

    slot = serializers.UUIDField(label="créneau", style={"widget": "hidden"})


class Reporting(InputSerializer):
    """Twenty seconds."""

    outcome = serializers.ChoiceField(
        choices=[
            (HELD, "oui, nous nous sommes parlé"),
            (ABSENT_GRADUATE, "non, le jeune n’est pas venu"),
            (ABSENT_MENTOR, "non, le parrain ou la marraine n’a pas pu"),
        ],
        label="ce rendez-vous a-t-il eu lieu ?",
        style={"widget": "radio"},
    )
    shared_note = serializers.CharField(
        label="ce qu’on retient",
        max_length=1000,
        required=False,
        allow_blank=True,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html", "rows": 3},
        help_text="Lu par vous deux et par NQT.",
    )


class MentorReporting(Reporting):
    """And a note for oneself."""

    private_note = serializers.CharField(
        label="note pour vous",
        max_length=1000,
        required=False,
        allow_blank=True,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html", "rows": 2},
        help_text="La personne que vous accompagnez ne la lit pas.",
    )


class Changing(InputSerializer):
    """Why, for NQT alone."""

    note = serializers.CharField(
        label="pourquoi, si vous voulez le dire",
        max_length=1000,
        required=False,
        allow_blank=True,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html", "rows": 3},
        help_text="Lu par l’équipe de NQT seule.",
    )


class Worry(InputSerializer):
    """What is wrong."""

    text = serializers.CharField(
        label="ce qui ne va pas",
        max_length=2000,
        min_length=5,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html", "rows": 5},
        help_text="Lu par l’équipe nationale de NQT seule ; l’autre personne n’en saura rien. En danger ? Appelez "
        "le 17 ou le 112.",
    )


class SlotSerializer(DoorSerializer):
    """A proposed time."""

    class Meta:
        model = MeetingSlot
        fields = ["public_id", "starts_at"]
        read_only_fields = fields


class MeetingActions(ActionsField):
    """The acts of a meeting, also where it stands on the page of its pair: told by the reader's meetings."""

    def to_representation(self, data: Meeting) -> list[dict[str, Any]]:
        """Described for the mount that asks."""
        view = self.context.get("view")
        if view is None or view.actor is None:
            return []
        if not isinstance(view, Meetings):
            resource = next((found for found in Meetings.__subclasses__() if found.audience == view.audience), None)
            if resource is None:
                return []
            mount, view = view.door, resource.seen_by(view.actor, request=view.request)
            view.door = mount
        return [view.describe(declared, data) for declared in view.open_commands(data)]


class MeetingSerializer(DoorSerializer):
    """A meeting, for the graduate."""

    other = serializers.CharField(source="mentorship.mentor.full_name", label="avec", read_only=True)
    slots = SlotSerializer(many=True, read_only=True, label="créneaux")
    actions = MeetingActions()

    class Meta:
        model = Meeting
        fields = [
            "public_id",
            "other",
            "state",
            "proposed_by",
            "mode",
            "place",
            "topic",
            "starts_at",
            "ends_at",
            "slots",
            "shared_note",
            "version",
            "actions",
        ]
        read_only_fields = fields


class MentorMeeting(MeetingSerializer):
    """For the mentor: with the graduate, and one's own note."""

    other = serializers.CharField(source="mentorship.graduate.full_name", label="avec", read_only=True)

    class Meta(MeetingSerializer.Meta):
        fields = [*MeetingSerializer.Meta.fields[:-2], "private_note", "version", "actions"]
        read_only_fields = fields


class Meetings(Resource):
    """The meetings of one's pairs."""

    model, versioned = Meeting, True
    serializer_class = MeetingSerializer
    name, name_plural = "rendez-vous", "Rendez-vous"
    nav = Place("", "Rendez-vous", "calendar-event", 20)
    sorts, default_sort = {"state": "reading_order", "starts": "starts_at"}, "state"
    columns = ("other", "starts_at", "state", "mode", "topic")
    select = ("mentorship__graduate", "mentorship__mentor")
    prefetch = ("slots",)
    template_folder = "mentoring/mentorships/meetings"
    empty = "Aucun rendez-vous encore. Ils se proposent depuis la page de votre binôme, une fois qu’il est formé."

    def after(self, obj: Any) -> str:
        """Back to the page of the two."""
        pair = self.seen_object.mentorship
        return address(f"pages:{self.audience}:{self.pair_page}-detail", public_id=pair.public_id)

    @command("Choisir ce créneau", may=actions.meeting_confirm.may, input=Choosing, icon="check", done="C’est noté.")
    def confirm(self, meeting: Meeting, *, slot: Any, **data: Any) -> Meeting:
        """One of the three."""
        chosen = meeting.slots.filter(public_id=slot).first() or MeetingSlot()
        return actions.meeting_confirm(actor=self.actor, target=meeting, slot=chosen, **data)

    move = command(
        "Proposer d’autres créneaux",
        actions.meeting_move,
        input=Slots,
        icon="refresh",
        done="C’est parti.",
    )

    cancel = command(
        "Annuler le rendez-vous",
        actions.meeting_cancel,
        icon="x",
        danger=True,
        consequence=lambda _: "L’autre personne en est avertie. Vous pourrez proposer un autre rendez-vous.",
        done="Le rendez-vous est annulé.",
    )

    def export_calendar(self, meeting: Meeting) -> HttpResponse:
        """The file that calendars take."""
        pair = meeting.mentorship
        mine = side_of(self.actor, pair)
        other = pair.mentor.first_name if mine == "graduate" else pair.graduate.first_name
        response = HttpResponse(ics_of(meeting, other=other, now=timezone.now()), content_type=type_of(meeting))
        response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
        response["Cache-Control"] = "private, no-store"
        return response


class Calendar(Resource):
    """One meeting as a file for calendars."""

    model, single = Meeting, True
    serializer_class = MeetingSerializer
    name = name_plural = "rendez-vous pour un agenda"
    select = ("mentorship__graduate", "mentorship__mentor")

    @extend_schema(
        responses={
            (200, "text/calendar"): OpenApiTypes.STR,
            ("default", "application/problem+json"): OpenApiTypes.OBJECT,
        }
    )
    def show(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """`text/calendar`."""
        meeting = self.parent(Meeting, "meeting")
        if meeting.sequence == 0:
            raise Conflict("Ce rendez-vous n’est pas encore fixé : choisissez d’abord un créneau.")
        return Meetings.export_calendar(self, meeting)


class Pairs(Resource):
    """One's own pairs, and what one does there."""

    model, versioned = Mentorship, True
    sorts, default_sort = {"announced": "announced_at"}, "-announced"

    def detail_context(self, obj: Mentorship) -> dict[str, Any]:
        """Which side reads, and where meetings are written."""
        side = str(side_of(self.actor, obj))
        other = obj.mentor if side == "graduate" else obj.graduate
        return {
            **super().detail_context(obj),
            "side": side,
            "who": other.full_name,
            "other": other.first_name,
            "meetings": f"pages:{self.audience}:meetings-",
            "calendar": f"pages:{self.audience}:meeting-calendar-list",
            "propose": self.url("propose", obj) if may_take_part(self.actor, obj) is None else None,
        }

    @command(
        "Proposer un rendez-vous",
        may=actions.meeting_propose.may,
        input=Proposal,
        icon="calendar-event",
        done="C’est parti.",
    )
    def propose(self, pair: Mentorship, *, expected_version: int | None = None, **data: Any) -> None:
        """Up to three slots."""
        actions.meeting_propose(actor=self.actor, mentorship=pair, **data)

    @command(
        "Signaler un problème",
        may=actions.concern_raise.may,
        input=Worry,
        icon="alert-triangle",
        done="L’équipe nationale vous lit et vous répond.",
    )
    def worry(self, pair: Mentorship, *, expected_version: int | None = None, **data: Any) -> None:
        """To national staff alone."""
        actions.concern_raise(actor=self.actor, mentorship=pair, **data)
