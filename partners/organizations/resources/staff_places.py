"""Staff: where one organization works, the names it bore, what came before and after it."""

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers

from nqt.accounts.actor import Actor
from nqt.common.dates import Precision
from nqt.common.text import of
from nqt.door.forms.serializers import DoorSerializer, KnownDate, Ref
from nqt.door.http.mount import door, nested
from nqt.door.resource import ActionsField, command
from nqt.door.resource.panel import panel
from partners.organizations import actions
from partners.organizations.models import Organization, OrganizationName, Presence, Succession
from partners.organizations.resources.fields import Span, TieState
from partners.organizations.resources.staff_ties import DATES, DATES_HELP, FOLDER, Ending, OfOrganization
from regions.territories.models import Department


def of_mine(actor: Actor, tie: Any) -> bool:
    """A command's condition: the actor may change the organization."""
    return tie.organization.is_editable_by(actor)


# presence ------------------------------------------------------------------------------------------------------------
class PresenceLine(DoorSerializer):
    """A department where the organization works."""

    department = Ref(queryset=Department.objects.all(), label="département")
    span = Span()
    state = TieState()

    class Meta:
        model = Presence
        fields = ["public_id", "department", *DATES, "span", "state"]
        read_only_fields = ["public_id"]
        extra_kwargs = DATES_HELP


class PresencePage(PresenceLine):
    """With what may be done to it."""

    actions = ActionsField()

    class Meta(PresenceLine.Meta):
        fields = [*PresenceLine.Meta.fields, "actions"]


@panel("organizations", parent="organization", order=40, template=f"{FOLDER}/_beside_presences.html")
class OrganizationPresences(OfOrganization):
    """Where it works: what puts it in the perimeter of a region's staff."""

    model, verbs, serializer_class, line = Presence, "CRD", PresencePage, PresenceLine
    name, name_plural = "présence", "présences"
    empty = "Aucun département : seule l’équipe nationale voit cet organisme."
    sorts, default_sort = {"department": "department__code", "since": "valid_from"}, "department"
    columns = ("department", "span", "state")
    select = ("department", "organization")
    titles = {"list": "Présence", "create": "Ajouter un département", "destroy": "Supprimer la présence"}
    writes = {"create": actions.presence_add, "destroy": actions.presence_remove}

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Of this organization."""
        return queryset.filter(organization=self.organization)

    def parents(self) -> dict[str, Any]:
        """The page's organization."""
        return {"organization": self.organization}

    def open_to(self, verb: str, obj: Presence) -> bool:
        """In the perimeter."""
        return obj.organization.is_editable_by(self.actor)

    @command(
        "Terminer la présence",
        condition=lambda actor, p: of_mine(actor, p) and p.valid_until is None,
        input=Ending,
        icon="x",
        consequence=lambda p: f"L’équipe {of(p.department)} ne suivra plus {p.organization} à partir de cette date.",
    )
    def end(self, presence: Presence, **data: Any) -> Presence:
        """It works there no more."""
        return actions.presence_end(actor=self.actor, target=presence, **data)


# names and successions -----------------------------------------------------------------------------------------------
class FormerNameLine(DoorSerializer):
    """A name it bore."""

    span = Span()

    class Meta:
        model = OrganizationName
        fields = ["public_id", "name", "span", "valid_from", "valid_until", "until_precision"]
        read_only_fields = fields


@panel("organizations", parent="organization", order=60, template=f"{FOLDER}/_beside_names.html")
class OrganizationNames(OfOrganization):
    """The names it no longer bears; `rename`, on the organization, adds one."""

    model, serializer_class = OrganizationName, FormerNameLine
    name, name_plural = "ancien nom", "Anciens noms"
    empty = "Aucun autre nom connu."
    sorts, default_sort = {"until": "valid_until"}, "-until"
    columns = ("name", "span")

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Of this organization."""
        return queryset.filter(organization=self.organization)


class SuccessionLine(DoorSerializer):
    """What became of whom."""

    predecessor = serializers.StringRelatedField(label="avant", read_only=True)
    successor = serializers.StringRelatedField(label="après", read_only=True)
    predecessor_id = serializers.UUIDField(source="predecessor.public_id", label="identifiant avant", read_only=True)
    successor_id = serializers.UUIDField(source="successor.public_id", label="identifiant après", read_only=True)
    on = KnownDate(precision="precision", label="date", read_only=True)

    class Meta:
        model = Succession
        fields = [
            "public_id",
            "predecessor",
            "predecessor_id",
            "successor",
            "successor_id",
            "kind",
            "on",
            "precision",
            "note",
        ]
        read_only_fields = fields


class NewSuccession(DoorSerializer):
    """What the organization of the page became."""

    successor = Ref(queryset=Organization.objects.active(), suggest="organizations", label="est devenue")

    class Meta:
        model = Succession
        fields = ["successor", "kind", "on", "precision", "note"]
        extra_kwargs = {
            "precision": {"label": "date connue", "default": Precision.DAY},
            "note": {"help_text": "N’y nommez personne."},
        }


@panel("organizations", parent="organization", order=50, template=f"{FOLDER}/_beside_successions.html")
class OrganizationSuccessions(OfOrganization):
    """What came before and after this organization, in the world."""

    model, verbs, serializer_class = Succession, "CRD", SuccessionLine
    forms = {"create": NewSuccession}
    name, name_plural = "succession", "successions"
    empty = "Ni fusion, ni scission, ni absorption connue."
    sorts, default_sort = {"on": "on"}, "on"
    columns = ("predecessor", "successor", "kind", "on")
    select = ("predecessor", "successor")
    titles = {"list": "Avant et après", "create": "Noter une succession", "destroy": "Supprimer la succession"}
    writes = {"create": actions.succession_record, "destroy": actions.succession_remove}

    def scope(self, queryset: QuerySet) -> QuerySet:
        """Of this organization, on either side."""
        return queryset.filter(Q(predecessor=self.organization) | Q(successor=self.organization))

    def parents(self) -> dict[str, Any]:
        """The page's organization comes before."""
        return {"predecessor": self.organization}

    def open_to(self, verb: str, obj: Succession) -> bool:
        """In the perimeter, on one side at least."""
        return obj.predecessor.is_editable_by(self.actor) or obj.successor.is_editable_by(self.actor)


for child, resource in (
    ("presences", OrganizationPresences),
    ("names", OrganizationNames),
    ("successions", OrganizationSuccessions),
):
    door.register(nested("organizations", "organization", child), resource, basename=f"organization-{child}")
