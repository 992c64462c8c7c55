"""What every write on mentors does alike: who may, the row held, the facts tidied."""

from typing import Any

from mentoring.mentors.models import Mentor, MentorState
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.errors import Conflict, Forbidden, Refusal
from nqt.common.facts import set_facts
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


def foreign(actor: Actor, mentor: Mentor) -> Refusal | None:
    """Staff alone, in their perimeter."""
    return None if is_kept_by(actor, mentor) else Forbidden("Cette personne travaille hors de votre périmètre.")


def left(mentor: Mentor) -> Refusal | None:
    """A record is restored before anything else is done with it."""
    return Conflict(LEFT, code="left") if mentor.state == MentorState.LEFT else None


def may_keep(actor: Actor, mentor: Mentor) -> Refusal | None:
    """Staff, of somebody who has not left."""
    return foreign(actor, mentor) or left(mentor)


def may_edit(actor: Actor, mentor: Mentor) -> Refusal | None:
    """Staff, or the mentor herself, who has not left."""
    return left(mentor) if is_own(actor, mentor) else may_keep(actor, mentor)


def place(mentor: Mentor, facts: dict[str, Any], actor: Actor) -> None:
    """Write the facts; the department follows the commune, and regional staff move nobody out of their perimeter."""
    set_facts(mentor, facts)
    if "commune" in facts:
        commune: Commune | None = facts["commune"]
        mentor.department = commune.department if commune else None
        if actor.role == Role.STAFF_REGIONAL and not is_kept_by(actor, mentor):
            raise Forbidden("Ce lieu de travail est hors de votre périmètre : adressez-vous à l’équipe nationale.")
