"""Staff: what-if scenarios of the matching; none of them proposes anything to anybody."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.matching.engine.types import Criterion
from mentoring.matching.policy import figures_of, policy_read
from mentoring.matching.resources.staff_runs import OwnRegion, RunProgress, progress_of
from mentoring.mentors.models import Mentor
from mentoring.occupations.models import Occupation, StudyField
from mentoring.scenarios import actions
from mentoring.scenarios.models import MatchingScenario, ScenarioState
from mentoring.scenarios.resources import words as words
from mentoring.scenarios.resources.curve import drawn
from nqt.accounts.roles import Audience
from nqt.door.forms.serializers import DoorSerializer, Ref
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import ActionsField, Resource, command
from nqt.door.resource.several import Several
from regions.territories.models import Department, Region

MOST_WEIGHT = 1_000
WEIGHT = "weight_"


class ScenarioForm(DoorSerializer):
    """What a scenario changes; every box left empty is as in force, which is said beside."""

    region = OwnRegion(queryset=Region.objects, required=False, allow_null=True, label="région")
    new_occupation = Ref(
        queryset=Occupation.objects, suggest="occupations", required=False, allow_null=True, label="leur métier"
    )
    new_department = Ref(
        queryset=Department.objects, suggest="departments", required=False, allow_null=True, label="leur département"
    )
    new_study_field = Ref(
        queryset=StudyField.objects,
        suggest="study-fields",
        required=False,
        allow_null=True,
        label="leur domaine d’études",
        help_text="Sans domaine, les points d’études leur manquent. Ils ne proposent aucune aide en particulier.",
    )
    on_leave = Several(
        Ref(queryset=Mentor.objects.order_by("pk"), suggest="mentors"),
        most=12,
        required=False,
        label="parrains et marraines en congé",
        help_text="Ils ne prennent personne de plus dans ce scénario.",
    )

    class Meta:
        model = MatchingScenario
        fields = [
            "name",
            "region",
            "new_count",
            "new_occupation",
            "new_department",
            "new_study_field",
            "on_leave",
            "qpv_floor",
            "load_second",
            "load_third",
            "half_distance_km",
            "remote_percent",
        ]
        extra_kwargs = {
            "name": {"help_text": "Ce que vous voulez savoir : « Et si dix ingénieurs nous rejoignaient ? »"},
            "new_count": {"help_text": "Avec une place chacun, dans la plus grande commune du département."},
            "qpv_floor": {"help_text": "Le résultat dit ce que coûte chaque plancher, en points."},
        }
        fieldsets = {
            "": ["name", "region"],
            "Des parrains et marraines": [
                "new_count",
                "new_occupation",
                "new_department",
                "new_study_field",
                "on_leave",
            ],
            "Les quartiers prioritaires": ["qpv_floor"],
            "Le poids de chaque critère": [f"{WEIGHT}{criterion}" for criterion in Criterion],
            "Plusieurs filleuls, la distance": ["load_second", "load_third", "half_distance_km", "remote_percent"],
        }

    def get_fields(self) -> dict[str, serializers.Field]:
        """And a box a criterion, each with what is in force beside."""
        fields = super().get_fields()
        for criterion, label in words.CRITERIA.items():
            fields[f"{WEIGHT}{criterion}"] = serializers.IntegerField(
                source=f"weights.{criterion}",
                label=label,
                required=False,
                allow_null=True,
                min_value=0,
                max_value=MOST_WEIGHT,
            )
        if self.context.get("actor") is not None:
            for name, value in _in_force().items():
                fields[name].help_text = f"En vigueur : {value}"
        return fields


def _in_force() -> dict[str, Any]:
    """Name of a box → what the policy of today says."""
    figures = figures_of(policy_read(timezone.localdate()))
    beside = ("load_second", "load_third", "half_distance_km", "remote_percent")
    return {
        **{f"{WEIGHT}{criterion}": figures[criterion] for criterion in Criterion},
        **{name: figures[name] for name in beside},
    }


class ScenarioLine(DoorSerializer):
    """A row of the list."""

    scope = serializers.CharField(label="périmètre", read_only=True)
    created_by = serializers.StringRelatedField(label="créé par", read_only=True)
    matched = serializers.SerializerMethodField(label="mis en relation")
    gain = serializers.SerializerMethodField(label="de plus que sans changement")

    class Meta:
        model = MatchingScenario
        fields = ["public_id", "name", "scope", "state", "created_at", "created_by", "matched", "gain"]
        read_only_fields = fields
        extra_kwargs = {"created_at": {"label": "créé le"}}

    def get_matched(self, scenario: MatchingScenario) -> int | None:
        """Null until it is computed."""
        return scenario.figures["after"]["matched"] if scenario.figures else None

    def get_gain(self, scenario: MatchingScenario) -> int | None:
        """Less than nothing when fewer are matched."""
        figures = scenario.figures
        return figures["after"]["matched"] - figures["before"]["matched"] if figures else None


class ScenarioPage(ScenarioLine):
    """The page."""

    policy = serializers.StringRelatedField(label="barème comparé", read_only=True)
    changes = serializers.SerializerMethodField(label="ce qui change")
    figures = serializers.SerializerMethodField(label="chiffres")
    moves = serializers.SerializerMethodField(label="qui change")
    moved = serializers.SerializerMethodField(label="combien changent")
    gained = serializers.SerializerMethodField(label="gagnent quelqu’un")
    lost = serializers.SerializerMethodField(label="n’ont plus personne")
    newcomers = serializers.SerializerMethodField(label="ce que font les parrains de plus")
    floors = serializers.SerializerMethodField(label="coût de chaque plancher")
    progress = serializers.SerializerMethodField(label="avancement")
    actions = ActionsField()

    class Meta(ScenarioLine.Meta):
        fields = [
            *ScenarioLine.Meta.fields,
            "policy",
            "changes",
            "figures",
            "moves",
            "moved",
            "gained",
            "lost",
            "newcomers",
            "floors",
            "progress",
            "computed_at",
            "milliseconds",
            "input_hash",
            "version",
            "actions",
        ]
        read_only_fields = fields

    def get_changes(self, scenario: MatchingScenario) -> list[str]:
        """A line a change; mentors by name where one may read their file."""
        away = scenario.on_leave.visible_to(self.context["actor"])
        hidden = scenario.on_leave.count() - len(away)
        said = [*words.changes_in_words(scenario), *(f"En congé : {mentor}" for mentor in away)]
        return said + ([f"En congé : {hidden} {words.BEYOND}"] if hidden else [])

    @extend_schema_field(words.FigureRow(many=True))
    def get_figures(self, scenario: MatchingScenario) -> list[dict[str, Any]]:
        """Beside those of the same moment without the changes."""
        figures = scenario.figures
        return words.figure_rows(figures["before"], figures["after"]) if figures else []

    @extend_schema_field(words.MoveRow(many=True))
    def get_moves(self, scenario: MatchingScenario) -> list[dict[str, Any]]:
        """The first hundred, those who lose somebody first."""
        return words.move_rows(words.moves_of(scenario), self.context["actor"], None, scenario)

    def get_moved(self, scenario: MatchingScenario) -> int:
        """All of them."""
        return len(scenario.people.get("moves", []))

    def get_gained(self, scenario: MatchingScenario) -> int:
        """Had nobody."""
        return scenario.figures.get("gained", 0)

    def get_lost(self, scenario: MatchingScenario) -> int:
        """Have nobody any more."""
        return scenario.figures.get("lost", 0)

    def get_newcomers(self, scenario: MatchingScenario) -> list[str]:
        """How many take somebody, and why not all; empty without any."""
        return words.newcomers_in_words(scenario)

    @extend_schema_field(words.FloorRow(many=True))
    def get_floors(self, scenario: MatchingScenario) -> list[dict[str, Any]]:
        """Empty without a floor."""
        return words.floor_rows(scenario)

    @extend_schema_field(RunProgress)
    def get_progress(self, scenario: MatchingScenario) -> dict[str, Any]:
        return progress_of(scenario.job)


class StaffScenarios(Resource):
    """Scenarios of the perimeter."""

    audience, model, verbs, versioned, personal = Audience.STAFF, MatchingScenario, "CRUD", True, True
    name, name_plural = "scénario", "Scénarios"
    nav = Place(Trade.SETTINGS, "Scénarios", "columns-3", 64, "Essayer avant d’appliquer")
    help = "Et si le barème, les places ou les parrains étaient autres ? Un scénario compare, il ne propose rien."
    empty = "Aucun scénario encore. Demandez-vous ce que changeraient dix parrains de plus."
    serializer_class, line = ScenarioPage, ScenarioLine
    forms = {"create": ScenarioForm, "update": ScenarioForm}
    titles = {"create": "Nouveau scénario", "update": "Changer le scénario", "destroy": "Supprimer le scénario"}
    sorts, default_sort = {"created": "created_at"}, "-created"
    columns = ("name", "scope", "state", "created_at", "created_by", "matched", "gain")
    select = ("region", "created_by", "policy", "job", "new_occupation", "new_department", "new_study_field")
    template_folder = "mentoring/scenarios"
    writes = {
        "create": actions.scenario_create,
        "update": actions.scenario_update,
        "destroy": actions.scenario_delete,
    }
    consequences = {
        "update": lambda _: "Les chiffres de maintenant sont remplacés : le scénario est calculé de nouveau.",
        "destroy": lambda _: "Ses changements et ses chiffres disparaissent. Aucune mise en relation n’en dépend.",
    }

    def scope(self, queryset: QuerySet) -> QuerySet:
        """A list does without who changes."""
        return queryset.defer("people") if self.action == "list" else queryset

    def detail_context(self, obj: MatchingScenario) -> dict[str, Any]:
        """And the scenarios to set beside it, and its curve drawn."""
        others = MatchingScenario.objects.visible_to(self.actor).filter(state=ScenarioState.DONE).exclude(pk=obj.pk)
        named = others.select_related("region").defer("people", "figures").order_by("-computed_at", "-pk")
        choices = [(str(other.public_id), f"{other} ({other.scope})") for other in named]
        return {**super().detail_context(obj), "others": choices, "drawn": drawn(words.floor_rows(obj))}

    compute = command(
        "Calculer",
        actions.scenario_compute,
        icon="refresh",
        done="Le calcul est demandé.",
    )

    @command(
        "Copier",
        may=actions.scenario_copy.may,
        icon="plus",
        done="Voici la copie : changez-la, puis calculez.",
    )
    def duplicate(
        self, scenario: MatchingScenario, expected_version: int | None = None, **data: Any
    ) -> MatchingScenario:
        """To be changed."""
        return actions.scenario_copy(actor=self.actor, target=scenario)

    @command(
        "Arrêter",
        may=actions.scenario_cancel.may,
        icon="x",
        danger=True,
        consequence=lambda _: "Le scénario reste, sans chiffres nouveaux.",
        done="L’arrêt est demandé.",
    )
    def cancel(self, scenario: MatchingScenario, expected_version: int | None = None, **data: Any) -> MatchingScenario:
        """The state of before."""
        return actions.scenario_cancel(actor=self.actor, target=scenario)


door.register("matching-scenarios", StaffScenarios)
