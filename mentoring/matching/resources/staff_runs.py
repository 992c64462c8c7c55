"""Staff: runs of the matching, what they found, and the approval of all that they propose."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.utils import timezone
from rest_framework import serializers

from mentoring.matching import actions
from mentoring.matching.models import MatchingRun, RunState
from mentoring.proposals.actions import proposals_approve
from mentoring.proposals.models import ProposalState
from mentoring.proposals.resources.starting import StartsJobs
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.common.errors import Conflict, Refusal
from nqt.door.forms.serializers import DoorSerializer, Ref
from nqt.door.http.mount import door
from nqt.door.pages.addresses import address
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import ActionsField, command
from nqt.jobs.models import Job
from nqt.jobs.progress import known_progress
from regions.territories.models import Region


class OwnRegion(Ref):
    """A region of today's map, among those one may start a run for."""

    def get_queryset(self) -> Any:
        """All of them for national staff."""
        actor = self.context["actor"]
        found = super().get_queryset().on(timezone.localdate()).order_by("name", "pk")
        return found if actor is None or actor.is_national else found.filter(code__in=actor.region_codes)


class RunStart(DoorSerializer):
    """What a run is asked for."""

    region = OwnRegion(
        queryset=Region.objects,
        required=False,
        allow_null=True,
        label="région",
        help_text="Sans région, le calcul porte sur toute la France : lui seul associe, à distance, deux régions.",
    )

    class Meta:
        model = MatchingRun
        fields = ["region"]


class RunLine(DoorSerializer):
    """A row of the list."""

    scope = serializers.CharField(source="__str__", label="périmètre", read_only=True)
    asked_by = serializers.StringRelatedField(label="demandé par", read_only=True)
    gain = serializers.SerializerMethodField(label="de plus que le meilleur binôme d’abord")

    class Meta:
        model = MatchingRun
        fields = ["public_id", "scope", "state", "created_at", "asked_by", "graduates", "places", "matched", "gain"]
        read_only_fields = fields

    def get_gain(self, run: MatchingRun) -> int:
        """Graduates who would have nobody if the best pair were always taken first."""
        return run.matched - run.matched_in_order


class LeftOutBy(serializers.Serializer):
    """A rule that left people without solution."""

    code = serializers.CharField(label="règle")
    sentence = serializers.CharField(label="pourquoi")
    people = serializers.IntegerField(label="jeunes")


class RunProgress(serializers.Serializer):
    """How far the computation is."""

    done = serializers.IntegerField(label="lignes faites")
    total = serializers.IntegerField(label="lignes en tout", allow_null=True)
    step = serializers.CharField(label="étape", allow_blank=True)
    error = serializers.CharField(label="ce qui a manqué", allow_blank=True)
    is_stopping = serializers.BooleanField(label="arrêt demandé")


class Proof(serializers.Serializer):
    """Why no other assignment is better."""

    gap = serializers.IntegerField(label="écart")
    value = serializers.IntegerField(label="valeur")
    bound = serializers.IntegerField(label="borne")
    rounds = serializers.IntegerField(label="tours")
    feasible = serializers.IntegerField(label="binômes possibles")


def progress_of(job: Job | None) -> dict[str, Any]:
    """Of a computation that a job does; of none, nothing done."""
    known = job or Job()
    facts = {**known_progress(known), "error": known.error, "is_stopping": known.cancel_asked_at is not None}
    return dict(RunProgress(facts).data)


