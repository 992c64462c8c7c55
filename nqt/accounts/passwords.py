"""What a password must be: long, and not what others would try first. Any character, no recipe."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from zxcvbn import matching, scoring

from nqt.accounts.rules import MAX_LENGTH, MIN_LENGTH
from nqt.common.text import fold

GUESSES = 10**10
"""How many tries an informed guesser needs at least: zxcvbn's best mark, far beyond what the throttle lets through."""
JUDGED = 40
"""Only the beginning is judged: the rest can but make it harder, and the search costs the square of the length."""
LONG_ENOUGH = 64
"""From here on length alone is enough: a password manager's, or a paragraph."""
CONTEXT = ("nqt", "nosquartiers", "nosquartiersontdestalents", "quartiers", "talents", "parrainage", "seinesaintdenis")
WORDS = Path(__file__).parent / "data" / "french-words.txt"


@cache
def _dictionaries() -> dict[str, dict[str, int]]:
    """zxcvbn's lists and ours, with and without accents."""
    words = WORDS.read_text(encoding="utf-8").split()
    spellings = dict.fromkeys(spelling for word in words for spelling in (word, fold(word).replace(" ", "")))
    return {**matching.RANKED_DICTIONARIES, "french": matching.build_ranked_dict(list(spellings))}


def _words_of(user: Any) -> list[str]:
    """What is known of the person: names, address, and their parts, as they are typed in a hurry."""
    first, last, email = (getattr(user, name, "") or "" for name in ("first_name", "last_name", "email"))
    wholes = [email, first, last, first + last, last + first, email.partition("@")[0]]
    parts = [part for whole in wholes for part in re.split(r"[\W_]+", whole)]
    plain = [fold(word).replace(" ", "") for word in (*wholes, *parts)]
    return [word.lower() for word in dict.fromkeys((*wholes, *parts, *plain)) if len(word) > 2]


def guesses(password: str, user: Any = None) -> float:
    """How many tries somebody who knows the person and the association would need.

    Hyphens and spaces between well-known words hardly slow a guesser: the password is judged with and without them.
    """
    dictionaries = {**_dictionaries(), "context": matching.build_ranked_dict([*CONTEXT, *_words_of(user)])}
    letters = re.sub(r"[\W_]+", "", password)
    return min(_estimate(password, dictionaries), 10 * _estimate(letters, dictionaries) if letters else float("inf"))


def _estimate(text: str, dictionaries: dict[str, dict[str, int]]) -> float:
    beginning = text[:JUDGED]
    if not beginning:
        return 0.0
    return float(
        scoring.most_guessable_match_sequence(beginning, matching.omnimatch(beginning, dictionaries))["guesses"]
    )


class LengthValidator:
    """Between 15 and 128 characters, spaces and accents included, none taken off."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise when too short or too long."""
        if len(password) < MIN_LENGTH:
            raise ValidationError(
                f"Ce mot de passe est trop court : {MIN_LENGTH} caractères au moins. Une phrase convient très bien.",
                code="password_too_short",
            )
        if len(password) > MAX_LENGTH:
            raise ValidationError(
                f"Ce mot de passe est trop long : {MAX_LENGTH} caractères au plus.", code="password_too_long"
            )

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return f"{MIN_LENGTH} caractères au moins : une phrase que vous seul connaissez. Espaces et accents bienvenus."


class GuessableValidator:
    """Not one that is tried first: common passwords, everyday words, keyboard rows, dates, one's own name."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise when an informed guesser would find it."""
        if len(password) < LONG_ENOUGH and guesses(password, user) < GUESSES:
            raise ValidationError(
                "Ce mot de passe se devine trop facilement : mots courants, suites de touches, dates, ou ce que l’on"
                " sait de vous. Ajoutez un ou deux mots inattendus.",
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        """Shown beside the field."""
        return "Ni votre nom, ni une expression connue, ni des mots courants suivis d’une année."
