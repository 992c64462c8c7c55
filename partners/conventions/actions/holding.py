"""Around every write: who may, the lock, what has been seen; what follows when the parties change."""

from typing import NamedTuple

from nqt.accounts.actor import Actor
from nqt.common.errors import Conflict, Forbidden, Stale
from nqt.common.models import claim
from partners.conventions.models import Article, Convention, ConventionKind, ConventionText, Signatory


class Held(NamedTuple):
    """A convention under its lock, and the text that the act concerns."""

    convention: Convention
    text: ConventionText

    @property
    def occasion(self) -> str:
        """What tells one mail about this text from the next one of its kind."""
        return f"{self.text.ordinal}-{self.text.version}" if self.text.is_amendment else str(self.convention.version)

    def written(self) -> None:
        """Count up what its readers have seen: the convention, or the amendment alone, of which they see nothing."""
        if not self.text.is_amendment:
            self.convention.save(update_fields=["version", "updated_at"])
        else:
            self.text.save(update_fields=["version", "updated_at"])


def hold(convention: Convention, actor: Actor, expected_version: int | None = None) -> Convention:
    """Lock the convention for a writer and count its version up; raises `Forbidden`, `Stale`."""
    _require_writer(convention, actor)
    return claim(convention, expected_version)


def hold_text(convention: Convention, actor: Actor, expected_version: int | None = None) -> Held:
    """The same, for an act on its text in hand; of an amendment, the version seen is its own."""
    _require_writer(convention, actor)
    return _text_of(claim(convention, None), expected_version)


def hold_open(
    convention: Convention,
    actor: Actor,
    expected_version: int | None = None,
    *,
    part: Article | Signatory | None = None,
) -> Held:
    """The same, for what may only change while the text is open; `part` is of this very text."""
    held = hold_text(convention, actor, expected_version)
    if not held.text.is_open or (part is not None and part.text_id != held.text.pk):
        raise Conflict("Le texte est figé. Repassez-le en brouillon pour le modifier.", code="frozen")
    return held


def hold_line(line: Signatory, expected_version: int | None = None) -> tuple[Convention, Signatory]:
    """Lock the convention, then one of its lines: the same order everywhere, so that nobody waits for ever.

    What a colleague read about its signatures is no longer true: the version is counted up.
    """
    held = _text_of(claim(line.text.convention, None), None)
    mine = claim(line, expected_version)
    if held.text.pk != mine.text_id:
        raise Conflict("Ce texte a été remplacé par un autre.", code="replaced")
    mine.text = held.text
    held.written()
    return held.convention, mine


def _require_writer(convention: Convention, actor: Actor) -> None:
    if not convention.is_written_by(actor):
        raise Forbidden("Cette convention n’est pas dans votre périmètre.")


def _text_of(convention: Convention, expected_version: int | None) -> Held:
    """The text in hand; its convention is locked and counted up, which is kept if the text is its first."""
    text = convention.text_in_hand
    seen = text.version if text.is_amendment else convention.version - 1
    if expected_version is not None and expected_version != seen:
        raise Stale
    text.convention = convention
    if text.is_amendment:
        text.version += 1
        convention.version -= 1
    return Held(convention, text)


def settle_kind(text: ConventionText) -> None:
    """Bilateral with two parties, multipartite with more; a framework stays one. The caller holds an open text."""
    if text.kind == ConventionKind.FRAMEWORK:
        return
    many = text.signatories.active().count() > 2
    kind = ConventionKind.MULTIPARTITE if many else ConventionKind.BILATERAL
    if kind != text.kind:
        text.kind = kind
        text.save(update_fields=["kind"])
