"""Staff: proposals to review, one by one or several at once, and pairs made by hand."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from rest_framework import serializers

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from mentoring.proposals import actions
from mentoring.proposals.models import MatchProposal, ProposalState
from mentoring.proposals.resources.queue import RUN, RunQueue, to_read_of
from mentoring.proposals.resources.staff_serializers import ForeseenSerializer, MatchLine, MatchPage
from mentoring.proposals.resources.starting import StartsJobs
from nqt.accounts.roles import Audience
from nqt.audit import history
from nqt.common.validators import validate_plain_text
from nqt.door.forms.serializers import InputSerializer, Ref
from nqt.door.http.mount import door
from nqt.door.lists.filters import RefFilter
from nqt.door.pages.addresses import address
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import Previewed, Queued, command
from regions.territories.models import Department, Region, department_codes_of


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


class Waiting(Ref):
    """Those to read, where a page offers boxes; more are read from the list."""

    def get_choices(self, cutoff: int | None = None) -> dict[str, str]:
        """What was answered already is not offered again."""
        rows = self.get_queryset().filter(state=ProposalState.PROPOSED)[: self.select_limit]
        return {str(one.public_id): f"{one.graduate} et {one.mentor}" for one in rows}


class Selected(InputSerializer):
    """Proposals ticked in the list, or all that its filters leave to read."""

    proposals = Waiting(
        queryset=MatchProposal.objects.select_related("graduate", "mentor"),
        many=True,
        label="mises en relation",
        required=False,
    )
    everything = serializers.BooleanField(required=False, label="toutes celles de la liste qui sont à relire")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One at least."""
        if not attrs.get("proposals") and not attrs.get("everything"):
            raise serializers.ValidationError({"proposals": "Cochez au moins une mise en relation."})
        return attrs


WEAK = 5_000
WHICH: dict[str, dict[str, Any]] = {
    "weak": {"score__lt": WEAK},
    "other": {"rank__gt": 1},
    "qpv": {"graduate__qpv": "in"},
    "pinned": {"is_pinned": True},
    "next": {"follows__isnull": False},
}
ONLY = [
    ("weak", "score faible"),
    ("other", "pas le meilleur score du jeune"),
    ("qpv", "jeunes des quartiers"),
    ("pinned", "épinglées"),
    ("next", "après un refus ou un silence"),
]


class MatchFilter(django_filters.FilterSet):
    """Filters of the list."""

    state = django_filters.ChoiceFilter(choices=ProposalState.choices, label="État")
    region = RefFilter(Region, suggest="regions", method="filter_region", label="Région")
    department = RefFilter(Department, suggest="departments", field_name="graduate__department", label="Département")
    below = django_filters.NumberFilter(method="filter_below", label="Moins de (sur 100)", min_value=0, max_value=100)
    only = django_filters.ChoiceFilter(choices=ONLY, method="filter_only", label="Seulement")
    run = RefFilter(RUN, label="Calcul")

    class Meta:
        model = MatchProposal
        fields: list[str] = []

    def filter_region(self, queryset: QuerySet, name: str, region: Region) -> QuerySet:
        """Of the graduate, on the map of today."""
        codes = department_codes_of(region.code, timezone.localdate())
        return queryset.filter(graduate__department__code__in=codes)

    def filter_only(self, queryset: QuerySet, name: str, kind: str) -> QuerySet:
        """Those to look at apart."""
        return queryset.filter(**WHICH[kind])

    def filter_below(self, queryset: QuerySet, name: str, percent: Any) -> QuerySet:
        """The weakest: those to read with care."""
        return queryset.filter(score__lt=percent * 100)


def is_unread(proposal: MatchProposal) -> bool:
    """Somebody has to read it."""
    return proposal.state == ProposalState.PROPOSED


def foresee(resource: "StaffMatches", _: None, typed: dict[str, Any]) -> actions.Foreseen:
    """Which offers would leave, and which would not."""
    return actions.proposals_foresee(actor=resource.actor, proposals=resource.chosen(**typed))


