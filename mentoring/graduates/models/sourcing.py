"""Links that carry the origin of an application: a landlord's poster, a neighborhood, a fair (S11)."""

import secrets

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.models import VersionedModel
from nqt.common.text import fold, folded
from nqt.common.validators import validate_one_line
from partners.organizations.models import Organization
from regions.neighborhoods.models import PriorityNeighborhood

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that one mistakes for another on a poster."""


def short_code() -> str:
    """Eight letters and digits, to read aloud or to print."""
    return "".join(secrets.choice(ALPHABET) for _ in range(8))


class SourcingLinkQuerySet(models.QuerySet):
    """Adjectives of links."""

    def visible_to(self, actor: Actor):
        """Staff see them all: an origin is a fact about an application, wherever the person lives."""
        is_staff = actor.role in {Role.STAFF_NATIONAL, Role.STAFF_REGIONAL, Role.SYSTEM}
        return self.all() if is_staff else self.none()

    def search(self, text: str):
        """By label, by code, or by the organization's name."""
        words = fold(text)
        return self.filter(Q(folded__contains=words) | Q(code=text.strip()) | Q(organization__folded__contains=words))

    def open(self):
        """Still printed somewhere."""
        return self.filter(closed_at=None)


@pghistory.track(exclude=["folded"])
class SourcingLink(VersionedModel):
    """`/apply/from/<code>/`: whoever applies through it comes from there."""

    code = models.CharField("code", max_length=12, unique=True, default=short_code, editable=False)
    label = models.CharField("nom", max_length=120, validators=[validate_one_line])
    folded = folded("label")
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="sourcing_links", verbose_name="partenaire"
    )
    neighborhood = models.ForeignKey(
        PriorityNeighborhood, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="quartier"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="créé par"
    )
    closed_at = models.DateTimeField("fermé le", null=True, editable=False)
    """A closed link still opens the application: its origin is no longer counted."""

    objects = SourcingLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "lien de candidature"
        verbose_name_plural = "liens de candidature"
        ordering = ["folded", "id"]
        indexes = [models.Index(fields=["folded", "id"], name="mentoring_link_folded")]

    def __str__(self) -> str:
        return self.label
