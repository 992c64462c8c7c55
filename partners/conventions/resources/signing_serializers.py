"""What a party reads of a convention, and what its answers ask."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from nqt.common.validators import validate_email_address, validate_one_line, validate_plain_text
from nqt.door.forms.serializers import DoorSerializer, InputSerializer, KnownDate
from nqt.door.resource import ActionsField
from partners.conventions.actions.signing import CONSENT, consent_of, is_person_asked
from partners.conventions.follower import answerer_of
from partners.conventions.models import Answer, Origin, Signatory, Stage
from partners.conventions.resources.fields import Period, person
from partners.conventions.wording import PartnerState, PartnerWord, partner_state, terms_of

PURPOSES = [("sign", "signer"), ("delegate", "confier la signature")]


# what one types ------------------------------------------------------------------------------------------------------
def code_field() -> serializers.CharField:
    """The six digits mailed to the person asked."""
    return serializers.CharField(
        label="Code reçu par courriel",
        max_length=12,
        style={"attrs": {"inputmode": "numeric", "autocomplete": "one-time-code"}},
    )


class CodeInput(InputSerializer):
    """What the code is for: the page comes back where it was asked."""

    purpose = serializers.ChoiceField(choices=PURPOSES, default="sign", label="pour")


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

    def get_fields(self) -> dict[str, serializers.Field]:
        """The consent names the annex of those who have one."""
        fields = super().get_fields()
        if self.context.get("line"):
            fields["consent"].label = consent_of(self.context["line"])
        return fields


class RefuseInput(InputSerializer):
    """Why not."""

    reason = serializers.CharField(
        label="Votre motif",
        min_length=5,
        max_length=2000,
        validators=[validate_plain_text],
        help_text="L’équipe de NQT le lira, et pourra vous redemander de signer.",
        style={"base_template": "textarea.html"},
    )


class DelegateInput(InputSerializer):
    """Who signs instead, in the same organization; a code proves that the person asked decides it."""

    first_name = serializers.CharField(label="Son prénom", max_length=80, validators=[validate_one_line])
    last_name = serializers.CharField(label="Son nom", max_length=80, validators=[validate_one_line])
    email = serializers.EmailField(label="Son adresse électronique", validators=[validate_email_address])
    code = code_field()


# what one reads ------------------------------------------------------------------------------------------------------
def masked(email: str) -> str:
    """'na…@example.org': enough to recognize one's own address."""
    local, _, domain = email.partition("@")
    return f"{local[:2]}…@{domain}"


class DayOfSignature(KnownDate):
    """The day a party signed, as precisely as it is known, when the reader is told that it has."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(precision="signed_precision", label="signée le", read_only=True, allow_null=True, **kwargs)

    def get_attribute(self, party: Signatory) -> datetime.date | None:
        """None until then."""
        return party.signed_on if self.parent.get_has_signed(party) else None


class CoSignatory(DoorSerializer):
    """A party as the others see it: its name, whether it has signed and which day. No person, address, annex or reason.

    Whoever merely holds a link sees the count until the text is signed, and this afterwards.
    """

    name = serializers.CharField(source="organization.name", label="organisme", read_only=True)
    is_own = serializers.SerializerMethodField(label="votre organisme")
    has_signed = serializers.SerializerMethodField(label="a signé")
    signed_on = DayOfSignature()

    class Meta:
        model = Signatory
        fields = ["name", "is_own", "has_signed", "signed_on"]
        read_only_fields = fields

    def is_told(self, party: Signatory) -> bool:
        """Signed in, or one's own line, or a text whose signatures are all there."""
        is_signed_in = self.context["actor"].user is not None
        return is_signed_in or self.get_is_own(party) or party.text.stage == Stage.SIGNED

    def get_has_signed(self, party: Signatory) -> bool | None:
        """As known on the day read; null when it is not told."""
        return party.answer_on(self.context["on"]) == Answer.SIGNED if self.is_told(party) else None

    def get_is_own(self, party: Signatory) -> bool:
        """The line that is being read."""
        return party.pk == self.context["line"].pk


