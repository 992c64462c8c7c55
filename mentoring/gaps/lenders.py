"""The partners who could lend mentors somewhere: bound by a convention in force there, with the mentors they have."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Left

from mentoring.gaps.table import UNKNOWN
from mentoring.mentors.models import Employment, Mentor, MentorState
from mentoring.occupations.models import SECTOR
from nqt.accounts.actor import Actor
from partners.conventions.models import Convention, Signatory
from partners.conventions.models.territory import declared_in
from partners.organizations.models import Organization, RecordState

HERE = (MentorState.ACTIVE, MentorState.PAUSED)


@dataclass(frozen=True)
class Lender:
    """A partner; what it has promised will be joined here by its key, as `sectors` is, once promises are kept."""

    organization: Organization
    convention: Convention
    """In force for the longest time, of those that cover the place; annotated with its `life`."""
    is_open: bool
    """The actor may open the organization's page."""
    sectors: Counter[str] = field(default_factory=Counter)
    """Sector (`table.UNKNOWN` when no job is known) → its employees who are mentors there."""

    @property
    def since_precision(self) -> str:
        """How well the day of entry into force is known."""
        return self.convention.entered_precision

    @property
    def mentors(self) -> int:
        """All of them there."""
        return self.sectors.total()


def lenders_of(actor: Actor, departments: Collection[str], sector: str | None, on: datetime.date) -> list[Lender]:
    """Whom to call for mentors in these departments: first who has some in the sector, then who has most.

    A convention that declares no department is national and covers them all. Four statements.
    """
    covering = Convention.objects.visible_to(actor).filter(declared_in(frozenset(departments), "pk", on))
    running = {c.pk: c for c in covering.in_force_on(on).order_by("entered_on", "pk")}
    signed = Signatory.objects.of_text_read(on).signed().filter(text__convention__in=running)
    parties = signed.filter(organization__state=RecordState.ACTIVE, organization__is_nqt=False)
    bonds: dict[int, Convention] = {}
    ranks = {pk: rank for rank, pk in enumerate(running)}
    for organization, convention in parties.values_list("organization_id", "text__convention_id"):
        known = bonds.get(organization)
        if known is None or ranks[convention] < ranks[known.pk]:
            bonds[organization] = running[convention]
    there = _mentors_there(actor, departments, bonds, on)
    may_open = Exists(Organization.objects.visible_to(actor).filter(pk=OuterRef("pk")))
    organizations = Organization.objects.filter(pk__in=bonds).annotate(may_open=may_open).order_by("folded", "pk")
    lenders = [Lender(one, bonds[one.pk], one.may_open, there[one.pk]) for one in organizations]
    return sorted(lenders, key=lambda lender: (-lender.sectors[sector], -lender.mentors))


def _mentors_there(
    actor: Actor, departments: Collection[str], employers: Collection[int], on: datetime.date
) -> dict[int, Counter[str]]:
    """Employer's key → sector → mentors who work there on the day; one statement."""
    mentors = Mentor.objects.visible_to(actor).filter(state__in=HERE, department__code__in=departments)
    employed = Employment.objects.on(on).filter(organization__in=employers, mentor__in=mentors).order_by()
    grouped = employed.values("organization", sector=Left("mentor__occupation__code", SECTOR))
    there: dict[int, Counter[str]] = defaultdict(Counter)
    for organization, sector, number in grouped.annotate(number=Count("mentor", distinct=True)).values_list(
        "organization", "sector", "number"
    ):
        there[organization][sector or UNKNOWN] += number
    return there
