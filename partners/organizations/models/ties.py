"""Dated facts between organizations, and between an organization and the map."""

import datetime

import pghistory
from django.db import models
from django.db.models import Exists, F, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.dates import precision_field
from nqt.common.looks import dressed
from nqt.common.models import PublicModel, VersionedModel
from nqt.common.text import folded
from nqt.common.valid_time import ValidTime, ValidTimeQuerySet, dates_in_order, no_overlap
from nqt.common.validators import validate_date, validate_one_line, validate_plain_text
from partners.organizations.graph import members_of


def present(codes: frozenset[str], on: datetime.date, organization: str = "pk") -> Exists:
    """The organization at `organization` is present in one of these departments on that date."""
    return Exists(Presence.objects.on(on).filter(organization=OuterRef(organization), department__code__in=codes))


def shared_time_zone(on: datetime.date, organization: str = "pk") -> Subquery:
    """The time zone of the departments where the organization is present, when they all have the same; else null."""
    places = Presence.objects.on(on).filter(organization=OuterRef(organization)).order_by().values("organization")
    zones = places.annotate(first=Min("department__time_zone"), last=Max("department__time_zone"))
    return Subquery(zones.filter(first=F("last")).values("first"))


def gone(on: datetime.date, organization: str = "pk") -> Exists:
    """Another has followed the organization at `organization` by that date, but for a split."""
    steps = Succession.objects.filter(on__lte=on, predecessor=OuterRef(organization))
    return Exists(steps.exclude(kind=SuccessionKind.SPLIT))


class SuccessionKind(models.TextChoices):
    """How one organization followed another in the world."""

    MERGER = "merger", "fusion"
    RENAME = "rename", "changement de nom"
    SPLIT = "split", "scission"
    TAKEOVER = "takeover", "absorption"


@dressed(CURRENT="ok check", ENDED="mute history", COMING="info hourglass")
class TieStage(models.TextChoices):
    """Whether a dated tie holds on a day; never stored."""

    CURRENT = "current", "en cours"
    ENDED = "ended", "terminée"
    COMING = "coming", "à venir"


class OwnFactsQuerySet(ValidTimeQuerySet):
    """Facts of one organization (`organization`): read by staff in their perimeter, and by the organization itself."""

    def visible_to(self, actor: Actor):
        """Rows this actor may read."""
        match actor.role:
            case Role.STAFF_NATIONAL | Role.AUDITOR | Role.SYSTEM:
                return self.all()
            case Role.STAFF_REGIONAL:
                return self.filter(present(actor.department_codes, timezone.localdate(), "organization_id"))
            case Role.PARTNER_LANDLORD | Role.PARTNER_REGIONAL | Role.PARTNER_UNION:
                return self.filter(organization=actor.organization_id)
            case Role.ANONYMOUS | Role.GRADUATE | Role.MENTOR | Role.BOARD | _:
                return self.none()


