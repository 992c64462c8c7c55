"""Changing the pairs of a run by hand: an exchange whose cost was told, what follows a refusal."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.matching.actions.weighing import told_of
from mentoring.matching.engine.exchanges import Improvable
from mentoring.matching.loading import graduates_of
from mentoring.matching.models import LeftOut, MatchingRun, RunState
from mentoring.matching.standing import Moved, Review
from mentoring.mentors.models import Mentor
from mentoring.proposals.actions.pinning import read
from mentoring.proposals.models import MatchProposal, ProposalState
from nqt.accounts.actor import Actor
from nqt.audit.transitions import move
from nqt.common.acts import act, guard, hidden
from nqt.common.errors import Conflict, Refusal
from nqt.common.models import claim
from nqt.common.violations import store
from regions.territories.models import RegionDepartment

GAVE_WAY = ("gave_way", "L’équipe a donné sa place à quelqu’un d’autre.")
BY_HAND = "Ce binôme a été formé à la main : écartez-le, puis formez l’autre."
OVERTAKEN = "La situation a changé depuis : relisez ce que coûte cet échange."
RUN_AGAIN = "Les binômes ont trop changé depuis ce calcul : relancez un calcul pour ce périmètre."


def may_exchange(actor: Actor, proposal: MatchProposal) -> Refusal | None:
    """Whoever reads it, while nobody has decided; what a run made, and is not pinned."""
    return hidden(actor, proposal) or fixed(proposal)


def fixed(proposal: MatchProposal) -> Refusal | None:
    """Why a pair is not exchanged for another."""
    if refusal := read(proposal):
        return refusal
    if proposal.run_id is None:
        return Conflict(BY_HAND)
    return Conflict("Ce binôme est épinglé : détachez-le d’abord.") if proposal.is_pinned else None


def exchange_of(target: MatchProposal, mentor: Mentor) -> tuple[tuple[Moved, ...], int, int]:
    """All that moves when this mentor is given to the graduate, the points lost, the graduates left with nobody.

    Raises `Conflict` with the rule or the reason when it cannot be.
    """
    if refusal := fixed(target):
        raise refusal
    if target.mentor_id == mentor.pk:
        raise Conflict("Ce binôme est déjà celui-là.")
    review = Review.of(target.run)
    try:
        change = review.change(target.graduate_id, mentor.pk)
    except Improvable:
        raise Conflict(RUN_AGAIN) from None
    if change is None:
        why = review.why_not(target.graduate_id, mentor.pk)
        raise Conflict(why.sentence if why else f"{mentor} ne faisait pas partie de ce calcul.")
    return review.moved(change), change.points, change.unmatched


@act(may_exchange)
def pair_exchange(
    *,
    actor: Actor,
    target: MatchProposal,
    mentor: Mentor,
    expected_version: int | None = None,
    points: int | None = None,
) -> MatchProposal:
    """Give another mentor to a graduate, with all that follows; the new pair is pinned.

    `points`: the cost that was told. Raises `Conflict` when it has become another, or when one of those who would move
    is out of the actor's sight.
    """
    with transaction.atomic():
        run = _latest(target)
        guard(may_exchange, actor, target)
        if run is None:
            raise Conflict(BY_HAND)
        moves, cost, _unmatched = exchange_of(target, mentor)
        if points is not None and points != cost:
            raise Conflict(OVERTAKEN)
        _apply(actor, run, moves, cause=target, expected_version=expected_version)
        proposal = MatchProposal.objects.get(pk=target.pk)
        proposal.is_pinned = True
        return store(proposal)


def pair_replace(*, graduate: Graduate, former: Mentor, follows: MatchProposal | None = None) -> MatchProposal | None:
    """After a refusal, a silence or the end of a pair: the next one for the graduate, to be read by staff, and for the
    place left.

    Answers what is to be read for the graduate; None when nobody is left, or when no run was made over them yet.
    """
    with transaction.atomic():
        run = _latest(follows) or _latest_over(graduate)
        if run is None:
            return None
        review = Review.of(run)
        try:
            change = review.mended(graduate.pk, former.pk)
        except Improvable:
            return None
        if change is not None:
            _apply(Actor.system("matching"), run, review.moved(change), cause=follows)
        return MatchProposal.objects.unread().filter(graduate=graduate).order_by("-pk").first()


def _latest(proposal: MatchProposal | None) -> MatchingRun | None:
    """The last run over the proposal's scope, locked: exchanges wait for each other."""
    if proposal is None or proposal.run is None:
        return None
    return _last(MatchingRun.objects.filter(region=proposal.run.region_id))


