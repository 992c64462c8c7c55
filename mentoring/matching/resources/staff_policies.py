"""Staff: the policy of the matching, version after version, and what other weights would change."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from mentoring.matching import actions
from mentoring.matching.engine.types import FULL_SCORE
from mentoring.matching.guide import counted, guide
from mentoring.matching.guide_words import Side
from mentoring.matching.models import MatchingPolicy, PolicyStage
from mentoring.matching.policy import as_engine, figures_of, policy_read, row_of
from mentoring.matching.preview import Preview, preview
from mentoring.matching.resources.guides import GuideSerializer
from mentoring.matching.resources.policy_forms import PolicyDraft, PolicyForm, PreviewSerializer, Trial
from nqt.accounts.roles import Audience, Role
from nqt.audit.models import TransitionLog
from nqt.common.validators import validate_plain_text
from nqt.door.forms.form import Form
from nqt.door.forms.serializers import DoorSerializer, InputSerializer
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import ActionsField, Previewed, Resource, command


class PolicyLine(DoorSerializer):
    """A row of the list."""

    policy = serializers.SerializerMethodField(label="barème")
    stage = serializers.ChoiceField(choices=PolicyStage.choices, read_only=True, label="état")
    shares = serializers.SerializerMethodField(label="ce qui compte")
    created_by = serializers.StringRelatedField(label="décidé par", read_only=True)
    runs_made = serializers.IntegerField(label="calculs faits", read_only=True)

    class Meta:
        model = MatchingPolicy
        fields = ["public_id", "policy", "valid_from", "stage", "shares", "created_by", "runs_made"]
        read_only_fields = fields

    def get_policy(self, policy: MatchingPolicy) -> str:
        """“Barème du 1er janvier 2020”."""
        return capfirst(str(policy))

    def get_shares(self, policy: MatchingPolicy) -> str:
        """“métier 40 %, distance 25 %…”, what brings nothing left out."""
        lines = counted(as_engine(policy), Side.STAFF)
        return ", ".join(f"{line.label} {line.percent:.0f}\u00a0%" for line in lines if line.points)


class PolicyPage(PolicyLine):
    """The page."""

    load_steps = serializers.ListField(
        child=serializers.IntegerField(), read_only=True, label="points ôtés par filleul"
    )
    guide = serializers.SerializerMethodField(label="comment on compare")
    withdrawn_by = serializers.StringRelatedField(label="retiré par", read_only=True)
    withdrawn_because = serializers.SerializerMethodField(label="retiré parce que")
    actions = ActionsField()

    class Meta(PolicyLine.Meta):
        fields = [
            *PolicyLine.Meta.fields,
            "note",
            "created_at",
            "withdrawn_at",
            "withdrawn_by",
            "withdrawn_because",
            "half_distance_km",
            "remote_share",
            "full_waiting_days",
            "load_steps",
            "guide",
            "actions",
        ]
        read_only_fields = fields

    def get_withdrawn_because(self, policy: MatchingPolicy) -> str:
        """As it was said; nothing while it counts."""
        said = TransitionLog.objects.of(policy).last() if policy.withdrawn_at else None
        return said.reason if said else ""

    @extend_schema_field(GuideSerializer)
    def get_guide(self, policy: MatchingPolicy) -> dict[str, Any]:
        """Criteria, points out of 10,000, rules, and examples from the stored tables."""
        return dict(GuideSerializer(guide(policy, Side.STAFF)).data)


class Withdrawing(InputSerializer):
    """Why."""

    reason = serializers.CharField(
        label="pourquoi",
        required=False,
        allow_blank=True,
        max_length=500,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html", "rows": 2},
    )


def withdrawing_does(policy: MatchingPolicy) -> str:
    """Which version counts instead."""
    other = actions.next_without(policy)
    since = "dès maintenant" if policy.valid_from <= timezone.localdate() else "ce jour-là aussi"
    return f"Aucun calcul ne s’en est servi. Le {other} compte {since}. Celui-ci reste lisible, comme retiré."


def try_weights(_: Resource, __: None, typed: dict[str, Any]) -> Preview:
    """Nothing is written: two optima are compared."""
    today, beside = timezone.localdate(), ("region", "valid_from", "note", "is_sure")
    figures = {name: value for name, value in typed.items() if name not in beside}
    policy = as_engine(row_of(figures, today))
    return preview(policy, as_engine(policy_read(today)), typed.get("region"), today)


class StaffPolicies(Previewed):
    """Versions of the policy."""

    dated = True
    audience, model, verbs = Audience.STAFF, MatchingPolicy, "CR"
    name, name_plural = "barème", "barèmes"
    nav = Place(Trade.SETTINGS, "Barème", "chart-bar", 62, "Comment un parrain est choisi")
    help = "Ce qui compte dans un binôme, et combien. Un barème ne se corrige pas : un autre prend sa suite."
    empty = "Aucun calcul n’a encore été fait : le barème d’origine servira au premier."
    serializer_class, line = PolicyPage, PolicyLine
    forms, drafts, previewed = {"create": PolicyForm}, {"create": PolicyDraft, "preview": Trial}, PreviewSerializer
    titles = {"list": "Barème", "create": "Nouveau barème"}
    sorts, default_sort = {"policy": "valid_from"}, "-policy"
    columns = ("policy", "stage", "shares", "created_by", "runs_made")
    select = ("created_by", "withdrawn_by")
    template_folder = "mentoring/matching/policies"
    allow = {
        "create": {Role.STAFF_NATIONAL},
        "withdraw": {Role.STAFF_NATIONAL},
        "preview": {Role.STAFF_NATIONAL},
    }
    writes = {"create": actions.policy_create}

    def scope(self, queryset: QuerySet) -> QuerySet:
        """As of the day read."""
        return queryset.with_life(self.on)

    def form_page(self, form: Form, title: str, obj: Any = None, **extra: Any) -> Response:
        """A draft begins with the figures in force, and keeps what was typed for a preview, which asks for less."""
        if not self.is_draft:
            return super().form_page(form, title, obj, **extra)
        today, typed = timezone.localdate(), {}
        if hasattr(form.serializer, "initial_data"):
            typed["data"] = form.serializer.initial_data
        shown = PolicyDraft(context=self.get_serializer_context(), **typed)
        shown._errors = form.errors
        form = Form(shown, {**figures_of(policy_read(today)), "valid_from": today, **form.initial})
        around = {"create_url": self.url("new"), "preview_url": self.url("preview"), "full_score": FULL_SCORE}
        return super().form_page(form, self.title_of("create"), obj, **around, **extra)

    preview = command(
        "Essayer d’autres poids",
        detail=False,
        input=Trial,
        preview=try_weights,
        answer=PreviewSerializer,
        icon="eye",
    )

    withdraw = command(
        "Retirer ce barème",
        actions.policy_withdraw,
        input=Withdrawing,
        icon="x",
        danger=True,
        consequence=withdrawing_does,
        done="Le barème est retiré.",
    )


door.register("matching-policies", StaffPolicies)
