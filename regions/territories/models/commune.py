"""Communes, the names they had, the codes that replaced theirs, and which ones typed words may mean."""

from collections.abc import Iterable
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Func, IntegerField, Max, OuterRef, Q, Subquery, TextField, Value, When

from nqt.common.models import PublicModel
from nqt.common.text import folded
from regions.territories.models.map import Department, TerritoryQuerySet
from regions.territories.typed import CommuneTyped, readings_of

MINOR = 10
"""A former name says less than a present one so many times more populous."""
SAME, CODED, FORMERLY, BEGINNING, ELSEWHERE = 0, 1, 2, 3, 4
"""How near a commune is to what was typed; the very name or postal code comes first."""
EXACT = (SAME, CODED)


class CommuneQuerySet(TerritoryQuerySet):
    """Communes are found as people write them: see `regions.territories.typed`."""

    def search(self, text: str) -> Self:
        """By any word of the name, present or former, by postal code, by INSEE code; narrowed by a department."""
        readings = readings_of(text)
        if not readings:
            return self.none() if text.strip() else self
        return self.filter(_any(self._meaning(typed)[0] for typed in readings), is_current=True)

    def ranked(self, text: str) -> Self:
        """The very name first, by population; then those that begin with it; annotates `rank` and `known_as`."""
        readings = readings_of(text)
        names = [typed.name for typed in readings if typed.name]
        postal = [typed.postal for typed in readings if typed.postal]
        top = self.model.objects.filter(folded__in=names).aggregate(most=Max("population"))["most"] or 0
        formerly = Q(pk__in=FormerName.objects.filter(folded__in=names).values("commune"))
        whole = Q(pk__in=self.model.objects.exclude(parent=None).values("parent"))
        cases = [
            *([When(whole, ELSEWHERE)] if postal else []),
            When(Q(folded__in=names), SAME),
            *(When(_district(typed), SAME) for typed in readings if typed.district),
            When(formerly & Q(population__gte=top / MINOR), SAME),
            When(formerly, FORMERLY),
            *(When(Q(postal_codes__contains=[code]), CODED if names else SAME) for code in postal),
            *(When(Q(code=code) | _guess(code), CODED) for code in postal if not names),
            *(When(Q(folded__startswith=f"{name} "), BEGINNING) for name in names),
        ]
        rank = Case(*cases, default=ELSEWHERE, output_field=IntegerField())
        return self.annotate(rank=rank, known_as=_known_as(names)).order_by(
            "rank", F("population").desc(nulls_last=True), "folded", "pk"
        )

    def meant(self, text: str, most: int) -> tuple[list["Commune"], bool]:
        """The communes that somebody may mean, and whether one alone may be taken without asking.

        A more populous commune that begins with the same words is asked about: “Aix” is seldom the one of Corrèze. A
        code that is of La Poste and of INSEE, or of a CEDEX, is asked about too.
        """
        readings = readings_of(text)
        agrees = all(self._meaning(typed)[1] for typed in readings)
        rows = list(self.search(text).ranked(text).select_related("department")[: most * 2])
        if any(typed.postal for typed in readings):
            cities = {row.parent_id for row in rows}
            rows = [row for row in rows if row.pk not in cities]
        exact = [row for row in rows if row.rank in EXACT]
        if exact:
            most_people = max(row.population or 0 for row in exact)
            rivals = [row for row in rows if row.rank == BEGINNING and not row.parent_id]
            rows = exact + [row for row in rivals if (row.population or 0) > most_people]
        return rows[:most], agrees

    def _meaning(self, typed: CommuneTyped) -> tuple[Q, bool]:
        """The condition of one reading, and whether its parts agree: a code and a name may be of two places."""
        known = self.model.objects.filter(is_current=True)
        if typed.digits:
            codes = Func(F("postal_codes"), Value(" "), function="array_to_string", output_field=TextField())
            begin = known.annotate(codes=Func(Value(" "), codes, function="concat", output_field=TextField()))
            return Q(pk__in=begin.filter(codes__contains=f" {typed.digits}").values("pk")), True
        here = Q(postal_codes__contains=[typed.postal])
        is_known = bool(typed.postal) and known.filter(here).exists()
        if not typed.name:
            guessed = Q() if is_known else _guess(typed.postal)
            is_guess = not is_known and known.filter(guessed).exists()
            return Q(code=typed.postal) | here | guessed, not is_guess
        named = _named(typed)
        if not typed.postal or known.filter(named, here).exists():
            return named & here if typed.postal else named, True
        near = named & Q(code__regex=typed.area)
        if known.filter(near).exists():
            return (near | here, False) if is_known else (near, True)
        if typed.district or not (is_known or known.filter(named).exists()):
            return Q(pk__in=[]), True
        return named | here, False


