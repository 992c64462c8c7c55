"""Who opened a graduate's file, as she is told: the team by its role, never a colleague's name."""

import datetime
from dataclasses import dataclass

from mentoring.graduates.models import Graduate
from nqt.accounts.roles import Role
from nqt.audit.models import AccessRecord

SHOWN = 12
WHO = {
    Role.STAFF_NATIONAL: "L’équipe nationale de NQT",
    Role.STAFF_REGIONAL: "L’équipe régionale de NQT",
    Role.MENTOR: "Votre parrain ou votre marraine",
}
OWN = frozenset({Role.GRADUATE, Role.ANONYMOUS})


@dataclass(frozen=True)
class Reading:
    """One opening."""

    who: str
    at: datetime.datetime


def readings_of(graduate: Graduate) -> list[Reading]:
    """The last openings by others, the latest first."""
    return all_readings_of(graduate)[:SHOWN]


def all_readings_of(graduate: Graduate) -> list[Reading]:
    """Every one that the log still has, the latest first."""
    others = AccessRecord.objects.of(graduate).exclude(role__in=OWN)
    return [Reading(WHO.get(Role(line.role), "NQT"), line.at) for line in others]
