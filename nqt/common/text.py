"""Folded text: the same letters for search and French order on every server, in Python and in SQL."""

import re
import unicodedata

from django.db.models import Func, GeneratedField, TextField

_ACCENTS = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
_PLAIN = "aaaaaaceeeeiiiinooooouuuuyy"
_FROM = _ACCENTS + _ACCENTS.upper().replace("ß", "")
_TO = _PLAIN + _PLAIN

FOLD_SQL = f"""
CREATE OR REPLACE FUNCTION nqt_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(lower(translate(
    replace(replace(replace(replace(normalize(value, NFC), 'œ', 'oe'), 'Œ', 'OE'), 'æ', 'ae'), 'Æ', 'AE'),
    '{_FROM}', '{_TO}') COLLATE "C"), '[^a-z0-9]+' COLLATE "C", ' ', 'g'))
$$;
"""
"""Both cases of accented letters are translated before `lower`, so that the server's locale does not matter."""
UNFOLD_SQL = "DROP FUNCTION IF EXISTS nqt_fold(text)"


def fold(value: str) -> str:
    """What `nqt_fold` answers in SQL: 'Sud-Deux-Sèvres' → 'sud deux sevres'."""
    value = unicodedata.normalize("NFC", value)
    for letter, pair in (("œ", "oe"), ("Œ", "OE"), ("æ", "ae"), ("Æ", "AE")):
        value = value.replace(letter, pair)
    value = value.translate(str.maketrans(_FROM, _TO))
    lowered = "".join(c.lower() if c.isascii() else c for c in value)
    return re.sub(r"[^a-z0-9]+", " ", lowered).strip()


class Fold(Func):
    """`nqt_fold(expression)`."""

    function = "nqt_fold"
    arity = 1
    output_field = TextField()


def folded(expression: str) -> GeneratedField:
    """A stored column with the folded form of another; index it with the id to sort on it."""
    return GeneratedField(expression=Fold(expression), output_field=TextField(db_collation="C"), db_persist=True)


def of(name: object) -> str:
    """'d’Habitat 17', 'de Paris': the preposition is elided before a vowel or an h."""
    return f"d’{name}" if fold(str(name))[:1] in tuple("aeiouyh") else f"de {name}"
