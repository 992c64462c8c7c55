"""Staff: NQT signs like everybody, and its person finds the act here without looking for the mail."""

from typing import Any

from django.urls import reverse

from nqt.accounts.roles import Audience
from nqt.door.mount import door
from partners.conventions.models.as_of import life_on
from partners.conventions.resources.signing import Signing


class StaffSigning(Signing):
    """The lines whose person is the reader; a code mailed at that moment proves it, as for any signatory."""

    audience, has_list = Audience.STAFF, False
    name_plural = "Conventions"
    template_folder = "partners/conventions/staff/signing"

    def scope(self, queryset: Any) -> Any:
        """Asked of the reader, in the texts that count now, with the life as of the day read."""
        mine = queryset.of_current_text().asked_of(self.actor.user)
        return mine.annotate(life=life_on(self.on, "text__convention__"))

    def home_url(self) -> str:
        """There is no list of one's signatures: today's page has them."""
        return reverse(f"{self.door}:staff:today")

    def crumbs(self) -> list[tuple[str, str]]:
        """The way back to the convention."""
        line = self.get_object()
        page = {"public_id": line.text.convention.public_id}
        return [
            ("Conventions", reverse(f"{self.door}:staff:conventions-list")),
            (str(line.text.convention), reverse(f"{self.door}:staff:conventions-detail", kwargs=page)),
        ]


door.register("signing", StaffSigning)
