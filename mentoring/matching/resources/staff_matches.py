"""Staff: proposals to review, one by one or several at once, and pairs made by hand."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers

from mentoring.graduates.models import Graduate
from mentoring.matching import actions
from mentoring.matching.loading import within
from mentoring.matching.models import MatchingRun, MatchProposal, ProposalState, Veto
from mentoring.matching.places import taken
from mentoring.matching.resources.staff_runs import GROUP, StartsJobs
from mentoring.mentors.models import Employment, Mentor
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.audit import history
from nqt.common.validators import validate_plain_text
from nqt.door.filters import RefFilter
from nqt.door.mount import door
from nqt.door.resource import ActionsField, command
from nqt.door.serializers import DoorSerializer, InputSerializer, Ref
from regions.territories.models import Department, Region

CRITERIA = {
    "job": "métier",
    "field": "études",
    "distance": "distance",
    "languages": "langues",
    "wishes": "aide attendue",
    "waiting": "attente",
}


class MatchLine(DoorSerializer):
    """A row of the list."""

    graduate = serializers.StringRelatedField(label="jeune", read_only=True)
    mentor = serializers.StringRelatedField(label="parrain ou marraine", read_only=True)
    department = serializers.StringRelatedField(source="graduate.department", label="département", read_only=True)
    target_job = serializers.StringRelatedField(source="graduate.target_job", label="métier visé", read_only=True)
    occupation = serializers.StringRelatedField(source="mentor.occupation", label="métier du parrain", read_only=True)
    percent = serializers.SerializerMethodField(label="sur 100")

    class Meta:
        model = MatchProposal
        fields = [
            "public_id",
            "graduate",
            "mentor",
            "department",
            "target_job",
            "occupation",
            "score",
            "percent",
            "state",
            "created_at",
        ]
        read_only_fields = fields

    def get_percent(self, proposal: MatchProposal) -> int:
        """Of the full score."""
        return round(proposal.score / 100)


class PartOfScore(serializers.Serializer):
    """What one criterion brings."""

    criterion = serializers.SerializerMethodField(label="critère")
    points = serializers.IntegerField(label="points")
    out_of = serializers.IntegerField(label="au plus")
    staff = serializers.CharField(label="pourquoi")

    def get_criterion(self, part: dict[str, Any]) -> str:
        """In French."""
        return CRITERIA.get(part["criterion"], part["criterion"])


class MatchPage(MatchLine):
    """The page."""

    graduate_id = serializers.UUIDField(source="graduate.public_id", label="identifiant du jeune", read_only=True)
    mentor_id = serializers.UUIDField(source="mentor.public_id", label="identifiant du parrain", read_only=True)
    degree = serializers.CharField(source="graduate.degree_title", label="diplôme", read_only=True)
    project = serializers.CharField(source="graduate.project", label="projet", read_only=True)
    mentor_title = serializers.CharField(source="mentor.title", label="fonction", read_only=True)
    mentor_department = serializers.StringRelatedField(
        source="mentor.department", label="département du parrain", read_only=True
    )
    employer = serializers.SerializerMethodField(label="employeur")
    capacity = serializers.IntegerField(source="mentor.capacity", label="places", read_only=True)
    places_left = serializers.SerializerMethodField(label="places libres")
    parts = PartOfScore(many=True, read_only=True, label="parts du score")
    is_by_hand = serializers.SerializerMethodField(label="faite à la main")
    is_forbidden = serializers.SerializerMethodField(label="paire interdite")
    actions = ActionsField()

    class Meta(MatchLine.Meta):
        fields = [
            *MatchLine.Meta.fields,
            "graduate_id",
            "mentor_id",
            "degree",
            "project",
            "mentor_title",
            "mentor_department",
            "employer",
            "capacity",
            "places_left",
            "parts",
            "is_by_hand",
            "is_forbidden",
            "offered_at",
            "expires_at",
            "answered_at",
            "decline_reason",
            "decline_note",
            "version",
            "actions",
        ]
        read_only_fields = fields

    def get_employer(self, proposal: MatchProposal) -> str:
        """Of today."""
        today = Employment.objects.on(timezone.localdate()).filter(mentor=proposal.mentor_id)
        found = today.select_related("organization").first()
        return str(found.organization) if found else ""

    def get_places_left(self, proposal: MatchProposal) -> int:
        """Those of offers not answered are kept."""
        return max(0, proposal.mentor.capacity - taken([proposal.mentor_id])[proposal.mentor_id])

    def get_is_by_hand(self, proposal: MatchProposal) -> bool:
        """No run made it."""
        return proposal.run_id is None

    def get_is_forbidden(self, proposal: MatchProposal) -> bool:
        """No run makes it."""
        return is_forbidden(proposal)


class ByHand(InputSerializer):
    """Two people to bring together."""

    graduate = Ref(queryset=Graduate.objects, suggest="graduates", label="jeune")
    mentor = Ref(queryset=Mentor.objects, suggest="mentors", label="parrain ou marraine")
    is_exception = serializers.BooleanField(
        required=False,
        label="même si une règle s’y oppose",
        help_text="La règle vous est dite d’abord : enregistrez une première fois sans cocher.",
    )


class SettingAside(InputSerializer):
    """A word for the team."""

    reason = serializers.CharField(
        label="motif",
        max_length=500,
        required=False,
        allow_blank=True,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html", "rows": 3},
        help_text="Pour l’équipe : ni le jeune ni le parrain ne le lisent.",
    )


class Selected(InputSerializer):
    """Proposals ticked in the list."""

    proposals = Ref(
        queryset=MatchProposal.objects,
        many=True,
        label="mises en relation",
        allow_empty=False,
        error_messages={"empty": "Cochez au moins une mise en relation.", "required": "Cochez au moins une ligne."},
    )


class MatchFilter(django_filters.FilterSet):
    """Filters of the list."""

    state = django_filters.ChoiceFilter(choices=ProposalState.choices, label="État")
    region = RefFilter(Region, suggest="regions", method="filter_region", label="Région")
    department = RefFilter(Department, suggest="departments", field_name="graduate__department", label="Département")
    below = django_filters.NumberFilter(method="filter_below", label="Moins de (sur 100)", min_value=0, max_value=100)
    run = RefFilter(MatchingRun, label="Calcul")

    class Meta:
        model = MatchProposal
        fields: list[str] = []

    def filter_region(self, queryset: QuerySet, name: str, region: Region) -> QuerySet:
        """Of the graduate, on the map of today."""
        people = within(Graduate.objects.all(), region, timezone.localdate())
        return queryset.filter(graduate__in=people)

    def filter_below(self, queryset: QuerySet, name: str, percent: Any) -> QuerySet:
        """The weakest: those to read with care."""
        return queryset.filter(score__lt=percent * 100)


def is_forbidden(proposal: MatchProposal) -> bool:
    """Staff forbid the pair."""
    return Veto.objects.filter(graduate=proposal.graduate_id, mentor=proposal.mentor_id).exists()


def may_be_forbidden(actor: Actor, proposal: MatchProposal) -> bool:
    """Nothing is on its way, and it is not forbidden yet."""
    on_its_way = {ProposalState.APPROVED, ProposalState.OFFERED, ProposalState.ACCEPTED}
    return proposal.state not in on_its_way and not is_forbidden(proposal)


class StaffMatches(StartsJobs):
    """Proposals of the perimeter."""

    audience, model, verbs, versioned, personal = Audience.STAFF, MatchProposal, "CRX", True, True
    name, name_plural = "mise en relation", "Mises en relation"
    nav = (GROUP, "Mises en relation", "arrows-exchange", 23)
    help = "Ce que les calculs proposent et ce que vous formez à la main : relisez, puis proposez aux parrains."
    empty = "Aucune mise en relation ici. Lancez un calcul, ou formez un binôme à la main."
    serializer_class, line, filterset_class = MatchPage, MatchLine, MatchFilter
    forms = {"create": ByHand}
    titles = {"create": "Former un binôme à la main"}
    search = "Nom du jeune ou du parrain"
    sorts, default_sort = {"score": "score"}, "-score"
    columns = ("graduate", "mentor", "department", "percent", "state", "created_at")
    select = ("graduate__department", "graduate__target_job", "mentor__occupation", "mentor__department")
    filters_beyond = frozenset({"run", "graduate"})
    template_folder = "mentoring/matching/matches"
    writes = {"create": actions.pair_by_hand}

    def detail_context(self, obj: MatchProposal) -> dict[str, Any]:
        """And what happened to it."""
        return {**super().detail_context(obj), "entries": history.of(obj)}

    @command(
        "Proposer les mises en relation cochées",
        detail=False,
        input=Selected,
        icon="checks",
        done="C’est lancé : les courriels partent quand tout est prêt.",
    )
    def approve_some(self, _: None, proposals: list[MatchProposal], **data: Any) -> None:
        """As a job."""
        self.job = actions.proposals_approve(actor=self.actor, proposals=proposals)

    @command(
        "Proposer au parrain",
        transition="approve",
        icon="send",
        consequence=lambda p: (
            f"{p.mentor} reçoit un courriel avec les raisons et un profil sans nom, et a dix jours pour répondre. "
            "Une place lui est gardée jusque-là."
        ),
        done="La proposition est partie.",
    )
    def approve(self, proposal: MatchProposal, **data: Any) -> MatchProposal:
        """The mentor is written to."""
        return actions.proposal_approve(actor=self.actor, target=proposal, **data)

    @command(
        "Écarter",
        condition=lambda _, p: p.state == ProposalState.PROPOSED,
        input=SettingAside,
        icon="x",
        done="La mise en relation est écartée. Vous pouvez la reprendre.",
    )
    def drop(self, proposal: MatchProposal, **data: Any) -> MatchProposal:
        """Not this pair."""
        return actions.proposal_drop(actor=self.actor, target=proposal, **data)

    @command("Reprendre", transition="take_up", icon="arrow-back-up", done="La mise en relation est à relire.")
    def take_up(self, proposal: MatchProposal, **data: Any) -> MatchProposal:
        """To be read again."""
        return actions.proposal_take_up(actor=self.actor, target=proposal, **data)

    @command(
        "Retirer la proposition",
        transition="call_back",
        input=SettingAside,
        icon="arrow-back-up",
        danger=True,
        consequence=lambda p: f"Le lien envoyé à {p.mentor} ne servira plus, et sa place se libère.",
        done="La proposition est retirée.",
    )
    def call_back(self, proposal: MatchProposal, **data: Any) -> MatchProposal:
        """Before the answer."""
        return actions.offer_call_back(actor=self.actor, target=proposal, **data)

    @command(
        "Interdire ce binôme",
        condition=may_be_forbidden,
        input=SettingAside,
        icon="ban",
        danger=True,
        consequence=lambda _: "Aucun calcul ne le proposera plus. Vous pourrez l’autoriser de nouveau.",
        done="Le binôme est interdit.",
    )
    def forbid(self, proposal: MatchProposal, **data: Any) -> MatchProposal:
        """For good."""
        return actions.pair_forbid(actor=self.actor, target=proposal, **data)

    @command(
        "Autoriser de nouveau",
        condition=lambda _, p: is_forbidden(p),
        icon="arrow-back-up",
        done="Les calculs peuvent de nouveau former ce binôme.",
    )
    def authorize(self, proposal: MatchProposal, **data: Any) -> MatchProposal:
        """Not forbidden any more."""
        return actions.pair_allow(actor=self.actor, target=proposal, **data)


door.register("matches", StaffMatches)
