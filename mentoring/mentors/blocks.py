"""On the mentor's home: who she is here, and whether she is in pause."""

import datetime
from typing import Any

from rest_framework import serializers

from mentoring.mentors.models import Mentor, MentorState
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.door.pages.block import Block, block


class PlacesSerializer(serializers.Serializer):
    """How many she takes."""

    first_name = serializers.CharField(label="prénom")
    is_paused = serializers.BooleanField(label="en pause")
    capacity = serializers.IntegerField(label="places")


@block(Audience.MENTOR, at="main", order=10, template="mentoring/mentors/home/welcome.html")
class Welcome(Block):
    """Before what waits for her."""

    serializer_class = PlacesSerializer

    def facts(self, actor: Actor, on: datetime.date, now: datetime.datetime) -> dict[str, Any]:
        """The reader's own file."""
        mentor = Mentor.objects.visible_to(actor).get()
        paused = mentor.state == MentorState.PAUSED
        return {"first_name": mentor.first_name, "is_paused": paused, "capacity": mentor.capacity}
