"""Staff: NQT signs like everybody, and its person finds the act here without looking for the mail."""

from typing import Any

from django.urls import reverse

from nqt.accounts.roles import Audience
from nqt.door.http.mount import door, nested
from partners.conventions.models.reading import life_on
from partners.conventions.resources.copy import Copy
from partners.conventions.resources.signing import Signing


class AskedOfMe:
    """What the lines whose person is the reader share."""

    audience = Audience.STAFF

    def scope(self, queryset: Any) -> Any:
        """In the texts that count now, with the life as of the day read."""
        mine = queryset.of_text_read(self.on).asked_of(self.actor.user)
        return mine.annotate(life=life_on(self.on, "text__", "text__convention__"))


class StaffSigning(AskedOfMe, Signing):
    """The lines whose person is the reader; a code mailed at that moment proves it, as for any signatory."""

    has_list = False
    titles = {"list": "Conventions"}
    template_folder = "partners/conventions/staff/signing"

    def home_url(self) -> str:
        """There is no list of one's signatures: today's page has them."""
        return reverse(f"{self.door}:staff:today")

    def crumbs(self) -> list[tuple[str, str]]:
        """The way back to the convention."""
        line = self.get_object()
        page = {"public_id": line.text.convention.public_id}
        return [
            ("Conventions", reverse(f"{self.door}:staff:conventions-list")),
            (line.text.title, reverse(f"{self.door}:staff:conventions-detail", kwargs=page)),
        ]


class StaffCopy(AskedOfMe, Copy):
    """The copy of what the reader signed for NQT."""

    text = "signing"


door.register("signing", StaffSigning)
door.register(nested("signing", "public_id", "copy"), StaffCopy, basename="convention-copy")
