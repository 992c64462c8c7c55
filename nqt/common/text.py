"""Folded text: the same letters for search and French order on every server, in Python and in SQL."""

import re
import unicodedata
from collections.abc import Iterable

from django.db.models import Func, GeneratedField, TextField

from nqt.common.latin import PLAIN

_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Accents and other marks, once a letter is taken apart (NFKD): they are dropped, and never part a word."""
_PAIRS = {plain: letters for plain, letters in PLAIN.items() if len(plain) > 1}
_FROM = "".join(letters for plain, letters in PLAIN.items())
_TO = "".join((plain if len(plain) == 1 else letters[-1]) * len(letters) for plain, letters in PLAIN.items())
"""Of letters told by two, all but one: that one is then replaced by the pair."""


def _paired(expression: str) -> str:
    """SQL that replaces the last of each group of letters told by two."""
    for plain, letters in _PAIRS.items():
        expression = f"replace({expression}, '{letters[-1]}', '{plain}')"
    return expression


_BARE = f"""regexp_replace(normalize(value, NFKD) COLLATE "C", '[{_MARKS}]+' COLLATE "C", '', 'g')"""
FOLD_SQL = f"""
CREATE OR REPLACE FUNCTION nqt_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(lower((CASE
    WHEN octet_length(value) = char_length(value) THEN value
    WHEN {_BARE} !~ '[{_FROM}]' THEN {_BARE}
    ELSE {_paired(f"translate({_BARE}, '{_FROM}', '{_TO}')")}
  END) COLLATE "C"), '[^a-z0-9]+' COLLATE "C", ' ', 'g'))
$$;
"""
"""Letters are taken apart, marks dropped and the rest translated before `lower`: the server's locale does not matter.

The cases are of speed alone, 15, 25 and 110 µs: text of one byte a character is ASCII, accents are common, *ł* is rare.
One expression without a subquery, so that PostgreSQL writes it into the statement.
"""
UNFOLD_SQL = "DROP FUNCTION IF EXISTS nqt_fold(text)"
_MARK, _BETWEEN, _TRANSLATION = re.compile(f"[{_MARKS}]+"), re.compile("[^a-z0-9]+"), str.maketrans(_FROM, _TO)


def fold(value: str) -> str:
    """What `nqt_fold` answers in SQL: 'Sud-Deux-Sèvres' → 'sud deux sevres'."""
    if not value.isascii():
        value = _MARK.sub("", unicodedata.normalize("NFKD", value)).translate(_TRANSLATION)
        for plain, letters in _PAIRS.items():
            value = value.replace(letters[-1], plain)
    lowered = "".join(c.lower() if c.isascii() else c for c in value)
    return _BETWEEN.sub(" ", lowered).strip()


def searched_words(text: str) -> tuple[list[str], list[str]]:
    """What somebody typed to find a person: folded words, and mail addresses, whole or nearly, as they are stored.

    'Inès <ines.b@example.org>' → (['ines'], ['ines.b@example.org']).
    """
    pieces = [piece.strip("<>()[],;:\"'").removeprefix("mailto:") for piece in text.split()]
    addresses = [piece.lower() for piece in pieces if "@" in piece[1:]]
    return fold(" ".join(piece for piece in pieces if piece.lower() not in addresses)).split(), addresses


class Fold(Func):
    """`nqt_fold(expression)`."""

    function = "nqt_fold"
    arity = 1
    output_field = TextField()


def folded(expression: str) -> GeneratedField:
    """A stored column with the folded form of another; index it with the id to sort on it."""
    return GeneratedField(expression=Fold(expression), output_field=TextField(db_collation="C"), db_persist=True)


_ARTICLES = {"le": ("du", "au"), "les": ("des", "aux")}
_ELIDED = re.compile(
    r"[aeiu]"
    r"|o(?!nze\b|u[ai])"  # not Onze, Oualid, Ouistreham
    r"|y(?![aeiou])|y(?:onne|eu|ork|erres|evre)\b"  # Yves, and the Yonne; not Yacine
    r"|h[b-df-hj-np-tv-xz]"  # an acronym is spelled: HLM
    r"|ha(?:bit|rmoni|llu|leine|zebrouck|utmont)"
    r"|he(?!m\b|di\b|idi|inz|lmut|ros\b|risson|tre|sse\b)"
    r"|hi(?!ch[ae]m|nd\b|ba\b|lal|lary|bou\b|erarch)"
    r"|ho(?!u|c(?:h|ine)|w|ng|lland|nfleur|nda)"
    r"|hu(?!it|blot|dson|ssard|tte)"
    r"|hy"
)
"""What takes d’, once folded: ha- is aspirated but for a few words, he-, hi-, ho-, hu- are mute but for a few, those
that organizations, towns and people bear. A digit never elides."""


def of(name: object) -> str:
    """'d’Inès', 'de Yacine', 'd’Habitat 17', 'de Hauts-de-Seine Habitat', 'du Mans', 'des Lilas', 'de La Rochelle'."""
    return _led_by(name, 0) or (f"d’{name}" if _ELIDED.match(fold(str(name))) else f"de {name}")


def at(name: object) -> str:
    """'à Paris', 'au Mans', 'aux Lilas', 'à La Rochelle'."""
    return _led_by(name, 1) or f"à {name}"


def that(clause: str) -> str:
    """'que vous suivez…', 'qu’un rendez-vous…': what goes on after “parce”."""
    return f"qu’{clause}" if _ELIDED.match(fold(clause)) else f"que {clause}"


def _led_by(name: object, which: int) -> str:
    """The preposition drawn together with the name's own article, when it begins with Le or Les; else nothing."""
    article, _, rest = str(name).partition(" ")
    is_article = article.lower() in _ARTICLES and article[:1].isupper() and rest
    return f"{_ARTICLES[article.lower()][which]} {rest}" if is_article else ""


