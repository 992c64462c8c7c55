"""How sure we are of a fact of the past: a reading is never shown as if somebody had said it."""

from django.db import models


class Certainty(models.TextChoices):
    """Where a fact comes from."""

    STATED = "stated", "dit par la source"
    DEDUCED = "deduced", "déduit de la source"
    UNKNOWN = "unknown", "inconnu"
