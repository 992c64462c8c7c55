"""Bodies that could hurt are refused before anything reads them."""

import codecs
import json
import re
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

DEPTH = 64
"""Levels of nesting a body may have; Python's own parser gives up at about a thousand, with a 500."""
DIGITS = 40
"""Digits a number may have."""
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class GuardedJSONParser(BaseParser):
    """RFC 8259 to the letter, plus: no key twice, no huge number, nothing that PostgreSQL cannot store as text."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: dict | None = None) -> Any:
        """The data, or 400 with a sentence, or 413."""
        raw = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        try:
            text = codecs.decode(raw, "utf-8", "strict")
            data = json.loads(
                text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_int=_integer, parse_float=_decimal
            )
        except RecursionError:
            raise ParseError(f"JSON imbriqué sur plus de {DEPTH} niveaux.") from None
        except UnicodeDecodeError:
            raise ParseError("Le corps de la demande n’est pas de l’UTF-8.") from None
        except ValueError:
            raise ParseError("JSON mal formé.") from None
        if data is None:
            raise ParseError("Le corps de la demande est vide : un objet JSON était attendu.")
        _inspect(data)
        return data


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Which of two values counts is a guess that nobody should have to make."""
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ParseError("JSON mal formé : un nom y figure deux fois.")
    return data


def _no_constant(name: str) -> None:
    raise ParseError(f"JSON mal formé : {name} n’est pas une valeur.")


def _integer(text: str) -> int:
    if len(text) > DIGITS:
        raise ParseError("JSON mal formé : nombre trop long.")
    return int(text)


def _decimal(text: str) -> Decimal:
    """Never through binary floating point: 0.1 is 0.1."""
    if len(text) > DIGITS:
        raise ParseError("JSON mal formé : nombre trop long.")
    return Decimal(text)


def _inspect(data: Any) -> None:
    """Level by level, without recursion: depth, NUL and lone surrogates, in names and in values."""
    level, depth = [data], 0
    while level:
        below: list[Any] = []
        for value in level:
            if isinstance(value, str) and _UNSTORABLE.search(value):
                raise ParseError("Caractère interdit.")
            if isinstance(value, dict):
                below += value.keys()
                below += value.values()
            elif isinstance(value, list):
                below += value
        depth += any(isinstance(value, dict | list) for value in level)
        if depth > DEPTH:
            raise ParseError(f"JSON imbriqué sur plus de {DEPTH} niveaux.")
        level = below
