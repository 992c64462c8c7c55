"""Around every write: who may, the lock, what has been seen; what follows when the parties change."""

from nqt.accounts.actor import Actor
from nqt.common.errors import Conflict, Forbidden
from nqt.common.models import claim
from partners.conventions.models import Convention, ConventionKind, Signatory


def hold(convention: Convention, actor: Actor, expected_version: int | None = None) -> Convention:
    """Lock the convention for a writer and count its version up; raises `Forbidden`, `Stale`."""
    if not convention.is_written_by(actor):
        raise Forbidden("Cette convention n’est pas dans votre périmètre.")
    return claim(convention, expected_version)


def hold_open(convention: Convention, actor: Actor, expected_version: int | None = None) -> Convention:
    """The same, for what may only change while the text is open."""
    held = hold(convention, actor, expected_version)
    if not held.current.is_open:
        raise Conflict("Le texte est figé. Repassez-le en brouillon pour le modifier.", code="frozen")
    return held


def hold_line(line: Signatory, expected_version: int | None = None) -> tuple[Convention, Signatory]:
    """Lock the convention, then one of its lines: the same order everywhere, so that nobody waits for ever.

    The convention's version is counted up: what a colleague read about its signatures is no longer true.
    """
    convention = claim(line.text.convention, None)
    held = claim(line, expected_version)
    held.text = convention.current if convention.current_id == held.text_id else held.text
    if convention.current_id != held.text_id:
        raise Conflict("Ce texte a été remplacé par un autre.", code="replaced")
    convention.save(update_fields=["version", "updated_at"])
    return convention, held


def settle_kind(convention: Convention) -> None:
    """Bilateral with two parties, multipartite with more; a framework stays one. The caller holds an open text."""
    if convention.kind == ConventionKind.FRAMEWORK:
        return
    many = convention.current.signatories.active().count() > 2
    kind = ConventionKind.MULTIPARTITE if many else ConventionKind.BILATERAL
    if kind != convention.kind:
        convention.kind = kind
        convention.save(update_fields=["kind"])
