"""Staff: where one organization works, the names it bore, what came before and after it."""

from dataclasses import replace

from django.db.models import Q
from rest_framework import serializers

from nqt.common.dates import Precision
from nqt.common.text import of
from nqt.door.forms.serializers import DoorSerializer, KnownDate, Ref
from nqt.door.http.mount import door
from nqt.door.resource import ActionsField, OnPage, command
from partners.organizations import actions
from partners.organizations.models import Organization, OrganizationName, Presence, Succession
from partners.organizations.resources.fields import Span, TieState
from partners.organizations.resources.staff_ties import DATES, DATES_HELP, FOLDER, Ending, OfOrganization
from regions.territories.models import Department


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


class OrganizationPresences(OfOrganization):
    """Where it works: what puts it in the perimeter of a region's staff."""

    panel = OnPage(order=40, template=f"{FOLDER}/_beside_presences.html")
    model, verbs, serializer_class, line = Presence, "CRD", PresencePage, PresenceLine
    name, name_plural = "présence", "présences"
    empty = "Aucun département : seule l’équipe nationale voit cet organisme."
    sorts, default_sort = {"department": "department__code", "since": "valid_from"}, "department"
    columns = ("department", "span", "state")
    select = ("department", "organization")
    titles = {"list": "Présence", "create": "Ajouter un département", "destroy": "Supprimer la présence"}
    writes = {"create": actions.presence_add, "destroy": actions.presence_remove}

    end = command(
        "Terminer la présence",
        actions.presence_end,
        input=Ending,
        icon="x",
        consequence=lambda p: f"L’équipe {of(p.department)} ne suivra plus {p.organization} à partir de cette date.",
    )


# names and successions -----------------------------------------------------------------------------------------------
class FormerNameLine(DoorSerializer):
    """A name it bore."""

    span = Span()

    class Meta:
        model = OrganizationName
        fields = ["public_id", "name", "span", "valid_from", "valid_until", "until_precision"]
        read_only_fields = fields


class OrganizationNames(OfOrganization):
    """The names it no longer bears; `rename`, on the organization, adds one."""

    panel = OnPage(order=60, template=f"{FOLDER}/_beside_names.html")
    model, serializer_class = OrganizationName, FormerNameLine
    name, name_plural = "ancien nom", "Anciens noms"
    empty = "Aucun autre nom connu."
    sorts, default_sort = {"until": "valid_until"}, "-until"
    columns = ("name", "span")


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


def on_either_side(organization: Organization) -> Q:
    """What it became, and what became it."""
    return Q(predecessor=organization) | Q(successor=organization)


class OrganizationSuccessions(OfOrganization):
    """What came before and after this organization, in the world."""

    under = replace(OfOrganization.under, by=on_either_side, gives="predecessor")
    panel = OnPage(order=50, template=f"{FOLDER}/_beside_successions.html")
    model, verbs, serializer_class = Succession, "CRD", SuccessionLine
    forms = {"create": NewSuccession}
    name, name_plural = "succession", "successions"
    empty = "Ni fusion, ni scission, ni absorption connue."
    sorts, default_sort = {"on": "on"}, "on"
    columns = ("predecessor", "successor", "kind", "on")
    select = ("predecessor", "successor")
    titles = {"list": "Avant et après", "create": "Noter une succession", "destroy": "Supprimer la succession"}
    writes = {"create": actions.succession_record, "destroy": actions.succession_remove}


door.register("presences", OrganizationPresences)
door.register("names", OrganizationNames)
door.register("successions", OrganizationSuccessions)
