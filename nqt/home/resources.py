"""Where staff arrive, and every place they may go to."""

from typing import Any

from django.utils.functional import cached_property
from rest_framework import serializers

from nqt.accounts.roles import Audience
from nqt.door.http import registry
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place, Places, Trade, groups
from nqt.door.resource import Page
from nqt.home import (
    long_work,  # noqa: F401  (staff follow their long work)
    people,  # noqa: F401  (the homes of partners, graduates and mentors)
    stops,  # noqa: F401  (whoever wants no more of some mails)
)
from nqt.home.rights import data, own, staff  # noqa: F401  (the register of rights)
from nqt.home.today import Day, day_of
from nqt.home.todos import AwaitedSerializer
from nqt.todo.things import Group


class PileSerializer(serializers.Serializer):
    """`Line`: a pile, whatever its size."""

    name = serializers.CharField(label="nom")
    title = serializers.CharField(source="told.title", label="quoi")
    detail = serializers.CharField(source="told.detail", label="précision")
    tag = serializers.CharField(source="told.tag", label="étiquette")
    tone = serializers.CharField(source="told.tone", label="teinte")
    icon = serializers.CharField(source="told.icon", label="icône")
    label = serializers.CharField(source="told.label", label="verbe")
    url = serializers.CharField(source="told.url", label="adresse de l’acte")
    count = serializers.IntegerField(label="combien")
    is_capped = serializers.BooleanField(source="stack.is_capped", label="et davantage")
    is_late = serializers.BooleanField(source="stack.is_late", label="en retard")
    oldest = serializers.DateTimeField(source="stack.oldest", label="depuis, ou pour le")
    list_url = serializers.CharField(label="adresse de la liste")


class PilesSerializer(serializers.Serializer):
    """`Section`."""

    group = serializers.ChoiceField(choices=[group.value for group in Group], label="groupe")
    title = serializers.CharField(label="titre")
    says = serializers.CharField(label="en clair")
    lines = PileSerializer(many=True, label="sujets")


class AwaitedPileSerializer(serializers.Serializer):
    """`Waiting`: a pile of people whose answer one waits for."""

    name = serializers.CharField(source="pile.name", label="nom")
    title = serializers.CharField(label="quoi")
    count = serializers.IntegerField(label="combien")
    list_url = serializers.CharField(label="adresse de la liste")


class StaffDay(serializers.Serializer):
    """`Day`."""

    next_act = PileSerializer(label="d’abord", allow_null=True)
    sections = PilesSerializer(many=True, label="à faire")
    awaited = AwaitedSerializer(many=True, label="j’attends une réponse")
    awaited_count = serializers.IntegerField(label="réponses attendues")
    awaited_lists = AwaitedPileSerializer(many=True, label="toutes")
    nothing_in = serializers.ListField(child=serializers.CharField(), label="rien dans")


class StaffToday(Page):
    """What waits for me, what is late, whom I wait for."""

    audience, home = Audience.STAFF, True
    serializer_class = StaffDay
    name = name_plural = "Aujourd’hui"
    nav = Place("", "Aujourd’hui", "home", 0, on_phone=True)
    template_folder = "home/today"

    @cached_property
    def day(self) -> Day:
        """The day of the reader."""
        return day_of(self.actor, self.on)

    def data(self) -> Day:
        return self.day

    def around(self) -> dict[str, Any]:
        """How many of each."""
        numbers = {
            "all": len(self.day.lines),
            "people": self.day.number(Group.PERSON),
            "dates": self.day.number(Group.DATE),
            "batches": self.day.number(Group.BATCH),
        }
        return {"numbers": numbers}


class PlaceSerializer(serializers.Serializer):
    """`Entry`."""

    label = serializers.CharField(label="lieu")
    says = serializers.CharField(source="place.says", label="en clair")
    url = serializers.CharField(label="adresse")
    count = serializers.IntegerField(label="ce qui y attend un geste")
    hot = serializers.BooleanField(label="en retard")


class TradeSerializer(serializers.Serializer):
    """`Places`."""

    label = serializers.CharField(label="métier")
    icon = serializers.CharField(label="icône")
    items = PlaceSerializer(many=True, label="lieux")


class AllPlaces(serializers.Serializer):
    """Every job."""

    trades = TradeSerializer(many=True, label="métiers")


class StaffPlaces(Page):
    """Each place with one sentence; what is not open to the reader is not drawn."""

    audience = Audience.STAFF
    serializer_class = AllPlaces
    name = name_plural = "Tous les lieux"
    template_folder = "home/places"

    def data(self) -> dict[str, Any]:
        """The same places as the navigation."""
        return {"trades": self.trades()}

    def trades(self) -> list[Places]:
        """Those that have a place."""
        return [found for found in groups(registry.resources_of(self.audience), self) if found.label in list(Trade)]


door.register("today", StaffToday)
door.register("places", StaffPlaces)
