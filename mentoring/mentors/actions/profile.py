"""What is known of a mentor, written by staff, or by the mentor for what is hers to say."""

from typing import Any

from django.db import transaction

from mentoring.mentors.actions.writing import is_own, may_edit, place
from mentoring.mentors.models import INVITATION_PURPOSE, Mentor
from nqt.accounts.actions import invitation_void
from nqt.accounts.actor import Actor
from nqt.accounts.inheriting import require_same_person
from nqt.common.acts import act, guard
from nqt.common.errors import Forbidden
from nqt.common.models import claim
from nqt.common.violations import store

IDENTITY = frozenset({"first_name", "last_name", "email"})
"""What staff alone correct."""


@act(may_edit)
def mentor_edit(
    *, actor: Actor, target: Mentor, expected_version: int | None, address_holder: str = "", **facts: Any
) -> Mentor:
    """Correct the profile. Fewer places than graduates accompanied takes nobody away: no one new comes.

    Somebody else's name on a record that has an account is a question first. Another address ends the invitation sent
    to the former one. Raises `Forbidden`, `Stale`, `Invalid`, `Conflict`.
    """
    guard(may_edit, actor, target)
    if is_own(actor, target) and IDENTITY & set(facts):
        raise Forbidden("Votre nom et votre adresse se corrigent auprès de votre interlocuteur à NQT.")
    with transaction.atomic():
        mentor = claim(target, expected_version, actor=actor, may=may_edit)
        former, name = mentor.email, mentor.full_name
        place(mentor, facts, actor)
        require_same_person(mentor.user, name, mentor.full_name, address_holder)
        store(mentor)
        if mentor.email.lower() != former.lower():
            invitation_void(purpose=INVITATION_PURPOSE, subject_id=mentor.pk)
        return mentor
