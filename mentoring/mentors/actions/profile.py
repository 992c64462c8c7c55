"""What is known of a mentor, written by staff, or by the mentor for what is hers to say."""

from typing import Any

from django.db import transaction

from mentoring.mentors.actions.writing import hold, is_own, place, require_keeper_or_own
from mentoring.mentors.models import INVITATION_PURPOSE, Mentor
from nqt.accounts.actions import invitation_void
from nqt.accounts.actor import Actor
from nqt.accounts.inheriting import require_same_person
from nqt.common.errors import Forbidden
from nqt.common.violations import store

IDENTITY = frozenset({"first_name", "last_name", "email"})
"""What staff alone correct."""


def mentor_edit(
    *, actor: Actor, target: Mentor, expected_version: int | None, address_holder: str = "", **facts: Any
) -> Mentor:
    """Correct the profile. Fewer places than graduates accompanied takes nobody away: no one new comes.

    Somebody else's name on a record that has an account is a question first. Another address ends the invitation sent
    to the former one. Raises `Forbidden`, `Stale`, `Invalid`, `Conflict`.
    """
    require_keeper_or_own(actor, target)
    if is_own(actor, target) and IDENTITY & set(facts):
        raise Forbidden("Votre nom et votre adresse se corrigent auprès de votre interlocuteur à NQT.")
    with transaction.atomic():
        mentor = hold(target, expected_version)
        former, name = mentor.email, mentor.full_name
        place(mentor, facts, actor)
        require_same_person(mentor.user, name, mentor.full_name, address_holder)
        store(mentor)
        if mentor.email.lower() != former.lower():
            invitation_void(purpose=INVITATION_PURPOSE, subject_id=mentor.pk)
        return mentor
