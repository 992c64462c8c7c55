"""On the mentor's home: meetings to come, and her graduates."""

import datetime
from typing import Any

from rest_framework import serializers

from mentoring.mentorships.models import Meeting, MeetingState, Mentorship
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.pages.block import Block, block

NEXT = 5


class ComingMeeting(DoorSerializer):
    """A meeting to come."""

    graduate = serializers.CharField(source="mentorship.graduate.first_name", label="avec", read_only=True)

    class Meta:
        model = Meeting
        fields = ["public_id", "graduate", "starts_at", "mode", "place", "topic"]
        read_only_fields = fields


class ComingSerializer(serializers.Serializer):
    """The next ones."""

    coming = ComingMeeting(many=True, label="rendez-vous à venir")


class PairCard(DoorSerializer):
    """One graduate."""

    graduate = serializers.CharField(source="graduate.full_name", label="jeune", read_only=True)
    target_job = serializers.CharField(source="graduate.job_named", label="vise", read_only=True)

    class Meta:
        model = Mentorship
        fields = ["public_id", "graduate", "target_job", "state"]
        read_only_fields = fields


class PairsSerializer(serializers.Serializer):
    """All of them."""

    pairs = PairCard(many=True, label="mes jeunes")


@block(Audience.MENTOR, at="main", order=30, template="mentoring/mentorships/home/coming.html")
class Coming(Block):
    """Confirmed, and not over."""

    serializer_class = ComingSerializer

    def facts(self, actor: Actor, on: datetime.date, now: datetime.datetime) -> dict[str, Any]:
        """The nearest first."""
        mine = Meeting.objects.visible_to(actor).select_related("mentorship__graduate")
        coming = mine.filter(state=MeetingState.CONFIRMED, ends_at__gte=now).order_by("starts_at")
        return {"coming": list(coming[:NEXT])}


@block(Audience.MENTOR, at="aside", order=10, template="mentoring/mentorships/home/pairs.html")
class Pairs(Block):
    """Whom she accompanies."""

    serializer_class = PairsSerializer

    def facts(self, actor: Actor, on: datetime.date, now: datetime.datetime) -> dict[str, Any]:
        """With what each looks for."""
        return {"pairs": list(Mentorship.objects.visible_to(actor).select_related("graduate__target_job"))}
