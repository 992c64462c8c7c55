"""A copy to print or to keep: the text, the reader's own annex, the proof of its own signature."""

from typing import Any, ClassVar

from django.db.models import Prefetch
from rest_framework.request import Request
from rest_framework.response import Response

from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door, nested
from nqt.door.pages.paged import address
from partners.conventions.models import Signature
from partners.conventions.resources.partner import OfMyOrganization
from partners.conventions.resources.public import TOKEN, ByLink
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


class Copy(OwnTexts):
    """One page to print; whoever reads the text has it, with the same limits."""

    single = True
    serializer_class = OwnCopy
    name = name_plural = "exemplaire à conserver"
    prefetch = (
        *OwnTexts.prefetch,
        Prefetch("signatures", Signature.objects.filter(voided_at=None), to_attr="standing"),
    )
    template_folder = "partners/conventions/copy"
    text: ClassVar[str]
    """The resource that the copy is made of."""

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The copy; the page leads back to the text."""
        line = self.get_object()
        data = self.get_serializer(line).data
        return Response({"record": data, "back": self.home_url()} if self.door == "pages" else data)

    def home_url(self) -> str:
        """The text."""
        return address(f"{self.door}:{self.audience}:{self.text}-detail", **self.kwargs)


class CopyByLink(ByLink, Copy):
    """The copy of whom the personal link was sent to."""

    text = "signing"


class PartnerCopy(OfMyOrganization, Copy):
    """The copy of a party, in its portal."""

    text = "conventions"


door.register(f"sign/(?P<token>{TOKEN})/copy", CopyByLink, basename="convention-copy")
door.register(nested("conventions", "public_id", "copy"), PartnerCopy, basename="convention-copy")
