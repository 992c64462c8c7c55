"""How alike the codes of a nomenclature are."""

from django.db import models


class SimilarityKind(models.TextChoices):
    """What is compared."""

    JOB = "job", "métiers"
    FIELD = "field", "domaines d’études"


class SimilarityTable(models.Model):
    """How alike two codes of a nomenclature are, two by two; built whole, never typed (`similarity`)."""

    kind = models.CharField("nomenclature", max_length=5, choices=SimilarityKind)
    edition = models.PositiveIntegerField("édition", default=1)
    """Counts the tables built for this nomenclature."""
    rule = models.CharField("règle", max_length=40)
    """The rule that built it: `3:600 1:300` gives 600 to the same three first letters, 300 to the same one."""
    codes = models.TextField("codes")
    """In the order of rows and columns, separated by spaces."""
    values = models.BinaryField("ressemblances")
    """Per mille, `uint16` row by row, little end first, deflated."""
    sha256 = models.CharField("empreinte", max_length=64)
    built_at = models.DateTimeField("construite le", auto_now=True)

    class Meta:
        verbose_name = "table de ressemblance"
        verbose_name_plural = "tables de ressemblance"
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                name="mentoring_similarity_one_a_kind",
                violation_error_message="Cette nomenclature a déjà sa table.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, édition {self.edition}"
