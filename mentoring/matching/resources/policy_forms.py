"""What a version of the policy is typed in, and what a preview answers."""

from typing import Any

from rest_framework import serializers

from mentoring.matching.engine.types import Criterion
from mentoring.matching.policy import bounds_of
from mentoring.matching.resources.staff_runs import OwnRegion
from nqt.common.validators import validate_plain_text
from nqt.door.forms.serializers import Amount, InputSerializer
from regions.territories.models import Region

UNSURE = "Cochez pour confirmer, ou regardez d’abord ce qui changerait."


def whole(name: str, label: str, help_text: str = "") -> serializers.IntegerField:
    """A whole number within its bounds, which the refusal says."""
    bounds = bounds_of(name)
    said = f"Un nombre entier entre {bounds['min_value']} et {bounds['max_value']}."
    return serializers.IntegerField(
        label=label,
        help_text=help_text,
        error_messages=dict.fromkeys(("min_value", "max_value", "invalid", "max_string_length"), said),
        **bounds,
    )


class Weighing(InputSerializer):
    """The figures of a policy."""

    job = whole("job", "métier")
    field = whole("field", "études")
    distance = whole("distance", "distance")
    languages = whole("languages", "langues")
    wishes = whole("wishes", "aide attendue")
    waiting = whole("waiting", "attente")
    half_distance_km = whole(
        "half_distance_km",
        "distance à laquelle il reste la moitié des points (km)",
        "Petite, elle favorise les tout proches ; grande, elle les distingue moins.",
    )
    remote_percent = Amount(
        max_digits=4,
        decimal_places=1,
        label="points de distance gardés par un suivi à distance (%)",
        error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), "Une part entre 0 et 100."),
        **bounds_of("remote_percent"),
    )
    full_waiting_days = whole("full_waiting_days", "l’attente compte entière après (jours)")
    load_second = whole(
        "load_second",
        "points ôtés au total pour un deuxième filleul",
        "Pour répartir les jeunes : un parrain en prend un second quand le gain dépasse ces points.",
    )
    load_third = whole("load_third", "points ôtés au total pour un troisième filleul")


_GROUPS = {
    "Ce qui compte": tuple(map(str, Criterion)),
    "Comment cela compte": ("half_distance_km", "remote_percent", "full_waiting_days", "load_second", "load_third"),
}
_VERSION = {"Cette version": ("valid_from", "note")}


class PolicyForm(Weighing):
    """A version: figures, the day from which they count, and why."""

    valid_from = serializers.DateField(label="compte à partir du", help_text="Aujourd’hui ou plus tard.")
    note = serializers.CharField(
        label="pourquoi",
        required=False,
        allow_blank=True,
        max_length=500,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html", "rows": 3},
        help_text="Pour l’équipe : ce qui a été décidé, et par qui.",
    )

    is_sure = serializers.BooleanField(
        label="je confirme : à partir de ce jour, tout calcul compare ainsi",
        required=False,
        help_text="Les jeunes et les parrains le lisent aussi. Sans cette coche, rien n’est enregistré.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Nothing is decided by a key typed in passing; that one is sure, and on whom one tried, are no part of it."""
        if not attrs.get("is_sure"):
            raise serializers.ValidationError({"is_sure": UNSURE})
        return {name: value for name, value in attrs.items() if name not in ("is_sure", "region")}

    class Meta:
        fieldsets = {**_GROUPS, **_VERSION, "Enregistrer": ("is_sure",)}


class PolicyDraft(PolicyForm):
    """The same on a page, which also asks on whom to try it."""

    region = OwnRegion(
        queryset=Region.objects,
        required=False,
        allow_null=True,
        label="essayer sur une région",
        help_text="Sans région, l’essai porte sur toute la France. Il n’est pas enregistré.",
    )

    class Meta:
        fieldsets = {**_GROUPS, "L’essai": ("region",), **_VERSION, "Enregistrer": ("is_sure",)}


class Trial(PolicyDraft):
    """What a preview takes: the whole form, whose day and reasons do not matter."""

    valid_from = serializers.DateField(label="compte à partir du", required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Nothing is decided here."""
        return attrs


class ScopeSerializer(serializers.Serializer):
    """On whom."""

    region = serializers.StringRelatedField(label="région", allow_null=True)
    graduates = serializers.IntegerField(label="jeunes")
    wanted = serializers.IntegerField(label="jeunes en tout")
    is_sample = serializers.BooleanField(label="une région pour le tout")


class SideSerializer(serializers.Serializer):
    """What one policy gives."""

    matched = serializers.IntegerField(label="jeunes avec un parrain")
    matched_qpv = serializers.IntegerField(label="dont ils viennent d’un quartier prioritaire")
    score = serializers.IntegerField(label="score total")
    average = serializers.IntegerField(label="score moyen")


class ShiftSerializer(serializers.Serializer):
    """One criterion on both sides."""

    criterion = serializers.CharField(label="code")
    label = serializers.CharField(label="critère")
    points_now = serializers.IntegerField(label="points en vigueur")
    points_then = serializers.IntegerField(label="points essayés")
    fulfilled_now = serializers.IntegerField(label="rempli en vigueur")
    fulfilled_then = serializers.IntegerField(label="rempli à l’essai")


class PreviewSerializer(serializers.Serializer):
    """`Preview`."""

    scope = ScopeSerializer(label="périmètre")
    qpv = serializers.IntegerField(label="jeunes de quartiers prioritaires")
    places = serializers.IntegerField(label="places")
    now = SideSerializer(label="en vigueur")
    then = SideSerializer(label="à l’essai")
    changed = serializers.IntegerField(label="changent de parrain")
    gained = serializers.IntegerField(label="en trouvent un")
    lost = serializers.IntegerField(label="n’en ont plus")
    criteria = ShiftSerializer(many=True, label="critères")
