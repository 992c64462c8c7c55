"""Fields that several views of mentors share."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.mentors.models import INVITATION_PURPOSE, Mentor, MentorState, TimeGiven
from mentoring.mentors.rules import FARTHEST_KM, MOST_PLACES
from mentoring.mentors.words import SpaceAccess
from mentoring.occupations.models import Availability, Help, Language, Occupation, StudyField
from nqt.accounts.invitations import told
from nqt.common.validators import validate_date, validate_one_line
from nqt.door.forms.fields import ManyChoices
from nqt.door.forms.serializers import InputSerializer, Ref
from nqt.outbox.by_hand import pause_in
from nqt.outbox.rules import LOST_LINK
from regions.territories.models import Commune


def _optional(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Written, none may be ticked; read, DRF takes no `required`."""
    return kwargs if kwargs.get("read_only") else {"required": False, **kwargs}


def languages(**kwargs: Any) -> ManyChoices:
    """In which one can accompany."""
    return ManyChoices(choices=Language.choices, label="langues", **_optional(kwargs))


def offers(**kwargs: Any) -> ManyChoices:
    """What one helps with."""
    return ManyChoices(choices=Help.choices, label="aide proposée", **_optional(kwargs))


def availability(**kwargs: Any) -> ManyChoices:
    """When one can meet."""
    return ManyChoices(choices=Availability.choices, label="disponibilités", **_optional(kwargs))


def capacity(**kwargs: Any) -> serializers.IntegerField:
    """How many graduates at a time, none included."""
    said = f"De 0 à {MOST_PLACES} jeunes à la fois."
    return serializers.IntegerField(
        label="jeunes suivis en même temps",
        min_value=0,
        max_value=MOST_PLACES,
        error_messages={"max_value": said, "min_value": said},
        help_text=said,
        **kwargs,
    )


def radius(**kwargs: Any) -> serializers.IntegerField:
    """In kilometers from the place of work."""
    said = f"De 0 à {FARTHEST_KM} km."
    return serializers.IntegerField(
        label="se déplace jusqu’à (km)",
        min_value=0,
        max_value=FARTHEST_KM,
        error_messages={"max_value": said, "min_value": said},
        **kwargs,
    )


def time_given(**kwargs: Any) -> serializers.ChoiceField:
    """The employer's, or one's own."""
    return serializers.ChoiceField(choices=TimeGiven.choices, label="temps donné", style={"widget": "radio"}, **kwargs)


def commune(**kwargs: Any) -> Ref:
    """Where one works."""
    return Ref(queryset=Commune.objects.all(), suggest="communes", label="commune du lieu de travail", **kwargs)


def occupation(**kwargs: Any) -> Ref:
    """What one does."""
    return Ref(
        queryset=Occupation.objects.all(),
        suggest="occupations",
        label="métier",
        required=False,
        allow_null=True,
        help_text="Un intitulé de poste suffit : urbaniste, juriste, chargé de développement…",
        **kwargs,
    )


def study_field(**kwargs: Any) -> Ref:
    """What one studied."""
    return Ref(
        queryset=StudyField.objects.all(),
        suggest="study-fields",
        label="domaine d’études",
        required=False,
        allow_null=True,
        **kwargs,
    )


@extend_schema_field({"type": "string"})
class Places(serializers.Field):
    """'1 sur 2', proposals that wait included; reads what `with_places` annotates."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **{"label": "places prises", **kwargs})

    def to_representation(self, mentor: Mentor) -> str:
        return f"{mentor.accompanied + mentor.held} sur {mentor.capacity}"


@extend_schema_field({"type": "string", "nullable": True})
class Employer(serializers.Field):
    """The employer of the day; reads what `with_employer` fetches."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **{"label": "employeur", **kwargs})

    def to_representation(self, mentor: Mentor) -> str | None:
        return str(mentor.held_now[0].organization) if mentor.held_now else None


class Space(serializers.ChoiceField):
    """Whether the person can enter her space; reads what `with_invitation` annotates."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=SpaceAccess.choices, source="*", read_only=True, **{"label": "espace", **kwargs})

    def to_representation(self, mentor: Mentor) -> str:
        if mentor.has_account and mentor.state in (MentorState.ACTIVE, MentorState.PAUSED):
            return SpaceAccess.OPEN.value
        if mentor.invited_until is None:
            return SpaceAccess.CLOSED.value
        return (SpaceAccess.INVITED if mentor.invited_until > timezone.now() else SpaceAccess.LAPSED).value


def invitation_told(mentor: Mentor, *, shows_address: bool = True) -> str:
    """Said once an invitation has left."""
    opens = "Son espace s’ouvre dès que le lien est accepté."
    return told(INVITATION_PURPOSE, mentor.pk, opens, shows_address=shows_address)


class OwnPausing(InputSerializer):
    """Until when."""

    until = serializers.DateField(
        label="jusqu’au",
        required=False,
        allow_null=True,
        validators=[validate_date],
        help_text="Vous redevenez disponible ce jour-là. Vide : jusqu’à nouvel ordre.",
    )


class MentorPausing(InputSerializer):
    """Until when, and why."""

    until = serializers.DateField(
        label="jusqu’au",
        required=False,
        allow_null=True,
        validators=[validate_date],
        help_text="La personne redevient disponible ce jour-là. Vide : jusqu’à nouvel ordre.",
    )
    reason = serializers.CharField(
        label="motif", max_length=300, required=False, allow_blank=True, validators=[validate_one_line]
    )


class MentorReason(InputSerializer):
    """Why."""

    reason = serializers.CharField(label="motif", max_length=300, validators=[validate_one_line])


def inviting_sends(sentence: str, mentor: Mentor) -> str:
    """What an invitation does, or why none may leave yet; reads what `with_invitation` found."""
    pause = pause_in(mentor.invitation_mail, window=LOST_LINK)
    return f"Aucun courriel ne partira. {pause.sentence}" if pause else sentence
