"""The articles of a text, while it is written: once frozen, its body alone is read."""

import pghistory
from django.db import models

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.models import VersionedModel
from nqt.common.validators import validate_one_line, validate_plain_text
from partners.conventions.models.convention_text import ConventionText
from partners.conventions.models.territory import declared_in


class ArticleQuerySet(models.QuerySet):
    """Articles in preparation."""

    def visible_to(self, actor: Actor):
        """Staff of the convention's perimeter; partners read the composed document, never these rows."""
        role = actor.role
        if role in (Role.STAFF_NATIONAL, Role.AUDITOR, Role.SYSTEM):
            return self
        if role == Role.STAFF_REGIONAL:
            return self.filter(declared_in(actor.department_codes, "text__convention"))
        return self.none()


@pghistory.track()
class Article(VersionedModel):
    """One article of the common body, while it is being written."""

    text = models.ForeignKey(ConventionText, models.CASCADE, related_name="articles", verbose_name="texte")
    position = models.PositiveSmallIntegerField("rang")
    title = models.CharField("titre", max_length=150, validators=[validate_one_line])
    wording = models.TextField("rédaction", max_length=20_000, validators=[validate_plain_text])

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "article"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "position"],
                name="article_position_unique",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Un autre article a déjà ce rang.",
            )
        ]

    def __str__(self) -> str:
        return f"Article {self.position}. {self.title}"
