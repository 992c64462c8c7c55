"""An organization: landlord, regional association, union, company, funder, or NQT itself."""

import datetime
import re
from functools import reduce
from operator import or_

import pghistory
from django.db import models
from django.db.models import (
    PROTECT,
    RESTRICT,
    Case,
    Exists,
    GeneratedField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, Left
from django.utils import timezone
from django_fsm import FSMField, transition

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.text import Fold, fold, folded
from nqt.common.valid_time import on_date
from nqt.common.validators import validate_one_line, validate_plain_text, validate_siren, validate_siret
from partners.organizations.graph import bodies_of, members_of
from partners.organizations.models.record import Record, RecordQuerySet, RecordState
from partners.organizations.models.ties import Membership, OrganizationName, Presence, present

SIREN_KNOWN = "Un organisme porte déjà ce numéro SIREN."


_NUMBER = re.compile(r"(?<!\d)\d(?:[\s.-]{0,2}\d){8}(?:(?:[\s.-]{0,2}\d){5})?(?!\d)")
"""A SIREN or a SIRET as people copy it: '552 141 533 00018'."""


class OrganizationKind(models.TextChoices):
    """What an organization is for NQT; the legal form is another question."""

    LANDLORD = "landlord", "bailleur social"
    REGIONAL_ASSOCIATION = "regional_association", "association régionale d’organismes Hlm"
    UNION = "union", "union de fédérations"
    FEDERATION = "federation", "fédération"
    HOUSING_LEVY_BODY = "housing_levy_body", "collecteur du 1 % logement"
    COMPANY = "company", "entreprise"
    PUBLIC_FUNDER = "public_funder", "financeur public"
    ASSOCIATION = "association", "association"


NATIONAL_HEADS = (OrganizationKind.UNION, OrganizationKind.FEDERATION)
"""Kinds that stand above every region: regional staff read them, without a presence in their departments."""


class LegalForm(models.TextChoices):
    """The form under which an organization is registered; empty when unknown."""

    OPH = "oph", "office public de l’habitat (OPH)"
    ESH = "esh", "entreprise sociale pour l’habitat (ESH)"
    COOP = "coop", "coopérative d’Hlm"
    SACICAP = "sacicap", "SACICAP (Procivis)"
    SEM = "sem", "société d’économie mixte (SEM)"
    SA = "sa", "société anonyme (SA)"
    SAS = "sas", "société par actions simplifiée (SAS)"
    SARL = "sarl", "société à responsabilité limitée (SARL)"
    ASSOCIATION = "association", "association loi de 1901"
    PUBLIC_BODY = "public_body", "établissement public"
    LOCAL_AUTHORITY = "local_authority", "collectivité territoriale"
    STATE = "state", "service de l’État"
    OTHER = "other", "autre"


class OrganizationQuerySet(RecordQuerySet):
    """Adjectives of organizations."""

    def visible_to(self, actor: Actor, on: datetime.date | None = None):
        """Organizations whose name this actor may read; what else it reads of them is its serializer's answer."""
        day = on or timezone.localdate()
        own = Q(pk=actor.organization_id)
        match actor.role:
            case Role.STAFF_NATIONAL | Role.BOARD | Role.AUDITOR | Role.SYSTEM:
                return self.all()
            case Role.STAFF_REGIONAL:
                return self.filter(present(actor.department_codes, day) | Q(kind__in=NATIONAL_HEADS) | Q(is_nqt=True))
            case Role.PARTNER_LANDLORD:
                return self.filter(own)
            case Role.PARTNER_REGIONAL:
                direct = Membership.objects.on(day).filter(body=actor.organization_id, member=OuterRef("pk"))
                return self.filter(own | Exists(direct))
            case Role.PARTNER_UNION:
                return self.filter(own | Q(pk__in=members_of(actor.organization_id, day)))
            case Role.ANONYMOUS:
                return self.active().filter(is_public_name=True)
            case Role.GRADUATE:
                return self.active()
            case Role.MENTOR | _:
                return self.none()

    def editable_by(self, actor: Actor):
        """Organizations whose record this actor may change: all, or those present in its departments today."""
        match actor.role:
            case Role.STAFF_NATIONAL | Role.SYSTEM:
                return self.all()
            case Role.STAFF_REGIONAL:
                return self.filter(present(actor.department_codes, timezone.localdate()))
            case _:
                return self.none()

    def search(self, text: str):
        """Every word is somewhere in the name, the short name, a former name or the SIREN; accents do not count.

        A SIREN or a SIRET, with spaces or not, is one word: an establishment finds the organization it belongs to.
        """
        number = _NUMBER.search(text)
        found, words = self, fold(text).split()
        if number:
            digits = re.sub(r"\D", "", number.group())
            found = found.filter(Q(siret=digits) | Q(siren=digits[:9]))
            words = fold(_NUMBER.sub(" ", text, count=1)).split()
        elif not words and text.strip():
            found = self.none()
        for word in words:
            formerly = OrganizationName.objects.filter(organization=OuterRef("pk"), folded__contains=word)
            found = found.filter(Q(folded_search__contains=word) | Exists(formerly))
        return found

    def members_of(self, body: "Organization", on: datetime.date):
        """Members of a body on a date, at any depth."""
        return self.filter(pk__in=members_of(body.pk, on))

    def bodies_of(self, member: "Organization", on: datetime.date):
        """What an organization belongs to on a date, at any depth."""
        return self.filter(pk__in=bodies_of(member.pk, on))

    def present_in(self, codes: frozenset[str], on: datetime.date):
        """Present in one of these departments on a date."""
        return self.filter(present(codes, on))

    def with_cited(self):
        """Annotate `cited`, from which `is_cited` answers at no cost."""
        return self.annotate(cited=Case(When(cited(), then=True), default=False))

    def with_departments(self, on: datetime.date):
        """Fetch `places`, the presences in force on a date, each with its department."""
        places = Presence.objects.on(on).select_related("department").order_by("department__code")
        return self.prefetch_related(Prefetch("presences", places, to_attr="places"))

    def with_name_on(self, on: datetime.date):
        """Annotate `name_then`, the name borne on that date."""
        former = OrganizationName.objects.filter(on_date(on), organization=OuterRef("pk")).values("name")[:1]
        return self.annotate(name_then=Coalesce(Subquery(former), "name"))


def cited() -> Q:
    """Of an organization: rows that outlive it refer to it."""
    citing = [relation for relation in Organization._meta.related_objects if relation.on_delete in (PROTECT, RESTRICT)]
    rows = (r.related_model._base_manager.filter(**{r.field.name: OuterRef("pk")}) for r in citing)
    return reduce(or_, (Q(Exists(found)) for found in rows))


@pghistory.track(exclude=["folded", "folded_search"])
class Organization(Record):
    """A body NQT works with. Its dated facts (names, memberships, presence, roles of people) are rows beside it."""

    kind = models.CharField("nature", max_length=20, choices=OrganizationKind)
    legal_form = models.CharField("forme juridique", max_length=15, choices=LegalForm, blank=True)
    name = models.CharField("nom", max_length=150, validators=[validate_one_line])
    folded = folded("name")
    short_name = models.CharField("nom court", max_length=60, blank=True, validators=[validate_one_line])
    siren = models.CharField("SIREN", max_length=9, null=True, blank=True, validators=[validate_siren])  # noqa: DJ001
    siret = models.CharField(  # noqa: DJ001
        "SIRET du siège", max_length=14, null=True, blank=True, validators=[validate_siret]
    )
    folded_search = GeneratedField(
        expression=Fold(Concat("name", Value(" "), "short_name", Value(" "), "siren")),
        output_field=TextField(db_collation="C"),
        db_persist=True,
    )
    logo = models.OneToOneField(
        "files.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="logo"
    )
    address = models.CharField("adresse", max_length=200, blank=True, validators=[validate_one_line])
    seat = models.ForeignKey(
        "regions.Commune", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune du siège"
    )
    website = models.URLField("site internet", blank=True)
    is_public_name = models.BooleanField(
        "nom public", default=False, help_text="Le nom peut paraître sur les pages publiques."
    )
    is_nqt = models.BooleanField("NQT", default=False, editable=False)
    note = models.TextField("note interne", blank=True, max_length=5000, validators=[validate_plain_text])
    state = FSMField("fiche", default=RecordState.ACTIVE, choices=RecordState.choices, protected=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisme"
        ordering = ("folded", "id")
        indexes = [
            models.Index(fields=["folded", "id"], name="organization_by_name"),
            models.Index(fields=["kind", "id"], name="organization_by_kind"),
            models.Index(fields=["created_at", "id"], name="organization_by_creation"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["siren"],
                name="organization_siren_unique",
                violation_error_message=SIREN_KNOWN,
            ),
            models.CheckConstraint(
                name="organization_siret_of_siren",
                condition=Q(siret__isnull=True) | (Q(siren__isnull=False) & Q(siren=Left("siret", 9))),
                violation_error_message="Le SIRET du siège commence par le numéro SIREN.",
            ),
            models.UniqueConstraint(
                fields=["is_nqt"],
                condition=Q(is_nqt=True),
                name="organization_one_nqt",
                violation_error_message="NQT n’est enregistrée qu’une fois.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def is_cited(self) -> bool:
        """Rows that outlive it refer to it (people, ties, what other rooms hold): it is archived, not deleted."""
        known = self.__dict__.get("cited")
        return type(self)._base_manager.filter(cited(), pk=self.pk).exists() if known is None else bool(known)

    def is_editable_by(self, actor: Actor) -> bool:
        """Whether this actor may change the record; asked once a request, since a page asks for each button."""
        if actor.is_national or actor.is_system:
            return True
        known = self.__dict__.setdefault("_editable_by", {})
        if actor not in known:
            known[actor] = type(self).objects.editable_by(actor).filter(pk=self.pk).exists()
        return known[actor]

    @transition(state, source=RecordState.ACTIVE, target=RecordState.ARCHIVED, custom={"label": "Archiver"})
    def archive(self) -> None:
        """Keep it for its history only; its people no longer enter the portal."""

    @transition(state, source=RecordState.ARCHIVED, target=RecordState.ACTIVE, custom={"label": "Rétablir"})
    def restore(self) -> None:
        """Work with it again."""
