"""Fields that several views of organizations share."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from phonenumber_field.phonenumber import PhoneNumber
from phonenumber_field.serializerfields import PhoneNumberField
from rest_framework import serializers

from nqt.accounts.actor import Actor
from nqt.accounts.asking import holder_field
from nqt.accounts.invitations import told
from nqt.common.acts import May
from nqt.common.dates import Precision, known
from nqt.common.errors import Conflict, Refusal
from nqt.common.phones import read_phone
from nqt.common.validators import digits
from nqt.door.forms.fields import dated_cells, dated_labels
from nqt.door.forms.serializers import InputSerializer
from nqt.outbox.by_hand import pause_in
from nqt.outbox.rules import LOST_LINK
from partners.organizations.models import Contact, ContactRoleKind, PortalAccess, TieStage
from partners.organizations.models.people import INVITATION_PURPOSE

UNKNOWN_SPAN = "début inconnu"
"""Neither bound is known: it holds, since when nobody said."""


class Inviting(InputSerializer):
    """Nothing, unless the address has an account in another name."""

    address_holder = holder_field()


class Digits(serializers.CharField):
    """A number as people copy it, with spaces or dots: stored without them, shown by groups of three."""

    def to_internal_value(self, data: Any) -> str:
        """How it is written goes, the digits stay; anything else is the validator's to refuse."""
        return digits(super().to_internal_value(data))

    def words(self, value: str | None, instance: Any) -> str:
        """'552 141 533', and the establishment of a SIRET apart: '552 141 533 00012'."""
        if not value:
            return ""
        return " ".join([value[:3], value[3:6], value[6:9], value[9:]]).strip().replace(" ", "\u202f")


class Phone(PhoneNumberField):
    """Typed the French way, overseas too, or with its country; stored in one form, shown as it is read aloud."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            region="FR",
            error_messages={"invalid": "Ce numéro de téléphone n’existe pas. Exemple : 05 46 00 00 00."},
            style={"attrs": {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}},
            **{"label": "téléphone", "required": False, "allow_blank": True, **kwargs},
        )

    def to_internal_value(self, data: Any) -> Any:
        """The number meant; the library's reading knows mainland France alone."""
        return super().to_internal_value(read_phone(data) if isinstance(data, str) and data else data)

    def words(self, value: str, instance: Any) -> str:
        """'05 46 00 00 00', or with its country when it is another."""
        number = getattr(instance, self.source, None)
        if not isinstance(number, PhoneNumber) or not number:
            return ""
        return number.as_national if number.country_code == 33 else number.as_international


class TieState(serializers.ChoiceField):
    """Whether a dated fact holds on the day read."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=TieStage.choices, source="*", read_only=True, **{"label": "état", **kwargs})

    def to_representation(self, tie: Any) -> str:
        """From its bounds alone."""
        on = self.context["on"] or timezone.localdate()
        if tie.valid_until and tie.valid_until <= on:
            return TieStage.ENDED.value
        return (TieStage.COMING if tie.valid_from and tie.valid_from > on else TieStage.CURRENT).value


@extend_schema_field({"type": "string"})
class Span(serializers.Field):
    """'depuis 2010', 'de 2010 à mai 2014', as precisely as each bound is known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **{"label": "période", **kwargs})

    def to_representation(self, tie: Any) -> str:
        start = known(tie.valid_from, getattr(tie, "from_precision", Precision.DAY)).removeprefix("en ")
        end = known(tie.valid_until, getattr(tie, "until_precision", Precision.DAY)).removeprefix("en ")
        if start and end:
            return f"{start.removeprefix('le ')} – {end.removeprefix('le ')}"
        if start:
            return f"depuis {start}"
        return f"jusqu’{_to(end)}" if end else UNKNOWN_SPAN

    def file_labels(self) -> list[str]:
        """In a file the bounds are dates, each with its precision."""
        return [*dated_labels("depuis"), *dated_labels("jusqu’à")]

    def file_cells(self, value: str, tie: Any) -> list[Any]:
        """The two bounds; an unknown one is empty."""
        start = dated_cells(tie.valid_from, getattr(tie, "from_precision", None))
        return [*start, *dated_cells(tie.valid_until, getattr(tie, "until_precision", None))]


def _to(date: str) -> str:
    """'au 23 juillet 2015', 'à mai 2014', 'en 2013' without its 'en'."""
    return f"au {date.removeprefix('le ')}" if date.startswith("le ") else f"à {date}"


class PortalState(serializers.ChoiceField):
    """A person's way into its organization's portal; reads what `with_portal` annotates."""

    def __init__(self, **kwargs: Any) -> None:
        label = {"label": "espace partenaire", **kwargs}
        super().__init__(choices=PortalAccess.choices, source="*", read_only=True, **label)

    def to_representation(self, contact: Contact) -> str:
        return access_of(contact).value


def access_of(contact: Contact) -> PortalAccess:
    """Of now."""
    if not contact.is_available:
        return PortalAccess.CLOSED
    if contact.has_account and not contact.user.is_active:
        return PortalAccess.DISABLED
    if contact.enters:
        return PortalAccess.OPEN
    if contact.invited_until is None:
        return PortalAccess.CLOSED
    return PortalAccess.INVITED if contact.invited_until > timezone.now() else PortalAccess.LAPSED


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class HeldRoles(serializers.Field):
    """The roles in force; reads what `with_roles` fetches."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **{"label": "rôles", **kwargs})

    def to_representation(self, contact: Contact) -> list[str]:
        return [role.kind for role in contact.held]

    def words(self, value: list[str], contact: Contact) -> str:
        """'signataire, ressources humaines'."""
        return ", ".join(role.get_kind_display() for role in contact.held)


def first_time(may_invite: May) -> May:
    """The button of a first invitation; afterwards it is sent again."""

    def may(actor: Actor, contact: Contact) -> Refusal | None:
        sent = Conflict("Une invitation est déjà partie : renvoyez-la.") if contact.invited_until else None
        return may_invite(actor, contact) or sent

    return may


def another_time(may_invite: May) -> May:
    """The button of another link, while one waits."""

    def may(actor: Actor, contact: Contact) -> Refusal | None:
        never = None if contact.invited_until else Conflict("Aucune invitation n’attend : invitez cette personne.")
        return may_invite(actor, contact) or never

    return may


def invitation_told(contact: Contact) -> str:
    """Said once an invitation has left."""
    return told(INVITATION_PURPOSE, contact.pk, "L’espace partenaire s’ouvre dès que le lien est accepté.")


def inviting_sends(sentence: str, contact: Contact) -> str:
    """What an invitation does, and the role it gives to whom holds none; or why none may leave yet.

    Reads what `with_roles` and `with_portal` fetch.
    """
    if pause := pause_in(contact.invitation_mail, window=LOST_LINK):
        return f"Aucun courriel ne partira. {pause.sentence}"
    if contact.held:
        return sentence
    return f"{sentence} {contact} reçoit le rôle « {ContactRoleKind.HR.label} », sans lequel l’espace reste fermé."
