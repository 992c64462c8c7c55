"""A young graduate: who applies, then waits in the pool, then is accompanied."""

import datetime
from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BigIntegerField, GeneratedField, Q, TextField, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone
from django_fsm import FSMField, transition
from phonenumber_field.modelfields import PhoneNumberField

from mentoring.graduates.models.sourcing import SourcingLink
from mentoring.graduates.models.states import OPEN_STATES, READING, Background, DegreeLevel, GraduateState
from mentoring.occupations.models import Availability, Help, Language, Occupation, StudyField
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.accounts.standing import has_account
from nqt.common.models import LivingModel
from nqt.common.text import Fold, searched_words
from nqt.common.validators import validate_date, validate_email_address, validate_one_line, validate_plain_text
from nqt.privacy.models import RightsRequest
from partners.organizations.models import Organization
from regions.neighborhoods.locating import Answer, Reason
from regions.territories.models import Commune, Department

if TYPE_CHECKING:
    from mentoring.graduates.models.application import Application

BEARER = "graduate-draft"
"""What the personal link of a draft stands for."""


class GraduateQuerySet(models.QuerySet):
    """Adjectives of graduates."""

    def visible_to(self, actor: Actor) -> Self:
        """Staff: what was sent, or typed by them, in their departments; the person: her own; a link: its draft."""
        sent = ~Q(state=GraduateState.DRAFT) | Q(typed_by__isnull=False)
        match actor.role:
            case Role.SYSTEM:
                return self.all()
            case Role.STAFF_NATIONAL:
                return self.filter(sent)
            case Role.STAFF_REGIONAL:
                return self.filter(sent, department__code__in=actor.department_codes)
            case Role.GRADUATE:
                return self.filter(user=actor.user)
            case Role.ANONYMOUS if actor.bearer and actor.bearer[0] == BEARER:
                return self.filter(pk=actor.bearer[1])
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

    def pool(self) -> Self:
        """Accepted."""
        return self.filter(state=GraduateState.POOL)

    def unrestricted(self) -> Self:
        """Without those whose data are restricted (art. 18): nobody is matched with them."""
        held = RightsRequest.objects.restricting("mentoring.graduate").values("object_public_id")
        return self.exclude(public_id__in=held)

    def shown_to_mentors(self) -> Self:
        """Without those who took back their consent to be shown."""
        purpose = {"consents__purpose": "shown_to_mentors"}
        agreed = Graduate.objects.filter(**purpose, consents__withdrawn_at=None).values("pk")
        took_back = Graduate.objects.filter(**purpose, consents__withdrawn_at__isnull=False).exclude(pk__in=agreed)
        return self.exclude(pk__in=took_back.values("pk"))

    def awaiting_answer(self) -> Self:
        """Submitted, and nobody of the staff has answered."""
        return self.filter(state=GraduateState.SUBMITTED)

    def unanswered_for(self, days: int, on: datetime.date) -> Self:
        """Waiting for so many days or more on a day, by the calendar: the same from morning to evening."""
        return self.awaiting_answer().filter(submitted_at__lt=_midnight(on - datetime.timedelta(days=days - 1)))

    def unanswered_under(self, days: int, on: datetime.date) -> Self:
        """Waiting for less."""
        return self.awaiting_answer().filter(submitted_at__gte=_midnight(on - datetime.timedelta(days=days - 1)))

    def to_pair_again(self) -> Self:
        """In the pool, their mentor changed or gone, accompanied by nobody, and nobody proposed to them."""
        ended = self.pool().filter(mentorships__close_reason__in=("changed", "mentor_left"))
        busy = (
            Graduate.objects.filter(mentorships__isnull=False, mentorships__closed_on=None),
            Graduate.objects.filter(mentorships__close_reason__in=("taken_off", "graduate_left")),
            Graduate.objects.filter(proposals__state__in=("proposed", "approved", "offered")),
        )
        for others in busy:
            ended = ended.exclude(pk__in=others.values("pk"))
        return self.filter(pk__in=ended.values("pk"))