@pghistory.track()
class Presence(PublicModel, ValidTime):
    """An organization works in a department; the perimeter of regional staff is computed from these rows."""

    organization = models.ForeignKey(
        "partners.Organization", models.CASCADE, related_name="presences", verbose_name="organisme"
    )
    department = models.ForeignKey(
        "regions.Department", models.PROTECT, related_name="presences", verbose_name="département"
    )
    from_precision = precision_field("début")
    until_precision = precision_field("fin")

    objects = OwnFactsQuerySet.as_manager()

    class Meta:
        verbose_name = "présence"
        ordering = ("department__code", "valid_from", "id")
        constraints = [
            dates_in_order("presence_dates_in_order"),
            no_overlap(
                "organization",
                "department",
                name="presence_no_overlap",
                message="Cet organisme est déjà présent dans ce département sur cette période.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.department)


@pghistory.track(exclude=["folded"])
class OrganizationName(PublicModel, ValidTime):
    """A name the organization has borne and no longer bears; the present one is on the organization."""

    organization = models.ForeignKey(
        "partners.Organization", models.CASCADE, related_name="former_names", verbose_name="organisme"
    )
    name = models.CharField("nom", max_length=150, validators=[validate_one_line])
    folded = folded("name")
    until_precision = precision_field("fin")

    objects = OwnFactsQuerySet.as_manager()

    class Meta:
        verbose_name = "ancien nom"
        verbose_name_plural = "anciens noms"
        ordering = ("-valid_until", "id")
        constraints = [
            dates_in_order("former_name_dates_in_order"),
            models.CheckConstraint(
                name="former_name_has_an_end",
                condition=Q(valid_until__isnull=False),
                violation_error_message="Un ancien nom a une date de fin.",
            ),
            no_overlap(
                "organization", name="former_name_no_overlap", message="Un autre nom était porté à cette période."
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(ValidTimeQuerySet):
    """Who belongs to what."""

    def visible_to(self, actor: Actor):
        """Rows this actor may read: of its own organization, its body's names, or its perimeter."""
        today = timezone.localdate()
        own = actor.organization_id
        match actor.role:
            case Role.STAFF_NATIONAL | Role.AUDITOR | Role.BOARD | Role.SYSTEM:
                return self.all()
            case Role.STAFF_REGIONAL:
                codes = actor.department_codes
                return self.filter(present(codes, today, "member_id") | present(codes, today, "body_id"))
            case Role.PARTNER_LANDLORD:
                return self.filter(member=own)
            case Role.PARTNER_REGIONAL:
                return self.filter(Q(member=own) | Q(body=own))
            case Role.PARTNER_UNION:
                return self.filter(Q(member=own) | Q(body=own) | Q(body__in=members_of(own, today)))
            case Role.ANONYMOUS | Role.GRADUATE | Role.MENTOR | _:
                return self.none()


@pghistory.track()
class Membership(VersionedModel, ValidTime):
    """`member` belongs to `body` for a time: a landlord to its federation and to one or several associations."""

    member = models.ForeignKey(
        "partners.Organization", models.PROTECT, related_name="memberships", verbose_name="membre"
    )
    body = models.ForeignKey(
        "partners.Organization", models.PROTECT, related_name="member_links", verbose_name="membre de"
    )
    from_precision = precision_field("début")
    until_precision = precision_field("fin")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "adhésion"
        ordering = ("member__folded", "valid_from", "id")
        constraints = [
            dates_in_order("membership_dates_in_order"),
            models.CheckConstraint(
                name="membership_not_of_itself",
                condition=~Q(member=F("body")),
                violation_error_message="Un organisme n’est pas membre de lui-même.",
            ),
            no_overlap(
                "member",
                "body",
                name="membership_no_overlap",
                message="Cette adhésion existe déjà sur une partie de cette période.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.body}"


class SuccessionQuerySet(models.QuerySet):
    """What became of whom."""

    def visible_to(self, actor: Actor):
        """Rows this actor may read."""
        match actor.role:
            case Role.STAFF_NATIONAL | Role.AUDITOR | Role.SYSTEM:
                return self.all()
            case Role.STAFF_REGIONAL:
                codes, today = actor.department_codes, timezone.localdate()
                return self.filter(present(codes, today, "predecessor_id") | present(codes, today, "successor_id"))
            case Role.PARTNER_LANDLORD | Role.PARTNER_REGIONAL | Role.PARTNER_UNION:
                own = actor.organization_id
                return self.filter(Q(predecessor=own) | Q(successor=own))
            case Role.ANONYMOUS | Role.GRADUATE | Role.MENTOR | Role.BOARD | _:
                return self.none()


@pghistory.track()
class Succession(PublicModel):
    """In the world, `successor` followed `predecessor`; typing the same body twice is another matter."""

    predecessor = models.ForeignKey(
        "partners.Organization", models.PROTECT, related_name="successions", verbose_name="avant"
    )
    successor = models.ForeignKey(
        "partners.Organization", models.PROTECT, related_name="predecessions", verbose_name="après"
    )
    kind = models.CharField("nature", max_length=10, choices=SuccessionKind)
    on = models.DateField("date", validators=[validate_date])
    precision = precision_field("date")
    note = models.TextField("précision", blank=True, max_length=2000, validators=[validate_plain_text])

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = "succession"
        ordering = ("on", "id")
        constraints = [
            models.CheckConstraint(
                name="succession_not_of_itself",
                condition=~Q(predecessor=F("successor")),
                violation_error_message="Un organisme ne se succède pas à lui-même.",
            ),
            models.UniqueConstraint(
                fields=["predecessor", "successor"],
                name="succession_once",
                violation_error_message="Cette succession est déjà notée.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