def agreed(number: int, endings: str = "s") -> str:
    """The ending that goes with a number, as the French count: '' for 0 and 1, 's' from 2; 'est,sont' chooses."""
    one, _, many = endings.rpartition(",")
    return many if abs(number) >= 2 else one


def listed(words: Iterable[object]) -> str:
    """'anglais, arabe'; 'en semaine, le matin ; le week-end' where one of them has a comma of its own."""
    said = [str(word) for word in words]
    return ("\u00a0; " if any("," in word for word in said) else ", ").join(said)


def counted(number: int, nouns: str) -> str:
    """'0 convention', '1 personne', '2 024 personnes', '2 travaux' of 'travail,travaux': a number and its noun.

    The figure and its noun stay on one line. Every word of the noun agrees: 'jeune diplômé' → 'jeunes diplômés'.
    """
    one, _, many = nouns.partition(",")
    said = one if abs(number) < 2 else many or " ".join(_plural(word) for word in one.split(" "))
    return f"{french_number(number)}\u00a0{said}"


def french_number(number: int) -> str:
    """'12 024': thousands apart, by a space that does not break; a year is not a number."""
    return f"{number:,}".replace(",", "\u00a0")


def _plural(word: str) -> str:
    return word if word[-1:] in "sxz" else f"{word}s"


AROUND, LONGEST = 60, 300
"""Characters told beside what differs in a long text, and in all."""


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Where two texts differ, with some words around: long texts are not told whole."""
    shortest = min(len(old), len(new))
    start = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    end = next((i for i in range(shortest - start) if old[-1 - i] != new[-1 - i]), shortest - start)
    return _window(old, start, len(old) - end), _window(new, start, len(new) - end)


def _window(text: str, start: int, end: int) -> str:
    first, last = max(0, start - AROUND), min(len(text), end + AROUND, start + LONGEST)
    words = " ".join(text[first:last].split())
    return f"{'… ' if first else ''}{words}{' …' if last < len(text) else ''}" if words else "–"
