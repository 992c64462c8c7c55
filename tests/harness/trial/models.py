"""Agreements between the association and one body, as two audiences see them."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField, transition

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.dates import precision_field
from nqt.common.models import PublicModel, VersionedModel
from nqt.common.text import fold, folded


class Shared(models.QuerySet):
    """What staff and partners may all read."""

    def visible_to(self, actor: Actor) -> Self:
        return self.none() if actor.role == Role.ANONYMOUS else self


class TownQuerySet(Shared):
    def search(self, text: str) -> Self:
        return self.filter(folded__contains=fold(text))


class Town(PublicModel):
    code = models.CharField("code", max_length=5)
    name = models.CharField("nom", max_length=100)
    folded = folded("name")
    objects = TownQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class BodyQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_staff or actor.role == Role.ANONYMOUS:
            return self
        return self.filter(pk=actor.organization_id) if actor.role == Role.PARTNER_LANDLORD else self.none()


class Body(PublicModel):
    name = models.CharField("nom", max_length=100)
    objects = BodyQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Theme(PublicModel):
    name = models.CharField("nom", max_length=50)
    objects = Shared.as_manager()

    def __str__(self) -> str:
        return self.name


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Self:
        if actor.is_staff:
            return self
        if actor.role == Role.PARTNER_LANDLORD:
            return self.filter(body=actor.organization_id).exclude(status=Agreement.Status.DRAFT)
        return self.none()

    def search(self, text: str) -> Self:
        return self.filter(folded__contains=fold(text))


@pghistory.track()
class Agreement(VersionedModel):
    class Kind(models.TextChoices):
        LOCAL = "local", "Locale"
        NATIONAL = "national", "Nationale"

    class Status(models.TextChoices):
        DRAFT = "draft", "Brouillon"
        SENT = "sent", "Envoyée"
        SIGNED = "signed", "Signée"
        REFUSED = "refused", "Refusée"

    title = models.CharField("intitulé", max_length=100)
    folded = folded("title")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    status = FSMField("état", choices=Status.choices, default=Status.DRAFT, protected=False)
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="organisation")
    town = models.ForeignKey(Town, models.PROTECT, verbose_name="commune")
    themes = models.ManyToManyField(Theme, verbose_name="thèmes", blank=True)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    signed_on = models.DateField("signée le", null=True, blank=True)
    signed_precision = precision_field("signature")
    amount = models.DecimalField("montant", max_digits=10, decimal_places=2)
    is_confidential = models.BooleanField("confidentielle", default=False)
    internal_note = models.TextField("note interne", blank=True)
    refusal = models.CharField("motif du refus", max_length=200, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "title"],
                name="trial_title_once",
                violation_error_message="Cette organisation a déjà une convention de ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="trial_dates",
                violation_error_message="La fin doit suivre le début.",
            ),
        ]
        indexes = [models.Index(fields=["folded", "id"], name="trial_folded"), models.Index(fields=["signed_on", "id"])]

    def __str__(self) -> str:
        return self.title

    @transition(status, source=Status.DRAFT, target=Status.SENT)
    def send(self) -> None: ...

    @transition(status, source=Status.SENT, target=Status.SIGNED, permission=lambda agreement, actor: actor.is_staff)
    def sign(self) -> None: ...

    @transition(status, source=Status.SENT, target=Status.REFUSED)
    def refuse(self) -> None: ...


class SignatoryQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(agreement__in=Agreement.objects.visible_to(actor))


class Signatory(PublicModel):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatories")
    name = models.CharField("nom", max_length=100)
    role = models.CharField("fonction", max_length=100)
    objects = SignatoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "name"],
                name="trial_signs_once",
                violation_error_message="Cette personne signe déjà.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RequestQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(user=actor.user) if actor.role == Role.GRADUATE else self.none()


class Request(VersionedModel):
    """A graduate's request, written in three steps."""

    user = models.ForeignKey("accounts.User", models.CASCADE)
    first_name = models.CharField("prénom", max_length=50)
    last_name = models.CharField("nom", max_length=50)
    degree = models.CharField("diplôme", max_length=50, blank=True)
    degree_year = models.IntegerField("année", null=True, blank=True)
    is_seeking = models.BooleanField("en recherche", default=False)
    aims = models.TextField("projet", blank=True)
    objects = RequestQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
