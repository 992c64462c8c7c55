"""On the graduate's home: what the team wrote to her, and who opened her file."""

import datetime
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from mentoring.graduates.models import Graduate, GraduateState
from mentoring.graduates.readings import readings_of
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.door.pages.block import Block, block

LAST_READINGS = 5


class ReadingSerializer(serializers.Serializer):
    """Who opened the file."""

    who = serializers.CharField(label="qui")
    at = serializers.DateTimeField(label="quand")


class TeamWords(serializers.Serializer):
    """What the team asks or answers."""

    question = serializers.CharField(label="complément demandé", allow_blank=True)
    shown_reason = serializers.CharField(label="réponse", allow_blank=True)


class OwnData(serializers.Serializer):
    """The way to one's data, and who read them."""

    profile_url = serializers.CharField(label="mes données")
    readings = ReadingSerializer(many=True, label="qui a ouvert mon dossier")


@block(Audience.GRADUATE, at="main", order=20, template="mentoring/graduates/home/team.html")
class Team(Block):
    """Something is missing, or the answer is no."""

    serializer_class = TeamWords

    def facts(self, actor: Actor, on: datetime.date, now: datetime.datetime) -> dict[str, Any]:
        """Each in its state alone."""
        graduate = Graduate.objects.visible_to(actor).get()
        return {
            "question": graduate.question if graduate.state == GraduateState.MORE_INFO else "",
            "shown_reason": graduate.shown_reason if graduate.state == GraduateState.REFUSED else "",
        }


@block(Audience.GRADUATE, at="aside", order=20, template="mentoring/graduates/home/data.html")
class Data(Block):
    """To read, to take away, to erase."""

    serializer_class = OwnData

    def facts(self, actor: Actor, on: datetime.date, now: datetime.datetime) -> dict[str, Any]:
        """The last readings."""
        graduate = Graduate.objects.visible_to(actor).get()
        return {
            "profile_url": reverse("pages:graduate:profile-detail", kwargs={"public_id": graduate.public_id}),
            "readings": readings_of(graduate)[:LAST_READINGS],
        }
