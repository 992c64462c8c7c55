"""Employers that a graduate would rather not meet through her mentor: names alone, to choose among while typing."""

from typing import Any

from django.db.models import QuerySet

from mentoring.graduates.models import Graduate
from nqt.accounts.roles import Audience
from nqt.common.text import fold
from nqt.door.forms.serializers import DoorSerializer, Ref
from nqt.door.http.mount import door
from nqt.door.resource import Resource
from nqt.door.resource.several import Several
from partners.organizations.models import Organization

MOST = 12


class Avoided(Several):
    """Those that the writer may read; the others stay without being shown (`writing.set_avoided`)."""

    def get_attribute(self, instance: Graduate) -> QuerySet:
        """What the boxes of a form hold."""
        return super().get_attribute(instance).filter(pk__in=self.child_relation.get_queryset().values("pk"))


def avoided_employers(suggest: str, **kwargs: Any) -> Avoided:
    """The field of a form; `suggest` names the list of its audience that answers while one types."""
    return Avoided(
        Ref(queryset=Organization.objects.active(), suggest=suggest),
        most=MOST,
        required=False,
        label="employeurs à éviter",
        **kwargs,
    )


class EmployerName(DoorSerializer):
    """A name."""

    class Meta:
        model = Organization
        fields = ["public_id", "name"]
        read_only_fields = fields


class GraduateEmployers(Resource):
    """Whom NQT knows, by name."""

    audience, model = Audience.GRADUATE, Organization
    serializer_class = EmployerName
    search = "Nom"
    sorts, default_sort = {"name": "folded"}, "name"
    columns = ("name",)
    name, name_plural = "organisme", "Organismes"
    help = "Les organismes que NQT connaît. Vous pouvez demander qu’aucun parrain ne vienne de certains d’entre eux."
    empty = "Aucun organisme de ce nom : personne de chez lui ne vous sera proposé."

    def searched(self, queryset: QuerySet, words: str) -> QuerySet:
        """By name alone: numbers and former names are not this audience's."""
        found = queryset if fold(words) else queryset.none()
        for word in fold(words).split():
            found = found.filter(folded__contains=word)
        return found


door.register("employers", GraduateEmployers)
