"""Three logs beside the history of rows: transitions, access to people's files, security. They are only ever added to.

Rows name a user by a key without constraint: a log outlives the account it speaks of, and nothing rewrites it.
"""

from typing import Any, Self

import pgtrigger
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.db.models import Q

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role

APPEND_ONLY = "append_only"


def append_only() -> pgtrigger.Protect:
    """The trigger that refuses to rewrite or erase a line; only `nqt.privacy.erasing` passes it by."""
    return pgtrigger.Protect(name=APPEND_ONLY, operation=pgtrigger.Update | pgtrigger.Delete)


class LogQuerySet(models.QuerySet):
    """Adjectives every log has."""

    def by(self, user: Any) -> Self:
        """What a person did."""
        return self.filter(user=user)


class Log(models.Model):
    """When, and who under which hat."""

    at = models.DateTimeField("le", db_default=TransactionNow(), editable=False)
    user = models.ForeignKey(
        "accounts.User", models.DO_NOTHING, null=True, db_constraint=False, related_name="+", verbose_name="compte"
    )
    role = models.CharField("rôle", max_length=20, choices=Role, default=Role.ANONYMOUS)
    hat_key = models.CharField("casquette", max_length=100, blank=True)

    class Meta:
        abstract = True


def signed(actor: Actor) -> dict[str, Any]:
    """The columns by which a line of a log says who acted."""
    return {"user": actor.user, "role": actor.role, "hat_key": actor.hat_key}


class TransitionLogQuerySet(LogQuerySet):
    """Adjectives of transitions."""

    def of(self, obj: models.Model) -> Self:
        """The life of one object, oldest first."""
        return self.filter(model=obj._meta.label_lower, object_pk=obj.pk).order_by("pk")


class TransitionLog(Log):
    """One step of a life cycle: its name, from which state to which, and why. It lives as long as its object."""

    model = models.CharField("modèle", max_length=100)
    object_pk = models.BigIntegerField("objet")
    field = models.CharField("champ", max_length=50)
    name = models.CharField("étape", max_length=50)
    from_state = models.CharField("de", max_length=50)
    to_state = models.CharField("vers", max_length=50)
    reason = models.TextField("motif", blank=True)
    bearer = models.CharField("porteur du lien", max_length=60, blank=True)
    """`kind:pk` when the holder of a personal link acted."""
    source = models.CharField("traitement", max_length=100, blank=True)
    """Which part of the machine acted."""

    objects = TransitionLogQuerySet.as_manager()

    class Meta:
        verbose_name = "étape franchie"
        verbose_name_plural = "étapes franchies"
        indexes = [models.Index(fields=["model", "object_pk"], name="audit_transition_object")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.name} : {self.from_state} → {self.to_state}"


class AccessRecordQuerySet(LogQuerySet):
    """Adjectives of accesses."""

    def of(self, obj: models.Model) -> Self:
        """Who opened one file, last first; what a person is shown about her own."""
        return self.filter(model=obj._meta.label_lower, object_public_id=obj.public_id).order_by("-at", "-pk")


class AccessRecord(Log):
    """Somebody read a person's file, or took a list out of the house."""

    class Verb(models.TextChoices):
        """What was done with what one may see."""

        READ = "read", "consultation"
        EXPORT = "export", "export"

    verb = models.CharField("accès", max_length=10, choices=Verb)
    model = models.CharField("modèle", max_length=100, blank=True)
    object_public_id = models.UUIDField("fiche", null=True)
    description = models.CharField("liste", max_length=300, blank=True)
    """Which list, by its filters; never what was in it."""
    count = models.PositiveIntegerField("lignes", null=True)
    reason = models.CharField("motif", max_length=300, blank=True)

    objects = AccessRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "accès"
        verbose_name_plural = "accès"
        indexes = [
            models.Index(fields=["model", "object_public_id", "-at"], name="audit_access_object"),
            models.Index(fields=["at"], name="audit_access_at"),
        ]
        constraints = [
            models.CheckConstraint(
                name="audit_access_of_something",
                condition=Q(object_public_id__isnull=False) | ~Q(description=""),
                violation_error_message="Un accès désigne une fiche ou une liste.",
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} : {self.description or self.model}"


class SecurityEventQuerySet(LogQuerySet):
    """Adjectives of security events."""

    def of_kind(self, *kinds: str) -> Self:
        """Only some kinds."""
        return self.filter(kind__in=kinds)


class SecurityEvent(Log):
    """Signing in and out, credentials changed, doors closed. An address that has no account is kept as a keyed hash."""

    class Kind(models.TextChoices):
        """What happened."""

        SIGNED_IN = "signed_in", "connexion"
        SIGN_IN_FAILED = "sign_in_failed", "connexion refusée"
        SIGNED_OUT = "signed_out", "déconnexion"
        CODE_REJECTED = "code_rejected", "code refusé"
        PASSWORD_CHANGED = "password_changed", "mot de passe changé"
        PASSWORD_RESET = "password_reset", "mot de passe réinitialisé"
        EMAIL_CHANGED = "email_changed", "adresse changée"
        MFA_ADDED = "mfa_added", "second facteur ajouté"
        MFA_REMOVED = "mfa_removed", "second facteur retiré"
        MFA_RESET = "mfa_reset", "codes de secours renouvelés"
        MFA_USED = "mfa_used", "second facteur utilisé"
        MFA_FAILED = "mfa_failed", "second facteur refusé"
        MFA_MISSING = "mfa_missing", "second facteur exigé"
        INVITATION_SENT = "invitation_sent", "invitation envoyée"
        INVITATION_ACCEPTED = "invitation_accepted", "invitation acceptée"
        INVITATION_REFUSED = "invitation_refused", "invitation refusée"
        SESSION_EXPIRED = "session_expired", "session échue"
        RIGHTS_CHANGED = "rights_changed", "droits changés"
        DENIED = "denied", "accès refusé"
        INFECTED = "infected", "fichier nuisible refusé"

    kind = models.CharField("événement", max_length=30, choices=Kind)
    email_hash = models.CharField("empreinte de l’adresse", max_length=64, blank=True)
    ip = models.GenericIPAddressField("adresse IP", null=True)
    path = models.CharField("page", max_length=300, blank=True)
    detail = models.CharField("précision", max_length=100, blank=True)

    objects = SecurityEventQuerySet.as_manager()

    class Meta:
        verbose_name = "événement de sécurité"
        verbose_name_plural = "événements de sécurité"
        indexes = [
            models.Index(fields=["user", "-at"], name="audit_security_user"),
            models.Index(fields=["at"], name="audit_security_at"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.get_kind_display()
