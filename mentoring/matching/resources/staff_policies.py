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
from nqt.door.resource import ActionsField, Resource, command


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


class StaffPolicies(Resource):
    """Versions of the policy."""

    dated = True
    audience, model, verbs = Audience.STAFF, MatchingPolicy, "CR"
    name, name_plural = "barème", "barèmes"
    nav = Place(Trade.SETTINGS, "Barème", "chart-bar", 62, "Comment un parrain est choisi")
    help = "Ce qui compte dans un binôme, et combien. Un barème ne se corrige pas : un autre prend sa suite."
    empty = "Aucun calcul n’a encore été fait : le barème d’origine servira au premier."
    serializer_class, line = PolicyPage, PolicyLine
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
    found: Preview | None = None

    def scope(self, queryset: QuerySet) -> QuerySet:
        """As of the day read."""
        return queryset.with_life(self.on)

    def get_serializer_class(self) -> type:
        """A page's form also asks on whom to try; the API says it to `preview` alone."""
        if self.act_of(self.action) == "create":
            return PolicyForm if self.door == "api" else PolicyDraft
        return super().get_serializer_class()

    def write(self, serializer: serializers.Serializer, function: Any, **extra: Any) -> Any:
        """On whom to try, and that one is sure, are no part of a version."""
        if function is actions.policy_create:
            serializer.is_valid(raise_exception=True)
            beside = ("region", "is_sure")
            typed = {name: value for name, value in serializer.validated_data.items() if name not in beside}
            return function(actor=self.actor, **typed)
        return super().write(serializer, function, **extra)

    def form_page(self, form: Form, title: str, obj: Any = None, *, status: int = 200, **extra: Any) -> Response:
        """Begun with the figures in force; with what they would change, once asked."""
        if self.act_of(self.action) not in ("create", "preview"):
            return super().form_page(form, title, obj, status=status, **extra)
        today, typed = timezone.localdate(), {}
        if hasattr(form.serializer, "initial_data"):
            typed["data"] = form.serializer.initial_data
        shown = PolicyDraft(context=self.get_serializer_context(), **typed)
        shown._errors = form.errors  # of this form or of a preview's, which asks for less
        form = Form(shown, {**figures_of(policy_read(today)), "valid_from": today, **form.initial})
        around = {
            "create_url": self.url("new"),
            "preview_url": self.url("preview"),
            "found": PreviewSerializer(self.found).data if self.found else None,
            "full_score": FULL_SCORE,
        }
        return super().form_page(form, self.title_of("create"), obj, status=status, **around, **extra)

    def template_names(self, context: dict[str, Any]) -> list[str]:
        """A version has a form of its own; what its withdrawal asks is asked as everywhere."""
        own = super().template_names(context)
        return own[1:] if self.command_name == "withdraw" else own

    @command("Essayer d’autres poids", detail=False, input=Trial, answer=PreviewSerializer, icon="eye")
    def preview(self, _: None, **typed: Any) -> None:
        """Nothing is written: two optima are compared."""
        today = timezone.localdate()
        region = typed.pop("region", None)
        figures = {name: value for name, value in typed.items() if name not in ("valid_from", "note", "is_sure")}
        policy = as_engine(row_of(figures, today))
        self.found = preview(policy, as_engine(policy_read(today)), region, today)

    withdraw = command(
        "Retirer ce barème",
        actions.policy_withdraw,
        input=Withdrawing,
        icon="x",
        danger=True,
        consequence=withdrawing_does,
        done="Le barème est retiré.",
    )

    def written(self, obj: Any, status: int, message: str) -> Any:
        """A preview is shown beside what was typed."""
        if self.found is None:
            return super().written(obj, status, message)
        if self.door == "api":
            return Response(PreviewSerializer(self.found).data)
        return self.form_page(Form(self.current), "")


door.register("matching-policies", StaffPolicies)
