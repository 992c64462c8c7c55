"""Reading tables that somebody else wrote: the encodings, delimiters and headers met in official files.

Cells stay text: a code that became a number has lost its zero.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from nqt.common.errors import Invalid
from nqt.common.text import counted, fold

DELIMITERS = ",;\t|"
SHOWN = 20
"""Rejected lines that a refusal quotes; it counts them all."""


class Rejections:
    """The lines that cannot be read, and why; a file with one of them is refused as a whole."""

    def __init__(self) -> None:
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, reason: str) -> None:
        """Line numbers count from 1, the header included."""
        self._found.append((line, reason))

    def check(self, *, hint: str = "") -> None:
        """Raises `Invalid` with the first lines, the number of all of them and what may help."""
        if not self._found:
            return
        told = [f"Ligne {line} : {reason}" for line, reason in sorted(self._found)[:SHOWN]]
        more = len(self._found) - len(told)
        if more > 0:
            told.append(f"Et {more} autre{'s' if more > 1 else ''} ligne{'s' if more > 1 else ''}.")
        if hint:
            told.append(hint)
        raise Invalid("Rien n’a été importé. " + " ".join(told), code="rows")


def decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, else windows-1252. Raises `Invalid` for what is no text, or was cut."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in content:
        raise Invalid("Ce fichier n’est pas un texte : donnez le CSV tel que publié.", code="encoding")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(content) - 3 and not content[: error.start].isascii():
            raise Invalid("Ce fichier est tronqué : téléchargez-le de nouveau.", code="truncated") from None
        return content.decode("cp1252", errors="replace")


def read_table(
    content: bytes, columns: Sequence[str], rejections: Rejections, *, optional: Sequence[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows as (line number, {column: text}), for the columns wanted; accents, case and `#` of headers do not count.

    Rows of another width than the header are rejected by line. Raises `Invalid` when a wanted column is missing.
    """
    text = decoded(content)
    header_line = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=header_line.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [fold(cell) for cell in next(rows, [])]
        places = {column: header.index(fold(column)) for column in (*columns, *optional) if fold(column) in header}
        missing = [column for column in columns if column not in places]
        if missing:
            raise Invalid(f"Il manque ces colonnes : {', '.join(missing)}.", code="columns")
        for row in rows:
            if not any(row):
                continue
            if len(row) != len(header):
                rejections.add(rows.line_num, f"{counted(len(row), 'colonne')} au lieu de {len(header)}.")
                continue
            yield rows.line_num, {column: row[place].strip() for column, place in places.items()}
    except csv.Error as error:
        raise Invalid(f"Ligne {rows.line_num} : ce n’est pas du CSV ({error}).", code="csv") from None
