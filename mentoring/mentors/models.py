"""Mentors: what they do, where, how many graduates they take, and since when they work for whom."""

import datetime
from typing import Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, GeneratedField, OuterRef, Q, TextField, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone
from django_fsm import FSMField, transition
from phonenumber_field.modelfields import PhoneNumberField

from mentoring.mentors.rules import MOST_PLACES
from mentoring.occupations.models import Availability, Help, Language, Occupation, StudyField
from nqt.accounts.actor import Actor
from nqt.accounts.models import Invitation
from nqt.accounts.roles import Role
from nqt.accounts.standing import has_account
from nqt.common.clocks import local_day
from nqt.common.looks import dressed
from nqt.common.models import LivingModel, PublicModel
from nqt.common.text import Fold, fold, searched_words
from nqt.common.valid_time import ValidTime, ValidTimeQuerySet, dates_in_order, no_overlap
from nqt.common.validators import validate_email_address, validate_one_line, validate_plain_text
from nqt.outbox.by_hand import last_by_hand
from nqt.privacy.models import RightsRequest
from partners.organizations.models import Organization
from regions.territories.models import Commune, Department

INVITATION_PURPOSE = "mentoring.mentors.mentor"
INVITATION_MAIL = "mentoring.mentors.invitation"


@dressed(
    INVITED="warn send",
    ACTIVE="ok check",
    PAUSED="warn player-pause",
    LEFT="mute history",
)
class MentorState(models.TextChoices):
    """Whether one may be offered a graduate."""

    INVITED = "invited", "invitation envoyée"
    ACTIVE = "active", "en activité"
    PAUSED = "paused", "en pause"
    LEFT = "left", "a quitté le parrainage"


class TimeGiven(models.TextChoices):
    """Whose time it is: counts as skills patronage or as volunteering."""

    EMPLOYER = "employer", "sur le temps de travail (mécénat de compétences)"
    OWN = "own", "sur le temps personnel (bénévolat)"


PARTNERS = (Role.PARTNER_LANDLORD, Role.PARTNER_REGIONAL, Role.PARTNER_UNION)


class MentorQuerySet(models.QuerySet):
    """Adjectives of mentors."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff: by place of work; a partner: its employees of today; a mentor: herself."""
        match actor.role:
            case Role.STAFF_NATIONAL | Role.SYSTEM:
                return self.all()
            case Role.STAFF_REGIONAL:
                return self.filter(department__code__in=actor.department_codes)
            case Role.MENTOR:
                return self.filter(user=actor.user)
            case Role.PARTNER_LANDLORD | Role.PARTNER_REGIONAL | Role.PARTNER_UNION:
                return self.employed_by(actor.organization_id, timezone.localdate())
            case _:
                return self.none()

    def search(self, text: str) -> Self:
        """Every word is in the name or begins the mail address; a whole address is one word."""
        words, addresses = searched_words(text)
        found = self if words or addresses or not text.strip() else self.none()
        for word in words:
            found = found.filter(Q(folded__contains=word) | Q(email__istartswith=word))
        for address in addresses:
            found = found.filter(email__istartswith=address)
        return found

    def named(self, text: str) -> Self:
        """Every word is in the name."""
        words = fold(text).split()
        found = self if words or not text.strip() else self.none()
        for word in words:
            found = found.filter(folded__contains=word)
        return found

    def employed_by(self, organization_id: int | None, on: datetime.date) -> Self:
        """Who works there on a date."""
        there = Employment.objects.on(on).filter(mentor=OuterRef("pk"), organization=organization_id)
        return self.filter(Exists(there))

    def available(self, on: datetime.date) -> Self:
        """Active, with at least one place declared, from a day that has come."""
        ready = self.filter(
            Q(available_from=None) | Q(available_from__lte=on), state=MentorState.ACTIVE, capacity__gt=0
        )
        return ready.unrestricted()

    def back_by(self, now: datetime.datetime) -> Self:
        """Paused until a day that has come where each of them works."""
        return self.filter(state=MentorState.PAUSED, paused_until__lte=local_day(now, "department__time_zone"))

    def unrestricted(self) -> Self:
        """Without those whose data are restricted (art. 18): nobody is proposed to them."""
        held = RightsRequest.objects.restricting("mentoring.mentor").values("object_public_id")
        return self.exclude(public_id__in=held)

    def with_employer(self, on: datetime.date) -> Self:
        """Fetches `held_now`: the employment of a day, or none."""
        there = Employment.objects.on(on).select_related("organization")
        return self.prefetch_related(models.Prefetch("employments", there, to_attr="held_now"))

    def with_invitation(self) -> Self:
        """Annotates `invited_until`, when the link that was sent last ends or ended, and `invitation_mail`."""
        sent = Invitation.objects.about(INVITATION_PURPOSE, OuterRef("pk")).open()
        return self.annotate(
            invited_until=models.Subquery(sent.values("expires_at")[:1]),
            invitation_mail=last_by_hand(INVITATION_MAIL, named="mentor"),
        )