def _latest_over(graduate: Graduate) -> MatchingRun | None:
    """The last run over a scope where the graduate lives, locked."""
    links = RegionDepartment.objects.on(timezone.localdate()).filter(department=graduate.department_id)
    return _last(MatchingRun.objects.filter(Q(region=None) | Q(region__in=links.values("region"))))


def _last(runs: QuerySet[MatchingRun]) -> MatchingRun | None:
    done = runs.filter(state=RunState.DONE).order_by("-pk")
    return done.select_for_update(of=("self",)).select_related("region", "policy").first()


def _apply(
    actor: Actor,
    run: MatchingRun,
    moves: Sequence[Moved],
    *,
    cause: MatchProposal | None,
    expected_version: int | None = None,
) -> None:
    """Write the moves; the caller owns the transaction and holds the run. Mentors are locked first, as everywhere.

    Raises `Conflict` when somebody's pair is no longer the one that the moves begin from.
    """
    mentors = _locked(Mentor, {pk for one in moves for pk in (one.before, one.after) if pk is not None})
    graduates = _locked(Graduate, {one.graduate for one in moves})
    if not actor.is_system and len(graduates) > Graduate.objects.visible_to(actor).filter(pk__in=graduates).count():
        raise Conflict("Cet échange toucherait des jeunes d’autres départements : demandez-le à l’équipe nationale.")
    if cause is not None and cause.state == ProposalState.PROPOSED:
        claim(cause, expected_version)
    standing = MatchProposal.objects.unread().filter(graduate__in=graduates, run__isnull=False, is_pinned=False)
    unread = {one.graduate_id: one for one in standing.select_for_update(of=("self",)).order_by("pk")}
    waiting = set(graduates_of(None, timezone.localdate()).filter(pk__in=graduates).values_list("pk", flat=True))
    held = {pk: one.mentor_id for pk, one in unread.items()}
    if waiting != set(graduates) or any(held.get(one.graduate) != one.before for one in moves):
        raise Conflict(OVERTAKEN)
    for one in moves:
        graduate, proposal = graduates[one.graduate], unread.get(one.graduate)
        if one.after is None:
            _leave(actor, proposal)
        else:
            _give(run, graduate, mentors[one.after], proposal, cause)


def _give(
    run: MatchingRun, graduate: Graduate, mentor: Mentor, unread: MatchProposal | None, cause: MatchProposal | None
) -> None:
    """The pair, explained anew; somebody who had nobody gets a proposal."""
    told = told_of(graduate, mentor, run.policy)
    if told.broken:
        raise Conflict(f"{graduate} et {mentor} : {told.broken}")
    if unread is None:
        days = (timezone.localdate() - timezone.localdate(graduate.pooled_at)).days if graduate.pooled_at else 0
        follows = cause if cause is not None and cause.graduate_id == graduate.pk else None
        unread = MatchProposal(run=run, graduate=graduate, waiting=max(0, days), follows=follows)
        LeftOut.objects.filter(run=run, graduate=graduate).delete()
    unread.mentor, unread.score, unread.parts = mentor, told.score, told.parts
    unread.rank, unread.alternatives = 0, []
    store(unread)


def _leave(actor: Actor, unread: MatchProposal | None) -> None:
    """Somebody gives way and has nobody."""
    if unread is not None:
        code, sentence = GAVE_WAY
        move(unread, "drop", actor=actor, reason=sentence)
        told = {"code": code, "sentence": sentence}
        LeftOut.objects.get_or_create(run=unread.run, graduate=unread.graduate, defaults=told)


def _locked(model: type[Any], keys: set[int]) -> dict[int, Any]:
    rows = model.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    return {row.pk: row for row in rows}
