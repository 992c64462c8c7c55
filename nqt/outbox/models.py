"""A mail that is due is a row: written in the business transaction, sent by a worker, kept without its text."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from nqt.common.lease import Leased, LeasedQuerySet
from nqt.common.models import PublicModel
from nqt.common.validators import validate_email_address


class State(models.TextChoices):
    """Where a message is on its way."""

    QUEUED = "queued", "en attente"
    SENDING = "sending", "en cours d’envoi"
    SENT = "sent", "envoyé"
    BOUNCED = "bounced", "adresse refusée"
    FAILED = "failed", "abandonné"
    EXPIRED = "expired", "échu avant l’envoi"
    WITHDRAWN = "withdrawn", "devenu sans objet"
    STOPPED = "stopped", "arrêté par la personne"


ON_THE_WAY = (State.QUEUED, State.SENDING)


class MessageQuerySet(LeasedQuerySet):
    """Adjectives of messages."""

    def about(self, kind: str, public_id: Any) -> Self:
        """What was written about one object, last first: `about('convention', convention.public_id)`."""
        return self.filter(about=f"{kind}:{public_id}").order_by("-created_at", "-pk")

    def of_kind(self, *names: str) -> Self:
        """Only some kinds."""
        return self.filter(kind__in=names)

    def addressed_to(self, address: str) -> Self:
        """Everything one address was written."""
        return self.filter(to=address.strip().lower())

    def sent(self) -> Self:
        """Those that left."""
        return self.filter(state=State.SENT)

    def bounced(self) -> Self:
        """Those whose address refused them for good: shown on the person."""
        return self.filter(state=State.BOUNCED)

    def given_up(self) -> Self:
        """The dead letters: somebody has to look."""
        return self.filter(state=State.FAILED)

    def due(self, now: datetime.datetime) -> Self:
        """Waiting for a worker, or held by one whose lease is over."""
        waiting = Q(state=State.QUEUED, next_try_at__lte=now)
        return self.filter(waiting | self.abandoned())

    def overdue(self, now: datetime.datetime) -> Self:
        """Due, but past the term after which they are never sent."""
        return self.filter(state=State.QUEUED, expires_at__lte=now)


class Message(Leased, PublicModel):
    """One mail to one person for one occasion."""

    HELD = State.SENDING

    kind = models.CharField("sorte", max_length=100)
    key = models.CharField("clé", max_length=250, unique=True)
    """`kind:object:recipient:occasion`: a second post of the same is the same message."""
    about = models.CharField("au sujet de", max_length=100, blank=True)
    """`convention:<public id>`: where pages look for “dernière relance”."""
    to = models.EmailField("destinataire", validators=[validate_email_address])
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="compte"
    )
    time_zone = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris")
    context = models.JSONField("précisions", default=dict)
    """Ids only; words are looked up when the mail leaves."""
    secret = models.TextField("secret scellé", blank=True)
    """What only the mail may say (a sign-in code), sealed with the service's key and wiped when the mail has left."""
    is_reminder = models.BooleanField("relance", default=False)

    state = models.CharField("état", max_length=10, choices=State, default=State.QUEUED)
    due_at = models.DateTimeField("dû le", default=timezone.now)
    expires_at = models.DateTimeField("sans objet après le", null=True, blank=True)
    next_try_at = models.DateTimeField("prochain essai", default=timezone.now)
    in_doubt = models.PositiveSmallIntegerField("remises sans réponse", default=0)
    """How often the text went to the mail server without its answer coming back."""
    last_error = models.CharField("dernière erreur", max_length=200, blank=True)

    message_id = models.CharField("Message-ID", max_length=120)
    subject = models.CharField("objet", max_length=250, blank=True)
    created_at = models.DateTimeField("écrit le", default=timezone.now, editable=False)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message"
        verbose_name_plural = "messages"
        ordering = ["next_try_at", "pk"]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                name="outbox_message_waiting",
                condition=Q(state__in=["queued", "sending"]),
            ),
            models.Index(fields=["to", "sent_at"], name="outbox_message_reminders", condition=Q(is_reminder=True)),
            models.Index(fields=["about", "-created_at"], name="outbox_message_about", condition=~Q(about="")),
            models.Index(fields=["created_at"], name="outbox_message_created"),
        ]
        constraints = [
            models.CheckConstraint(
                name="outbox_message_sent_when",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                violation_error_message="Un message envoyé a une date d’envoi, les autres n’en ont pas.",
            ),
            models.CheckConstraint(
                name="outbox_message_held_by",
                condition=Q(state="sending", lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_until__isnull=True)),
                violation_error_message="Un message en cours d’envoi est réservé par quelqu’un.",
            ),
            models.CheckConstraint(
                name="outbox_message_secret_wiped",
                condition=Q(secret="") | Q(state__in=["queued", "sending"]),
                violation_error_message="Le secret d’un message est effacé dès qu’il est parti.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.get_state_display()})"

    @property
    def is_on_the_way(self) -> bool:
        """Will still be sent."""
        return self.state in ON_THE_WAY


class Stop(models.Model):
    """Somebody wants no more mails of a family at an address; the address itself is not kept (`stops.py`)."""

    digest = models.CharField("empreinte de l’adresse", max_length=64)
    family = models.CharField("famille", max_length=100)
    stopped_at = models.DateTimeField("arrêté le", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "arrêt de courriels"
        verbose_name_plural = "arrêts de courriels"
        ordering = ["stopped_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest", "family"],
                name="outbox_stop_once",
                violation_error_message="Ces courriels sont déjà arrêtés.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.family} ({self.digest[:8]})"
