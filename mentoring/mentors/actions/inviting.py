"""How one becomes a mentor: invited by staff or by one's organization, or entered by staff after a yes."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring.mentors.actions.employment import employ
from mentoring.mentors.actions.writing import foreign, is_kept_by, left, place
from mentoring.mentors.models import INVITATION_MAIL, INVITATION_PURPOSE, PARTNERS, Mentor, MentorState
from nqt.accounts.actions import invitation_create, invitation_void
from nqt.accounts.actor import Actor
from nqt.accounts.inheriting import OTHER, SAME, require_answer, same_words
from nqt.accounts.models import Invitation, User
from nqt.accounts.roles import Audience, Role
from nqt.audit.transitions import move
from nqt.common.acts import act, guard
from nqt.common.errors import Conflict, Expired, Forbidden, Invalid, Refusal, Stale
from nqt.common.models import claim
from nqt.common.violations import named_violations, store
from nqt.outbox.by_hand import post_by_hand
from nqt.outbox.rules import LOST_LINK
from partners.organizations.actions.access import settle_address
from partners.organizations.actions.portal import ADMINISTER
from partners.organizations.actions.writing import require_active
from partners.organizations.models import Organization
from regions.territories.models import Commune

GONE = "Cette invitation n’est plus valable : adressez-vous à la personne qui vous a invité."


def may_invite(actor: Actor, _: None = None) -> Refusal | None:
    """Staff, or an administrator of a portal for its own organization."""
    if actor.role in PARTNERS:
        alone = Forbidden("Seuls les administrateurs du portail invitent des parrains et marraines.")
        return None if actor.can(ADMINISTER) else alone
    return may_add(actor)


def may_add(actor: Actor, _: None = None) -> Refusal | None:
    """Staff."""
    return None if actor.is_staff or actor.is_system else Forbidden()


def may_remind(actor: Actor, mentor: Mentor) -> Refusal | None:
    """Whoever invites, somebody who has no account here yet."""
    if refusal := not_inviting(actor, mentor) or left(mentor):
        return refusal
    joined = mentor.has_account and mentor.state != MentorState.INVITED
    return Conflict("Cette personne a déjà ouvert son espace.", code="joined") if joined else None


def may_uninvite(actor: Actor, mentor: Mentor) -> Refusal | None:
    """Whoever invites, before it is accepted."""
    joined = Conflict("Cette invitation a déjà été acceptée.", code="joined")
    waits = mentor.state == MentorState.INVITED
    return not_inviting(actor, mentor) or left(mentor) or (None if waits else joined)


@act(may_invite)
def mentor_invite(
    *,
    actor: Actor,
    email: str,
    commune: Commune,
    organization: Organization | None = None,
    address_holder: str = "",
    **facts: Any,
) -> Mentor:
    """Record somebody who works for a partner from today on, and mail the single-use link.

    An administrator of a portal invites for its own organization, whatever is given. Whoever had left comes back with
    the same record; an address with a record or an account in another name is a question first. Raises `Forbidden`,
    `Conflict`, `Invalid`.
    """
    employer = _employer(actor, organization)
    with transaction.atomic():
        mentor = _recorded(actor, employer, address_holder, email=email, commune=commune, **facts)
        _invite(mentor, actor, address_holder)
        return mentor


@act(may_add)
def mentor_add(
    *,
    actor: Actor,
    email: str,
    commune: Commune,
    organization: Organization | None = None,
    address_holder: str = "",
    **facts: Any,
) -> Mentor:
    """Staff enter somebody who has said yes already: active at once, an account may follow (`mentor_remind`)."""
    guard(may_add, actor, None)
    employer = _employer(actor, organization)
    with transaction.atomic():
        mentor = _recorded(actor, employer, address_holder, email=email, commune=commune, **facts)
        move(mentor, "join", actor=actor)
        return mentor


@act(may_remind)
def mentor_remind(
    *, actor: Actor, target: Mentor, expected_version: int | None = None, address_holder: str = ""
) -> Mentor:
    """A new link, for whoever has no account here yet; the former one stops working.

    Raises `TooSoon` when one has just left.
    """
    with transaction.atomic():
        mentor = claim(target, expected_version, actor=actor, may=may_remind)
        _invite(mentor, actor, address_holder)
        store(mentor)
        return mentor


@act(may_uninvite)
def mentor_uninvite(*, actor: Actor, target: Mentor, expected_version: int | None = None, reason: str = "") -> Mentor:
    """Take an invitation back before it is accepted: a wrong address, a change of mind."""
    with transaction.atomic():
        mentor = claim(target, expected_version, actor=actor, may=may_uninvite)
        move(mentor, "leave", actor=actor, reason=reason)
        invitation_void(purpose=INVITATION_PURPOSE, subject_id=mentor.pk)
        return mentor


def mentor_link(*, invitation: Invitation, user: User) -> Mentor:
    """The invitation is accepted: the account, which may serve elsewhere already, is the mentor's too.

    Raises `Expired` when the person left meanwhile, `Forbidden` when the account is another mentor's.
    """
    target = Mentor.objects.filter(pk=invitation.subject_id).first()
    if target is None:
        raise Expired(GONE)
    with transaction.atomic():
        try:
            mentor = claim(target, None)
        except Stale as refusal:
            raise Expired(GONE) from refusal
        if left(mentor):
            raise Expired(GONE)
        _part_from_former(user, mentor)
        mentor.user = user
        if mentor.state == MentorState.INVITED:
            move(mentor, "join", actor=Actor(user=user, audience=Audience.MENTOR, role=Role.MENTOR, hat_key="mentor"))
        else:
            store(mentor)
        return mentor


def not_inviting(actor: Actor, mentor: Mentor) -> Refusal | None:
    """Staff in their perimeter, or an administrator of the employer of today."""
    if actor.role not in PARTNERS:
        return foreign(actor, mentor)
    if refusal := may_invite(actor):
        return refusal
    own = Mentor.objects.employed_by(actor.organization_id, timezone.localdate())
    return None if own.filter(pk=mentor.pk).exists() else Forbidden()


def _employer(actor: Actor, organization: Organization | None) -> Organization:
    """The partner's own; staff say which, among those they see."""
    guard(may_invite, actor, None)
    if actor.role in PARTNERS:
        organization = Organization.objects.get(pk=actor.organization_id)
    elif organization is None:
        message = "Dites pour quel organisme cette personne travaille."
        raise Invalid(message, fields={"organization": message})
    elif not Organization.objects.visible_to(actor).filter(pk=organization.pk).exists():
        raise Forbidden("Cet organisme est hors de votre périmètre.")
    require_active(organization)
    return organization


