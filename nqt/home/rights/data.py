"""All that is kept about a person, on one page to read and to print; the same as JSON. Staff print it for others."""

from typing import Any

from django.utils import timezone
from rest_framework import exceptions, serializers

from nqt.accounts.roles import Audience
from nqt.audit import access
from nqt.door.http.mount import door, nested
from nqt.door.pages.addresses import address
from nqt.door.resource import Page
from nqt.home.rights.fields import file_of
from nqt.home.rights.own import own_file
from nqt.privacy.disclosing import told_to
from nqt.privacy.models import RightsRequest
from nqt.privacy.subjects import subject_of


class FactSerializer(serializers.Serializer):
    """`Fact`."""

    label = serializers.CharField(label="quoi")
    value = serializers.CharField(label="ce qui est noté")


class LineSerializer(serializers.Serializer):
    """`Line`."""

    what = serializers.CharField(label="quoi")
    when = serializers.CharField(label="quand")
    detail = serializers.CharField(label="précision")


class SectionSerializer(serializers.Serializer):
    """`Section`."""

    title = serializers.CharField(label="titre")
    facts = FactSerializer(many=True, label="en bref")
    lines = LineSerializer(many=True, label="en détail")
    note = serializers.CharField(label="remarque")
    empty = serializers.CharField(label="s’il n’y a rien")


class PersonData(serializers.Serializer):
    """The whole."""

    name = serializers.CharField(label="nom")
    told_at = serializers.DateTimeField(label="établi le")
    sections = SectionSerializer(many=True, label="ce que NQT sait")


class Data(Page):
    """One page, one file to keep."""

    serializer_class = PersonData
    name = name_plural = "Ce que NQT sait de moi"
    template_folder = "home/rights/data"

    def file(self) -> Any:
        """Whose."""
        return own_file(self.actor)

    def data(self) -> dict[str, Any]:
        """All that is known, by section."""
        file = self.file()
        person = subject_of(file._meta.label_lower).person(file)
        return {"name": file.full_name, "told_at": timezone.now(), "sections": told_to(person)}

    def around(self) -> dict[str, str]:
        """The way back, and the file to keep."""
        return {"back": self.home_url(), "export": self.export_url()}

    def export_url(self) -> str:
        """The same for machines."""
        return address(f"api:{self.audience}:my-data-list")

    def home_url(self) -> str:
        """Where it is asked."""
        return address(f"pages:{self.audience}:rights-requests-list")


class GraduateData(Data):
    """Of a graduate."""

    audience = Audience.GRADUATE


class MentorData(Data):
    """Of a mentor."""

    audience = Audience.MENTOR


class PartnerData(Data):
    """Of a contact."""

    audience = Audience.PARTNER


class StaffData(Data):
    """Of whoever asked for access: to print and to post. Reading it is in the access log."""

    audience = Audience.STAFF
    model = RightsRequest
    name = name_plural = "Ce que NQT sait de la personne"

    def file(self) -> Any:
        """The one the request is about, seen as its own page is."""
        request = self.parent(RightsRequest, "asked")
        file = file_of(request)
        if file is None or not subject_of(request.model).seen_by(self.actor).filter(pk=file.pk).exists():
            raise exceptions.NotFound
        access.record(self.actor, access.READ, file)
        return file

    def export_url(self) -> str:
        """The same for machines."""
        return address("api:staff:rights-request-data-list", asked=str(self.kwargs["asked"]))

    def home_url(self) -> str:
        """The request."""
        return address("pages:staff:rights-requests-detail", public_id=str(self.kwargs["asked"]))


for own in (GraduateData, MentorData, PartnerData):
    door.register("my-data", own)
door.register(nested("rights-requests", "asked", "data"), StaffData, basename="rights-request-data")
