"""A copy to print or to keep: the text, the reader's own annex, the proof of its own signature."""

from typing import ClassVar

from django.db.models import Prefetch

from nqt.common.links import TOKEN
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door, nested
from nqt.door.pages.addresses import address
from nqt.door.resource import Page
from partners.conventions.models import Signatory, Signature
from partners.conventions.resources.partner import OfMyOrganization
from partners.conventions.resources.public import OfLine
from partners.conventions.resources.signing import OwnTexts
from partners.conventions.resources.signing_serializers import OwnText


class OwnProof(DoorSerializer):
    """What proves one's own signature."""

    class Meta:
        model = Signature
        fields = ["name", "power", "signed_at", "consent", "body_hash", "annex_hash", "binding"]
        read_only_fields = fields


class OwnCopy(OwnText):
    """The text and the proof of one's own signature: none for what was signed before the software, or not yet."""

    proofs = OwnProof(source="standing", many=True, read_only=True, label="preuve de la signature")

    class Meta(OwnText.Meta):
        fields = [*OwnText.Meta.fields, "proofs"]
        read_only_fields = fields


class Copy(OwnTexts, Page):
    """One page to print; whoever reads the text has it, with the same limits."""

    serializer_class = OwnCopy
    name = name_plural = "exemplaire à conserver"
    prefetch = (
        *OwnTexts.prefetch,
        Prefetch("signatures", Signature.objects.filter(voided_at=None), to_attr="standing"),
    )
    template_folder = "partners/conventions/copy"
    text: ClassVar[str]
    """The resource that the copy is made of."""

    def data(self) -> Signatory:
        """The copy."""
        return self.get_object()

    def around(self) -> dict[str, str]:
        """The page leads back to the text."""
        return {"back": self.home_url()}

    def home_url(self) -> str:
        """The text."""
        return address(f"{self.door}:{self.audience}:{self.text}-detail", **self.kwargs)


class CopyByLink(Copy, OfLine):
    """The copy of whom the personal link was sent to."""

    text = "signing"


class PartnerCopy(OfMyOrganization, Copy):
    """The copy of a party, in its portal."""

    text = "conventions"


door.register(f"sign/(?P<token>{TOKEN})/copy", CopyByLink, basename="convention-copy")
door.register(nested("conventions", "public_id", "copy"), PartnerCopy, basename="convention-copy")
