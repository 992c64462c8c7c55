"""The graduate's mentor: who it is, the meetings, asking for another."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.mentorships import actions
from mentoring.mentorships.models import Mentorship
from mentoring.mentorships.resources.meetings import (
    Calendar,
    Changing,
    Meetings,
    MeetingSerializer,
    Pairs,
    Reporting,
)
from nqt.accounts.roles import Audience
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door, nested
from nqt.door.pages.addresses import address
from nqt.door.pages.navigation import Place
from nqt.door.resource import ActionsField, command


class MyMentor(DoorSerializer):
    """Scope `pair`: first and last name, job, employer, a way to write."""

    mentor = serializers.CharField(source="mentor.full_name", label="parrain ou marraine", read_only=True)
    first_name = serializers.CharField(source="mentor.first_name", label="prénom", read_only=True)
    title = serializers.CharField(source="mentor.title", label="fonction", read_only=True)
    presentation = serializers.CharField(source="mentor.presentation", label="présentation", read_only=True)
    email = serializers.EmailField(source="mentor.email", label="pour lui écrire", read_only=True)
    employer = serializers.SerializerMethodField(label="employeur")
    meetings = MeetingSerializer(many=True, read_only=True, label="rendez-vous")
    actions = ActionsField()

    class Meta:
        model = Mentorship
        fields = [
            "public_id",
            "mentor",
            "first_name",
            "title",
            "employer",
            "presentation",
            "email",
            "state",
            "announced_at",
            "started_on",
            "meetings",
            "version",
            "actions",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField())
    def get_employer(self, pair: Mentorship) -> str:
        """Where she works today."""
        now = pair.mentor.employments.on(timezone.localdate()).select_related("organization").first()
        return str(now.organization) if now else ""


class MyMentorLine(DoorSerializer):
    """A row of the list."""

    mentor = serializers.CharField(source="mentor.full_name", label="parrain ou marraine", read_only=True)

    class Meta:
        model = Mentorship
        fields = ["public_id", "mentor", "state", "announced_at", "started_on"]
        read_only_fields = fields


class GraduatePairs(Pairs):
    """Who accompanies me."""

    audience = Audience.GRADUATE
    serializer_class, line = MyMentor, MyMentorLine
    name, name_plural, titles = "binôme", "binômes", {"list": "Mon parrain"}
    nav = Place("", "Mon parrain", "heart-handshake", 10)
    columns = ("mentor", "state", "announced_at", "started_on")
    select = ("mentor", "graduate")
    prefetch = ("meetings__slots",)
    template_folder = "mentoring/mentorships/pair"
    empty = "Personne ne vous accompagne encore. Nous vous écrirons dès que quelqu’un accepte."

    change = command(
        "Changer de parrain",
        actions.mentor_change,
        input=Changing,
        icon="arrows-exchange",
        danger=True,
        consequence=lambda pair: (
            f"Cet accompagnement prend fin, et vous attendez de nouveau quelqu’un. "
            f"{pair.mentor.first_name} l’apprend sans savoir pourquoi."
        ),
        done="C’est fait. Nous cherchons quelqu’un d’autre.",
    )

    def after(self, obj: Any) -> str:
        """A pair that ended leads home."""
        return (
            address("pages:graduate:home-list")
            if self.command_name == "change"
            else self.url("detail", self.seen_object)
        )


class GraduateMeetings(Meetings):
    """My meetings."""

    pair_page = "mentorships"
    audience = Audience.GRADUATE

    report = command(
        "Dire s’il a eu lieu",
        actions.meeting_report,
        input=Reporting,
        icon="check",
        done="Merci.",
    )


class GraduateCalendar(Calendar):
    """For my calendar."""

    audience = Audience.GRADUATE


door.register("mentorships", GraduatePairs)
door.register("meetings", GraduateMeetings)
door.register(nested("meetings", "meeting", "calendar"), GraduateCalendar, basename="meeting-calendar")
