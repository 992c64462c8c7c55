"""What staff read and type about one party of a convention."""

import datetime
from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from nqt.accounts.actor import Actor
from nqt.common.acts import hidden
from nqt.common.text import of
from nqt.door.forms.serializers import DoorSerializer, InputSerializer, KnownDate, Ref
from nqt.door.resource import ActionsField
from nqt.outbox.models import State
from partners.conventions import actions, timeline
from partners.conventions.models import Signatory, Stage
from partners.conventions.next_reminders import next_reminder
from partners.conventions.resources.consequences import reminder_waits, succession_of
from partners.conventions.resources.fields import AnswerState, AskedAt, person
from partners.conventions.resources.ways_out import way_out
from partners.organizations.models import Contact, Organization
from partners.organizations.resources.fields import Phone
from partners.organizations.succession import followed_by_others


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


class StandingOrganization(Ref):
    """A body that still signs: of one that another has followed, the successor is offered."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Found, then looked at: what has a successor is refused, with the successor to tick."""
        found = super().run_validation(data)
        fact = followed_by_others(found, localdate()) if found is not None else None
        if fact is None or not fact.is_gone:
            return found
        seen = self.get_queryset().filter(pk__in=[successor.pk for successor in fact.successors])
        self.candidates = list(seen.order_by("folded", "pk"))
        raise serializers.ValidationError(f"{fact.sentence} Choisissez {fact.names}.")


def successors_seen(actor: Actor, line: Signatory) -> QuerySet[Organization]:
    """Who stands today in the place of a line's organization, among those the reader may see."""
    fact = followed_by_others(line.organization, localdate())
    ids = [successor.pk for successor in fact.successors] if fact else []
    return Organization.objects.visible_to(actor).filter(pk__in=ids)


class SuccessorOfParty(Ref):
    """One of those that have followed the organization of the line in the address."""

    def get_queryset(self) -> QuerySet:
        """Of that organization; none where the schema is drawn."""
        view = self.context["view"]
        return successors_seen(view.actor, view.seen_object) if view.seen_object else Organization.objects.none()


class PartyForm(DoorSerializer):
    """A party, as staff prepare and read it."""

    state = AnswerState()
    organization = StandingOrganization(
        queryset=Organization.objects.active(), suggest="organizations", label="organisme"
    )
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
    succession = serializers.SerializerMethodField(label="ce qu’elle est devenue")
    waits = serializers.SerializerMethodField(label="à attendre")
    write_to = serializers.SerializerMethodField(label="adresse électronique")
    way_out = serializers.SerializerMethodField(label="continuer sans elle")
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
            "succession",
            "waits",
            "write_to",
            "way_out",
            "version",
            "actions",
        ]
        read_only_fields = [name for name in fields if name not in ("organization", "contact", "annex")]

    def get_succession(self, line: Signatory) -> str:
        """Who has followed it, while it is still to sign."""
        return succession_of(line)

    def get_waits(self, line: Signatory) -> str:
        """Why nobody is reminded now, and until when."""
        return reminder_waits(line) or ""

    def get_write_to(self, line: Signatory) -> str:
        """Where the person who signs reads, while working there."""
        return line.contact.email if line.is_reachable else ""

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_way_out(self, line: Signatory) -> dict[str, str]:
        """The act that lets the others go on without it, once the text is frozen; empty when the reader has none."""
        return way_out(line, self.context.get("view"))


class PersonWhoSigns(DoorSerializer):
    """How the person asked is reached."""

    name = serializers.CharField(source="full_name", label="nom", read_only=True)
    phone = Phone(read_only=True)

    class Meta:
        model = Contact
        fields = ["public_id", "name", "title", "email", "phone"]
        read_only_fields = fields


class PartyPage(PartyForm):
    """The page of a party: who signs and how she is reached, what was sent to her, what she answered."""

    person = PersonWhoSigns(source="contact", read_only=True, allow_null=True, label="personne")
    kind = serializers.CharField(source="organization.get_kind_display", label="nature", read_only=True)
    seat = serializers.StringRelatedField(source="organization.seat", label="siège", read_only=True)
    stage = serializers.ChoiceField(source="text.stage", choices=Stage.choices, label="texte", read_only=True)
    sign_by = serializers.DateField(source="text.sign_by", label="à signer avant le", read_only=True, allow_null=True)
    follower = serializers.StringRelatedField(source="text.convention.owner", label="suivie par", read_only=True)
    reminders = serializers.IntegerField(label="relances", read_only=True, allow_null=True)
    reminded_at = serializers.DateTimeField(label="dernière relance", read_only=True, allow_null=True)
    next_reminder = serializers.SerializerMethodField(label="prochaine relance automatique")
    in_sight = serializers.SerializerMethodField(label="fiches que l’on peut ouvrir")
    timeline = serializers.SerializerMethodField(label="ce qui s’est passé")

    class Meta(PartyForm.Meta):
        added = [
            "person",
            "kind",
            "seat",
            "stage",
            "sign_by",
            "follower",
            "reminders",
            "reminded_at",
            "next_reminder",
            "in_sight",
            "timeline",
        ]
        fields = [*PartyForm.Meta.fields, *added]
        read_only_fields = [*PartyForm.Meta.read_only_fields, *added]

    @extend_schema_field({"type": "string", "format": "date", "nullable": True})
    def get_next_reminder(self, line: Signatory) -> datetime.date | None:
        """The day on which the person is written to, if she stays silent."""
        if not line.is_awaited or not line.is_reachable or succession_of(line):
            return None
        pause = actions.reminder_pause(line)
        return None if pause and pause.state == State.STOPPED else next_reminder(line, timezone.now())

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_in_sight(self, line: Signatory) -> list[str]:
        """Which of `organization` and `contact` the reader may open."""
        actor, asked = self.context["actor"], {"organization": line.organization, "contact": line.contact}
        return [name for name, row in asked.items() if row is not None and hidden(actor, row) is None]

    @extend_schema_field({"type": "array", "items": {"type": "object", "additionalProperties": True}})
    def get_timeline(self, line: Signatory) -> list[dict[str, Any]]:
        """Latest first."""
        return [asdict(entry) for entry in timeline.of_line(line)]


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


class Succeeding(InputSerializer):
    """Who takes its place."""

    successor = SuccessorOfParty(queryset=Organization.objects.all(), label="successeur")


class Replacement(InputSerializer):
    """Who signs instead."""

    contact = OtherPerson(help_text="Elle reçoit par courriel un lien personnel pour lire et signer.")
