"""What staff read and type about conventions."""

from dataclasses import asdict
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from nqt.door.forms.serializers import DoorSerializer, KnownDate, Ref
from nqt.door.resource import ActionsField
from partners.conventions import actions, timeline
from partners.conventions.models import Answer, Article, Convention, ConventionKind, EntryRule, Signatory, Stage
from partners.conventions.resources.consequences import reminding_waits
from partners.conventions.resources.fields import (
    AnswerState,
    AskedAt,
    LifeField,
    OfText,
    Period,
    StageField,
    TermUntil,
    is_renewed,
    person,
)
from partners.conventions.resources.staff_party_forms import StandingOrganization
from partners.conventions.resources.territory import WithTerritory
from partners.organizations.models import Organization
from partners.organizations.succession import followed


class PartyWindow(DoorSerializer):
    """A party in the list: a window of the storey."""

    state = AnswerState()

    class Meta:
        model = Signatory
        fields = ["public_id", "organization", "state"]
        read_only_fields = fields


class ConventionLine(OfText):
    """A row of the list."""

    stage = StageField()
    life = LifeField()
    period = Period()
    owner = person("suivie par")
    parties = PartyWindow(source="text.signatories", label="parties", many=True, read_only=True)
    signed = serializers.SerializerMethodField(label="signatures")
    starts_on = KnownDate(source="text.starts_on", precision="text.starts_precision", label="début", read_only=True)
    ends_on = KnownDate(source="text.ends_on", precision="text.ends_precision", label="terme", read_only=True)
    last_day = KnownDate(
        source="text.last_day", precision="text.last_day_precision", label="dernier jour", read_only=True
    )
    term_until = TermUntil()
    renewed = serializers.SerializerMethodField(label="reconduite")
    territory = serializers.SerializerMethodField(label="territoire")

    class Meta:
        model = Convention
        fields = [
            "public_id",
            "number",
            "title",
            "kind",
            "origin",
            "stage",
            "life",
            "parties",
            "signed",
            "period",
            "starts_on",
            "ends_on",
            "last_day",
            "term_until",
            "renewed",
            "territory",
            "owner",
            "updated_at",
        ]
        read_only_fields = fields

    def get_signed(self, convention: Convention) -> str:
        """'4 sur 8'."""
        lines = convention.text.parties
        signed = sum(line.answer_on(self.context["on"]) == Answer.SIGNED for line in lines)
        return f"{signed} sur {len(lines)}"

    def get_renewed(self, convention: Convention) -> bool:
        """Past its first term, by tacit renewal."""
        return is_renewed(convention.text, self.context["on"])

    def get_territory(self, convention: Convention) -> str:
        """Names of the declared departments; none is national."""
        return ", ".join(department.name for department in convention.text.departments.all()) or "nationale"


class ArticleLine(DoorSerializer):
    """An article on the convention's page."""

    class Meta:
        model = Article
        fields = ["public_id", "position", "title", "wording"]
        read_only_fields = fields


class PartyLine(DoorSerializer):
    """A party on the convention's page."""

    state = AnswerState()
    contact = person("personne qui signe")
    delegated_by = person("par délégation de")
    invited_at = AskedAt()
    signed_on = KnownDate(precision="signed_precision", label="signée", read_only=True)
    reminders = serializers.IntegerField(label="relances", read_only=True, allow_null=True)
    reminded_at = serializers.DateTimeField(label="dernière relance", read_only=True, allow_null=True)

    class Meta:
        model = Signatory
        fields = [
            "public_id",
            "organization",
            "contact",
            "delegated_by",
            "state",
            "reminders",
            "reminded_at",
            "annex",
            "invited_at",
            "viewed_at",
            "signed_on",
            "refused_at",
            "refusal_reason",
            "in_force_on",
        ]
        read_only_fields = fields