class RunPage(RunLine):
    """The page."""

    proof = serializers.SerializerMethodField(label="preuve")
    policy = serializers.StringRelatedField(label="barème", read_only=True)
    reasons = serializers.SerializerMethodField(label="sans solution")
    to_review = serializers.SerializerMethodField(label="à relire")
    progress = serializers.SerializerMethodField(label="avancement")
    actions = ActionsField()

    class Meta(RunLine.Meta):
        fields = [
            *RunLine.Meta.fields,
            "policy",
            "proof",
            "score",
            "score_in_order",
            "matched_in_order",
            "milliseconds",
            "finished_at",
            "input_hash",
            "reasons",
            "to_review",
            "progress",
            "version",
            "actions",
        ]
        read_only_fields = fields

    def get_proof(self, run: MatchingRun) -> dict[str, Any] | None:
        """None for a run that proved nothing."""
        return dict(Proof(run.certificate).data) if run.certificate else None

    def get_reasons(self, run: MatchingRun) -> list[dict[str, Any]]:
        """Most people first."""
        counted = run.left_out.values("code", "sentence").annotate(people=Count("pk"))
        return list(LeftOutBy(counted.order_by("-people", "code"), many=True).data)

    def get_to_review(self, run: MatchingRun) -> int:
        """Proposals of the perimeter that nobody has read."""
        return run.proposals.visible_to(self.context["actor"]).filter(state=ProposalState.PROPOSED).count()

    def get_progress(self, run: MatchingRun) -> dict[str, Any]:
        """The job's."""
        return progress_of(run.job)


def may_approve(actor: Actor, run: MatchingRun) -> Refusal | None:
    """Something of it waits to be read, in one's perimeter."""
    waits = run.state == RunState.DONE and run.proposals.visible_to(actor).unread().exists()
    return None if waits else Conflict("Aucune de ces mises en relation n’attend d’être relue.")


def approving_does(run: MatchingRun) -> str:
    """Said before."""
    return (
        "Toutes celles de votre périmètre que personne n’a écartées : chaque parrain ou marraine reçoit un courriel et "
        "a dix jours pour répondre. Celles qui ne sont plus possibles sont laissées de côté ; la page qui suit dit "
        "pourquoi."
    )


class StaffRuns(StartsJobs):
    """Runs of the perimeter."""

    audience, model, verbs, versioned = Audience.STAFF, MatchingRun, "CR", True
    name, name_plural = "calcul", "Calculs"
    nav = Place(Trade.SETTINGS, "Calculs", "target-arrow", 60, "Répartir un périmètre, au mieux")
    help = "La meilleure répartition d’un périmètre : le plus de jeunes possible, puis les meilleurs binômes."
    empty = "Aucun calcul encore. Lancez-en un : il propose, vous relisez, puis les parrains répondent."
    serializer_class, line, forms = RunPage, RunLine, {"create": RunStart}
    titles = {"create": "Lancer un calcul"}
    sorts, default_sort = {"created": "created_at"}, "-created"
    columns = ("scope", "state", "created_at", "asked_by", "graduates", "matched", "gain")
    select = ("region", "asked_by", "policy", "job")
    template_folder = "mentoring/matching/runs"

    def detail_context(self, obj: MatchingRun) -> dict[str, Any]:
        """The first pair to read, in this perimeter."""
        unread = obj.proposals.visible_to(self.actor).filter(state=ProposalState.PROPOSED).order_by("-score", "-pk")
        first, query = unread.first(), urlencode({"run": str(obj.public_id), "state": str(ProposalState.PROPOSED)})
        url = address("pages:staff:matches-detail", public_id=str(first.public_id)) if first else ""
        return {**super().detail_context(obj), "review": f"{url}?{query}" if first else ""}

    writes = {"create": actions.run_start}

    @command(
        "Proposer toutes ces mises en relation",
        may=may_approve,
        icon="checks",
        consequence=approving_does,
        done="C’est lancé : les courriels partent quand tout est prêt.",
    )
    def approve(self, run: MatchingRun, expected_version: int | None = None, **data: Any) -> MatchingRun:
        """All that nobody has set aside."""
        self.job = proposals_approve(actor=self.actor, proposals=run.proposals.all(), **data)
        return run

    @command(
        "Arrêter",
        may=actions.run_cancel.may,
        icon="x",
        danger=True,
        consequence=lambda _: "Rien n’est écrit : les propositions d’avant restent comme elles sont.",
        done="L’arrêt est demandé.",
    )
    def cancel(self, run: MatchingRun, expected_version: int | None = None, **data: Any) -> MatchingRun:
        """The state of before."""
        return actions.run_cancel(actor=self.actor, target=run)


door.register("matching-runs", StaffRuns)