def _recorded(actor: Actor, employer: Organization, answer: str, **facts: Any) -> Mentor:
    """A new record, or the one that somebody left; employed from today."""
    mentor = _former(actor, facts["email"], f"{facts['first_name']} {facts['last_name']}", answer)
    if mentor is None:
        mentor = Mentor(invited_by=actor.user)
    elif not (is_kept_by(actor, mentor) or actor.role in PARTNERS):
        raise Forbidden("Cette personne a été parrain ou marraine ailleurs : adressez-vous à l’équipe nationale.")
    place(mentor, facts, actor)
    if mentor.pk:
        mentor.invited_by = actor.user
        with named_violations():
            move(mentor, "come_again", actor=actor)
    elif actor.role not in PARTNERS:
        guard(foreign, actor, mentor)
    store(mentor)
    employ(mentor, employer, timezone.localdate())
    return mentor


def _former(actor: Actor, email: str, name: str, answer: str) -> Mentor | None:
    """The record of the person of this address who left, locked; in another name it is a question to staff.

    An employer is not told who was a mentor elsewhere: in another name it is another person.
    """
    left = Mentor.objects.filter(email__iexact=email.strip(), state=MentorState.LEFT).order_by("-updated_at")
    alike = [mentor for mentor in left if same_words(mentor.full_name, name)]
    if alike or not left:
        return claim(alike[0], None) if alike else None
    if actor.role in PARTNERS or answer == OTHER:
        return None
    if answer != SAME:
        raise require_answer(f"{left[0]}, qui a accompagné un jeune, avait cette adresse. Est-ce la même personne ?")
    return claim(left[0], None)


def _part_from_former(user: User, mentor: Mentor) -> None:
    """An account is one mentor's; a record left behind keeps its history without it."""
    other = Mentor.objects.select_for_update(of=("self",)).filter(user=user).exclude(pk=mentor.pk).first()
    if other is None:
        return
    if other.state != MentorState.LEFT:
        raise Forbidden("Ce compte est déjà celui d’un parrain ou d’une marraine, sous une autre adresse.")
    other.user = None
    other.save(update_fields=["user"])


def _invite(mentor: Mentor, actor: Actor, answer: str = "") -> None:
    holder = settle_address(
        actor=actor, email=mentor.email, first_name=mentor.first_name, last_name=mentor.last_name, answer=answer
    )
    invitation = invitation_create(
        actor=actor,
        email=mentor.email,
        purpose=INVITATION_PURPOSE,
        subject_id=mentor.pk,
        first_name=mentor.first_name,
        last_name=mentor.last_name,
        facts={"time_zone": mentor.time_zone},
        holder=holder,
    )
    post_by_hand(
        INVITATION_MAIL,
        to=invitation.email,
        subject=f"mentor:{mentor.public_id}",
        context={"invitation": str(invitation.public_id)},
        window=LOST_LINK,
        expires_at=invitation.expires_at,
        time_zone=mentor.time_zone,
    )
