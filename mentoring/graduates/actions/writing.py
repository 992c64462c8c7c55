"""What every write on an application does alike: where the person lives, what must be there before it is sent."""

from typing import Any

from mentoring.graduates import dependents
from mentoring.graduates.models import Graduate
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.acts import hidden
from nqt.common.clocks import day_at
from nqt.common.errors import Forbidden, Invalid, Refusal
from partners.organizations.models import Organization
from regions.neighborhoods.locating import Answer, locate_commune
from regions.neighborhoods.situating import situate

NEEDED = {
    "first_name": "Votre prénom manque.",
    "last_name": "Votre nom manque.",
    "birth_date": "Votre date de naissance manque.",
    "degree_level": "Le niveau de votre diplôme manque.",
    "degree_title": "L’intitulé de votre diplôme manque.",
    "degree_year": "L’année de votre diplôme manque.",
    "commune": "Votre commune manque.",
    "target_job": "Le métier que vous visez manque.",
}
"""Field → what is said when it is empty at the moment of sending."""
YOUNGEST, OLDEST = 15, 99
STAFF = frozenset({Role.STAFF_NATIONAL, Role.STAFF_REGIONAL, Role.SYSTEM})


def not_of_staff(actor: Actor, graduate: Graduate) -> Refusal | None:
    """Staff alone, in their perimeter."""
    return hidden(actor, graduate) if actor.role in STAFF else Forbidden()


def situated(graduate: Graduate, facts: dict[str, Any]) -> dict[str, Any]:
    """What an address or a commune among the facts brings with it: department, answer about the neighborhood.

    A new place forgets what staff had checked for the former one; the same place asks nobody again.
    """
    if not {"address", "commune"} & set(facts):
        return {}
    address, commune = facts.get("address", graduate.address), facts.get("commune", graduate.commune)
    same = (address, commune) == (graduate.address, graduate.commune)
    if commune is None:
        return {"department": None, "qpv": Answer.UNKNOWN, "qpv_reason": "", "qpv_code": "", "qpv_checked_by": None}
    if same and graduate.qpv_on and graduate.qpv != Answer.UNKNOWN:
        return {}
    on = day_at(commune.department.time_zone)
    # without an address the commune alone may answer; otherwise nobody is asked about nothing
    located = situate(address, on, commune=commune.code).located if address else locate_commune(commune.code, on)
    return {
        "department": commune.department,
        "qpv": located.answer if located else Answer.UNKNOWN,
        "qpv_reason": located.reason if located else "",
        "qpv_code": located.code if located else "",
        "qpv_generation": located.generation if located else None,
        "qpv_on": on,
        "qpv_checked_by": None,
    }


def set_avoided(actor: Actor, graduate: Graduate, facts: dict[str, Any]) -> None:
    """Take the employers to avoid out of the facts, which are columns, and set them; the row is held.

    Those that the actor may not read stay: a colleague of another territory does not undo what she does not see.
    """
    if "excluded_employers" not in facts:
        return
    seen = Organization.objects.visible_to(actor).active()
    hidden = graduate.excluded_employers.exclude(pk__in=seen.values("pk"))
    graduate.excluded_employers.set([*facts.pop("excluded_employers"), *hidden])
    dependents.avoid(graduate, actor=actor)


def lacking_of(graduate: Graduate) -> list[str]:
    """What is needed and empty; a job that is in no register is told by its words."""
    known = {"target_job"} if graduate.target_job_words else set()
    return [name for name in NEEDED if name not in known and getattr(graduate, name) in (None, "")]


def require_complete(graduate: Graduate) -> None:
    """Everything that a reader needs is there; raises `Invalid` naming each missing field."""
    missing = {name: NEEDED[name] for name in lacking_of(graduate)}
    if not graduate.email and not graduate.phone:
        missing["phone"] = "Il faut un téléphone ou une adresse électronique."
    if missing:
        raise Invalid(" ".join(missing.values()), fields=missing)


def check_dates(facts: dict[str, Any], zone: str = "") -> None:
    """A birth date and a degree that can be, where the person lives; raises `Invalid` beside the field."""
    commune = facts.get("commune")
    today, wrong = day_at(commune.department.time_zone if commune else zone), {}
    born = facts.get("birth_date")
    if born and not today.year - OLDEST <= born.year <= today.year - YOUNGEST:
        wrong["birth_date"] = "Vérifiez cette date de naissance."
    year = facts.get("degree_year")
    if year and year > today.year:
        wrong["degree_year"] = (
            f"{year} n’est pas encore arrivé : indiquez un diplôme déjà obtenu.{meant(year, today.year)}"
        )
    if year and (year < today.year - OLDEST or (born and year < born.year + YOUNGEST)):
        wrong["degree_year"] = "Vérifiez cette année."
    if wrong:
        raise Invalid(fields=wrong)


def meant(year: int, latest: int) -> str:
    """“Vouliez-vous écrire 2015 ?” for 2051: two digits typed in the wrong order; empty when nothing is likely."""
    digits = str(year)
    for at in range(len(digits) - 1):
        other = int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
        if latest - OLDEST // 2 <= other <= latest:
            return f" Vouliez-vous écrire {other}\u202f?"
    return ""
