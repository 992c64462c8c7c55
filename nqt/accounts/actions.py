"""Every write of accounts."""

import datetime
from typing import Any

import pghistory
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from nqt.accounts import hats, inheriting, invitations, signals
from nqt.accounts.actor import Actor
from nqt.accounts.models import RETIRED, Invitation, TimeZone, User, normal_email
from nqt.accounts.rules import INVITATION_DAYS
from nqt.common.errors import Conflict, Expired, Forbidden, Invalid
from nqt.common.violations import named_violations

INVITING_POWER = "administer"
"""Outside the staff, only the holder of this power invites: the administrators of a partner."""


def _refuse_invalid(instance: User | Invitation, exclude: set[str] | None = None) -> None:
    """Run the fields' validators; what they say becomes a refusal."""
    try:
        instance.clean_fields(exclude=exclude)
    except ValidationError as error:
        fields = {name: " ".join(messages) for name, messages in error.message_dict.items()}
        raise Invalid(next(iter(fields.values())), fields=fields) from None


@transaction.atomic
def user_create(
    *, email: str, first_name: str = "", last_name: str = "", password: str | None = None, **fields: Any
) -> User:
    """An account whose address is taken as proved: commands and invitations make them, nobody signs up."""
    user = User(email=normal_email(email), first_name=first_name.strip(), last_name=last_name.strip(), **fields)
    user.set_password(password)
    _refuse_invalid(user)
    with named_violations():
        user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


@transaction.atomic
def user_disable(*, actor: Actor, user: User, reason: str = "") -> User:
    """Close an account: its sessions end at once and do not come back with it. The reason is kept in the history."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if actor.user is not None and actor.user.pk == user.pk:
        raise Forbidden("Personne ne désactive son propre compte.")
    if not user.is_active:
        raise Conflict("Ce compte est déjà désactivé.")
    user.is_active = False
    user.session_generation += 1
    with pghistory.context(reason=reason):
        user.save(update_fields=["is_active", "session_generation"])
    signals.user_disabled.send(User, user=user, actor=actor, reason=reason)
    return user


@transaction.atomic
def user_enable(*, actor: Actor, user: User, reason: str = "") -> User:
    """Open a closed account again; whoever holds it signs in anew."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if user.is_active:
        raise Conflict("Ce compte est déjà actif.")
    if user.is_retired:
        raise Conflict("L’adresse de ce compte est celle de quelqu’un d’autre : invitez plutôt la personne de nouveau.")
    user.is_active = True
    with pghistory.context(reason=reason):
        user.save(update_fields=["is_active"])
    signals.user_enabled.send(User, user=user, actor=actor, reason=reason)
    return user


@transaction.atomic
def user_retire(*, actor: Actor, user: User, reason: str = "") -> User:
    """The address is somebody else's now: the account gives it back and opens nothing any more, for good.

    Password, one-time passwords, sessions and invitations in that name end; the row stays, since acts refer to it.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if actor.user is not None and actor.user.pk == user.pk:
        raise Forbidden("Personne ne ferme son propre compte.")
    if user.is_retired:
        return user
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    hers = [
        sent.pk
        for sent in Invitation.objects.filter(email=user.email).open()
        if inheriting.same_name(user, sent.first_name, sent.last_name)
    ]
    Invitation.objects.filter(pk__in=hers).update(voided_at=timezone.now())
    user.email = f"{user.public_id}@{RETIRED}"
    user.is_active = False
    user.session_generation += 1
    user.set_unusable_password()
    with pghistory.context(reason=reason):
        user.save(update_fields=["email", "is_active", "session_generation", "password"])
    signals.user_disabled.send(User, user=user, actor=actor, reason=reason)
    return user


@transaction.atomic
def user_renew(*, user: User) -> User:
    """What was known of the account opens it no more: password and sessions end; its holder gets a code by mail."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    user.session_generation += 1
    user.set_unusable_password()
    user.save(update_fields=["session_generation", "password"])
    return user


def address_settle(*, actor: Actor, holder: User | None, answer: str, may_close: bool) -> str:
    """What who invites answers of an address that has an account in another name (`inheriting.other_holder`).

    Gives the account that is the same person's, for `invitation_create(holder=…)`; empty when there is none. Raises
    `Invalid` while the question has no answer, `Forbidden` when this actor may not close the account.
    """
    if holder is None:
        return ""
    if answer == inheriting.SAME:
        return str(holder.public_id)
    if answer != inheriting.OTHER:
        raise inheriting.require_answer(inheriting.question(holder))
    if not may_close:
        raise Forbidden("Ce compte sert aussi ailleurs : seule l’équipe nationale peut le fermer.")
    user_retire(actor=actor, user=holder, reason="Son adresse est celle de quelqu’un d’autre.")
    return ""


