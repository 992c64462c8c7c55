"""The mentor's graduates: who they are, the meetings, ending."""

from typing import Any

from rest_framework import serializers

from mentoring.mentorships import actions
from mentoring.mentorships.models import Mentorship
from mentoring.mentorships.resources.meetings import (
    Calendar,
    Changing,
    Meetings,
    MentorMeeting,
    MentorReporting,
    Pairs,
)
from nqt.accounts.roles import Audience
from nqt.audit import access
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door, nested
from nqt.door.pages.addresses import address
from nqt.door.pages.navigation import Place
from nqt.door.resource import ActionsField, command


class MyGraduate(DoorSerializer):
    """Scope `pair`: first and last name, degree, aims, a way to write; no street, birth date, neighborhood."""

    graduate = serializers.CharField(source="graduate.full_name", label="jeune", read_only=True)
    first_name = serializers.CharField(source="graduate.first_name", label="prénom", read_only=True)
    email = serializers.EmailField(source="graduate.email", label="pour lui écrire", read_only=True)
    degree = serializers.CharField(source="graduate.degree_title", label="diplôme", read_only=True)
    target_job = serializers.CharField(source="graduate.job_named", label="vise", read_only=True)
    department = serializers.StringRelatedField(source="graduate.department", label="habite", read_only=True)
    project = serializers.CharField(source="graduate.project", label="son projet", read_only=True)
    meetings = MentorMeeting(many=True, read_only=True, label="rendez-vous")
    actions = ActionsField()

    class Meta:
        model = Mentorship
        fields = [
            "public_id",
            "graduate",
            "first_name",
            "email",
            "degree",
            "target_job",
            "department",
            "project",
            "state",
            "announced_at",
            "started_on",
            "meetings",
            "version",
            "actions",
        ]
        read_only_fields = fields


class MyGraduateLine(DoorSerializer):
    """A row of the list."""

    graduate = serializers.CharField(source="graduate.full_name", label="jeune", read_only=True)
    target_job = serializers.CharField(source="graduate.job_named", label="vise", read_only=True)

    class Meta:
        model = Mentorship
        fields = ["public_id", "graduate", "target_job", "state", "announced_at"]
        read_only_fields = fields


class MentorPairs(Pairs):
    """Whom I accompany."""

    audience = Audience.MENTOR
    serializer_class, line = MyGraduate, MyGraduateLine
    name, name_plural, titles = "binôme", "binômes", {"list": "Mes jeunes"}
    nav = Place("", "Mes jeunes", "users", 15)
    columns = ("graduate", "target_job", "state", "announced_at")
    select = ("mentor", "graduate__target_job", "graduate__department")
    prefetch = ("meetings__slots",)
    template_folder = "mentoring/mentorships/pair"
    empty = "Vous n’accompagnez personne en ce moment."

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Reading a graduate's file is in her access log."""
        access.record(self.actor, access.READ, self.get_object().graduate)
        return super().retrieve(request, *args, **kwargs)

    change = command(
        "Arrêter l’accompagnement",
        actions.mentor_change,
        input=Changing,
        icon="arrows-exchange",
        danger=True,
        consequence=lambda pair: (
            f"Cet accompagnement prend fin. NQT cherche quelqu’un d’autre pour "
            f"{pair.graduate.first_name}, qui l’apprend sans savoir pourquoi."
        ),
        done="C’est fait. Merci pour ce que vous avez donné.",
    )

    def after(self, obj: Any) -> str:
        """A pair that ended leads home."""
        return (
            address("pages:mentor:home-list") if self.command_name == "change" else self.url("detail", self.seen_object)
        )


class MentorMeetings(Meetings):
    """My meetings."""

    pair_page = "mentees"
    audience, serializer_class = Audience.MENTOR, MentorMeeting

    report = command(
        "Dire s’il a eu lieu",
        actions.meeting_report,
        input=MentorReporting,
        icon="check",
        done="Merci.",
    )


class MentorCalendar(Calendar):
    """For my calendar."""

    audience = Audience.MENTOR


door.register("mentees", MentorPairs)
door.register("meetings", MentorMeetings)
door.register(nested("meetings", "meeting", "calendar"), MentorCalendar, basename="meeting-calendar")
