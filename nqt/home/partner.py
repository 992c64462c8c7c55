"""What an HR contact of a partner finds: what she must do, then the conventions of her organization."""

import datetime
from dataclasses import dataclass

from nqt.accounts.actor import Actor
from partners.conventions.models import Answer, Signatory
from partners.conventions.models.as_of import life_on
from partners.conventions.resources.signing import is_asked
from partners.organizations.models import Organization


@dataclass(frozen=True)
class Home:
    """The partner's first page."""

    organization: str
    partner_since: int | None
    todo: list[Signatory]
    """Lines that wait for the reader's own answer."""
    conventions: list[Signatory]
    contact: str
    contact_email: str


def home_of(actor: Actor, on: datetime.date) -> Home:
    """The home of the actor's organization on a date."""
    organization = Organization.objects.get(pk=actor.organization_id)
    lines = list(
        Signatory.objects.visible_to(actor)
        .of_current_text()
        .existing(on)
        .annotate(life=life_on(on, "text__convention__"))
        .select_related("text__convention__owner", "organization", "contact")
        .prefetch_related("text__signatories__organization")
        .order_by("-updated_at", "pk")
    )
    signed = sorted(line.signed_on for line in lines if line.answer == Answer.SIGNED)
    owner = next((line.text.convention.owner for line in lines if line.text.convention.owner), None)
    return Home(
        organization=str(organization),
        partner_since=signed[0].year if signed else None,
        todo=[line for line in lines if is_asked(actor, line)],
        conventions=lines,
        contact=owner.get_full_name() if owner else "",
        contact_email=owner.email if owner else "",
    )