class ConventionPage(ConventionLine):
    """The page to read."""

    parties = PartyLine(source="text.signatories", label="parties", many=True, read_only=True)
    articles = ArticleLine(source="text.articles", label="articles", many=True, read_only=True)
    body_hash = serializers.CharField(source="text.body_hash", label="empreinte du texte", read_only=True)
    frozen_at = serializers.DateTimeField(source="text.frozen_at", label="figé le", read_only=True)
    sign_by = serializers.DateField(source="text.sign_by", label="à signer avant le", read_only=True)
    entered_on = KnownDate(precision="entered_precision", label="entrée en vigueur", read_only=True)
    sign_url = serializers.SerializerMethodField(label="ma signature")
    successions = serializers.SerializerMethodField(label="parties qui ont un successeur")
    waits = serializers.SerializerMethodField(label="relances à attendre")
    timeline = serializers.SerializerMethodField(label="ce qui s’est passé")
    actions = ActionsField()

    class Meta(ConventionLine.Meta):
        fields = [
            *ConventionLine.Meta.fields,
            "parent",
            "entry_rule",
            "quorum",
            "notice_months",
            "renewal_months",
            "entered_on",
            "notice_on",
            "closes_on",
            "terminated_on",
            "notice_reason",
            "end_reason",
            "frozen_at",
            "body_hash",
            "sign_by",
            "articles",
            "sign_url",
            "successions",
            "waits",
            "timeline",
            "version",
            "actions",
        ]
        read_only_fields = fields

    def get_sign_url(self, convention: Convention) -> str:
        """Where the reader signs, while asked; empty otherwise."""
        user, lines = self.context["actor"].user, convention.text.signatories.all()
        mine = [line for line in lines if line.asks(user) and line.is_awaited and line.is_reachable]
        door = getattr(self.context.get("view"), "door", "api")
        return reverse(f"{door}:staff:signing-detail", kwargs={"public_id": mine[0].public_id}) if mine else ""

    @extend_schema_field({"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string"}}})
    def get_successions(self, convention: Convention) -> list[dict[str, str]]:
        """`{party, sentence}` of those still to sign that another organization has followed."""
        if convention.text.stage in (Stage.SIGNED, Stage.ABANDONED):
            return []
        lines = [line for line in convention.text.parties if line.answer != Answer.SIGNED]
        facts = followed([line.organization for line in lines], localdate())
        told = [(line, facts[line.organization_id]) for line in lines if line.organization_id in facts]
        return [{"party": str(line.public_id), "sentence": fact.sentence} for line, fact in told]

    def get_waits(self, convention: Convention) -> str:
        """Why nobody is reminded now, and until when; empty when somebody can be, or nobody is awaited."""
        is_awaited = any(line.is_awaited and line.is_reachable for line in convention.text.parties)
        return reminding_waits(convention) if is_awaited and not actions.reminded_now(convention) else ""

    @extend_schema_field({"type": "array", "items": {"type": "object", "additionalProperties": True}})
    def get_timeline(self, convention: Convention) -> list[dict[str, Any]]:
        """Latest first."""
        return [asdict(entry) for entry in timeline.of(convention)]


class ConventionForm(WithTerritory):
    """What staff may change."""

    parent = Ref(
        queryset=Convention.objects.all(),
        suggest="conventions",
        required=False,
        allow_null=True,
        label="convention-cadre",
        help_text="Si celle-ci en est une déclinaison locale.",
    )

    class Meta:
        model = Convention
        fields = [
            "title",
            "kind",
            "parent",
            "territory_scope",
            "departments",
            "starts_on",
            "ends_on",
            "entry_rule",
            "quorum",
            "notice_months",
            "renewal_months",
        ]
        extra_kwargs = {
            "kind": {"required": True, "initial": ConventionKind.BILATERAL},
            "entry_rule": {"required": True, "initial": EntryRule.ALL_SIGNED},
            "quorum": {"help_text": "Seulement quand un nombre fixé de signatures suffit."},
        }
        fieldsets = {
            "La convention": ["title", "kind", "parent"],
            "Territoire": ["territory_scope", "departments"],
            "Durée": ["starts_on", "ends_on", "notice_months", "renewal_months"],
            "Entrée en vigueur": ["entry_rule", "quorum"],
        }


class ConventionPlace(ConventionForm):
    """What may change once the text is frozen: the rest is what the parties sign."""

    class Meta(ConventionForm.Meta):
        fields = ["parent", "territory_scope", "departments"]
        fieldsets = {"Hors du texte, qui est figé": fields}


class ConventionStart(ConventionForm):
    """What a new convention needs: the rest is prepared on its page."""

    partner = StandingOrganization(
        queryset=Organization.objects.active(),
        suggest="organizations",
        required=False,
        allow_null=True,
        label="avec",
        help_text="Le partenaire, ou l’association régionale. NQT est toujours partie.",
    )
    with_members = serializers.BooleanField(
        required=False, default=False, label="et ses membres", help_text="Ajoute aussi les membres de l’association."
    )

    class Meta(ConventionForm.Meta):
        fields = ["title", "kind", "partner", "with_members", *ConventionForm.Meta.fields[2:]]
        fieldsets = {
            "La convention": ["title", "kind", "partner", "with_members", "parent"],
            "Territoire": ["territory_scope", "departments"],
            "Durée": ConventionForm.Meta.fieldsets["Durée"],
            "Entrée en vigueur": ConventionForm.Meta.fieldsets["Entrée en vigueur"],
        }
