"""What was already answered: the same thing sent twice is done once, and answered alike."""

from django.db import models
from django.utils import timezone


class Answered(models.Model):
    """One sending that was done: written in the transaction that did it, gone after a day."""

    key = models.CharField("clé", max_length=64, unique=True)
    """A digest of who sent it and of the form's token, or of the `Idempotency-Key`."""
    fingerprint = models.CharField("empreinte", max_length=64)
    """A digest of the address and of the body."""
    answer = models.TextField("réponse scellée")
    made_at = models.DateTimeField("répondu le", default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = "envoi répondu", "envois répondus"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.key[:8]
