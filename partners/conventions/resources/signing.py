"""Reading a text and answering for one party: shared by the personal link and the partner portal."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from nqt.accounts.actor import Actor
from nqt.common.validators import validate_email_address, validate_one_line, validate_plain_text
from nqt.door.resource import ActionsField, Resource, command
from nqt.door.serializers import DoorSerializer, InputSerializer
from partners.conventions import actions
from partners.conventions.actions.signing import CONSENT, is_person_asked
from partners.conventions.models import Answer, Signatory
from partners.conventions.resources.fields import Period, person
from partners.conventions.wording import PartnerWord, partner_state, terms_of


def code_field() -> serializers.CharField:
    """The six digits mailed to the person asked."""
    return serializers.CharField(
        label="Code reçu par courriel",
        max_length=12,
        style={"attrs": {"inputmode": "numeric", "autocomplete": "one-time-code"}},
    )


class SignInput(InputSerializer):
    """What a signature takes."""

    consent = serializers.BooleanField(label=CONSENT)
    name = serializers.CharField(
        label="Votre nom complet",
        max_length=150,
        validators=[validate_one_line],
        style={"attrs": {"autocomplete": "name"}},
    )
    power = serializers.CharField(
        label="Votre pouvoir de signer",
        max_length=150,
        validators=[validate_one_line],
        help_text="Votre fonction, ou la délégation que vous avez reçue.",
        style={"attrs": {"autocomplete": "organization-title"}},
    )
    code = code_field()


class RefuseInput(InputSerializer):
    """Why not."""

    reason = serializers.CharField(
        label="Votre motif",
        min_length=5,
        max_length=2000,
        validators=[validate_plain_text],
        help_text="La personne qui suit la convention chez NQT le lira. On pourra vous redemander de signer.",
        style={"base_template": "textarea.html"},
    )


class DelegateInput(InputSerializer):
    """Who signs instead, in the same organization; a code proves that the person asked decides it."""

    first_name = serializers.CharField(label="Son prénom", max_length=80, validators=[validate_one_line])
    last_name = serializers.CharField(label="Son nom", max_length=80, validators=[validate_one_line])
    email = serializers.EmailField(label="Son adresse électronique", validators=[validate_email_address])
    code = code_field()


class PartyName(DoorSerializer):
    """A co-signatory: its name, nothing else."""

    name = serializers.CharField(source="organization.name", label="organisme", read_only=True)

    class Meta:
        model = Signatory
        fields = ["name"]
        read_only_fields = fields


class OwnState(serializers.ChoiceField):
    """The state in the partner's own words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=PartnerWord.choices, source="*", read_only=True, label="état", **kwargs)

    def to_representation(self, line: Signatory) -> str:
        """The code of the word."""
        return state_of(line).word.value


def state_of(line: Signatory) -> Any:
    """The partner's state of a line read with its text's lines and the annotated life."""
    missing = sum(other.answer != Answer.SIGNED for other in line.text.parties)
    return partner_state(line, life=line.life, missing=missing)


class OwnLine(DoorSerializer):
    """One of my conventions, in a list."""

    title = serializers.CharField(source="text.convention.title", label="convention", read_only=True)
    number = serializers.CharField(source="text.convention.number", label="numéro", read_only=True)
    state = OwnState()
    todo = serializers.SerializerMethodField(label="à faire")
    explanation = serializers.SerializerMethodField(label="précision")
    signed = serializers.SerializerMethodField(label="signatures")
    period = Period(source="text.convention")
    contact = person("personne qui signe")

    class Meta:
        model = Signatory
        fields = [
            "public_id",
            "title",
            "number",
            "organization",
            "state",
            "todo",
            "explanation",
            "signed",
            "period",
            "contact",
            "signed_on",
        ]
        read_only_fields = fields

    def get_todo(self, line: Signatory) -> str:
        """The next act, empty when nothing is asked."""
        return state_of(line).todo

    def get_explanation(self, line: Signatory) -> str:
        """One sentence."""
        return state_of(line).explanation

    def get_signed(self, line: Signatory) -> str:
        """'4 sur 8': how many, not who."""
        parties = line.text.parties
        return f"{sum(party.answer == Answer.SIGNED for party in parties)} sur {len(parties)}"


