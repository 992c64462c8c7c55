"""Changing the pairs of a run by hand: one that staff keep, an exchange whose cost was told, what follows a refusal."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from mentoring.graduates.models import Graduate
from mentoring.matching.actions.offering import hold, require_sight
from mentoring.matching.actions.pairing import told_of
from mentoring.matching.engine.exchanges import Improvable
from mentoring.matching.models import LeftOut, MatchingRun, MatchProposal, ProposalState
from mentoring.matching.standing import Moved, Review
from mentoring.mentors.models import Mentor
from nqt.accounts.actor import Actor
from nqt.audit.transitions import move
from nqt.common.errors import Conflict
from nqt.common.models import claim
from nqt.common.violations import store

GAVE_WAY = ("gave_way", "L’équipe a donné sa place à quelqu’un d’autre.")
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
        raise Conflict("Ce binôme a été formé à la main : écartez-le, puis formez l’autre.")
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
        MatchingRun.objects.select_for_update(of=("self",)).filter(pk=target.run_id).first()
        proposal = claim(target, expected_version)
        require_sight(actor, proposal)
        moves, cost, _unmatched = exchange_of(proposal, mentor)
        if points is not None and points != cost:
            raise Conflict("La situation a changé depuis : relisez ce que coûte cet échange.")
        _apply(actor, proposal, moves)
        proposal.refresh_from_db()
        proposal.is_pinned = True
        return store(proposal)


def pair_replace(*, proposal: MatchProposal) -> MatchProposal | None:
    """After a refusal or a silence: the next pair for the graduate, to be read by staff, and for the place left.

    Answers the graduate's new proposal; None when nobody is left, or when the proposal came from no run.
    """
    with transaction.atomic():
        run = MatchingRun.objects.select_for_update(of=("self",)).filter(pk=proposal.run_id).first()
        if run is None or not hasattr(run, "record"):
            return None
        review = Review.of(run)
        try:
            change = review.mended(proposal.graduate_id, proposal.mentor_id)
        except Improvable:
            return None
        if change is not None:
            _apply(Actor.system("matching"), proposal, review.moved(change))
        return MatchProposal.objects.unread().filter(graduate=proposal.graduate_id, follows=proposal).first()


def _apply(actor: Actor, cause: MatchProposal, moves: Sequence[Moved]) -> None:
    """Write the moves; the caller owns the transaction and holds the run."""
    run = cause.run
    keys = {pk for one in moves for pk in (one.before, one.after) if pk is not None}
    mentors = {one.pk: one for one in _locked(Mentor, keys)}
    graduates = {one.pk: one for one in _locked(Graduate, {one.graduate for one in moves})}
    if actor.is_staff and len(graduates) > Graduate.objects.visible_to(actor).filter(pk__in=graduates).count():
        raise Conflict("Cet échange toucherait des jeunes d’autres départements : demandez-le à l’équipe nationale.")
    for one in moves:
        graduate = graduates[one.graduate]
        unread = run.proposals.unread().filter(graduate=graduate).select_for_update(of=("self",)).first()
        if one.after is None:
            _leave(actor, run, unread)
            continue
        mentor = mentors[one.after]
        told = told_of(graduate, mentor)
        if told.broken:
            raise Conflict(f"{graduate} et {mentor} : {told.broken}")
        facts = {"mentor": mentor, "score": one.score, "parts": told.parts, "rank": 0, "alternatives": []}
        if unread is None:
            days = (timezone.localdate() - timezone.localdate(graduate.pooled_at)).days if graduate.pooled_at else 0
            follows = cause if cause.graduate_id == graduate.pk and cause.state != ProposalState.PROPOSED else None
            store(MatchProposal(run=run, graduate=graduate, waiting=max(0, days), follows=follows, **facts))
            LeftOut.objects.filter(run=run, graduate=graduate).delete()
        else:
            for name, value in facts.items():
                setattr(unread, name, value)
            store(unread)


def _leave(actor: Actor, run: MatchingRun, unread: MatchProposal | None) -> None:
    """Somebody gives way and has nobody."""
    if unread is None:
        return
    move(unread, "drop", actor=actor, reason=GAVE_WAY[1])
    LeftOut.objects.get_or_create(
        run=run, graduate=unread.graduate, defaults={"code": GAVE_WAY[0], "sentence": GAVE_WAY[1]}
    )


def _locked(model: type, keys: set[int]) -> list:
    return list(model.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def _require_unread(proposal: MatchProposal) -> None:
    if proposal.state != ProposalState.PROPOSED:
        raise Conflict(f"Cette mise en relation est {proposal.get_state_display()} : elle ne change plus.")
