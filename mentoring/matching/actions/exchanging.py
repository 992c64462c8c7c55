"""Changing the pairs of a run by hand: one that staff keep, an exchange whose cost was told, what follows a refusal."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.matching.actions.offering import hold, require_sight
from mentoring.matching.actions.pairing import told_of
from mentoring.matching.engine.exchanges import Improvable
from mentoring.matching.models import LeftOut, MatchingRun, MatchProposal, ProposalState, RunState
from mentoring.matching.standing import Moved, Review
from mentoring.mentors.models import Mentor
from nqt.accounts.actor import Actor
from nqt.audit.transitions import move
from nqt.common.errors import Conflict
from nqt.common.models import claim
from nqt.common.violations import store
from nqt.jobs.kinds import Outcome

GAVE_WAY = ("gave_way", "L’équipe a donné sa place à quelqu’un d’autre.")
BY_HAND = "Ce binôme a été formé à la main : écartez-le, puis formez l’autre."
RUN_AGAIN = "Les binômes ont trop changé depuis ce calcul : relancez un calcul pour ce périmètre."


def proposal_pin(*, actor: Actor, target: MatchProposal, expected_version: int | None = None) -> MatchProposal:
    """Keep this pair: no run and no exchange takes it apart."""
    return _pin(actor, target, expected_version, is_pinned=True)


def proposal_unpin(*, actor: Actor, target: MatchProposal, expected_version: int | None = None) -> MatchProposal:
    """Runs and exchanges may take it apart again."""
    return _pin(actor, target, expected_version, is_pinned=False)


def _pin(actor: Actor, target: MatchProposal, version: int | None, *, is_pinned: bool) -> MatchProposal:
    with transaction.atomic():
        _, _, proposal = hold(target, version)
        require_sight(actor, proposal)
        _require_unread(proposal)
        proposal.is_pinned = is_pinned
        return store(proposal)


def exchange_of(target: MatchProposal, mentor: Mentor) -> tuple[tuple[Moved, ...], int, int]:
    """All that moves when this mentor is given to the graduate, the points lost, the graduates left with nobody.

    Raises `Conflict` with the rule or the reason when it cannot be.
    """
    _require_unread(target)
    if target.run is None:
        raise Conflict(BY_HAND)
    if target.mentor_id == mentor.pk:
        raise Conflict("Ce binôme est déjà celui-là.")
    if target.is_pinned:
        raise Conflict("Ce binôme est épinglé : détachez-le d’abord.")
    review = Review.of(target.run)
    try:
        change = review.change(target.graduate_id, mentor.pk)
    except Improvable:
        raise Conflict(RUN_AGAIN) from None
    if change is None:
        why = review.why_not(target.graduate_id, mentor.pk)
        raise Conflict(why.sentence if why else f"{mentor} ne faisait pas partie de ce calcul.")
    return review.moved(change), change.points, change.unmatched


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
        proposal = claim(target, expected_version)
        require_sight(actor, proposal)
        if run is None:
            raise Conflict(BY_HAND)
        moves, cost, _unmatched = exchange_of(proposal, mentor)
        if points is not None and points != cost:
            raise Conflict("La situation a changé depuis : relisez ce que coûte cet échange.")
        _apply(actor, run, moves, cause=proposal)
        proposal.refresh_from_db()
        proposal.is_pinned = True
        return store(proposal)


def pair_replace(*, proposal: MatchProposal) -> MatchProposal | None:
    """After a refusal or a silence: the next pair for the graduate, to be read by staff, and for the place left.

    Answers the graduate's new proposal; None when nobody is left, or when the proposal came from no run.
    """
    with transaction.atomic():
        run = _latest(proposal)
        if run is None:
            return None
        review = Review.of(run)
        try:
            change = review.mended(proposal.graduate_id, proposal.mentor_id)
        except Improvable:
            return None
        if change is not None:
            _apply(Actor.system("matching"), run, review.moved(change), cause=proposal)
        return MatchProposal.objects.unread().filter(follows=proposal).first()


def replacement_told(found: MatchProposal | None) -> Outcome:
    """What the job says."""
    if found is None:
        return Outcome({"facts": {}, "told": ["Personne d’autre n’est possible pour le moment."]})
    path = reverse("pages:staff:matches-detail", kwargs={"public_id": found.public_id})
    return Outcome({"facts": {}, "told": ["Une mise en relation est à relire."]}, path=path)


def _latest(proposal: MatchProposal) -> MatchingRun | None:
    """The last run over the proposal's scope, locked: exchanges wait for each other."""
    if proposal.run is None:
        return None
    same = MatchingRun.objects.filter(region=proposal.run.region_id, state=RunState.DONE).order_by("-pk")
    return same.select_for_update(of=("self",)).select_related("region", "policy").first()


def _apply(actor: Actor, run: MatchingRun, moves: Sequence[Moved], *, cause: MatchProposal) -> None:
    """Write the moves; the caller owns the transaction and holds the run."""
    keys = {pk for one in moves for pk in (one.before, one.after) if pk is not None}
    mentors = {one.pk: one for one in _locked(Mentor, keys)}
    graduates = {one.pk: one for one in _locked(Graduate, {one.graduate for one in moves})}
    if not actor.is_system and len(graduates) > Graduate.objects.visible_to(actor).filter(pk__in=graduates).count():
        raise Conflict("Cet échange toucherait des jeunes d’autres départements : demandez-le à l’équipe nationale.")
    for one in moves:
        graduate = graduates[one.graduate]
        movable = MatchProposal.objects.unread().filter(graduate=graduate, run__isnull=False, is_pinned=False)
        unread = movable.select_for_update(of=("self",)).first()
        if one.after is None:
            _leave(actor, unread)
            continue
        mentor = mentors[one.after]
        told = told_of(graduate, mentor, run.policy)
        if told.broken:
            raise Conflict(f"{graduate} et {mentor} : {told.broken}")
        facts = {"mentor": mentor, "score": told.score, "parts": told.parts, "rank": 0, "alternatives": []}
        if unread is None:
            follows = cause if cause.graduate_id == graduate.pk else None
            days = (timezone.localdate() - timezone.localdate(graduate.pooled_at)).days if graduate.pooled_at else 0
            store(MatchProposal(run=run, graduate=graduate, waiting=max(0, days), follows=follows, **facts))
            LeftOut.objects.filter(run=run, graduate=graduate).delete()
        else:
            for name, value in facts.items():
                setattr(unread, name, value)
            store(unread)


def _leave(actor: Actor, unread: MatchProposal | None) -> None:
    """Somebody gives way and has nobody."""
    if unread is not None:
        code, sentence = GAVE_WAY
        move(unread, "drop", actor=actor, reason=sentence)
        told = {"code": code, "sentence": sentence}
        LeftOut.objects.get_or_create(run=unread.run, graduate=unread.graduate, defaults=told)


def _locked(model: type[Any], keys: set[int]) -> list[Any]:
    return list(model.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def _require_unread(proposal: MatchProposal) -> None:
    if proposal.state != ProposalState.PROPOSED:
        raise Conflict(f"Cette mise en relation est {proposal.get_state_display()} : elle ne change plus.")
