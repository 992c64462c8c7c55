"""Where official data come from."""

from django.db import models

from nqt.common.models import PublicModel


class FileKind(models.TextChoices):
    """What an official file holds."""

    COG = "cog", "Code officiel géographique"
    POSTAL_CODES = "postal_codes", "Codes postaux"
    NEIGHBORHOODS = "neighborhoods", "Quartiers prioritaires"
    OCCUPATIONS = "occupations", "Métiers et appellations (ROME)"


class OfficialFile(PublicModel):
    """Provenance: which file was imported, of which vintage, and when."""

    kind = models.CharField("contenu", max_length=15, choices=FileKind)
    name = models.CharField("nom du fichier", max_length=200)
    vintage = models.CharField("millésime", max_length=20, blank=True)
    size = models.PositiveBigIntegerField("taille (octets)")
    sha256 = models.CharField("SHA-256", max_length=64)
    rows = models.PositiveIntegerField("lignes")
    imported_at = models.DateTimeField("importé le")

    class Meta:
        verbose_name = "fichier officiel"
        ordering = ["-imported_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.vintage})"
