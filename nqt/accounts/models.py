"""Accounts: a person who signs in, and the invitation that brought her."""

import datetime
from typing import Any, Self

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from nqt.common.models import PublicModel
from nqt.common.validators import validate_email_address, validate_one_line


class TimeZone(models.TextChoices):
    """Where the association's people live; mails respect their nights."""

    PARIS = "Europe/Paris", "Paris"
    GUADELOUPE = "America/Guadeloupe", "Guadeloupe"
    GUYANE = "America/Cayenne", "Guyane"
    MARTINIQUE = "America/Martinique", "Martinique"
    MAYOTTE = "Indian/Mayotte", "Mayotte"
    REUNION = "Indian/Reunion", "La Réunion"
    MIQUELON = "America/Miquelon", "Saint-Pierre-et-Miquelon"
    NOUMEA = "Pacific/Noumea", "Nouvelle-Calédonie"
    TAHITI = "Pacific/Tahiti", "Polynésie française"
    WALLIS = "Pacific/Wallis", "Wallis-et-Futuna"


def normal_email(value: str) -> str:
    """The one spelling of an address: no spaces around, small letters."""
    return value.strip().lower()


RETIRED = "retired.invalid"
"""The domain of an account whose address is somebody else's since: no such address exists."""


class UserQuerySet(models.QuerySet["User"]):
    """Adjectives of accounts."""

    def closed(self) -> Self:
        """Nobody signs in with them."""
        return self.filter(is_active=False)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Accounts by their address, in any case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new account; without a password it signs in by mailed code."""
        user = self.model(email=normal_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        """The account of an address."""
        return self.get(email=normal_email(email or ""))


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["password", "last_login", "session_generation"],
)
class User(AbstractBaseUser, PublicModel):
    """A person who signs in. What she may do is said by her hats, never by flags on the account."""

    email = models.EmailField("adresse électronique", validators=[validate_email_address])
    first_name = models.CharField("prénom", max_length=100, blank=True, validators=[validate_one_line])
    last_name = models.CharField("nom", max_length=100, blank=True, validators=[validate_one_line])
    time_zone = models.CharField("fuseau horaire", max_length=40, choices=TimeZone, default=TimeZone.PARIS)
    is_active = models.BooleanField("compte actif", default=True)
    date_joined = models.DateTimeField("compte créé le", default=timezone.now, editable=False)
    session_generation = models.PositiveIntegerField("génération des sessions", default=1, editable=False)
    """Part of what a session is checked against: counting up ends every session of the account, for good."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                name="accounts_user_email_unique",
                violation_error_message="Un compte existe déjà pour cette adresse électronique.",
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="accounts_user_email_lower",
                violation_error_message="L’adresse électronique s’écrit en minuscules.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address in its one spelling, whoever writes it."""
        self.email = normal_email(self.email)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """First and last name, or nothing."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_retired(self) -> bool:
        """Its address is somebody else's since: nobody opens it again."""
        return self.email.endswith(f"@{RETIRED}")

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Changes with the password, as in Django, and with the generation."""
        value = f"{self.session_generation}:{self.password}"
        return salted_hmac("nqt.accounts.session", value, secret=secret, algorithm="sha256").hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Adjectives of invitations."""

    def open(self) -> Self:
        """Neither used nor replaced; its term may have passed."""
        return self.filter(used_at=None, voided_at=None)

    def valid(self, at: datetime.datetime | None = None) -> Self:
        """Still good at that moment."""
        return self.open().filter(expires_at__gt=at or timezone.now())

    def about(self, purpose: str, subject_id: int) -> Self:
        """All those sent for one thing, the last one first."""
        return self.filter(purpose=purpose, subject_id=subject_id).order_by("-created_at", "-pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Invitation(PublicModel):
    """Somebody is asked to come in; the link in the mail proves the address and works once."""

    email = models.EmailField("adresse électronique", validators=[validate_email_address])
    first_name = models.CharField("prénom", max_length=100, blank=True, validators=[validate_one_line])
    last_name = models.CharField("nom", max_length=100, blank=True, validators=[validate_one_line])
    purpose = models.CharField("objet", max_length=100)
    """Which feature answers when it is accepted: 'partners.organizations.contact'."""
    subject_id = models.PositiveBigIntegerField("sujet")
    """The row of that feature it is about."""
    facts = models.JSONField("précisions", default=dict, blank=True)
    """Plain ids and words for the feature; never a secret."""
    invited_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="invitations_sent", verbose_name="invité par"
    )
    created_at = models.DateTimeField("créée le", default=timezone.now, editable=False)
    expires_at = models.DateTimeField("valable jusqu’au")
    used_at = models.DateTimeField("acceptée le", null=True, blank=True, editable=False)
    used_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="invitations_used", verbose_name="acceptée par"
    )
    voided_at = models.DateTimeField("annulée le", null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        verbose_name_plural = "invitations"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "subject_id"],
                condition=Q(used_at=None, voided_at=None),
                name="accounts_invitation_one_open",
                violation_error_message="Une invitation est déjà en cours.",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(voided_at=None),
                name="accounts_invitation_one_end",
                violation_error_message="Une invitation est acceptée ou annulée, jamais les deux.",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation pour {self.email}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address in its one spelling."""
        self.email = normal_email(self.email)
        super().save(*args, **kwargs)

    @property
    def is_valid(self) -> bool:
        """Can be accepted now."""
        return self.used_at is None and self.voided_at is None and self.expires_at > timezone.now()
