"""What somebody who signed is told: her signatures, which prove conventions."""

from collections.abc import Iterator

from nqt.common.text import of
from nqt.privacy.disclosing import Line, Section, sections
from nqt.privacy.disclosure import told_at
from nqt.privacy.erasing import Person
from partners.conventions.models import Signature


@sections(order=50)
def of_signatures(person: Person) -> Iterator[Section]:
    """Under which name and power, for which convention."""
    given = Signature.objects.filter(person.owns()).select_related("signatory__text", "signatory__organization")
    lines = [
        Line(
            f"« {one.signatory.text.title} », pour {one.signatory.organization}",
            told_at(one.signed_at),
            f"Signée sous le nom {of(one.name)}, {one.power}.",
        )
        for one in given.order_by("signed_at", "pk")
    ]
    yield Section("Vos signatures", [], lines)
