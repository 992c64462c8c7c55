"""Around every write: who may, the lock, what has been seen; what follows when the parties change."""

from typing import NamedTuple

from nqt.accounts.actor import Actor
from nqt.common.acts import May, guard
from nqt.common.errors import Conflict, Forbidden, Refusal, Stale
from nqt.common.models import claim
from partners.conventions.models import Article, Convention, ConventionKind, ConventionText, Signatory

FROZEN = "Le texte est figé. Repassez-le en brouillon pour le modifier."


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


def may_write(actor: Actor, convention: Convention) -> Refusal | None:
    """Staff, in their perimeter."""
    return None if convention.is_written_by(actor) else Forbidden("Cette convention n’est pas dans votre périmètre.")


def may_write_words(actor: Actor, convention: Convention) -> Refusal | None:
    """The same, while the text in hand is open."""
    return may_write(actor, convention) or frozen(in_hand(convention))


def may_write_part(actor: Actor, part: Article | Signatory) -> Refusal | None:
    """The same, of an article or a party: a text that is open is the one in hand."""
    return may_write(actor, part.text.convention) or frozen(part.text)


def frozen(text: ConventionText) -> Refusal | None:
    """Its words do not change any more."""
    return None if text.is_open else Conflict(FROZEN, code="frozen")


def in_hand(convention: Convention) -> ConventionText:
    """The text that acts concern: the one held, in an action; on a page, the one read, whatever is being prepared."""
    text: ConventionText = convention.__dict__.get("_in_hand") or convention.text
    return text


def hold(
    convention: Convention, actor: Actor, expected_version: int | None = None, *, may: May = may_write
) -> Convention:
    """Lock the convention for an act that is open on it, and count its version up. Raises as `claim` does."""
    return claim(convention, expected_version, actor=actor, may=may)


def hold_text(
    convention: Convention, actor: Actor, expected_version: int | None = None, *, may: May = may_write
) -> Held:
    """The same, for an act on its text in hand; of an amendment, the version seen is its own."""
    held = _text_of(claim(convention, None, actor=actor, may=may_write), expected_version)
    guard(may, actor, held.convention)
    return held


def hold_open(
    convention: Convention,
    actor: Actor,
    expected_version: int | None = None,
    *,
    part: Article | Signatory | None = None,
) -> Held:
    """The same, for what may only change while the text is open; `part` is of this very text."""
    held = hold_text(convention, actor, expected_version, may=may_write_words)
    if part is not None and part.text_id != held.text.pk:
        raise Conflict(FROZEN, code="frozen")
    return held


def hold_line(
    line: Signatory, expected_version: int | None = None, *, actor: Actor | None = None, may: May | None = None
) -> tuple[Convention, Signatory]:
    """Lock the convention, then one of its lines: the same order everywhere, so that nobody waits for ever.

    What a colleague read about its signatures is no longer true: the version is counted up. An act of staff is open on
    the line as it is (`may`), and its perimeter is asked before anything.
    """
    if may is not None:
        guard(may_write, actor, line.text.convention)
    held = _text_of(claim(line.text.convention, None), None)
    mine = claim(line, expected_version)
    if held.text.pk != mine.text_id:
        raise Conflict("Ce texte a été remplacé par un autre.", code="replaced")
    mine.text = held.text
    if may is not None:
        guard(may, actor, mine)
    held.written()
    return held.convention, mine


def _text_of(convention: Convention, expected_version: int | None) -> Held:
    """The text in hand; its convention is locked and counted up, which is kept if the text is its first."""
    text = convention.__dict__["_in_hand"] = convention.text_in_hand
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
