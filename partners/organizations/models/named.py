"""How an organization and a person are called, as expressions: what `str()` says, for rows that are not fetched."""

from django.db.models import F, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim


def organization_name(path: str = "") -> Coalesce:
    """Its short name, else its name; `path` leads to it ('organization__')."""
    return Coalesce(NullIf(F(f"{path}short_name"), Value("")), F(f"{path}name"))


def contact_name(path: str = "") -> Trim:
    """First name, last name; empty where there is nobody ('contact__')."""
    return Trim(Concat(f"{path}first_name", Value(" "), f"{path}last_name"))
