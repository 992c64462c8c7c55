"""What every write on mentors does alike: who may, the row held, the facts tidied."""

from typing import Any

from mentoring.mentors.models import Mentor, MentorState
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.errors import Conflict, Forbidden
from nqt.common.facts import set_facts
from nqt.common.models import claim
from regions.territories.models import Commune

LEFT = "Cette personne n’est plus parrain ou marraine : rétablissez d’abord sa fiche."


def is_own(actor: Actor, mentor: Mentor) -> bool:
    """The mentor herself, under that hat."""
    return actor.role == Role.MENTOR and actor.user is not None and mentor.user_id == actor.user.pk


def is_kept_by(actor: Actor, mentor: Mentor) -> bool:
    """The machine, national staff, or regional staff of the place of work."""
    if actor.role in (Role.SYSTEM, Role.STAFF_NATIONAL):
        return True
    department = mentor.department
    return actor.role == Role.STAFF_REGIONAL and department is not None and department.code in actor.department_codes


def require_keeper(actor: Actor, mentor: Mentor) -> None:
    """Staff, in their perimeter. Raises `Forbidden`."""
    if not is_kept_by(actor, mentor):
        raise Forbidden("Cette personne travaille hors de votre périmètre.")


def require_keeper_or_own(actor: Actor, mentor: Mentor) -> None:
    """Staff, or the mentor herself. Raises `Forbidden`."""
    if not is_own(actor, mentor):
        require_keeper(actor, mentor)


def hold(target: Mentor, expected_version: int | None) -> Mentor:
    """The row locked and counted up, of somebody who has not left. Raises `Stale`, `Conflict`."""
    mentor = claim(target, expected_version)
    if mentor.state == MentorState.LEFT:
        raise Conflict(LEFT, code="left")
    return mentor


def place(mentor: Mentor, facts: dict[str, Any], actor: Actor) -> None:
    """Write the facts; the department follows the commune, and regional staff move nobody out of their perimeter."""
    set_facts(mentor, facts)
    if "commune" in facts:
        commune: Commune | None = facts["commune"]
        mentor.department = commune.department if commune else None
        if actor.role == Role.STAFF_REGIONAL and not is_kept_by(actor, mentor):
            raise Forbidden("Ce lieu de travail est hors de votre périmètre : adressez-vous à l’équipe nationale.")
