"""What a graduate does: begins with an address, completes step by step, sends, changes her mind."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring.graduates import dependents
from mentoring.graduates.actions.writing import check_dates, require_complete, set_avoided, situated
from mentoring.graduates.consents import TEXTS
from mentoring.graduates.eligibility import evaluate_graduate
from mentoring.graduates.models import Application, Consent, Graduate, GraduateState, SourcingLink
from mentoring.graduates.models.graduate import BEARER
from nqt.accounts.actions import address_claim, user_create
from nqt.accounts.actor import Actor
from nqt.accounts.inheriting import other_holder
from nqt.accounts.models import TimeZone, normal_email
from nqt.audit.models import TransitionLog
from nqt.audit.transitions import move, step
from nqt.common.acts import act, guard, hidden
from nqt.common.clocks import day_at
from nqt.common.errors import Conflict, Forbidden, Invalid, Refusal
from nqt.common.facts import set_facts
from nqt.common.models import claim
from nqt.common.violations import Violation, named_violations, store
from nqt.outbox.models import Message
from nqt.outbox.post import post

EDITABLE = (GraduateState.DRAFT, GraduateState.MORE_INFO)
"""The person may still change what she sends."""
OPEN = (GraduateState.SUBMITTED, GraduateState.MORE_INFO, GraduateState.POOL)
"""Under way, or the person waits for somebody or is accompanied."""
OVER = (GraduateState.REFUSED, GraduateState.WITHDRAWN)
MAIL_EVERY, MAILS_AN_HOUR = 120, 5
"""Seconds within which a second request sends no second mail; beyond five an hour an address is written to no more."""


def application_start(*, actor: Actor, email: str, code: str = "") -> None:
    """Mail a personal link to an address, known or not: whoever asks learns nothing about it.

    A new address begins a draft, which carries the origin of the sourcing link; somebody whose application was sent is
    told how to follow it.
    """
    email = normal_email(email)
    graduate = _living(email)
    if graduate is None:
        origin = SourcingLink.objects.open().filter(code=code.lower()).first() if code else None
        try:
            with transaction.atomic():
                graduate = store(Graduate(email=email, origin=origin))
        except Violation:  # the same address in another tab, a moment ago
            graduate = _living(email)
            if graduate is None:
                raise
    kind = "application_link" if graduate.state in EDITABLE else "already_applied"
    now = timezone.now()
    if _links_since(graduate, now - datetime.timedelta(hours=1)) >= MAILS_AN_HOUR:
        return
    slot = int(now.timestamp()) // MAIL_EVERY
    post(
        f"mentoring.graduates.{kind}",
        to=email,
        key=f"{kind}:{graduate.public_id}:{slot}",
        context={"graduate": str(graduate.public_id), "subject": subject_of(graduate)},
    )


def _links_since(graduate: Graduate, since: datetime.datetime) -> int:
    asked = Message.objects.about("graduate", graduate.public_id).filter(created_at__gt=since)
    return asked.of_kind("mentoring.graduates.application_link", "mentoring.graduates.already_applied").count()


def subject_of(graduate: Graduate) -> str:
    """What pages find its mails by."""
    return f"graduate:{graduate.public_id}"


def _living(email: str) -> Graduate | None:
    return Graduate.objects.filter(email__iexact=email).exclude(state__in=OVER).first()


def may_edit(actor: Actor, graduate: Graduate) -> Refusal | None:
    """Whoever reads the file, while it is not sent."""
    sent = Conflict("Cette candidature est déjà envoyée : elle ne se modifie plus.")
    return hidden(actor, graduate) or (None if graduate.state in EDITABLE else sent)


def may_change_profile(actor: Actor, graduate: Graduate) -> Refusal | None:
    """The person herself, while an application is under way, or she is accompanied."""
    if actor.user is None or graduate.user_id != actor.user.pk:
        return Forbidden()
    return None if graduate.state in OPEN else Conflict("Cette candidature ne se modifie plus.")


def may_open_space(actor: Actor, graduate: Graduate) -> Refusal | None:
    """The holder of the link, once it is sent, while there is no account."""
    if actor.bearer != (BEARER, graduate.pk):
        return Forbidden()
    if graduate.state in EDITABLE:
        return Conflict("Cette candidature n’est pas encore envoyée.")
    return Conflict("Votre espace est déjà ouvert.") if graduate.has_account else None


def may_withdraw(actor: Actor, graduate: Graduate) -> Refusal | None:
    """Whoever reads the file, while nobody accompanies her."""
    if refusal := hidden(actor, graduate) or step("withdraw")(actor, graduate):
        return refusal
    accompanied = Conflict("Un accompagnement est en cours : terminez-le d’abord.")
    return accompanied if is_accompanied(graduate) else None


def may_take_up(actor: Actor, graduate: Graduate) -> Refusal | None:
    """Whoever withdrew it."""
    not_hers = Conflict("Cette candidature n’a pas été retirée par vous : écrivez-nous.")
    return hidden(actor, graduate) or (None if is_withdrawn_by(graduate, actor) else not_hers)


def may_withdraw_consent(actor: Actor, consent: Consent) -> Refusal | None:
    """Whoever reads the file; once."""
    withdrawn = Conflict("Ce consentement est déjà retiré.") if consent.withdrawn_at else None
    return hidden(actor, consent.graduate) or withdrawn


@act(may_edit)
def draft_update(*, actor: Actor, target: Graduate, expected_version: int | None, **facts: Any) -> Graduate:
    """Save one step of the form. An address is situated; coming by the link proves the mail address.

    The geocoder is asked before anything is locked. Raises `Conflict` once it was sent, `Stale` when another browser
    wrote in between.
    """
    check_dates({"birth_date": target.birth_date, **facts}, target.time_zone)
    where = situated(target, facts)
    with transaction.atomic():
        graduate = claim(target, expected_version, actor=actor, may=may_edit)
        set_facts(graduate, facts | where)
        if actor.bearer and graduate.email_proved_at is None:
            graduate.email_proved_at = timezone.now()
        return store(graduate)


@act(may_change_profile)
def profile_update(*, actor: Actor, target: Graduate, expected_version: int | None, **facts: Any) -> Graduate:
    """What the person may change at any time: how to reach her, what she aims at, when she is free."""
    with transaction.atomic():
        dependents.lock(target)
        graduate = claim(target, expected_version, actor=actor, may=may_change_profile)
        set_avoided(actor, graduate, facts)
        set_facts(graduate, facts)
        return store(graduate)


@act(may_edit)
def application_submit(
    *,
    actor: Actor,
    target: Graduate,
    expected_version: int | None = None,
    channel: str = "link",
    accompaniment: bool = False,
    shown_to_mentors: bool = False,
) -> Graduate:
    """Send it: what was told and what the rules of the day say are frozen; the person gets an account to follow it.

    `channel` is `link`, `portal` or `staff`. Nobody is refused here: a condition not met is told, a person decides.
    Sent twice at once, it is sent once. Raises `Invalid` naming what is missing, `Conflict` once it was answered.
    """
    agreed = {"accompaniment": accompaniment, "shown_to_mentors": shown_to_mentors}
    if lacking := [name for name, given in agreed.items() if not given]:
        raise Invalid(fields=dict.fromkeys(lacking, "Cochez cette case pour envoyer votre candidature."))
    now = timezone.now()
    with transaction.atomic():
        before = Graduate.objects.visible_to(actor).select_for_update(of=("self",)).filter(pk=target.pk).first()
        if before is not None and before.state == GraduateState.SUBMITTED:
            return before  # a double click is one act
        graduate = claim(target, expected_version, actor=actor, may=may_edit)
        require_complete(graduate)
        if channel == "link":
            graduate.email_proved_at = graduate.email_proved_at or now
        evaluation = evaluate_graduate(graduate, day_at(graduate.time_zone, now))
        if graduate.email and graduate.email_proved_at and not graduate.has_account:
            give_account_unless_asked(graduate)
        move(graduate, "submit", actor=actor, at=now)
        Application.objects.create(
            graduate=graduate,
            submitted_at=now,
            typed_by=actor.user if channel == "staff" else None,
            verdict=evaluation.verdict,
            checks=evaluation.stored(),
            inputs=evaluation.facts.stored(),
        )
        for text in TEXTS:
            given = {"text_version": text.version, "text_hash": text.hash, "given_at": now, "channel": channel}
            Consent.objects.get_or_create(graduate=graduate, purpose=text.purpose, withdrawn_at=None, defaults=given)
        if graduate.email:
            post(
                "mentoring.graduates.application_received",
                to=graduate.email,
                user=graduate.user,
                key=f"application_received:{graduate.public_id}:{int(now.timestamp())}",
                context={"graduate": str(graduate.public_id), "subject": subject_of(graduate)},
            )
        return graduate


def give_account_unless_asked(graduate: Graduate) -> None:
    """The account of that address; in another name it waits for whoever reads the address (`space_open`)."""
    if other_holder(graduate.email, graduate.first_name, graduate.last_name) is None:
        give_account(graduate)


def give_account(graduate: Graduate, *, answer: str = "") -> None:
    """The account of that address, made if need be; one that followed a former application follows this one.

    The address is proved. In another name, `answer` says whose the account is. Raises `Invalid` while it says nothing,
    `Forbidden` when the account is closed or still serves somebody else, `Conflict`.
    """
    email = normal_email(graduate.email)
    user = address_claim(email=email, first_name=graduate.first_name, last_name=graduate.last_name, answer=answer)
    if user is None:
        here = {"time_zone": graduate.time_zone} if graduate.time_zone in TimeZone.values else {}
        user = user_create(email=email, first_name=graduate.first_name, last_name=graduate.last_name, **here)
    former = Graduate.objects.select_for_update(of=("self",)).filter(user=user).exclude(pk=graduate.pk).first()
    if former is not None:
        if former.state not in OVER:
            raise Conflict("Une candidature est déjà suivie par le compte de cette adresse.")
        former.user = None
        former.save(update_fields=["user"])
    graduate.user = user


@act(may_open_space)
def space_open(
    *, actor: Actor, target: Graduate, expected_version: int | None = None, address_holder: str = ""
) -> Graduate:
    """Through the link of a mail, which proves the address, the account of somebody who has none yet.

    A colleague typed the application, or the address had an account in another name (`address_claim`).
    """
    with transaction.atomic():
        graduate = claim(target, expected_version, actor=actor, may=may_open_space)
        graduate.email_proved_at = graduate.email_proved_at or timezone.now()
        give_account(graduate, answer=address_holder)
        return store(graduate)


@act(may_withdraw)
def application_withdraw(
    *, actor: Actor, target: Graduate, expected_version: int | None = None, reason: str = ""
) -> Graduate:
    """The person does not want it any more; she may take it up again, and staff reopen it. Offers are called back."""
    with transaction.atomic():
        dependents.lock(target)
        graduate = claim(target, expected_version, actor=actor, may=may_withdraw)
        move(graduate, "withdraw", actor=actor, reason=reason, at=timezone.now())
        dependents.leave(graduate, actor=actor, reason="La personne a retiré sa candidature.")
        return graduate


@act(may_take_up)
def application_take_up(*, actor: Actor, target: Graduate, expected_version: int | None = None) -> Graduate:
    """The person who withdrew changes her mind: the application is to read again, in its place."""
    with transaction.atomic():
        graduate = claim(target, expected_version, actor=actor, may=may_take_up)
        with named_violations():
            move(graduate, "reopen", actor=actor, reason="La personne reprend sa candidature.", at=timezone.now())
        return graduate


def is_withdrawn_by(graduate: Graduate, actor: Actor) -> bool:
    """The last step was the person's own withdrawal."""
    if graduate.state != GraduateState.WITHDRAWN or actor.user is None:
        return False
    last = TransitionLog.objects.of(graduate).last()
    return last is not None and last.name == "withdraw" and last.user_id == actor.user.pk


def is_accompanied(graduate: Graduate) -> bool:
    """By somebody, now."""
    return graduate.mentorships.filter(closed_on=None).exists()


@act(may_withdraw_consent)
def consent_withdraw(*, actor: Actor, target: Consent) -> Consent:
    """Dated, never erased (art. 7.3)."""
    with transaction.atomic():
        consent = Consent.objects.select_for_update(of=("self",)).select_related("graduate").get(pk=target.pk)
        guard(may_withdraw_consent, actor, consent)
        consent.withdrawn_at = timezone.now()
        consent.save(update_fields=["withdrawn_at"])
        return consent
