"""The register of numbers: one series a year, without gaps, never reused."""

from django.db import models


class NumberRegister(models.Model):
    """The last number given in a year; its row is the lock that puts two freezes one after the other."""

    year = models.PositiveSmallIntegerField("année", primary_key=True)
    last = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "registre des numéros"

    def __str__(self) -> str:
        return f"{self.year}-{self.last:03d}"

    @classmethod
    def next_number(cls, year: int) -> str:
        """Give the next number ('2026-014'); the caller's transaction holds the year until it ends."""
        cls.objects.get_or_create(year=year)
        row = cls.objects.select_for_update(of=("self",)).get(year=year)
        row.last += 1
        row.save(update_fields=["last"])
        return str(row)
