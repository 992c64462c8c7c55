"""Staff: what is asked about an organization, to record it, to find it, to act on it."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from rest_framework import serializers

from nqt.common.dates import Precision
from nqt.common.validators import (
    validate_date,
    validate_one_line,
    validate_plain_text,
    validate_siren,
    validate_siret,
)
from nqt.door.forms.serializers import DoorSerializer, InputSerializer, Ref
from nqt.door.http import asof
from nqt.door.lists.filters import RefFilter
from partners.organizations.models import LegalForm, Organization, OrganizationKind, RecordState
from partners.organizations.resources.fields import Digits
from regions.territories.fields import DepartmentRef
from regions.territories.models import Commune, Department

BODIES = (OrganizationKind.REGIONAL_ASSOCIATION, OrganizationKind.FEDERATION, OrganizationKind.UNION)
"""Kinds that have members."""


class OrganizationForm(DoorSerializer):
    """What staff may correct."""

    siren = Digits(label="SIREN", required=False, allow_null=True, validators=[validate_siren])
    siret = Digits(
        label="SIRET du siège",
        required=False,
        allow_null=True,
        validators=[validate_siret],
        help_text="14 chiffres ; les neuf premiers sont le SIREN.",
    )
    seat = Ref(
        queryset=Commune.objects.all(),
        suggest="communes",
        required=False,
        allow_null=True,
        label="commune du siège",
    )

    class Meta:
        model = Organization
        fields = [
            "name",
            "short_name",
            "kind",
            "legal_form",
            "siren",
            "siret",
            "seat",
            "address",
            "website",
            "is_public_name",
            "note",
        ]
        extra_kwargs = {
            "name": {"help_text": "Pour corriger une faute. Un changement de nom se note à part, avec sa date."},
            "note": {"help_text": "Lue par l’équipe seule. N’y nommez personne."},
        }
        fieldsets = {
            "L’organisme": ["name", "short_name", "kind", "legal_form"],
            "Immatriculation": ["siren", "siret"],
            "Siège": ["seat", "address", "website"],
            "Pour l’équipe": ["is_public_name", "note"],
        }


class OrganizationStart(OrganizationForm):
    """A new record: also where it is present."""

    departments = DepartmentRef(
        many=True,
        required=False,
        label="départements",
        help_text="Où il est présent aujourd’hui. Aucun choisi : celui de son siège.",
    )
    is_distinct = serializers.BooleanField(
        required=False,
        default=False,
        label="C’est bien un nouvel organisme",
        help_text="À cocher si un nom proche est déjà enregistré.",
    )

    class Meta(OrganizationForm.Meta):
        fields = [*OrganizationForm.Meta.fields, "departments", "is_distinct"]
        extra_kwargs = {"note": OrganizationForm.Meta.extra_kwargs["note"]}
        fieldsets = {
            "L’organisme": ["name", "is_distinct", "short_name", "kind", "legal_form"],
            "Immatriculation": ["siren", "siret"],
            "Siège et présence": ["seat", "address", "website", "departments"],
            "Pour l’équipe": ["is_public_name", "note"],
        }


class RecordReason(InputSerializer):
    """Why, in a sentence kept in the history."""

    reason = serializers.CharField(
        label="motif",
        min_length=3,
        max_length=500,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html", "rows": 3},
    )


class Renaming(InputSerializer):
    """The name it has taken, and when."""

    name = serializers.CharField(label="nouveau nom", max_length=150, validators=[validate_one_line])
    short_name = serializers.CharField(
        label="nouveau nom court", max_length=60, required=False, allow_blank=True, validators=[validate_one_line]
    )
    on = serializers.DateField(label="date du changement", validators=[validate_date])
    precision = serializers.ChoiceField(Precision.choices, label="date connue", default=Precision.DAY)


class OrganizationFilter(django_filters.FilterSet):
    """Filters of the list; archived records are asked for."""

    kind = django_filters.ChoiceFilter(choices=OrganizationKind.choices, label="Nature")
    legal_form = django_filters.ChoiceFilter(choices=LegalForm.choices, label="Forme juridique")
    department = RefFilter(Department, suggest="departments", method="filter_department", label="Présent dans")
    member_of = django_filters.ModelChoiceFilter(
        queryset=lambda request: Organization.objects.visible_to(request.actor).filter(kind__in=BODIES),
        to_field_name="public_id",
        method="filter_member_of",
        label="Membre de",
    )
    state = django_filters.ChoiceFilter(
        choices=[(RecordState.ARCHIVED.value, "archivées"), ("all", "toutes")],
        empty_label="actives",
        method="filter_state",
        label="Fiches",
    )

    class Meta:
        model = Organization
        fields: list[str] = []

    @property
    def on(self) -> Any:
        """The day read."""
        return asof.asked(self.request) or asof.today()

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Records in use, unless others are asked for."""
        kept = super().filter_queryset(queryset)
        return kept if self.form.cleaned_data["state"] else kept.active()

    def filter_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Archived, or all."""
        return queryset if value == "all" else queryset.filter(state=value)

    def filter_department(self, queryset: QuerySet, name: str, value: Department) -> QuerySet:
        """By dated presence, not by seat."""
        return queryset.present_in(frozenset({value.code}), self.on)

    def filter_member_of(self, queryset: QuerySet, name: str, value: Organization) -> QuerySet:
        """At any depth."""
        return queryset.members_of(value, self.on)
