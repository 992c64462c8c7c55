"""What is known of a mentor, written by staff, or by the mentor for what is hers to say."""

from typing import Any

from django.db import transaction

from mentoring.mentors.actions.writing import hold, is_own, place, require_keeper_or_own
from mentoring.mentors.models import INVITATION_PURPOSE, Mentor
from nqt.accounts.actions import invitation_void
from nqt.accounts.actor import Actor
from nqt.common.errors import Forbidden
from nqt.common.violations import store

IDENTITY = frozenset({"first_name", "last_name", "email"})
"""What staff alone correct."""


def mentor_edit(*, actor: Actor, target: Mentor, expected_version: int | None, **facts: Any) -> Mentor:
    """Correct the profile. Fewer places than graduates accompanied takes nobody away: no one new comes.

    Another address ends the invitation sent to the former one. Raises `Forbidden`, `Stale`, `Invalid`.
    """
    require_keeper_or_own(actor, target)
    if is_own(actor, target) and IDENTITY & set(facts):
        raise Forbidden("Votre nom et votre adresse se corrigent auprès de votre interlocuteur à NQT.")
    with transaction.atomic():
        mentor = hold(target, expected_version)
        former = mentor.email
        place(mentor, facts, actor)
        store(mentor)
        if mentor.email.lower() != former.lower():
            invitation_void(purpose=INVITATION_PURPOSE, subject_id=mentor.pk)
        return mentor
