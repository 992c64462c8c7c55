"""What staff read and type about one party of a convention."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from nqt.common.text import of
from nqt.door.resource import ActionsField
from nqt.door.serializers import DoorSerializer, InputSerializer, KnownDate, Ref
from partners.conventions.models import Signatory
from partners.conventions.resources.fields import AnswerState, AskedAt, person
from partners.organizations.models import Contact, Organization


class PersonOfParty(Ref):
    """Somebody of the organization whose line is in the address; the form leads to adding another."""

    default_error_messages = {"does_not_exist": "Cette personne n’est pas un contact de cet organisme."}

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"queryset": Contact.objects.available(), "label": "personne qui signe", **kwargs}
        super().__init__(**{"style": {"widget": "select_or_add"}, **kwargs})

    @property
    def line(self) -> Signatory | None:
        """The line of the address; none where the schema is drawn."""
        return self.context["view"].seen_object

    def get_queryset(self) -> QuerySet:
        """The people of that organization."""
        people = super().get_queryset()
        return people.filter(organization=self.line.organization) if self.line else people.none()

    def get_choices(self, cutoff: int | None = None) -> dict[str, str]:
        """With what tells namesakes apart, and who cannot be written to."""
        if self.line is None:
            return {}
        people = self.get_queryset()[: self.select_limit + 1]
        return {str(one.public_id): f"{one} ({one.email or 'sans adresse électronique'})" for one in people}

    @property
    def add(self) -> dict[str, str]:
        """Where somebody is added, and the words of the link."""
        address = {"organization": self.line.organization.public_id}
        words = f"Ajouter un contact {of(self.line.organization)}"
        return {"url": reverse("pages:staff:organization-contacts-new", kwargs=address), "words": words}


class OtherPerson(PersonOfParty):
    """Somebody else than the person asked so far."""

    def get_queryset(self) -> QuerySet:
        """Without who is asked."""
        people = super().get_queryset()
        return people.exclude(pk=self.line.contact_id) if self.line and self.line.contact_id else people


class PartyForm(DoorSerializer):
    """A party, as staff prepare and read it."""

    state = AnswerState()
    organization = Ref(queryset=Organization.objects.active(), suggest="organizations", label="organisme")
    contact = Ref(
        queryset=Contact.objects.available(),
        suggest="contacts",
        required=False,
        allow_null=True,
        label="personne qui signe",
        help_text="Elle reçoit par courriel un lien personnel pour lire et signer.",
    )
    delegated_by = person("par délégation de")
    invited_at = AskedAt()
    signed_on = KnownDate(precision="signed_precision", label="signée", read_only=True)
    actions = ActionsField()

    class Meta:
        model = Signatory
        fields = [
            "public_id",
            "organization",
            "contact",
            "annex",
            "state",
            "delegated_by",
            "invited_at",
            "viewed_at",
            "signed_on",
            "refused_at",
            "refusal_reason",
            "in_force_on",
            "version",
            "actions",
        ]
        read_only_fields = [name for name in fields if name not in ("organization", "contact", "annex")]


class PartyChange(DoorSerializer):
    """The organization of a line does not change: remove it and add another."""

    contact = PersonOfParty(required=False, allow_null=True)

    class Meta:
        model = Signatory
        fields = ["contact", "annex"]


class AnnexChange(DoorSerializer):
    """Of a party that has signed, the annex alone may change: the person has answered."""

    class Meta:
        model = Signatory
        fields = ["annex"]


class Replacement(InputSerializer):
    """Who signs instead."""

    contact = OtherPerson(help_text="Elle reçoit par courriel un lien personnel pour lire et signer.")