@pghistory.track(exclude=["folded"])
class Mentor(LivingModel):
    """One person who accompanies graduates."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="mentor",
        verbose_name="compte",
    )
    state = FSMField("état", default=MentorState.INVITED, choices=MentorState.choices, protected=True)
    first_name = models.CharField("prénom", max_length=80, validators=[validate_one_line])
    last_name = models.CharField("nom", max_length=80, validators=[validate_one_line])
    folded = GeneratedField(
        expression=Fold(Concat("last_name", Value(" "), "first_name")),
        output_field=TextField(db_collation="C"),
        db_persist=True,
    )
    email = models.EmailField("adresse électronique", validators=[validate_email_address])
    phone = PhoneNumberField("téléphone", region="FR", blank=True)
    title = models.CharField("fonction", max_length=120, blank=True, validators=[validate_one_line])
    presentation = models.TextField(
        "quelques mots pour les jeunes", max_length=600, blank=True, validators=[validate_plain_text]
    )
    occupation = models.ForeignKey(
        Occupation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="métier"
    )
    study_field = models.ForeignKey(
        StudyField, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="domaine d’études"
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune du lieu de travail"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="département"
    )
    capacity = models.PositiveSmallIntegerField(
        "jeunes suivis en même temps",
        default=1,
        validators=[MaxValueValidator(MOST_PLACES, f"{MOST_PLACES} jeunes au plus à la fois.")],
    )
    radius_km = models.PositiveSmallIntegerField("se déplace jusqu’à (km)", default=20)
    accepts_remote = models.BooleanField("accepte un suivi à distance", default=True)
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language), default=list, blank=True, verbose_name="langues"
    )
    offers = ArrayField(
        models.CharField(max_length=12, choices=Help), default=list, blank=True, verbose_name="aide proposée"
    )
    availability = ArrayField(
        models.CharField(max_length=10, choices=Availability), default=list, blank=True, verbose_name="disponibilités"
    )
    time_given = models.CharField("temps donné", max_length=8, choices=TimeGiven, default=TimeGiven.EMPLOYER)
    available_from = models.DateField("disponible à partir du", null=True, blank=True)
    paused_until = models.DateField("en pause jusqu’au", null=True, blank=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="invitée par",
    )

    objects = MentorQuerySet.as_manager()

    class Meta:
        verbose_name = "parrain ou marraine"
        verbose_name_plural = "parrains et marraines"
        ordering = ["folded", "id"]
        indexes = [
            models.Index(fields=["folded", "id"], name="mentoring_mentor_by_name"),
            models.Index(fields=["department", "state"], name="mentoring_mentor_place"),
            models.Index(fields=["updated_at", "id"], name="mentoring_mentor_updated"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(state=MentorState.LEFT),
                name="mentoring_mentor_email_once",
                violation_error_message="Un parrain ou une marraine a déjà cette adresse.",
            ),
            models.CheckConstraint(
                condition=Q(capacity__lte=MOST_PLACES),
                name="mentoring_mentor_capacity",
                violation_error_message="Trois jeunes au plus à la fois.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """As one says it: first name, last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def has_account(self) -> bool:
        """Signs in, or would if the account were opened again."""
        return has_account(self.user)

    @property
    def time_zone(self) -> str:
        """Where the person reads: the department's, Paris when unknown (empty)."""
        return self.department.time_zone if self.department_id else ""

    # the life cycle ---------------------------------------------------------------------------------------------------
    @transition(state, source=MentorState.INVITED, target=MentorState.ACTIVE, custom={"label": "Rejoindre"})
    def join(self) -> None:
        """The invitation is accepted, or staff enter somebody who has said yes."""

    @transition(state, source=MentorState.ACTIVE, target=MentorState.PAUSED, custom={"label": "Mettre en pause"})
    def pause(self, *, until: datetime.date | None = None) -> None:
        """No new graduate for now; those accompanied stay."""
        self.paused_until = until

    @transition(state, source=MentorState.PAUSED, target=MentorState.ACTIVE, custom={"label": "Reprendre"})
    def resume(self) -> None:
        self.paused_until = None

    @transition(
        state,
        source=[MentorState.INVITED, MentorState.ACTIVE, MentorState.PAUSED],
        target=MentorState.LEFT,
        custom={"label": "Retirer"},
    )
    def leave(self) -> None:
        """Accompanies nobody any more; kept for the history."""
        self.paused_until = None

    @transition(state, source=MentorState.LEFT, target=MentorState.INVITED, custom={"label": "Inviter de nouveau"})
    def come_again(self) -> None:
        """Asked once more, with the record of before."""

    @transition(state, source=MentorState.LEFT, target=MentorState.ACTIVE, custom={"label": "Rétablir"})
    def restore(self) -> None:
        """Back among the mentors."""


class EmploymentQuerySet(ValidTimeQuerySet):
    """Dated employments."""

    def visible_to(self, actor: Actor):
        """Those of the mentors one may read; a partner reads its own alone."""
        found = self.filter(mentor__in=Mentor.objects.visible_to(actor))
        return found.filter(organization=actor.organization_id) if actor.role in PARTNERS else found


@pghistory.track()
class Employment(PublicModel, ValidTime):
    """A mentor works for a partner, for a time; counts by partner read these dates."""

    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="employments", verbose_name="parrain ou marraine")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="mentor_employments", verbose_name="employeur"
    )

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        verbose_name = "emploi"
        ordering = ["-valid_from", "id"]
        constraints = [
            dates_in_order("mentoring_employment_dates_in_order"),
            no_overlap(
                "mentor",
                name="mentoring_employment_one_at_a_time",
                message="Cette personne a déjà un employeur sur une partie de cette période.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} – {self.organization}"
