"""The line of a party: who is asked to sign for it, and what it has answered."""

import datetime
import hashlib
from typing import Any

import pghistory
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django_fsm import FSMField, FSMModelMixin, transition

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.accounts.standing import may_come_in, shut_out
from nqt.common.dates import precision_field
from nqt.common.models import VersionedModel
from nqt.common.validators import validate_plain_text
from partners.conventions.models.convention_text import ConventionText, fingerprint
from partners.conventions.models.reading import standing_on
from partners.conventions.models.territory import declared_in
from partners.conventions.models.words import (
    ACTIVE_ANSWERS,
    NOT_SIGNED,
    SEEN_BY_PARTNERS,
    WAITED_FOR,
    Answer,
    LinkEnd,
    Stage,
)
from partners.organizations.models import Contact
from partners.organizations.models.ties import gone
from regions.assignments.models import Assignment

TO_COME = (Answer.LISTED, Answer.INVITED, Answer.VIEWED)
"""The party has not answered."""
BEARER = "signatory"
"""The kind of bearer that a personal signing link makes."""


def _somebody() -> Exists:
    """The person of a line, still working there, with an address, and whose account nobody closed."""
    return Exists(Contact.objects.available().filter(~shut_out(), pk=OuterRef("contact")).exclude(email=""))


def _asks(user: Any) -> Q:
    colleague = Q(organization__is_nqt=True, contact__email__iexact=user.email)
    return Q(contact__user=user) | colleague


def followed_by_nobody(on: datetime.date, owner: str = "owner") -> Q:
    """The convention whose follower is at the path `owner` has none, or one who no longer works here.

    Who works here is asked once for a statement, not once for a row.
    """
    working = Assignment.objects.on(on).filter(user__is_active=True).values("user")
    return Q(**{f"{owner}__isnull": True}) | ~Q(**{f"{owner}__in": working})


def _by(moment: datetime.datetime | None, on: datetime.date) -> bool:
    """Not after a day in Paris; unknown is before. The clocks are asked for the neighboring days alone."""
    return moment is None or moment.date() < on or timezone.localdate(moment) <= on


class SignatoryQuerySet(models.QuerySet):
    """Lines, by who may see them and by what they wait for."""

    def visible_to(self, actor: Actor):
        """Lines this actor may open; of co-signatories, the convention tells who has signed and when."""
        role = actor.role
        if role in (Role.STAFF_NATIONAL, Role.AUDITOR, Role.SYSTEM):
            return self
        if role == Role.STAFF_REGIONAL:
            return self.filter(declared_in(actor.department_codes, "text__convention"))
        if role in (Role.PARTNER_LANDLORD, Role.PARTNER_REGIONAL, Role.PARTNER_UNION):
            own = self.filter(organization=actor.organization_id, text__stage__in=SEEN_BY_PARTNERS)
            return own.exclude(answer=Answer.WITHDRAWN)
        if role == Role.ANONYMOUS and actor.bearer and actor.bearer[0] == BEARER:
            return self.filter(pk=actor.bearer[1])
        if role in (Role.ANONYMOUS, Role.BOARD, Role.MENTOR, Role.GRADUATE):
            return self.none()
        return self.none()

    def active(self):
        """Parties of the text: all but the withdrawn."""
        return self.filter(answer__in=ACTIVE_ANSWERS)

    def awaited(self):
        """Asked, and silent so far."""
        return self.filter(answer__in=WAITED_FOR, text__stage=Stage.TO_SIGN)

    def late(self, on: datetime.date):
        """Asked, silent, and past the date set for signing."""
        return self.awaited().filter(text__sign_by__lt=on)

    def reachable(self):
        """Whose person still works there and has an address."""
        return self.filter(_somebody())

    def unreachable(self):
        """Nobody who works there can be written to."""
        return self.filter(~_somebody())

    def with_standing(self):
        """Annotate `shut_out`, from which `is_shut_out` answers for a list at no cost."""
        return self.annotate(shut_out=Exists(Contact.objects.filter(shut_out(), pk=OuterRef("contact"))))

    def standing(self, on: datetime.date):
        """Whose organization no other has followed by a date."""
        return self.filter(~gone(on, "organization_id"))

    def followed(self, on: datetime.date):
        """Whose organization another has followed by a date: it signs nothing any more."""
        return self.filter(gone(on, "organization_id"))

    def signed(self):
        """Whose signature stands."""
        return self.filter(answer=Answer.SIGNED)

    def refused(self):
        """Who said no, while the text waits."""
        return self.filter(answer=Answer.REFUSED, text__stage=Stage.TO_SIGN)

    def asked_of(self, user):
        """Whose person is this user: by the contact's account or, for NQT, whose people have no portal, by address."""
        return self.filter(_asks(user))

    def not_asked_of(self, user):
        """Whose person is somebody else, or nobody."""
        return self.exclude(_asks(user))

    def ours(self, user, on: datetime.date):
        """Of conventions that this person, or nobody, follows."""
        owner = "text__convention__owner"
        return self.filter(Q(**{owner: user}) | followed_by_nobody(on, owner))

    def existing(self, on: datetime.date):
        """Asked or signed by that date; every line, today."""
        if on >= timezone.localdate():
            return self
        asked = Q(invited_at__date__lte=on) | Q(invited_at=None, signed_on=None, created_at__date__lte=on)
        return self.filter(asked | Q(signed_on__lte=on))

    def enter_into_force(self, on: datetime.date) -> int:
        """Those who signed are bound from that day, or from their own signature when it is later."""
        return self.signed().update(in_force_on=Greatest("signed_on", Value(on)))

    def with_follower(self, on: datetime.date):
        """Annotate `is_followed`: whoever follows the convention works here on a date."""
        working = Assignment.objects.on(on).filter(user=OuterRef("text__convention__owner"), user__is_active=True)
        return self.annotate(is_followed=Exists(working))

    def of_text_read(self, on: datetime.date | None = None):
        """Of the text of each convention that is read on a date, today's for want of one."""
        return self.filter(standing_on(on or timezone.localdate(), "text__"))