def _midnight(day: datetime.date) -> datetime.datetime:
    """Its beginning, where the association is."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


@pghistory.track(exclude=["folded", "reading_order"])
class Graduate(LivingModel):
    """The person and what she told us; what was submitted on a day is frozen in `Application`."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="graduate",
        verbose_name="compte",
    )
    state = FSMField("candidature", default=GraduateState.DRAFT, choices=GraduateState.choices, protected=True)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="saisie par",
    )
    """The colleague who types for somebody without e-mail or smartphone."""
    origin = models.ForeignKey(
        SourcingLink, models.SET_NULL, null=True, blank=True, related_name="graduates", verbose_name="origine"
    )
    # who ------------------------------------------------------------------------------------------------------------
    email = models.EmailField("adresse électronique", blank=True, validators=[validate_email_address])
    email_proved_at = models.DateTimeField("adresse prouvée le", null=True, editable=False)
    phone = PhoneNumberField("téléphone", region="FR", blank=True)
    first_name = models.CharField("prénom", max_length=80, blank=True, validators=[validate_one_line])
    last_name = models.CharField("nom", max_length=80, blank=True, validators=[validate_one_line])
    folded = GeneratedField(
        expression=Fold(Concat("last_name", Value(" "), "first_name")),
        output_field=TextField(db_collation="C"),
        db_persist=True,
    )
    birth_date = models.DateField("date de naissance", null=True, blank=True, validators=[validate_date])
    # degree ---------------------------------------------------------------------------------------------------------
    degree_level = models.PositiveSmallIntegerField("niveau le plus haut", choices=DegreeLevel, null=True, blank=True)
    degree_title = models.CharField("intitulé du diplôme", max_length=160, blank=True, validators=[validate_one_line])
    school = models.CharField("établissement", max_length=120, blank=True, validators=[validate_one_line])
    degree_year = models.PositiveSmallIntegerField("année d’obtention", null=True, blank=True)
    study_field = models.ForeignKey(
        StudyField, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="domaine d’études"
    )
    # where ----------------------------------------------------------------------------------------------------------
    address = models.CharField("adresse", max_length=200, blank=True, validators=[validate_one_line])
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="commune"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="département"
    )
    qpv = models.CharField("quartier prioritaire", max_length=7, choices=Answer, default=Answer.UNKNOWN)
    qpv_reason = models.CharField("raison", max_length=20, choices=Reason, blank=True)
    qpv_code = models.CharField("quartier", max_length=8, blank=True)
    qpv_generation = models.PositiveSmallIntegerField("génération", null=True, blank=True)
    qpv_on = models.DateField("situé le", null=True, blank=True)
    qpv_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="vérifié par"
    )
    """Who saw a proof that corrects what the address said; empty, the address alone decided."""
    background = ArrayField(
        models.CharField(max_length=12, choices=Background), default=list, blank=True, verbose_name="situation"
    )
    # aims -----------------------------------------------------------------------------------------------------------
    target_job = models.ForeignKey(
        Occupation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="métier visé"
    )
    target_job_words = models.CharField(
        "métier visé, tel qu’écrit", max_length=120, blank=True, validators=[validate_one_line]
    )
    """When no occupation of the register is meant: kept as it was typed, until somebody finds which one."""
    project = models.TextField(
        "ce que vous voulez dire à votre parrain ou marraine",
        max_length=600,
        blank=True,
        validators=[validate_plain_text],
    )
    wishes = ArrayField(
        models.CharField(max_length=12, choices=Help), default=list, blank=True, verbose_name="aide attendue"
    )
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language), default=list, blank=True, verbose_name="langues"
    )
    availability = ArrayField(
        models.CharField(max_length=10, choices=Availability), default=list, blank=True, verbose_name="disponibilités"
    )
    accepts_remote = models.BooleanField("accepte un suivi à distance", default=True)
    excluded_employers = models.ManyToManyField(
        Organization, blank=True, related_name="+", verbose_name="organismes à éviter"
    )
    # life -----------------------------------------------------------------------------------------------------------
    reading_order = GeneratedField(expression=READING, output_field=BigIntegerField(), db_persist=True)
    submitted_at = models.DateTimeField("envoyée le", null=True, blank=True, editable=False)
    answered_at = models.DateTimeField("répondue le", null=True, blank=True, editable=False)
    pooled_at = models.DateTimeField("acceptée le", null=True, blank=True, editable=False)
    question = models.TextField("complément demandé", max_length=1000, blank=True, validators=[validate_plain_text])
    shown_reason = models.TextField("réponse donnée", max_length=1000, blank=True, validators=[validate_plain_text])
    """What the person reads when refused; the internal reason is in the log of steps."""

    objects = GraduateQuerySet.as_manager()

    class Meta:
        verbose_name = "jeune diplômé"
        verbose_name_plural = "jeunes diplômés"
        ordering = ["folded", "id"]
        indexes = [
            models.Index(fields=["folded", "id"], name="mentoring_graduate_by_name"),
            models.Index(fields=["submitted_at", "id"], name="mentoring_graduate_submitted"),
            models.Index(fields=["state", "submitted_at", "id"], name="mentoring_graduate_state"),
            models.Index(fields=["department", "state"], name="mentoring_graduate_place"),
            models.Index(fields=["reading_order", "id"], name="mentoring_graduate_reading"),
            models.Index(fields=["department", "reading_order", "id"], name="mentoring_graduate_in_place"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email="") & ~Q(state__in=[GraduateState.REFUSED, GraduateState.WITHDRAWN]),
                name="mentoring_graduate_email_once",
                violation_error_message="Une candidature existe déjà pour cette adresse électronique.",
            ),
            models.CheckConstraint(
                condition=Q(state=GraduateState.DRAFT) | Q(submitted_at__isnull=False),
                name="mentoring_graduate_sent_is_dated",
                violation_error_message="Une candidature envoyée porte sa date.",
            ),
            models.CheckConstraint(
                condition=Q(target_job=None) | Q(target_job_words=""),
                name="mentoring_graduate_one_job",
                violation_error_message="Un métier du répertoire remplace ce qui était écrit.",
            ),
            models.CheckConstraint(
                condition=~Q(state=GraduateState.POOL) | Q(pooled_at__isnull=False),
                name="mentoring_graduate_pool_is_dated",
                violation_error_message="Une candidature acceptée porte sa date.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or "candidature commencée"

    @property
    def full_name(self) -> str:
        """As one says it: first name, last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def job_named(self) -> str:
        """The occupation aimed at, or what was written instead."""
        return str(self.target_job) if self.target_job_id else self.target_job_words

    @property
    def last_sent(self) -> "Application | None":
        """The last submission, with what the rules of its day said."""
        return next(iter(self.applications.all()), None)

    @property
    def is_typed_by_staff(self) -> bool:
        """A colleague typed it for the person."""
        return self.typed_by_id is not None

    @property
    def has_account(self) -> bool:
        """Signs in, or would if the account were opened again."""
        return has_account(self.user)

    @property
    def time_zone(self) -> str:
        """Where the person reads: the department's, Paris when unknown (empty)."""
        return self.department.time_zone if self.department_id else ""

    def age_on(self, on: datetime.date) -> int | None:
        """Full years on a day; None when the birth date is unknown."""
        if self.birth_date is None:
            return None
        before = (on.month, on.day) < (self.birth_date.month, self.birth_date.day)
        return on.year - self.birth_date.year - before

    # the life cycle ---------------------------------------------------------------------------------------------------
    @transition(
        state,
        source=[GraduateState.DRAFT, GraduateState.MORE_INFO],
        target=GraduateState.SUBMITTED,
        custom={"label": "Envoyer"},
    )
    def submit(self, *, at: datetime.datetime) -> None:
        """The person sends it, or sends it again with what was missing: the first date counts."""
        self.submitted_at = self.submitted_at or at
        self.question = ""

    @transition(
        state,
        source=GraduateState.SUBMITTED,
        target=GraduateState.MORE_INFO,
        custom={"label": "Demander un complément"},
    )
    def ask_more(self, *, question: str, at: datetime.datetime) -> None:
        """Something is missing; the person completes and sends again."""
        self.question, self.answered_at = question, at

    @transition(state, source=list(OPEN_STATES), target=GraduateState.POOL, custom={"label": "Accepter"})
    def accept(self, *, at: datetime.datetime) -> None:
        """Into the pool: waits for a mentor."""
        self.answered_at = self.pooled_at = at
        self.question = self.shown_reason = ""

    @transition(
        state,
        source=[*OPEN_STATES, GraduateState.POOL],
        target=GraduateState.REFUSED,
        custom={"label": "Refuser"},
    )
    def refuse(self, *, shown_reason: str, at: datetime.datetime) -> None:
        """No, with words that the person reads."""
        self.shown_reason, self.answered_at = shown_reason, at
        self.question = ""

    @transition(
        state, source=[*OPEN_STATES, GraduateState.POOL], target=GraduateState.WITHDRAWN, custom={"label": "Retirer"}
    )
    def withdraw(self, *, at: datetime.datetime) -> None:
        """The person does not want it any more."""
        self.answered_at = at

    @transition(
        state,
        source=[GraduateState.REFUSED, GraduateState.WITHDRAWN],
        target=GraduateState.SUBMITTED,
        custom={"label": "Rouvrir"},
    )
    def reopen(self, *, at: datetime.datetime) -> None:
        """Read again: an appeal, new facts, a change of mind."""
        self.shown_reason = ""
        self.submitted_at = self.submitted_at or at