class OwnState(serializers.ChoiceField):
    """The state in the partner's own words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=PartnerWord.choices, source="*", read_only=True, label="état", **kwargs)

    def to_representation(self, line: Signatory) -> str:
        """The code of the word."""
        return self.parent.state_of(line).word.value


class OwnLine(DoorSerializer):
    """One of my conventions, in a list."""

    title = serializers.CharField(source="text.title", label="convention", read_only=True)
    number = serializers.CharField(source="text.convention.number", label="numéro", read_only=True)
    state = OwnState()
    todo = serializers.SerializerMethodField(label="à faire")
    explanation = serializers.SerializerMethodField(label="précision")
    signed = serializers.SerializerMethodField(label="signatures")
    period = Period(source="text")
    contact = person("personne qui signe")
    signed_on = KnownDate(precision="signed_precision", label="signée", read_only=True)

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

    def state_of(self, line: Signatory) -> PartnerState:
        """The state for who reads; the text's lines are fetched and the life annotated."""
        missing = self.missing(line)
        answerer = answerer_of(line)
        return partner_state(
            line,
            life=line.life,
            missing=missing,
            asked=self.get_is_asked(line),
            on=self.context["on"],
            remarks_to=f"{answerer.name}, {answerer.email}",
        )

    def get_is_asked(self, line: Signatory) -> bool:
        """Whether it is the reader who signs."""
        return is_person_asked(line, self.context["actor"])

    def get_todo(self, line: Signatory) -> str:
        """The next act, empty when nothing is asked."""
        return self.state_of(line).todo

    def get_explanation(self, line: Signatory) -> str:
        """One sentence."""
        return self.state_of(line).explanation

    def get_signed(self, line: Signatory) -> str:
        """'4 sur 8'."""
        parties = line.text.parties
        return f"{len(parties) - self.missing(line)} sur {len(parties)}"

    def missing(self, line: Signatory) -> int:
        """Signatures that were awaited on the day read."""
        return sum(party.answer_on(self.context["on"]) != Answer.SIGNED for party in line.text.parties)


class OwnText(OwnLine):
    """The text to read, my annex, my answer; of the co-signatories, who has signed and when."""

    document = serializers.SerializerMethodField(label="texte")
    terms = serializers.SerializerMethodField(label="durée et entrée en vigueur")
    parties = CoSignatory(source="text.parties", label="parties", many=True, read_only=True)
    is_complete = serializers.SerializerMethodField(label="signée par tous")
    body_hash = serializers.CharField(source="text.body_hash", label="empreinte du texte", read_only=True)
    frozen_at = serializers.DateTimeField(source="text.frozen_at", label="figé le", read_only=True)
    followed_by = serializers.SerializerMethodField(label="suivie chez NQT par")
    write_to = serializers.SerializerMethodField(label="adresse pour vos remarques et vos questions")

    class Meta(OwnLine.Meta):
        fields = [
            *OwnLine.Meta.fields,
            "document",
            "terms",
            "parties",
            "is_complete",
            "annex",
            "body_hash",
            "annex_hash",
            "frozen_at",
            "answer",
            "in_force_on",
            "followed_by",
            "write_to",
        ]
        read_only_fields = fields

    def get_is_complete(self, line: Signatory) -> bool:
        """Everybody has signed."""
        return all(party.answer == Answer.SIGNED for party in line.text.parties)

    def get_followed_by(self, line: Signatory) -> str:
        """Who follows it and works here; empty when it is the team."""
        return answerer_of(line).name if line.is_followed else ""

    def get_write_to(self, line: Signatory) -> str:
        """Where that person reads, or the team's box."""
        return answerer_of(line).email

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_document(self, line: Signatory) -> dict[str, Any]:
        """The common body: the frozen words once there are, else the project."""
        return line.text.document()

    @extend_schema_field(serializers.ListField(child=serializers.DictField(child=serializers.CharField())))
    def get_terms(self, line: Signatory) -> list[dict[str, str]]:
        """The dates and rules of the common body, in words; of what was signed elsewhere, the dates as known."""
        if line.text.convention.origin == Origin.RECORDED:
            period = self.fields["period"].to_representation(line.text)
            return [{"label": "Durée", "words": capfirst(period)}] if period else []
        return terms_of(line.text.document())


class OwnPage(OwnText):
    """The text, and what the person asked may do with it."""

    sign_by = serializers.DateField(source="text.sign_by", label="à signer avant le", read_only=True)
    is_asked = serializers.SerializerMethodField(label="demandée à vous")
    delegated_by = person("par délégation de")
    code_sent_to = serializers.SerializerMethodField(label="code envoyé à")
    actions = ActionsField()

    class Meta(OwnText.Meta):
        fields = [
            *OwnText.Meta.fields,
            "sign_by",
            "is_asked",
            "delegated_by",
            "refused_at",
            "refusal_reason",
            "link_expires_at",
            "code_sent_to",
            "actions",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": "string"})
    def get_code_sent_to(self, line: Signatory) -> str:
        """Where the last good code went, masked; empty when one must be asked for."""
        code = line.codes.order_by("-created_at").first()
        if code is None or line.contact is None or not code.is_good(line, timezone.now()):
            return ""
        return masked(code.sent_to)
