"""Staff: the list, the page, the form and the acts of an organization."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.response import Response

from nqt.accounts.roles import Audience, Role
from nqt.audit import history
from nqt.common.errors import Forbidden
from nqt.door.forms.depositing import Deposited
from nqt.door.forms.form import Form
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import ActionsField, Resource, command
from partners.organizations import actions
from partners.organizations.models import Organization
from partners.organizations.resources.fields import Digits
from partners.organizations.resources.foretelling import Foretelling
from partners.organizations.resources.logo import logo_commands
from partners.organizations.resources.staff_forms import (
    OrganizationFilter,
    OrganizationForm,
    OrganizationStart,
    RecordReason,
    Renaming,
)

SHOWN_CHANGES = 6
"""Lines of history on the page."""


class OrganizationLine(DoorSerializer):
    """A row of the list."""

    name = serializers.CharField(source="name_then", label="nom", read_only=True)
    siren = Digits(label="SIREN", read_only=True)
    seat = serializers.StringRelatedField(label="siège", read_only=True)
    departments = serializers.SerializerMethodField(label="présence")

    class Meta:
        model = Organization
        fields = ["public_id", "name", "short_name", "kind", "legal_form", "siren", "seat", "departments", "state"]
        read_only_fields = fields

    def get_departments(self, organization: Organization) -> str:
        """'17, 79, 86': codes of the departments where it is present on the day read."""
        return ", ".join(presence.department.code for presence in organization.places)


class OrganizationPage(OrganizationLine):
    """The page to read."""

    siret = Digits(label="SIRET du siège", read_only=True)
    current_name = serializers.CharField(source="name", label="nom actuel", read_only=True)
    logo = Deposited(label="logo")
    actions = ActionsField()

    class Meta(OrganizationLine.Meta):
        fields = [
            *OrganizationLine.Meta.fields,
            "current_name",
            "siret",
            "logo",
            "address",
            "website",
            "is_public_name",
            "is_nqt",
            "note",
            "created_at",
            "updated_at",
            "version",
            "actions",
        ]
        read_only_fields = fields


class StaffOrganizations(Foretelling, Resource):
    """The organizations of the perimeter."""

    dated = True
    audience, model, verbs, versioned = Audience.STAFF, Organization, "CRUDX", True
    allow = {"destroy": (Role.STAFF_NATIONAL,)}
    name, name_plural = "organisme", "Organismes"
    nav = Place(Trade.PARTNERSHIPS, "Organismes", "building-community", 20, "Bailleurs, associations, entreprises")
    titles = {"create": "Nouvel organisme", "update": "Modifier la fiche", "destroy": "Supprimer la fiche"}
    help = "Bailleurs, associations régionales, fédérations, entreprises et financeurs avec qui NQT travaille."
    empty = "Aucun organisme ne répond à cette recherche. Élargissez-la, ou enregistrez-en un nouveau."
    serializer_class, line, filterset_class = OrganizationPage, OrganizationLine, OrganizationFilter
    forms = {"create": OrganizationStart, "update": OrganizationForm}
    search = "Nom, ancien nom, SIREN"
    shown_as = {"state": "state", "department": "departments"}
    filters_beyond = frozenset({"member_of", "OrganizationName.name"})  # panels of its page
    sorts, default_sort = {"name": "folded", "created": "created_at"}, "name"
    columns = ("name", "kind", "legal_form", "seat", "departments", "siren", "state")
    select = ("seat__department", "logo")
    template_folder = "partners/organizations/staff"
    writes = {
        "create": actions.organization_create,
        "update": actions.organization_update,
        "destroy": actions.organization_delete,
    }

    def scope(self, queryset: QuerySet) -> QuerySet:
        """With the name borne on the day read; a form is proposed nothing archived."""
        return (queryset.active() if self.action == "suggest" else queryset).with_name_on(self.on)

    def decorated(self, queryset: QuerySet) -> QuerySet:
        """With the departments of the day read; the page says whether the record may be deleted."""
        rows = super().decorated(queryset).with_departments(self.on)
        return rows.with_cited() if self.action == "retrieve" else rows

    def get_object(self) -> Organization:
        """Regional staff read unions and federations, and write what is present in their departments alone."""
        obj = super().get_object()
        if self.action not in ("retrieve", "metadata") and not obj.is_editable_by(self.actor):
            raise Forbidden("Cet organisme est hors de votre périmètre.")
        return obj

    def form_page(self, form: Form, *args: Any, **kwargs: Any) -> Response:
        """The box that says “another organization” appears when the question arises."""
        form.fields = [f for f in form.fields if f.name != "is_distinct" or f.errors or f.checked]
        return super().form_page(form, *args, **kwargs)

    def detail_context(self, obj: Organization) -> dict[str, Any]:
        """The page's two columns, and what happened lately."""
        context = super().detail_context(obj)
        entries = history.of(obj, fields=[*OrganizationForm.Meta.fields, "state"])
        beside = [panel for panel in context["panels"] if panel.template.startswith(f"{self.template_folder}/_beside")]
        return {
            **context,
            "beside": beside,
            "panels": [panel for panel in context["panels"] if panel not in beside],
            "entries": entries[:SHOWN_CHANGES],
            "older": max(0, len(entries) - SHOWN_CHANGES),
        }

    rename = command(
        "Changer de nom",
        actions.organization_rename,
        input=Renaming,
        icon="edit",
        consequence=lambda o: f"« {o.name} » restera parmi les anciens noms, et la recherche le trouvera.",
        done="Le nouveau nom est enregistré, l’ancien est gardé.",
    )

    logo, logo_removal = logo_commands()

    archive = command(
        "Archiver",
        actions.organization_archive,
        input=RecordReason,
        icon="history",
        danger=True,
        consequence=lambda o: "Les listes ne le montreront plus, et ses contacts n’entreront plus dans leur espace.",
        done="La fiche est archivée.",
    )

    restore = command(
        "Rétablir",
        actions.organization_restore,
        input=RecordReason,
        icon="arrow-back-up",
        done="C’est rétabli.",
    )


door.register("organizations", StaffOrganizations)