def _known_as(names: list[str]) -> Case:
    """The former name by which a commune is found, when its own has not the words."""
    if not names:
        return Case(default=Value(None), output_field=TextField())
    within = _any(_worded(name) for name in names)
    former = FormerName.objects.filter(within, commune=OuterRef("pk")).order_by("folded", "pk").values("name")[:1]
    return Case(When(within, Value(None)), default=Subquery(former), output_field=TextField())


def _worded(name: str) -> Q:
    """The name begins a word."""
    return Q(folded__startswith=name) | Q(folded__contains=f" {name}")


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def _named(typed: CommuneTyped) -> Q:
    """The beginning of any word of the name or of a former one, or a municipal district; in a department."""
    name = typed.name
    condition = _worded(name) | Q(pk__in=FormerName.objects.filter(_worded(name)).values("commune"))
    if typed.district:
        condition = _district(typed)
    if typed.department:
        condition &= Q(department__code=typed.department.upper()) | Q(department__folded=typed.department)
    return condition


def _district(typed: CommuneTyped) -> Q:
    return Q(folded__in=[f"{typed.name} {typed.district}{ending} arrondissement" for ending in ("e", "er")])


def _guess(code: str) -> Q:
    """Where the mail of a CEDEX goes, most often: 79003 is Niort, 79000."""
    return Q(postal_codes__overlap=[f"{code[:4]}0", f"{code[:3]}00"])


class Commune(PublicModel):
    """A commune of the current vintage, or a municipal district of Paris, Lyon and Marseille (`parent` is the city)."""

    code = models.CharField("code INSEE", max_length=5, unique=True)
    name = models.CharField("nom", max_length=60)
    folded = folded("name")
    department = models.ForeignKey(Department, models.PROTECT, related_name="communes", verbose_name="département")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="districts", verbose_name="commune"
    )
    postal_codes = ArrayField(models.CharField(max_length=5), default=list, verbose_name="codes postaux")
    population = models.PositiveIntegerField("population", null=True, blank=True)
    latitude = models.FloatField("latitude du centre", null=True, blank=True)
    longitude = models.FloatField("longitude du centre", null=True, blank=True)
    """Degrees (WGS 84) of the commune's centre: distances between people are between their communes."""

    is_current = models.BooleanField("existe encore", default=True, db_default=True, editable=False)
    """False: a newer vintage has it no more. Its row stays, since others name it; nobody finds it any longer."""

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        ordering = ["folded", "id"]
        indexes = [
            models.Index(fields=["folded", "id"], name="regions_commune_folded"),
            GinIndex(fields=["postal_codes"], name="regions_commune_postal_codes"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.department.name})"

    @property
    def choice(self) -> str:
        """Its name among others, with the former one by which `ranked` found it."""
        known_as = getattr(self, "known_as", None)
        return f"{self}, pour « {known_as} »" if known_as else str(self)


class FormerName(models.Model):
    """A name by which people still know a commune: its own of before, or that of a commune that merged into it."""

    commune = models.ForeignKey(Commune, models.CASCADE, related_name="former_names", verbose_name="commune")
    name = models.CharField("ancien nom", max_length=60)
    folded = folded("name")

    class Meta:
        verbose_name = "ancien nom de commune"
        verbose_name_plural = "anciens noms de communes"
        ordering = ["folded", "id"]
        indexes = [models.Index(fields=["folded", "commune"], name="regions_formername_folded")]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "name"],
                name="regions_formername_once",
                violation_error_message="Cet ancien nom est déjà connu.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CommuneMove(models.Model):
    """A commune's code was replaced by another one (merger, new commune, change of department), as INSEE tells it."""

    before = models.CharField("ancien code", max_length=5)
    after = models.CharField("nouveau code", max_length=5)
    on = models.DateField("depuis le")

    class Meta:
        verbose_name = "mouvement de commune"
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["before", "after", "on"],
                name="regions_communemove_once",
                violation_error_message="Ce mouvement est déjà connu.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


def current_codes(codes: Iterable[str]) -> dict[str, str]:
    """{code: today's code} of communes, following mergers to their end; a code nothing replaced names itself.

    Of several moves of one code the latest counts; a circle (a merger undone) stops where it began.
    """
    moves = dict(CommuneMove.objects.order_by("on", "id").values_list("before", "after"))
    living = set(Commune.objects.filter(is_current=True).values_list("code", flat=True))
    found = {}
    for code in codes:
        now, met = code, {code}
        while now not in living and moves.get(now) and moves[now] not in met:
            now = moves[now]
            met.add(now)
        found[code] = now
    return found
