"""What several views of mentors share: the profile's form, the counts, the looks."""

from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from rest_framework import serializers

from mentoring.mentors.models import MOST_PLACES, Employment, Mentor
from mentoring.occupations.models import Availability, Help, Language, Occupation, StudyField
from nqt.door.fields import ManyChoices
from nqt.door.look import dress
from nqt.door.serializers import DoorSerializer, Ref
from partners.organizations.resources.fields import Phone
from regions.territories.models import Commune

dress(left="mute x")

PROFILE = [
    "title",
    "presentation",
    "occupation",
    "study_field",
    "phone",
    "commune",
    "capacity",
    "available_from",
    "availability",
    "accepts_remote",
    "radius_km",
    "languages",
    "offers",
    "time_given",
]


class MentorProfileForm(DoorSerializer):
    """What a mentor says of herself, in the order of a phone's page."""

    phone = Phone()
    occupation = Ref(
        queryset=Occupation.objects,
        suggest="occupations",
        label="métier",
        required=False,
        allow_null=True,
        help_text="Écrivez un métier ou un intitulé de poste, puis choisissez.",
    )
    study_field = Ref(
        queryset=StudyField.objects, suggest="study-fields", label="domaine d’études", required=False, allow_null=True
    )
    commune = Ref(
        queryset=Commune.objects,
        suggest="communes",
        label="commune du lieu de travail",
        help_text="Son nom ou son code postal, puis choisissez.",
    )
    capacity = serializers.ChoiceField(
        choices=[(0, "aucun pour l’instant"), *((n, str(n)) for n in range(1, MOST_PLACES + 1))],
        label="jeunes suivis en même temps, au plus",
        style={"widget": "radio"},
    )
    availability = ManyChoices(choices=Availability.choices, required=False, label="disponibilités")
    languages = ManyChoices(choices=Language.choices, required=False, label="langues")
    offers = ManyChoices(choices=Help.choices, required=False, label="ce que vous pouvez apporter")

    class Meta:
        model = Mentor
        fields = PROFILE
        extra_kwargs = {
            "presentation": {"style": {"base_template": "textarea.html", "rows": 4}},
            "radius_km": {"help_text": "Pour un rendez-vous en personne.", "max_value": 200},
            "time_given": {"style": {"widget": "radio"}},
        }
        fieldsets = {
            "Votre métier": ["title", "occupation", "study_field", "presentation"],
            "Où et quand": ["commune", "radius_km", "accepts_remote", "availability", "available_from"],
            "Qui vous accompagnez": ["capacity", "offers", "languages", "time_given", "phone"],
        }


def with_employer(queryset: QuerySet, on: Any) -> QuerySet:
    """With today's employer, and how many are accompanied."""
    now = Employment.objects.on(on).filter(mentor=OuterRef("pk")).order_by("pk")
    accompanied = Count("mentorships", filter=Q(mentorships__closed_on=None), distinct=True)
    return queryset.annotate(
        employer=Subquery(now.values("organization__name")[:1]),
        employer_id=Subquery(now.values("organization__public_id")[:1]),
        accompanied=accompanied,
    )
