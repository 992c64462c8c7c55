"""Staff type an application for somebody without e-mail or smartphone; it is marked so."""

from typing import Any

from django.db import transaction

from mentoring.graduates import dependents
from mentoring.graduates.actions.applying import OVER, application_submit, may_edit
from mentoring.graduates.actions.writing import check_dates, not_of_staff, set_avoided, situated
from mentoring.graduates.models import Graduate
from nqt.accounts.actor import Actor
from nqt.common.acts import act, guard, hidden
from nqt.common.errors import Conflict, Forbidden, Refusal
from nqt.common.facts import set_facts
from nqt.common.models import claim
from nqt.common.violations import store

HERS = "Cette candidature est celle d’une personne qui l’enverra elle-même."


def application_type(*, actor: Actor, **facts: Any) -> Graduate:
    """A draft typed by a colleague, in her perimeter."""
    check_dates(facts)
    graduate = Graduate(typed_by=actor.user)
    where = situated(graduate, {"address": "", "commune": None, **facts})
    if not _is_within(actor, where["department"].code):
        raise Forbidden("Cette commune est hors de votre périmètre.")
    avoided = facts.pop("excluded_employers", [])
    with transaction.atomic():
        set_facts(graduate, facts | where)
        store(graduate)
        graduate.excluded_employers.set(avoided)
        return graduate


def may_submit_typed(actor: Actor, graduate: Graduate) -> Refusal | None:
    """Typed by a colleague: not sent yet, or something was missing."""
    if not graduate.is_typed_by_staff:
        return hidden(actor, graduate) or Conflict(HERS)
    return may_edit(actor, graduate)


def may_correct_file(actor: Actor, graduate: Graduate) -> Refusal | None:
    """Staff of the perimeter; what was refused or withdrawn is reopened first."""
    over = Conflict("Cette candidature est close : rouvrez-la d’abord.") if graduate.state in OVER else None
    return not_of_staff(actor, graduate) or over


@act(may_submit_typed)
def typed_submit(*, actor: Actor, target: Graduate, expected_version: int | None = None) -> Graduate:
    """Send what was typed: the person agreed aloud, to the colleague who is named."""
    guard(may_submit_typed, actor, target)
    return application_submit(
        actor=actor,
        target=target,
        expected_version=expected_version,
        channel="staff",
        accompaniment=True,
        shown_to_mentors=True,
    )


@act(may_correct_file)
def file_update(*, actor: Actor, target: Graduate, expected_version: int | None, **facts: Any) -> Graduate:
    """Staff correct what somebody told them; another address is situated again."""
    check_dates({"birth_date": target.birth_date, **facts}, target.time_zone)
    where = situated(target, facts)
    with transaction.atomic():
        dependents.lock(target)
        graduate = claim(target, expected_version, actor=actor, may=may_correct_file)
        if where.get("department") and not _is_within(actor, where["department"].code):
            raise Forbidden("Cette commune est hors de votre périmètre.")
        set_avoided(actor, graduate, facts)
        set_facts(graduate, facts | where)
        return store(graduate)


def _is_within(actor: Actor, department: str) -> bool:
    return actor.is_national or actor.is_system or department in actor.department_codes
