"""How a file is called: what its person typed, as far as it can be shown; and whether its ending says what it is."""

import re
import unicodedata

from nqt.common.errors import Invalid
from nqt.files.contents import Content

LONGEST = 120
ILL = re.compile(r'[<>:"/\\|?*]')
"""What some system takes for something else than a name."""


def cleaned_name(typed: str, content: Content) -> str:
    """A name that can be shown and given back anywhere, with the ending of its content.

    Raises `Invalid` when the ending typed is of something else ('cv.pdf.exe', none at all).
    """
    last = re.split(r"[/\\]", typed.replace("\0", "/"))[-1]
    shown = "".join(character for character in unicodedata.normalize("NFC", last) if character.isprintable())
    shown = "".join(character for character in shown if unicodedata.category(character) not in ("Cf", "Cc", "Co"))
    stem, separator, ending = ILL.sub("", shown).rstrip(" .").rpartition(".")
    if not separator or ending.lower() not in content.endings:
        raise Invalid(
            f"Le nom de ce fichier doit finir par .{content.ending} : c’est ce qu’il contient.", code="ending"
        )
    stem = stem.strip(" .") or "fichier"
    return f"{stem[: LONGEST - len(ending) - 1].rstrip(' .')}.{ending.lower()}"
