"""Occupations (ROME), their titles, and fields of study (NSF): public nomenclatures, loaded whole."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length

from mentoring.occupations.nearly import nearest
from nqt.accounts.actor import Actor
from nqt.common.models import PublicModel
from nqt.common.text import fold, folded
from regions.territories.models import EVERYBODY


class Language(models.TextChoices):
    """Languages in which one can be accompanied (ISO 639-1)."""

    FRENCH = "fr", "français"
    ENGLISH = "en", "anglais"
    SPANISH = "es", "espagnol"
    GERMAN = "de", "allemand"
    ITALIAN = "it", "italien"
    PORTUGUESE = "pt", "portugais"
    ARABIC = "ar", "arabe"
    CHINESE = "zh", "chinois"
    RUSSIAN = "ru", "russe"
    TURKISH = "tr", "turc"


class Help(models.TextChoices):
    """What a graduate asks for and a mentor gives: `wishes` and `offers` of the matching."""

    CV = "cv", "relire un CV et une lettre"
    INTERVIEW = "interview", "préparer des entretiens"
    NETWORK = "network", "rencontrer des gens du métier"
    PROJECT = "project", "préciser un projet"
    CONFIDENCE = "confidence", "reprendre confiance"
    CODES = "codes", "comprendre les codes de l’entreprise"


class Availability(models.TextChoices):
    """When somebody can usually meet."""

    MORNING = "morning", "en semaine, le matin"
    LUNCH = "lunch", "en semaine, à midi"
    AFTERNOON = "afternoon", "en semaine, l’après-midi"
    EVENING = "evening", "en semaine, après 18 h"
    WEEKEND = "weekend", "le week-end"


class Sector(models.TextChoices):
    """The broad domains of the ROME: the first letter of an occupation's code."""

    AGRICULTURE = "A", "Agriculture et Pêche, Espaces naturels et Espaces verts, Soins aux animaux"
    CRAFTS = "B", "Arts et Façonnage d’ouvrages d’art"
    FINANCE = "C", "Banque, Assurance, Immobilier"
    TRADE = "D", "Commerce, Vente et Grande distribution"
    MEDIA = "E", "Communication, Média et Multimédia"
    BUILDING = "F", "Construction, Bâtiment et Travaux publics"
    TOURISM = "G", "Hôtellerie-Restauration, Tourisme, Loisirs et Animation"
    INDUSTRY = "H", "Industrie"
    MAINTENANCE = "I", "Installation et Maintenance"
    HEALTH = "J", "Santé"
    SERVICES = "K", "Services à la personne et à la collectivité"
    SHOWS = "L", "Spectacle"
    SUPPORT = "M", "Support à l’entreprise"
    TRANSPORT = "N", "Transport et Logistique"


SECTOR, FAMILY = 1, 3
"""Characters of an occupation's code: `F`, its broad domain; `F11`, the family that the matching compares."""


class NomenclatureQuerySet(models.QuerySet):
    """Nomenclatures are public knowledge."""

    def visible_to(self, actor: Actor) -> Self:
        """All of them to every role; nothing to somebody without one."""
        return self if actor is not None and actor.role in EVERYBODY else self.none()

    def search(self, text: str) -> Self:
        """By code, or every word typed begins a word of the label."""
        words, code = fold(text).split(), text.strip().upper()
        if not words:
            return self.none() if code else self
        return self.filter(Q(code=code) | begins_words(words))


class OccupationQuerySet(NomenclatureQuerySet):
    """Occupations are found by their titles too."""

    def search(self, text: str) -> Self:
        """By code, by label, or by any title of the occupation: “urbaniste” finds K1802."""
        words, code = fold(text).split(), text.strip().upper()
        if not words:
            return self.none() if code else self
        titled = JobTitle.objects.filter(begins_words(words), occupation=OuterRef("pk"))
        return self.filter(Q(code=code) | begins_words(words) | Exists(titled))

    def nearly(self, text: str) -> Self:
        """Where that finds nothing: typed with errors, in another number or gender, without its spaces."""
        if titles := nearest(JobTitle.objects.order_by("pk"), text):
            return self.filter(Exists(JobTitle.objects.filter(folded__in=titles, occupation=OuterRef("pk"))))
        return self.filter(folded__in=nearest(Occupation.objects.order_by("pk"), text))


def begins_words(words: list[str]) -> Q:
    """Every folded word begins a word of `folded`."""
    found = Q()
    for word in words:
        found &= Q(folded__startswith=word) | Q(folded__contains=f" {word}")
    return found


class Occupation(PublicModel):
    """A ROME code: `F1106`; its first three characters are the family that the matching compares."""

    code = models.CharField("code ROME", max_length=5, unique=True)
    name = models.CharField("métier", max_length=160)
    folded = folded("name")
    domain = models.CharField("grand domaine", max_length=120)

    objects = OccupationQuerySet.as_manager()

    class Meta:
        verbose_name = "métier"
        ordering = ["folded", "id"]
        indexes = [models.Index(fields=["folded", "id"], name="mentoring_occupation_folded")]

    def __str__(self) -> str:
        return self.name

    @property
    def family(self) -> str:
        """The professional domain: `F11`."""
        return self.code[:FAMILY]


class JobTitle(models.Model):
    """How people call an occupation (ROME *appellation*)."""

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="titles", verbose_name="métier")
    name = models.CharField("appellation", max_length=200)
    folded = folded("name")

    class Meta:
        verbose_name = "appellation"
        ordering = ["folded", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "name"],
                name="mentoring_job_title_once",
                violation_error_message="Cette appellation est déjà celle de ce métier.",
            )
        ]

    def __str__(self) -> str:
        return self.name


def titles_meant(occupations: Iterable[str], text: str) -> dict[str, str]:
    """Public id → the shortest title that the words typed mean, for occupations whose own name does not say it."""
    words = fold(text).split()
    if not words:
        return {}
    unnamed = Occupation.objects.filter(public_id__in=occupations).exclude(begins_words(words))
    found = JobTitle.objects.filter(begins_words(words), occupation__in=unnamed)
    if not found.exists() and not Occupation.objects.search(text).exists():
        found = JobTitle.objects.filter(
            folded__in=nearest(JobTitle.objects.order_by("pk"), text), occupation__in=unnamed
        )
    titles = found.order_by(Length("name").desc(), "-pk")
    return {str(key): name for key, name in titles.values_list("occupation__public_id", "name")}


class StudyField(PublicModel):
    """A group of the NSF (three digits): `311`."""

    code = models.CharField("code NSF", max_length=3, unique=True)
    name = models.CharField("domaine d’études", max_length=160)
    folded = folded("name")
    domain = models.CharField("domaine", max_length=120)

    objects = NomenclatureQuerySet.as_manager()

    class Meta:
        verbose_name = "domaine d’études"
        verbose_name_plural = "domaines d’études"
        ordering = ["folded", "id"]
        indexes = [models.Index(fields=["folded", "id"], name="mentoring_study_field_folded")]

    def __str__(self) -> str:
        return self.name
