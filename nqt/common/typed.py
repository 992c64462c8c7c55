"""What people paste: marks that show nothing and mean nothing are taken off; what is refused is shown by its place.

One rule for a line, one for a text of several lines; `nqt.door` applies them to whatever is typed, and the validators
of `nqt.common.validators` refuse in a column what these functions would have taken off.

| | a line | a text |
|---|---|---|
| soft hyphen, zero-width space, BOM, marks of direction, fillers, tags | off | off |
| joiners (ZWJ, ZWNJ) and variation selectors | kept where a script or an emoji needs them, off elsewhere | the same |
| tab, vertical tab, form feed, U+0085, U+2028, U+2029 | a space | a new line (a tab stays) |
| a bullet of Word's symbol fonts (U+F0B7…) | its Unicode sign | the same |
| other control and private signs, U+FFFD, overrides of direction | refused | refused |
"""

import re
import unicodedata
from collections.abc import Iterator

LINE_ENDS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""Ends of line that no keyboard makes: word processors and PDF readers leave them."""
OVERRIDES = "\u202d\u202e"
"""They show a text in another order than it has: taken off, it would not be what was read."""
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202c\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_JOINERS = "\u200c\u200d\ufe00-\ufe0f"
_OFF = re.compile(f"[{_INVISIBLE}]")
_JOINER = re.compile(f"[{_JOINERS}]")
_SYMBOLS = {
    "\uf0b7": "•", "\uf0a7": "▪", "\uf0a8": "◻", "\uf0d8": "➢", "\uf076": "❖", "\uf06c": "●", "\uf0a1": "○",
    "\uf06e": "■", "\uf06f": "□", "\uf071": "❑", "\uf072": "❒", "\uf075": "◆", "\uf077": "◆", "\uf046": "☞",
    "\uf0fc": "✓", "\uf0fe": "☑", "\uf0fb": "✗", "\uf0fd": "☒", "\uf0e0": "→", "\uf0df": "←", "\uf0e8": "➔",
    "\uf0f0": "⇨", "\uf04a": "☺", "\uf04c": "☹", "\uf02d": "–", "\uf02a": "*", "\uf020": " ", "\uf0b0": "°",
    "\uf0b1": "±",
}  # fmt: skip
"""Signs of Symbol and Wingdings that Word makes bullets and arrows of, by the code it gives them."""
_PICTURES = str.maketrans(_SYMBOLS)
_UNREADABLE = frozenset({"Cc", "Cs", "Co", "Cn"})
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
QUOTED = 24
"""Characters of context that a refusal quotes."""


def without_marks(text: str) -> str:
    """The text without what shows nothing and changes nothing."""
    text = _OFF.sub("", text)
    return _JOINER.sub(_joiner_or_nothing, text) if _JOINER.search(text) else text


def _joiner_or_nothing(found: re.Match[str]) -> str:
    return found.group() if _joins(found.string, found.start()) else ""


def _joins(text: str, place: int) -> bool:
    """Whether a joiner has work to do: within an emoji, or inside a word of a script that joins its letters."""
    before, after = text[:place][-1:], text[place + 1 : place + 2]
    if "\ufe00" <= text[place] <= "\ufe0f":
        return _is_picture(before) or _is_joined(before) or (before != "" and before in "0123456789#*↔↕⤴⤵‼⁉〰〽")
    if _is_picture(before) or before == "\ufe0f":
        return _is_picture(after)
    return _is_joined(before) and _is_joined(after)


def _is_picture(sign: str) -> bool:
    return sign != "" and unicodedata.category(sign) in ("So", "Sk", "Sm")


def _is_joined(sign: str) -> bool:
    """A letter or a mark from Arabic on; Latin, Greek, Cyrillic and Hebrew never need a joiner."""
    return sign > "\u05ff" and unicodedata.category(sign)[0] in "LM"


def clean_line(text: str) -> str:
    """A name, a title, an address: one line; the typed line ends and tabs are left for the validator to refuse."""
    text = re.sub(f"[\t{LINE_ENDS}]+", " ", text)
    return without_marks(text).translate(_PICTURES)


def clean_text(text: str) -> str:
    """A text of several lines."""
    text = text.replace("\u2029", "\n\n")
    return without_marks(re.sub(f"[{LINE_ENDS}]", "\n", text)).translate(_PICTURES)


def compact(text: str) -> str:
    """A number as people copy it, '９３８.531 837' → '938531837': no space, dot, hyphen or mark, ordinary digits."""
    return re.sub(r"[\s.\-\u2010-\u2015\u2212·]", "", unicodedata.normalize("NFKC", without_marks(text)))


# -- refusals ---------------------------------------------------------------------------------------------------------
def unreadable(text: str, *, ends: str = "\n\r\t") -> Iterator[tuple[int, str]]:
    """(place, what it is) of each sign that stays refused; `ends` are the ends of line that are welcome."""
    for place, sign in enumerate(text):
        if sign in ends:
            continue
        if sign in LINE_ENDS:
            yield place, "une fin de ligne invisible"
        elif sign == "\ufffd" or unicodedata.category(sign) in _UNREADABLE:
            yield place, "un caractère illisible"
        elif sign in OVERRIDES or _OFF.match(sign) or (_JOINER.match(sign) and not _joins(text, place)):
            yield place, "un caractère invisible"


def place_in(text: str, place: int) -> str:
    """'à la ligne 2, après « … »', 'après « Habitat »', 'au début'."""
    above, _, before = text[:place].replace("\r\n", "\n").rpartition("\n")
    line = above.count("\n") + 2 if "\n" in text[:place] else 1
    words = _SPACES.sub(" ", "".join(c for c in before if c.isprintable() or c.isspace())).strip()
    quoted = words if len(words) <= QUOTED else "…" + (words[-QUOTED:].partition(" ")[2] or words[-QUOTED:])
    where = f"à la ligne {line}" if "\n" in text.strip() else ""
    if quoted:
        return f"{where}, après « {quoted} »" if where else f"après « {quoted} »"
    return f"au début de la ligne {line}" if where else "au début"
