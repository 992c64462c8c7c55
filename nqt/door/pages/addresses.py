"""Django's `reverse`, remembered."""

from functools import lru_cache
from typing import Any

from django.urls import reverse

SOMEBODY = "00000000-0000-0000-0000-000000000000"
"""Stands for any object in an address, so that a list asks the resolver once and not for each row."""


@lru_cache(maxsize=1024)
def address(view_name: str, **kwargs: Any) -> str:
    """Django's `reverse`, remembered: the addresses of a process do not change."""
    return reverse(view_name, kwargs=kwargs)
