"""Job titles that words with typing errors may mean: plural and feminine, one error a word, spaces missing or too many.

PostgreSQL finds the titles where some part of each word is right, in one statement over the titles; the rest is looked
at here. pg_trgm is not on every server, the one that comes with the product included; a vocabulary of its own would be
a table to keep fresh for eleven thousand titles.
"""

import re
from collections.abc import Iterable
from itertools import takewhile

from django.db.models import Model, Q, QuerySet

from nqt.common.text import fold

SHORTEST = 4
"""Letters of a word in which an error is forgiven."""
MOST_WORDS, MOST_TITLES = 6, 4_000
"""Of a question, and those that are looked at: what somebody types costs no more."""
SMALL = frozenset("a au aux d de des du en et l la le les ou pour sur un une".split())
"""Words that a title may say otherwise."""
_ENDINGS = (("trice", "teur"), ("euse", "eur"), ("iere", "ier"), ("enne", "en"), ("ere", "er"), ("ve", "f"), ("e", ""))
VARIED, WRONG, JOINED = 1, 3, 2
"""What a word costs that is of another number or gender, that has an error, that is several of the title."""


def stem(word: str) -> str:
    """Without plural or feminine: 'developpeuses' → 'developpeur', 'commerciaux' → 'commercial'."""
    if len(word) < SHORTEST:
        return word
    word = re.sub(r"aux$", "al", word) if word.endswith("aux") else re.sub(r"[sx]$", "", word)
    for feminine, masculine in _ENDINGS:
        if word.endswith(feminine) and len(word) - len(feminine) + len(masculine) >= SHORTEST - 1:
            return word.removesuffix(feminine) + masculine
    return word


def is_one_edit(one: str, other: str) -> bool:
    """A letter wrong, too many or missing, or two in the wrong order."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    a, b = one[start:], other[start:]
    if len(a) != len(b):
        return a[1:] == b if len(a) > len(b) else b[1:] == a
    return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def cost(typed: str, word: str) -> int | None:
    """What one word typed costs for one of a title, a half-typed one included; None when it does not mean it."""
    if word.startswith(typed):
        return 0
    meant, known = stem(typed), stem(word)
    if meant == known or (len(meant) >= SHORTEST and word.startswith(meant)):
        return VARIED
    if len(typed) < SHORTEST:
        return None
    begun = (word[:size] for size in range(len(typed) - 1, len(typed) + 2) if len(typed) > SHORTEST)
    is_near = is_one_edit(typed, word) or is_one_edit(meant, known) or any(is_one_edit(typed, part) for part in begun)
    return WRONG if is_near else None


def is_joined(typed: str, words: frozenset[str]) -> bool:
    """Several words of the title without their spaces; the last may be half-typed."""
    for word in words:
        if len(word) > 1 and typed.startswith(word) and typed != word:
            rest = typed[len(word) :]
            if any(other.startswith(rest) for other in words) or is_joined(rest, words - {word}):
                return True
    return False


def cost_of(typed: Iterable[str], title: str) -> int | None:
    """What all the words cost for a folded title."""
    words, total = title.split(), 0
    for one in typed:
        costs = [found for word in words if (found := cost(one, word)) is not None]
        if not costs and len(one) > SHORTEST and is_joined(one, frozenset(words)):
            costs = [JOINED]
        if not costs:
            return None
        total += min(costs)
    return total


def _may_be(word: str) -> Q:
    """Its beginning is right, or its end: one error spoils only one of them."""
    known, half = stem(word), len(stem(word)) // 2
    begins = known[: min(3, max(half - 1, 2))] if len(known) >= SHORTEST else word
    found = Q(folded__startswith=begins) | Q(folded__contains=f" {begins}")
    return found | Q(folded__contains=known[half:]) if len(known) > SHORTEST else found


def nearest(names: QuerySet[Model], text: str) -> dict[str, int]:
    """Folded name → cost, of those that the words may mean; spaces too many are tried when nothing is found."""
    words = [word for word in fold(text).split() if word not in SMALL][:MOST_WORDS]
    asked = [words, ["".join(words)]] if len(words) > 1 else [words]
    for typed in filter(any, asked):
        may_be = Q()
        for word in typed:
            may_be &= _may_be(word)
        rows = names.filter(may_be).values_list("folded", flat=True)[:MOST_TITLES]
        found = {name: paid for name in rows if (paid := cost_of(typed, name)) is not None}
        if found:
            least = min(found.values())
            return {name: paid for name, paid in found.items() if paid == least}
    return {}
