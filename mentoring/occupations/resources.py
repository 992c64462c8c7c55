"""Occupations and fields of study, to read and to choose from while typing: the same for every audience."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.occupations.models import Occupation, StudyField, titles_meant
from nqt.accounts.roles import Audience
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door
from nqt.door.resource import Resource


class OccupationSerializer(DoorSerializer):
    """A ROME code."""

    class Meta:
        model = Occupation
        fields = ["public_id", "code", "name", "domain"]


class Occupations(Resource):
    """What somebody does, or wants to do."""

    model, serializer_class = Occupation, OccupationSerializer
    search = "Métier, intitulé de poste ou code ROME"
    filters_beyond = frozenset({"JobTitle.name"})  # told with each suggestion
    sorts, default_sort = {"name": "folded", "code": "code"}, "name"
    columns = ("name", "code", "domain")
    name, name_plural = "Métier", "Métiers"
    help = "Répertoire opérationnel des métiers (ROME), avec les intitulés de poste de chacun."
    empty = "Aucun métier ne correspond. Essayez un autre mot : « urbaniste », « comptable »…"

    def suggest(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Each with the title by which it was found: “Architecture du BTP et du paysage (Urbaniste)”."""
        answer = super().suggest(request, *args, **kwargs)
        found = answer.data["suggestions"]
        titles = titles_meant([row["id"] for row in found], self.narrowing.words)
        for row in found:
            row["label"] += f" ({titles[row['id']]})" if row["id"] in titles else ""
            row["text"] = row["label"]
        return answer


class StudyFieldSerializer(DoorSerializer):
    """An NSF group."""

    class Meta:
        model = StudyField
        fields = ["public_id", "code", "name", "domain"]


class StudyFields(Resource):
    """What somebody studied."""

    model, serializer_class = StudyField, StudyFieldSerializer
    search = "Domaine ou code NSF"
    sorts, default_sort = {"name": "folded", "code": "code"}, "name"
    columns = ("name", "code", "domain")
    name, name_plural = "Domaine d’études", "Domaines d’études"
    help = "Nomenclature des spécialités de formation (NSF)."
    empty = "Aucun domaine ne correspond. Essayez un mot plus court."


READERS = (Audience.STAFF, Audience.PARTNER, Audience.MENTOR, Audience.GRADUATE, Audience.PUBLIC)


def of(audience: Audience, resource: type[Resource], **facts: Any) -> type[Resource]:
    """The same resource for one audience."""
    return type(f"{audience.name.title()}{resource.__name__}", (resource,), {"audience": audience, **facts})


for reader in READERS:
    door.register("occupations", of(reader, Occupations))
    door.register("study-fields", of(reader, StudyFields))
