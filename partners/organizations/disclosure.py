"""What a contact is told: her record at each organization, notes included, and her roles."""

from collections.abc import Iterator

from django.utils.text import capfirst

from nqt.common.dates import french_day
from nqt.common.keeping import kept
from nqt.privacy.disclosing import Line, Section, known, sections
from nqt.privacy.erasing import Person
from partners.organizations.models import Contact

UNTIL = "Quand vous quittez l’organisme, cette fiche est effacée {} après notre dernier échange."
REVIEWED = "une note existe ; demandez l’accès à vos données, elle vous est remise après relecture"
"""It may speak of somebody else: a colleague reads it over first."""


@sections(order=40)
def of_contact(person: Person) -> Iterator[Section]:
    """One section an organization."""
    for contact in Contact.objects.filter(person.about(Contact)).select_related("organization").order_by("pk"):
        facts = known(
            ("Prénom", contact.first_name),
            ("Nom", contact.last_name),
            ("Fonction", contact.title),
            ("Adresse électronique", contact.email),
            ("Téléphone", contact.phone and contact.phone.as_national),
            ("Note de l’équipe", REVIEWED if contact.note else ""),
            ("Fiche", contact.get_state_display()),
        )
        roles = [_role(one) for one in contact.roles.order_by("valid_from", "pk")]
        yield Section(f"Vous à {contact.organization}", facts, roles, UNTIL.format(kept("partners.Contact", "left")))


def _role(role) -> Line:
    dates = [f"depuis le {french_day(role.valid_from)}"] if role.valid_from else []
    dates += [f"jusqu’au {french_day(role.last_day)}"] if role.last_day else []
    return Line(capfirst(role.get_kind_display()), ", ".join(dates))
