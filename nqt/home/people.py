"""Where graduates and mentors arrive."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.mentorships.models import Meeting, Mentorship
from mentoring.mentorships.resources.meetings import MeetingSerializer
from nqt.accounts.roles import Audience
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door
from nqt.door.resource import Resource
from nqt.home.graduate import graduate_home
from nqt.home.items import TodoSerializer
from nqt.home.mentor import mentor_home


class StepSerializer(serializers.Serializer):
    """`Step`."""

    label = serializers.CharField(label="étape")
    on = serializers.DateField(label="le", allow_null=True)
    state = serializers.CharField(label="état")


class ReadingSerializer(serializers.Serializer):
    """Who opened the file."""

    who = serializers.CharField(label="qui")
    at = serializers.DateTimeField(label="quand")


class GraduateWelcome(serializers.Serializer):
    """`GraduateHome`."""

    first_name = serializers.CharField(label="prénom", allow_blank=True)
    state = serializers.CharField(label="candidature")
    headline = serializers.CharField(label="où j’en suis")
    next_text = serializers.CharField(label="ce qui vient")
    question = serializers.CharField(label="complément demandé", allow_blank=True)
    shown_reason = serializers.CharField(label="réponse", allow_blank=True)
    act = TodoSerializer(label="à faire", allow_null=True)
    steps = StepSerializer(many=True, label="parcours")
    mentor = serializers.CharField(label="parrain ou marraine", allow_blank=True)
    mentor_title = serializers.CharField(label="fonction", allow_blank=True)
    mentor_employer = serializers.CharField(label="employeur", allow_blank=True)
    meeting = MeetingSerializer(label="rendez-vous", allow_null=True)
    pair_url = serializers.CharField(label="page du binôme", allow_blank=True)
    profile_url = serializers.CharField(label="mes données")
    readings = ReadingSerializer(many=True, label="qui a ouvert mon dossier")


class GraduateStart(Resource):
    """Where I stand."""

    audience, single, home = Audience.GRADUATE, True, True
    serializer_class = GraduateWelcome
    name = name_plural = "Accueil"
    nav = ("", "Accueil", "home", 0)
    template_folder = "home/graduate"

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The home of the reader."""
        return Response(self.get_serializer(graduate_home(self.actor, timezone.now())).data)


class ComingMeeting(DoorSerializer):
    """A meeting to come."""

    graduate = serializers.CharField(source="mentorship.graduate.first_name", label="avec", read_only=True)

    class Meta:
        model = Meeting
        fields = ["public_id", "graduate", "starts_at", "mode", "place", "topic"]
        read_only_fields = fields


class PairCard(DoorSerializer):
    """One graduate."""

    graduate = serializers.CharField(source="graduate.full_name", label="jeune", read_only=True)
    target_job = serializers.StringRelatedField(source="graduate.target_job", label="vise", read_only=True)

    class Meta:
        model = Mentorship
        fields = ["public_id", "graduate", "target_job", "state"]
        read_only_fields = fields


class MentorWelcome(serializers.Serializer):
    """`MentorHome`."""

    first_name = serializers.CharField(label="prénom")
    is_paused = serializers.BooleanField(label="en pause")
    capacity = serializers.IntegerField(label="places")
    todo = TodoSerializer(many=True, label="à faire")
    coming = ComingMeeting(many=True, label="rendez-vous à venir")
    pairs = PairCard(many=True, label="mes jeunes")


class MentorStart(Resource):
    """What waits for me."""

    audience, single, home = Audience.MENTOR, True, True
    serializer_class = MentorWelcome
    name = name_plural = "Accueil"
    nav = ("", "Accueil", "home", 0)
    template_folder = "home/mentor"

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The home of the reader."""
        return Response(self.get_serializer(mentor_home(self.actor, timezone.now())).data)


door.register("home", GraduateStart)
door.register("home", MentorStart)
