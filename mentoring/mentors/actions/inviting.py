"""How one becomes a mentor: invited by one's organization or by staff, then joining by the link."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring.mentors.models import INVITATION_PURPOSE, Employment, Mentor, MentorState
from nqt.accounts.actions import invitation_create
from nqt.accounts.actor import Actor
from nqt.accounts.models import Invitation, User
from nqt.audit.transitions import move
from nqt.common.errors import Conflict, Expired, Forbidden
from nqt.common.facts import set_facts
from nqt.common.models import claim
from nqt.common.violations import store
from nqt.outbox.post import post
from partners.organizations.actions.portal import ADMINISTER
from partners.organizations.models import Organization

GONE = "Cette invitation n’est plus valable : adressez-vous à la personne qui vous a invité."


def mentor_invite(*, actor: Actor, organization: Organization, **facts: Any) -> Mentor:
    """Staff invite somebody of a partner; a place of work outside the perimeter is refused."""
    commune = facts.get("commune")
    if not (actor.is_national or actor.is_system):
        if not actor.is_staff or commune is None or commune.department.code not in actor.department_codes:
            raise Forbidden("Ce lieu de travail est hors de votre périmètre.")
    return _invited(actor, organization, facts)


def colleague_mentor_invite(*, actor: Actor, **facts: Any) -> Mentor:
    """An administrator of a partner's portal invites a colleague to become a mentor."""
    if not actor.can(ADMINISTER) or actor.organization_id is None:
        raise Forbidden("Seuls les administrateurs du portail invitent des parrains et des marraines.")
    return _invited(actor, Organization.objects.get(pk=actor.organization_id), facts)


def _invited(actor: Actor, organization: Organization, facts: dict[str, Any]) -> Mentor:
    with transaction.atomic():
        if organization.is_archived:
            raise Conflict("Cette fiche est archivée : rétablissez-la d’abord.", code="archived")
        mentor = Mentor(invited_by=actor.user)
        set_facts(mentor, facts)
        mentor.department = mentor.commune.department if mentor.commune else None
        store(mentor)
        store(Employment(mentor=mentor, organization=organization, valid_from=timezone.localdate()))
        _send(actor, mentor)
        return mentor


def mentor_invite_again(*, actor: Actor, target: Mentor, expected_version: int | None = None) -> Mentor:
    """Another link; the former one stops working."""
    with transaction.atomic():
        mentor = claim(target, expected_version)
        if mentor.state != MentorState.INVITED or not Mentor.objects.visible_to(actor).filter(pk=mentor.pk).exists():
            raise Conflict("Cette personne a déjà répondu à l’invitation.")
        store(mentor)
        _send(actor, mentor)
        return mentor


def _send(actor: Actor, mentor: Mentor) -> None:
    invitation = invitation_create(
        actor=actor,
        email=mentor.email,
        purpose=INVITATION_PURPOSE,
        subject_id=mentor.pk,
        first_name=mentor.first_name,
        last_name=mentor.last_name,
        facts={"time_zone": mentor.time_zone},
    )
    post(
        "mentoring.mentors.invitation",
        to=invitation.email,
        key=f"mentoring.mentors.invitation:{invitation.public_id}",
        context={"invitation": str(invitation.public_id), "subject": f"mentor:{mentor.public_id}"},
        expires_at=invitation.expires_at,
        time_zone=mentor.time_zone,
    )


def mentor_link(*, invitation: Invitation, user: User) -> Mentor:
    """The invitation is accepted: the account is the mentor's, who joins. Raises `Expired`, `Conflict`."""
    with transaction.atomic():
        mentor = Mentor.objects.select_for_update(of=("self",)).filter(pk=invitation.subject_id).first()
        if mentor is None or mentor.state != MentorState.INVITED:
            raise Expired(GONE)
        if Mentor.objects.filter(user=user).exclude(pk=mentor.pk).exists():
            raise Conflict("Ce compte est déjà celui d’un parrain ou d’une marraine.")
        mentor.user = user
        move(mentor, "join", actor=Actor.anonymous())
        return mentor
