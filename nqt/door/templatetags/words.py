"""The words of every template, without loading anything: a page, a mail and a text agree, elide and date alike."""

import datetime
import re
from typing import Any

from django import template
from django.template import defaultfilters

from nqt.common import text

register = template.Library()

_DAY = re.compile(r"(?<!\\)j")


@register.filter
def de(name: Any) -> str:
    """'d’Inès', 'de Yacine', 'du Mans': a name is never written after a bare “de”."""
    return text.of(name)


@register.filter
def au(name: Any) -> str:
    """'à Paris', 'au Mans', 'aux Toits de l’Aubrelle'."""
    return text.at(name)


@register.filter
def counted(count: int, nouns: str) -> str:
    """'1 personne', '2 personnes'; '2 travaux' of 'travail,travaux': a number is never written before a bare noun."""
    return text.counted(count, nouns)


@register.filter
def pluralize(count: int, ending: str = "s") -> str:
    """Django's, as the French count: nothing and one are singular, “0 article”."""
    return text.agreed(count, ending)


@register.filter(expects_localtime=True, is_safe=False)
def date(at: datetime.date | None, asked: str | None = None) -> str:
    """Django's, where the first of a month is '1er'."""
    if asked and isinstance(at, datetime.date) and at.day == 1:
        asked = _DAY.sub(r"1\\e\\r", asked)
    return defaultfilters.date(at, asked)
