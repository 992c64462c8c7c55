"""On the graduate's home: where she stands, who accompanies her, her way."""

import datetime
from typing import Any

from rest_framework import serializers

from mentoring.mentorships.resources.meetings import MeetingSerializer
from mentoring.mentorships.standing import standing_of
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.door.pages.block import Block, block


class StepSerializer(serializers.Serializer):
    """`Step`."""

    label = serializers.CharField(label="étape")
    on = serializers.DateField(label="le", allow_null=True)
    state = serializers.CharField(label="état")


class StandingSerializer(serializers.Serializer):
    """`standing_of`."""

    first_name = serializers.CharField(label="prénom", allow_blank=True)
    state = serializers.CharField(label="candidature")
    headline = serializers.CharField(label="où j’en suis")
    next_text = serializers.CharField(label="ce qui vient")
    steps = StepSerializer(many=True, label="parcours")
    mentor = serializers.CharField(label="parrain ou marraine", allow_blank=True)
    mentor_title = serializers.CharField(label="fonction", allow_blank=True)
    mentor_employer = serializers.CharField(label="employeur", allow_blank=True)
    meeting = MeetingSerializer(label="rendez-vous", allow_null=True)
    pair_url = serializers.CharField(label="page du binôme", allow_blank=True)


@block(Audience.GRADUATE, at="main", order=10, template="mentoring/mentorships/home/standing.html")
class Standing(Block):
    """The next meeting, else the one thing to do, else what comes."""

    serializer_class = StandingSerializer

    def facts(self, actor: Actor, on: datetime.date, now: datetime.datetime) -> dict[str, Any]:
        """All that the blocks below tell too."""
        return standing_of(actor, now)


@block(Audience.GRADUATE, at="main", order=30, template="mentoring/mentorships/home/accompanied.html")
class Accompanied(Block):
    """By whom; told with `Standing`."""


@block(Audience.GRADUATE, at="aside", order=10, template="mentoring/mentorships/home/way.html")
class Way(Block):
    """The steps; told with `Standing`."""
