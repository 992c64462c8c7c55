"""Checks on what people type; each says in French what is wrong."""

import datetime
import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from stdnum.fr import siren, siret

EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)
"""What a date typed by a person may be: the day before and the day after always exist."""
_FORBIDDEN = {"Cc", "Cs", "Co", "Cn"}
_BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u200b\ufeff")


def validate_siren(value: str) -> None:
    """Nine digits whose key is right."""
    if not siren.is_valid(value):
        raise ValidationError("Ce numéro SIREN n’est pas valable (9 chiffres, dont une clé).", code="siren")


def validate_siret(value: str) -> None:
    """Fourteen digits whose key is right; La Poste's establishments (SIREN 356000000) have a rule of their own."""
    if re.fullmatch(r"356000000\d{5}", value) and sum(map(int, value)) % 5 == 0:
        return
    if not siret.is_valid(value):
        raise ValidationError("Ce numéro SIRET n’est pas valable (14 chiffres, dont une clé).", code="siret")


def validate_date(value: datetime.date) -> None:
    """A day that the association's history or plans may hold; anything else is a typing error."""
    if not EARLIEST <= value <= LATEST:
        raise ValidationError("La date doit être comprise entre 1900 et 2100.", code="date_bounds")


def validate_plain_text(value: str) -> None:
    """No control character, no invisible mark that changes the reading direction."""
    if any(unicodedata.category(c) in _FORBIDDEN or c in _BIDI for c in value if c not in "\n\r\t"):
        raise ValidationError("Ce texte contient des caractères invisibles qui ne sont pas acceptés.", code="invisible")


def validate_one_line(value: str) -> None:
    """A name or a subject: one line of plain text."""
    validate_plain_text(value)
    if re.search(r"[\r\n\t]", value):
        raise ValidationError("Une seule ligne est attendue.", code="one_line")


def validate_email_address(value: str) -> None:
    """An address a person could have: a domain name, 64 characters at most before the @, 254 in all."""
    EmailValidator("Cette adresse électronique n’est pas valable.")(value)
    local, _, domain = value.rpartition("@")
    if len(local) > 64 or len(value) > 254 or domain.startswith("["):
        raise ValidationError("Cette adresse électronique n’est pas valable.", code="email")


def digits(value: str) -> str:
    """'552 141 533' → '552141533': spaces of every kind are taken off, nothing else."""
    return re.sub(r"[\s\u00a0\u202f]", "", value)
