"""A person with several hats says under which one she acts; the session remembers, the header shows it."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from nqt.accounts import hats
from nqt.accounts.roles import Audience
from nqt.door.forms.serializers import InputSerializer
from nqt.door.http.mount import door
from nqt.door.resource.commands import command
from nqt.door.resource.families import Page
from nqt.door.resource.showroom import Showroom


class HatLine(serializers.Serializer):
    """One hat of one's own."""

    key = serializers.CharField(label="identifiant")
    label = serializers.CharField(label="à ce titre")
    is_current = serializers.BooleanField(label="en ce moment")


class HatList(serializers.Serializer):
    """All of them, for this audience."""

    hats = HatLine(many=True, label="à quel titre")


class HatChoice(InputSerializer):
    """The one to wear."""

    hat = serializers.CharField(label="J’agis au titre de", max_length=100)


class Hats(Page):
    """Which hats I have here, and which one I wear."""

    serializer_class = HatList
    name = name_plural = "À quel titre agissez-vous ?"
    help = "Vos droits sont ceux du titre choisi ; ils ne s’additionnent jamais."

    def data(self) -> dict[str, Any]:
        """The hats of this audience."""
        mine, current = hats.worn(self.request, self.audience), hats.current(self.request, self.audience)
        return {"hats": [{"key": hat.key, "label": hat.label, "is_current": hat == current} for hat in mine]}

    @command("Agir à ce titre", detail=False, input=HatChoice, done="C’est à ce titre que vous agissez maintenant.")
    def choose(self, _nothing: None, *, hat: str) -> None:
        """Wear it until the session ends or another is chosen."""
        hats.choose(self.request._request, self.audience, hat)

    def after(self, obj: Any) -> str:
        """On to what there is to do under it."""
        return door.home_url(self.audience) or self.home_url()


for audience in Audience:
    if audience is not Audience.PUBLIC:
        door.register("hats", type(f"{audience.name.title()}Hats", (Hats,), {"audience": audience}))

if settings.DEBUG:
    door.register("showroom", Showroom)
