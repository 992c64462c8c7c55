"""What the acts of staff on an application ask."""

from rest_framework import serializers

from nqt.common.validators import validate_plain_text
from nqt.door.forms.serializers import InputSerializer
from regions.neighborhoods.locating import Answer

AREA = {"base_template": "textarea.html", "rows": 4}


class Question(InputSerializer):
    """What is missing."""

    question = serializers.CharField(
        label="ce qu’il faut compléter",
        max_length=1000,
        min_length=10,
        validators=[validate_plain_text],
        style=AREA,
        help_text="La personne lit ces mots tels quels.",
    )


class Refusing(InputSerializer):
    """No, in words for the person, and in words for us."""

    shown_reason = serializers.CharField(
        label="ce que la personne lira",
        max_length=1000,
        min_length=10,
        validators=[validate_plain_text],
        style=AREA,
        help_text="La condition qui manque, simplement. Ce qui existe d’autre est ajouté au courriel.",
    )
    reason = serializers.CharField(
        label="note pour l’équipe",
        max_length=500,
        required=False,
        allow_blank=True,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html", "rows": 2},
    )


class Reason(InputSerializer):
    """Why, for the history."""

    reason = serializers.CharField(
        label="motif", max_length=500, min_length=3, validators=[validate_plain_text], style=AREA
    )


class ProofSeen(Reason):
    """What a proof says of the neighborhood."""

    qpv = serializers.ChoiceField(
        choices=[(Answer.IN.value, Answer.IN.label), (Answer.OUT.value, Answer.OUT.label)],
        label="la preuve dit",
        style={"widget": "radio"},
    )

    class Meta:
        fieldsets = {"": ["qpv", "reason"]}