class StaffMatches(Queued, Previewed, StartsJobs):
    """Proposals of the perimeter."""

    audience, model, verbs, versioned, personal = Audience.STAFF, MatchProposal, "CRX", True, True
    name, name_plural = "mise en relation", "Mises en relation"
    nav = Place(
        Trade.ACCOMPANYING, "Mises en relation", "arrows-exchange", 24, "Relire ce qui est proposé", on_phone=True
    )
    help = "Ce que les calculs proposent et ce que vous formez à la main : relisez, puis proposez aux parrains."
    empty = "Aucune mise en relation ici. Lancez un calcul, ou formez un binôme à la main."
    serializer_class, line, filterset_class = MatchPage, MatchLine, MatchFilter
    forms, previewed = {"create": ByHand}, ForeseenSerializer
    titles = {"create": "Former un binôme à la main"}
    search = "Nom du jeune ou du parrain"
    sorts, default_sort = {"score": "score", "waiting": "waiting"}, "-score"
    columns = ("graduate", "mentor", "department", "percent", "state", "created_at")
    select = ("graduate__department", "graduate__target_job", "mentor__occupation", "mentor__department")
    shown_as = {"below": "percent", "region": "department"}
    filters_beyond = frozenset({"run", "only"})  # the page of a run leads here; rank and neighborhood are on the file
    template_folder = "mentoring/proposals/matches"
    writes = {"create": actions.pair_by_hand}
    awaits, decides, queue_class = Q(state=ProposalState.PROPOSED), frozenset({"approve", "drop", "forbid"}), RunQueue

    def detail_context(self, obj: MatchProposal) -> dict[str, Any]:
        """With what happened to it, and where somebody else is asked for."""
        return {**super().detail_context(obj), "entries": history.of(obj), "exchange": exchange_url(obj)}

    def narrower(self) -> list[tuple[str, str, Q]]:
        """Key, words and condition of each thing to look at apart."""
        return [(key, label.capitalize(), Q(**WHICH[key])) for key, label in ONLY]

    def read_around(self, obj: MatchProposal) -> dict[str, str]:
        """What is to be read of the same run."""
        return to_read_of(obj, self.actor)

    def chosen(self, proposals: list[MatchProposal] | None = None, *, everything: bool = False) -> QuerySet:
        """Those ticked, or all that the filters of the address leave to read."""
        if everything:
            return self.narrowing.apply().filter(self.awaits)
        return MatchProposal.objects.filter(pk__in=[one.pk for one in proposals or []])

    @command(
        "Proposer les mises en relation cochées",
        detail=False,
        input=Selected,
        preview=foresee,
        icon="checks",
        done="C’est lancé : les courriels partent quand tout est prêt.",
    )
    def approve_some(self, _: None, **typed: Any) -> None:
        """As a job."""
        self.job = actions.proposals_approve(actor=self.actor, proposals=self.chosen(**typed))

    approve = command(
        "Proposer au parrain",
        actions.proposal_approve,
        icon="send",
        consequence=lambda p: (
            f"{p.mentor} reçoit un courriel avec les raisons et un profil sans nom, et a dix jours pour répondre. "
            "Une place lui est gardée jusque-là."
        ),
        done="La proposition est partie.",
    )

    pin = command(
        "Épingler",
        actions.proposal_pin,
    )

    unpin = command(
        "Détacher",
        actions.proposal_unpin,
    )

    drop = command(
        "Écarter",
        actions.proposal_drop,
        input=SettingAside,
        icon="x",
        done="La mise en relation est écartée. Vous pouvez la reprendre.",
    )

    take_up = command(
        "Reprendre",
        actions.proposal_take_up,
        icon="arrow-back-up",
        done="La mise en relation est à relire.",
    )

    call_back = command(
        "Retirer la proposition",
        actions.offer_call_back,
        input=SettingAside,
        icon="arrow-back-up",
        danger=True,
        consequence=lambda p: f"Le lien envoyé à {p.mentor} ne servira plus, et sa place se libère.",
        done="La proposition est retirée.",
    )

    forbid = command(
        "Interdire ce binôme",
        actions.pair_forbid,
        input=SettingAside,
        icon="ban",
        danger=True,
        consequence=lambda _: "Aucun calcul ne le proposera plus. Vous pourrez l’autoriser de nouveau.",
        done="Le binôme est interdit.",
    )

    authorize = command(
        "Autoriser de nouveau",
        actions.pair_allow,
        icon="arrow-back-up",
        done="Les calculs peuvent de nouveau former ce binôme.",
    )


def exchange_url(proposal: MatchProposal) -> str:
    """The page, of the room above, that asks for another mentor; empty when the pair does not change any more."""
    if proposal.run_id is None or proposal.is_pinned or not is_unread(proposal):
        return ""
    return address("pages:staff:match-exchange-list", public_id=str(proposal.public_id))


door.register("matches", StaffMatches)