@pghistory.track()
class Signatory(FSMModelMixin, VersionedModel):
    """One party of one text: its annex, the person asked, its answer.

    A signature binds `sha256(version id, body hash, own annex hash)`: changing an annex voids its party's signature
    alone, changing the body voids all, a contact detail nobody's.
    """

    text = models.ForeignKey(ConventionText, models.CASCADE, related_name="signatories", verbose_name="texte")
    organization = models.ForeignKey(
        "partners.Organization", models.PROTECT, related_name="convention_lines", verbose_name="partie"
    )
    position = models.PositiveSmallIntegerField("rang", default=1)
    contact = models.ForeignKey(
        "partners.Contact",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="convention_lines",
        verbose_name="personne qui signe",
        help_text="Elle reçoit par courriel un lien personnel pour lire et signer.",
    )
    delegated_by = models.ForeignKey(
        "partners.Contact", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="par délégation de"
    )
    annex = models.TextField(
        "annexe",
        max_length=20_000,
        blank=True,
        validators=[validate_plain_text],
        help_text="Ce qui ne vaut que pour cette partie : montants, engagements, contacts.",
    )
    annex_hash = models.CharField("empreinte de l’annexe", max_length=64, blank=True)
    answer = FSMField("réponse", default=Answer.LISTED, choices=Answer.choices, protected=True)
    invited_at = models.DateTimeField("invitée le", null=True)
    viewed_at = models.DateTimeField("vue le", null=True)
    signed_on = models.DateField("signée le", null=True)
    signed_precision = precision_field("signature")
    refused_at = models.DateTimeField("refusée le", null=True)
    refusal_reason = models.TextField("motif du refus", max_length=2000, blank=True, validators=[validate_plain_text])
    in_force_on = models.DateField("en vigueur pour elle le", null=True)
    link_round = models.PositiveIntegerField("rang du lien", default=0)
    link_expires_at = models.DateTimeField("lien valable jusqu’au", null=True)
    link_ended = models.CharField("fin du lien précédent", max_length=20, choices=LinkEnd, blank=True)

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        verbose_name = "partie"
        verbose_name_plural = "parties"
        ordering = ["position", "pk"]
        indexes = [
            # few among many: what is signed or withdrawn waits for nobody
            models.Index("text", condition=Q(answer__in=(*TO_COME, Answer.REFUSED)), name="signatory_not_signed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "organization"],
                name="signatory_once_per_text",
                violation_error_message="Cet organisme est déjà partie à cette convention.",
            ),
            models.CheckConstraint(
                name="signatory_signed_is_dated",
                condition=~Q(answer=Answer.SIGNED) | Q(signed_on__isnull=False),
                violation_error_message="Une signature porte une date.",
            ),
            models.CheckConstraint(
                name="signatory_refusal_is_reasoned",
                condition=~Q(answer=Answer.REFUSED) | ~Q(refusal_reason=""),
                violation_error_message="Un refus porte un motif.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organization)

    @property
    def is_awaited(self) -> bool:
        """Asked, and silent so far."""
        return self.answer in WAITED_FOR and self.text.stage == Stage.TO_SIGN

    def answer_on(self, on: datetime.date) -> str:
        """The answer as it was known at the end of a day in Paris."""
        answer = self.answer
        if answer == Answer.SIGNED and self.signed_on > on:
            answer = Answer.INVITED
        elif answer == Answer.REFUSED and not _by(self.refused_at, on):
            answer = Answer.INVITED
        elif answer == Answer.VIEWED and not _by(self.viewed_at, on):
            answer = Answer.INVITED
        if answer != Answer.INVITED:
            return answer
        first = min(filter(None, (self.invited_at, self.text.frozen_at)), default=None)  # asked again since, perhaps
        return answer if self.invited_at and _by(first, on) else Answer.LISTED

    @property
    def is_shut_out(self) -> bool:
        """The account of its person is closed: nothing is asked of her, and her links open nothing."""
        if "shut_out" in self.__dict__:
            return bool(self.__dict__["shut_out"])
        return self.contact is not None and not may_come_in(self.contact.user, self.contact.email)

    @property
    def is_reachable(self) -> bool:
        """Somebody who still works there, and whose account nobody closed, can be written to."""
        return bool(self.contact and self.contact.email) and self.contact.is_available and not self.is_shut_out

    def asks(self, user) -> bool:
        """Whether this user is its person, as `asked_of` selects."""
        if self.contact is None or user is None:
            return False
        at_nqt = self.organization.is_nqt and self.contact.email.lower() == user.email.lower()
        return self.contact.user_id == user.pk or at_nqt

    @property
    def is_party(self) -> bool:
        """Not withdrawn."""
        return self.answer in ACTIVE_ANSWERS

    def binding(self) -> str:
        """What a signature of this line binds: the text's identity, its frozen body, this line's own annex."""
        return hashlib.sha256(f"{self.text.public_id}:{self.text.body_hash}:{self.annex_hash}".encode()).hexdigest()

    # the answer of a party; who may is asked of the convention, before ------------------------------------------------
    @transition(answer, source=list(ACTIVE_ANSWERS), target=Answer.INVITED)
    def invite(self, *, now: datetime.datetime, expires_at: datetime.datetime, ended: str = "") -> None:
        """Ask (again): the annex is frozen, a new personal link replaces the former, whose end is explained."""
        self.annex_hash = fingerprint(self.annex)
        self.invited_at, self.link_expires_at = now, expires_at
        self.link_round += 1
        self.link_ended = ended or self.link_ended
        self._forget_answer()

    @transition(answer, source=Answer.INVITED, target=Answer.VIEWED)
    def view(self, *, now: datetime.datetime) -> None:
        """The person's first act on the page; opening the link writes nothing, since mail scanners open links."""
        self.viewed_at = now

    @transition(answer, source=[Answer.INVITED, Answer.VIEWED], target=Answer.SIGNED)
    def sign(self, *, on: datetime.date) -> None:
        """The party agrees."""
        self.signed_on, self.signed_precision = on, "day"

    @transition(answer, source=[Answer.INVITED, Answer.VIEWED], target=Answer.REFUSED)
    def refuse(self, *, refusal_reason: str, now: datetime.datetime) -> None:
        """The party says no, and why."""
        self.refusal_reason, self.refused_at = refusal_reason, now

    @transition(answer, source=list(ACTIVE_ANSWERS), target=Answer.LISTED)
    def unask(self, *, ended: str = LinkEnd.TEXT_CHANGED) -> None:
        """The text goes back to draft: the answer is void, the link with it."""
        self.link_ended = ended
        self.link_round += 1
        self.annex_hash = ""
        self._forget_answer()

    @transition(answer, source=list(NOT_SIGNED), target=Answer.WITHDRAWN)
    def withdraw(self) -> None:
        """The organization leaves the parties before signing."""
        self.link_ended = LinkEnd.LINE_WITHDRAWN
        self.link_round += 1

    @transition(answer, source=Answer.WITHDRAWN, target=Answer.LISTED)
    def reinstate(self) -> None:
        """A withdrawn organization is a party again."""
        self._forget_answer()

    @transition(answer, source=Answer.LISTED, target=Answer.SIGNED)
    def record(self, *, on: datetime.date, precision: str) -> None:
        """A signature given before the software: its date as known, no evidence."""
        self.signed_on, self.signed_precision = on, precision

    def _forget_answer(self) -> None:
        self.viewed_at = self.refused_at = self.signed_on = self.in_force_on = None
        self.refusal_reason = ""
