"""What was sent on a day, and what the rules of that day said: frozen, never rewritten."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

from mentoring.graduates.models.graduate import Graduate
from nqt.accounts.actor import Actor
from nqt.common.looks import dressed
from nqt.common.models import PublicModel


@dressed(
    ELIGIBLE="ok check",
    TO_CHECK="warn eye",
    NOT_ELIGIBLE="bad alert-triangle",
)
class Verdict(models.TextChoices):
    """What the rules say; a person decides."""

    ELIGIBLE = "eligible", "remplit les conditions"
    TO_CHECK = "to_check", "une condition est à vérifier"
    NOT_ELIGIBLE = "not_eligible", "une condition n’est pas remplie"


class ApplicationQuerySet(models.QuerySet):
    """Each submission."""

    def visible_to(self, actor: Actor):
        """Those of the graduates one may read."""
        return self.filter(graduate__in=Graduate.objects.visible_to(actor))


class Application(PublicModel):
    """One submission: the inputs, the rules in force on that day, the answer to each."""

    graduate = models.ForeignKey(Graduate, models.CASCADE, related_name="applications", verbose_name="jeune diplômé")
    submitted_at = models.DateTimeField("envoyée le", default=timezone.now)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="saisie par"
    )
    verdict = models.CharField("conditions", max_length=12, choices=Verdict)
    checks = models.JSONField("condition par condition", default=list)
    """`[{rule, kind, answer, sentence}]` (`eligibility.Check`)."""
    inputs = models.JSONField("éléments", default=dict)
    """What was evaluated: `{on, birth_date, degree_level, department, commune, qpv, background}`."""

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "candidature envoyée"
        verbose_name_plural = "candidatures envoyées"
        ordering = ["-submitted_at", "-id"]
        indexes = [models.Index(fields=["graduate", "-submitted_at"], name="mentoring_application_of")]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"candidature du {timezone.localdate(self.submitted_at):%d/%m/%Y}"


class ConsentQuerySet(models.QuerySet):
    """Adjectives of consents."""

    def visible_to(self, actor: Actor):
        """Those of the graduates one may read."""
        return self.filter(graduate__in=Graduate.objects.visible_to(actor))

    def live(self):
        """Given, and not taken back."""
        return self.filter(withdrawn_at=None)


class Consent(PublicModel):
    """Somebody agreed to something: which text, when, how; withdrawn is dated, never erased (art. 7.1)."""

    class Purpose(models.TextChoices):
        """What was agreed to."""

        ACCOMPANIMENT = "accompaniment", "être accompagné par NQT"
        SHOWN_TO_MENTORS = "shown_to_mentors", "montrer son projet aux parrains"

    graduate = models.ForeignKey(Graduate, models.CASCADE, related_name="consents", verbose_name="jeune diplômé")
    purpose = models.CharField("objet", max_length=20, choices=Purpose)
    text_version = models.CharField("version du texte", max_length=20)
    text_hash = models.CharField("empreinte du texte", max_length=64)
    given_at = models.DateTimeField("donné le", default=timezone.now)
    channel = models.CharField("par", max_length=20)
    """`link`, `portal`, `staff` (told to the colleague who typed)."""
    withdrawn_at = models.DateTimeField("retiré le", null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "consentement"
        indexes = [models.Index(fields=["given_at", "id"], name="mentoring_consent_given")]
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate", "purpose"],
                condition=models.Q(withdrawn_at=None),
                name="mentoring_consent_one_live",
                violation_error_message="Ce consentement est déjà donné.",
            )
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()
