"""Forgetting somebody who signs: what was signed is evidence for its term, what was only sent for it is not."""

from collections.abc import Iterable

from django.db.models import QuerySet

from nqt.privacy.erasing import Ending, Person, ender, eraser
from partners.conventions.models import Signatory, Signature, SigningCode
from partners.organizations.models import Contact


@ender
class LeaveSignatures(Ending):
    """Nothing is ended here: a line whose person is gone is shown to staff, who name somebody else."""

    def told(self, person: Person) -> Iterable[str]:
        """What waits for her, and what stays of her."""
        here = Contact.objects.filter(person.about(Contact))
        awaited = Signatory.objects.awaited().filter(contact__in=here)
        for line in awaited.select_related("organization", "text"):
            yield f"« {line.text.title} » attend sa signature pour {line.organization} : nommez quelqu’un d’autre."
        if _signed(person).exists():
            yield "Son nom reste dans ses signatures : elles prouvent des conventions jusqu’à leur terme."


@eraser
def forget_codes(person: Person) -> None:
    """Codes that proved nothing; a used one stays with its signature."""
    SigningCode.objects.filter(person.owns(email="sent_to", user="signatory__contact__user"), signature=None).delete()


def _signed(person: Person) -> QuerySet[Signature]:
    return Signature.objects.filter(person.owns())