@transaction.atomic
def address_claim(*, email: str, first_name: str, last_name: str, answer: str) -> User | None:
    """The account of an address that its reader has proved; None when one is to be made.

    When it is in another name the reader says whose it is: hers, and what was known of it opens it no more; somebody
    else's, and it is retired if it opens nothing. Raises `Invalid` while there is no answer, `Forbidden`.
    """
    user = User.objects.select_for_update(of=("self",)).filter(email=normal_email(email)).first()
    if user is None:
        return None
    if not user.is_active:
        raise Forbidden("Le compte de cette adresse est désactivé. Écrivez à votre interlocuteur de l’association.")
    if inheriting.same_name(user, first_name, last_name):
        return user
    if answer == inheriting.SAME:
        return user_renew(user=user)
    if answer != inheriting.OTHER:
        raise inheriting.require_answer(inheriting.question(user, closes=False))
    if hats.granted(user):
        raise Forbidden("Ce compte sert encore à quelqu’un d’autre. Écrivez à NQT, qui le fermera s’il le faut.")
    user_retire(actor=Actor.system("accounts"), user=user, reason="Qui lit l’adresse n’est plus cette personne.")
    return None


@transaction.atomic
def invitation_create(
    *,
    actor: Actor,
    email: str,
    purpose: str,
    subject_id: int,
    first_name: str = "",
    last_name: str = "",
    facts: dict[str, Any] | None = None,
    holder: str = "",
    days: int = INVITATION_DAYS,
) -> Invitation:
    """Invite somebody to something; an earlier invitation to the same thing stops working.

    The mail is the feature's, posted in the same transaction with `invitations.invitation_path`. An account made by
    accepting lives in `facts["time_zone"]`, when the feature knows it. `holder` is what `address_settle` gave.
    """
    if not (actor.is_staff or actor.is_system or actor.can(INVITING_POWER)):
        raise Forbidden
    if not invitations.is_known(purpose):
        raise LookupError(f"nobody answers to invitations of purpose {purpose!r}")
    now = timezone.now()
    invitation = Invitation(
        email=normal_email(email),
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        purpose=purpose,
        subject_id=subject_id,
        facts={**(facts or {}), **({"holder": holder} if holder else {})},
        invited_by=actor.user,
        created_at=now,
        expires_at=now + datetime.timedelta(days=days),
    )
    _refuse_invalid(invitation)
    Invitation.objects.about(purpose, subject_id).open().update(voided_at=now)
    with named_violations():
        invitation.save()
    signals.invitation_created.send(Invitation, invitation=invitation, actor=actor)
    return invitation


@transaction.atomic
def invitation_void(*, purpose: str, subject_id: int) -> int:
    """Take back what is open for one thing; answers how many links stopped working."""
    return Invitation.objects.about(purpose, subject_id).open().update(voided_at=timezone.now())


@transaction.atomic
def invitation_accept(
    *, token: str, first_name: str = "", last_name: str = "", password: str = "", address_holder: str = ""
) -> User:
    """Use the link: the account of its address is found or made, and the feature gives what was promised.

    Having the link proves the address. Names and password only serve a new account: the link of a mail never changes
    the password of an account that exists, unless its name is another's and nobody has said that it is the guest's
    (`address_claim`). Raises `Expired` for a link that is no longer, or never was, good.
    """
    invitation = invitations.held(token)
    if not invitation.is_valid:
        raise Expired(invitations.GONE)
    doubtful = invitations.holder_in_doubt(invitation) is not None
    user = address_claim(
        email=invitation.email,
        first_name=invitation.first_name if doubtful else "",
        last_name=invitation.last_name if doubtful else "",
        answer=address_holder,
    )
    if user is None:
        user = _user_of_guest(invitation, first_name, last_name, password)
    _prove_address(user)
    invitation.used_at, invitation.used_by = timezone.now(), user
    invitation.save(update_fields=["used_at", "used_by"])
    invitations.purpose_of(invitation).accept(invitation, user)
    signals.invitation_accepted.send(Invitation, invitation=invitation, user=user)
    return user


def _user_of_guest(invitation: Invitation, first_name: str, last_name: str, password: str) -> User:
    names = {
        "first_name": first_name.strip() or invitation.first_name,
        "last_name": last_name.strip() or invitation.last_name,
    }
    if password:
        try:
            validate_password(password, User(email=invitation.email, **names))
        except ValidationError as error:
            message = " ".join(error.messages)
            raise Invalid(message, fields={"password": message}) from None
    zone = invitation.facts.get("time_zone")
    here = {"time_zone": zone} if zone in TimeZone.values else {}
    return user_create(email=invitation.email, password=password or None, **names, **here)


def _prove_address(user: User) -> None:
    """The account's address is verified; an unproved claim of another account on it falls."""
    EmailAddress.objects.filter(email=user.email).exclude(user=user).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})
