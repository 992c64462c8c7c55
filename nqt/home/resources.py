"""Where each audience arrives."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from nqt.accounts.roles import Audience
from nqt.door.forms.fields import Year
from nqt.door.http.mount import door
from nqt.door.resource import Resource
from nqt.home import (
    long_work,  # noqa: F401  (staff follow their long work)
    people,  # noqa: F401  (the homes of graduates and mentors)
    stops,  # noqa: F401  (whoever wants no more of some mails)
)
from nqt.home.items import AwaitedSerializer, TodoSerializer
from nqt.home.partner import home_of
from nqt.home.rights import data, own, staff  # noqa: F401  (the register of rights)
from nqt.home.today import day_of
from partners.conventions.resources.signing_serializers import OwnLine


class StaffDay(serializers.Serializer):
    """`Day`."""

    next_act = TodoSerializer(label="d’abord", allow_null=True)
    late_count = serializers.IntegerField(label="en retard")
    todo_count = serializers.IntegerField(label="à faire")
    late = TodoSerializer(many=True, label="en retard")
    todo = TodoSerializer(many=True, label="à faire")
    awaited = AwaitedSerializer(many=True, label="j’attends une réponse")
    awaited_count = serializers.IntegerField(label="réponses attendues")
    all_awaited = TodoSerializer(label="toutes", allow_null=True)
    ending = TodoSerializer(many=True, label="finissent bientôt")


class StaffToday(Resource):
    """What waits for me, what is late, whom I wait for."""

    audience, single, home = Audience.STAFF, True, True
    serializer_class = StaffDay
    name = name_plural = "Aujourd’hui"
    nav = ("", "Aujourd’hui", "home", 0)
    template_folder = "home/today"

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The day of the reader."""
        return Response(self.get_serializer(day_of(self.actor, self.on)).data)


class ColleagueSerializer(serializers.Serializer):
    """`Colleague`."""

    name = serializers.CharField(label="nom")
    email = serializers.CharField(label="adresse")
    about = serializers.CharField(label="pour")


class PartnerWelcome(serializers.Serializer):
    """`Home`."""

    organization = serializers.CharField(label="organisme")
    partner_since = Year(label="partenaire depuis", allow_null=True)
    todo = OwnLine(many=True, label="à faire")
    conventions = OwnLine(many=True, label="conventions")
    contacts = ColleagueSerializer(many=True, label="vos interlocuteurs chez NQT")


class PartnerHome(Resource):
    """What I must do, and my conventions."""

    audience, single, home = Audience.PARTNER, True, True
    serializer_class = PartnerWelcome
    name = name_plural = "Accueil"
    nav = ("", "Accueil", "home", 0)
    template_folder = "home/partner"

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The home of the reader's organization."""
        return Response(self.get_serializer(home_of(self.actor, self.on)).data)


door.register("today", StaffToday)
door.register("home", PartnerHome)
