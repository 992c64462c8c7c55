"""Where partners, graduates and mentors arrive: what waits for them, and the blocks that rooms hang."""

from functools import lru_cache
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from nqt.accounts.roles import Audience
from nqt.door.http.mount import door
from nqt.door.pages.block import blocks_of, welcome_of
from nqt.door.pages.navigation import Place
from nqt.door.resource import Page
from nqt.home.todos import TodoSerializer, reader_of, things_of


@lru_cache
def welcome_for(home: type["Home"]) -> type[serializers.Serializer]:
    """The rooms have hung their blocks by the time somebody arrives."""
    return welcome_of(home.audience, **home.own_fields())


class Home(Page):
    """What waits for the reader, and where she stands."""

    home = True
    name = name_plural = "Accueil"
    nav = Place("", "Accueil", "home", 0)

    @classmethod
    def own_fields(cls) -> dict[str, serializers.Field]:
        """What it tells of the piles."""
        return {"todo": TodoSerializer(many=True, label="à faire")}

    def own_facts(self) -> dict[str, Any]:
        """The same, read."""
        return {"todo": things_of(reader_of(self.actor, self.on))}

    def get_serializer_class(self) -> type[serializers.Serializer]:
        """The fields of every block."""
        return welcome_for(type(self))

    def data(self) -> dict[str, Any]:
        """What every block tells this reader."""
        facts = self.own_facts()
        for block in blocks_of(self.audience):
            facts |= block.facts(self.actor, self.on, timezone.now())
        return facts

    def around(self) -> dict[str, Any]:
        """The blocks by their place."""
        blocks = blocks_of(self.audience)
        return {"blocks": {at: [block for block in blocks if block.at == at] for at in ("top", "main", "aside")}}


class PartnerHome(Home):
    """Of a contact, under the hat of one organization."""

    audience, template_folder = Audience.PARTNER, "home/partner"


class MentorHome(Home):
    """Of a mentor."""

    audience, template_folder = Audience.MENTOR, "home/mentor"


class GraduateHome(Home):
    """Of a graduate: one thing to do at most, the first."""

    audience, template_folder = Audience.GRADUATE, "home/graduate"

    @classmethod
    def own_fields(cls) -> dict[str, serializers.Field]:
        """The one thing to do, if there is one."""
        return {"act": TodoSerializer(label="à faire", allow_null=True)}

    def own_facts(self) -> dict[str, Any]:
        """The gravest."""
        return {"act": next(iter(things_of(reader_of(self.actor, self.on))), None)}


for home in (PartnerHome, MentorHome, GraduateHome):
    door.register("home", home)