class OwnPage(OwnLine):
    """The text to read, my annex, my answer; co-signatories by name."""

    document = serializers.SerializerMethodField(label="texte")
    terms = serializers.SerializerMethodField(label="durée et entrée en vigueur")
    parties = PartyName(source="text.parties", many=True, read_only=True)
    body_hash = serializers.CharField(source="text.body_hash", label="empreinte du texte", read_only=True)
    frozen_at = serializers.DateTimeField(source="text.frozen_at", label="figé le", read_only=True)
    sign_by = serializers.DateField(source="text.sign_by", label="à signer avant le", read_only=True)
    delegated_by = person("par délégation de")
    followed_by = person("suivie chez NQT par", "text.convention.owner")
    code_sent_to = serializers.SerializerMethodField(label="code envoyé à")
    actions = ActionsField()

    class Meta(OwnLine.Meta):
        fields = [
            *OwnLine.Meta.fields,
            "document",
            "terms",
            "parties",
            "annex",
            "body_hash",
            "annex_hash",
            "frozen_at",
            "sign_by",
            "answer",
            "delegated_by",
            "refused_at",
            "refusal_reason",
            "in_force_on",
            "link_expires_at",
            "followed_by",
            "code_sent_to",
            "actions",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_document(self, line: Signatory) -> dict[str, Any]:
        """The common body: the frozen words once there are, else the project."""
        return line.text.document()

    @extend_schema_field(serializers.ListField(child=serializers.DictField(child=serializers.CharField())))
    def get_terms(self, line: Signatory) -> list[dict[str, str]]:
        """The dates and rules of the common body, in words."""
        return terms_of(line.text.document())

    @extend_schema_field({"type": "string"})
    def get_code_sent_to(self, line: Signatory) -> str:
        """Where the last good code went, masked; empty when one must be asked for."""
        code = line.codes.order_by("-created_at").first()
        if code is None or line.contact is None or not code.is_good(line, timezone.now()):
            return ""
        local, _, domain = code.sent_to.partition("@")
        return f"{local[:2]}…@{domain}"


def is_asked(actor: Actor, line: Signatory) -> bool:
    """The line waits for an answer, and the actor is the person asked."""
    return line.is_awaited and is_person_asked(line, actor)


class Signing(Resource):
    """What the person asked may do with a line: get a code, sign, refuse, delegate."""

    model, verbs = Signatory, "R"
    serializer_class, line = OwnPage, OwnLine
    name, name_plural = "convention", "Mes conventions"
    select = ("text__convention__owner", "organization", "contact", "delegated_by__organization")
    prefetch = ("text__signatories__organization",)
    sorts, default_sort = {"updated": "updated_at"}, "-updated"

    def link_round(self) -> int | None:
        """The round of the personal link used; None in the portal."""
        return None

    @command("Recevoir mon code", condition=is_asked, icon="mail", done="Un code vient de vous être envoyé.")
    def request_code(self, line: Signatory) -> Signatory:
        """Six digits, mailed now; this first act marks the text as viewed."""
        actions.signing_code_request(actor=self.actor, target=line, link_round=self.link_round())
        return line

    @command(
        "Signer", condition=is_asked, input=SignInput, icon="signature", done="Merci, votre signature est enregistrée."
    )
    def sign(self, line: Signatory, **data: Any) -> Signatory:
        """The act itself."""
        return actions.convention_sign(actor=self.actor, target=line, link_round=self.link_round(), **data)

    @command(
        "Refuser de signer",
        condition=is_asked,
        input=RefuseInput,
        icon="x",
        danger=True,
        done="Votre refus est transmis.",
    )
    def refuse(self, line: Signatory, **data: Any) -> Signatory:
        """No, and why."""
        return actions.convention_refuse(actor=self.actor, target=line, link_round=self.link_round(), **data)

    @command(
        "Déléguer à un ou une collègue",
        condition=is_asked,
        input=DelegateInput,
        icon="user-share",
        consequence=lambda line: "Votre lien ne vaudra plus ; votre collègue reçoit le sien par courriel.",
        done="Votre collègue vient de recevoir son lien.",
    )
    def delegate(self, line: Signatory, **data: Any) -> Signatory:
        """A colleague signs."""
        return actions.signature_delegate(actor=self.actor, target=line, link_round=self.link_round(), **data)
