"""Checks on what people type; each says in French what is wrong."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from stdnum.fr import siren, siret

from nqt.common.typed import LINE_ENDS, compact, place_in, unreadable

EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)
"""What a date typed by a person may be: the day before and the day after always exist."""
NO_ADDRESS = "Cette adresse électronique n’est pas valable."


def validate_siren(value: str) -> None:
    """Nine digits whose key is right."""
    if not re.fullmatch(r"[0-9]{9}", value) or not siren.is_valid(value):
        raise ValidationError("Ce numéro SIREN n’est pas valable (9 chiffres, dont une clé).", code="siren")


def validate_siret(value: str) -> None:
    """Fourteen digits whose key is right; La Poste's establishments (SIREN 356000000) have a rule of their own."""
    if re.fullmatch(r"356000000[0-9]{5}", value) and sum(map(int, value)) % 5 == 0:
        return
    if not re.fullmatch(r"[0-9]{14}", value) or not siret.is_valid(value):
        raise ValidationError("Ce numéro SIRET n’est pas valable (14 chiffres, dont une clé).", code="siret")


def validate_date(value: datetime.date) -> None:
    """A day that the association's history or plans may hold; anything else is a typing error."""
    if not EARLIEST <= value <= LATEST:
        raise ValidationError("La date doit être comprise entre 1900 et 2100.", code="date_bounds")


def validate_plain_text(value: str) -> None:
    """Nothing unreadable, no mark that shows nothing: the refusal says where it stands."""
    found = list(unreadable(value))
    if not found:
        return
    place, what = found[0]
    others = len(found) - 1
    more = "" if not others else " Il y en a un autre." if others == 1 else f" Il y en a {others} autres."
    where = place_in(value, place)
    raise ValidationError(
        f"Ce texte contient {what} {where} : effacez cet endroit et tapez-le à nouveau.{more}", code="invisible"
    )


def validate_one_line(value: str) -> None:
    """A name or a subject: one line of plain text."""
    if re.search(f"[\r\n\t{LINE_ENDS}]", value):
        raise ValidationError("Une seule ligne est attendue.", code="one_line")
    validate_plain_text(value)


def validate_email_address(value: str) -> None:
    """An address a person could have: a domain, 64 characters before the @, 254 in all, no mark that is not seen."""
    EmailValidator(NO_ADDRESS)(value)
    local, _, domain = value.rpartition("@")
    if len(local) > 64 or len(value) > 254 or domain.startswith("["):
        raise ValidationError(NO_ADDRESS, code="email")
    if not value.isprintable() or any(unreadable(value)):
        raise ValidationError(f"{NO_ADDRESS} Elle contient un caractère invisible : tapez-la.", code="email")


def digits(value: str) -> str:
    """'552 141 533', '552.141.533' and full-width digits → '552141533': how it is written does not count."""
    return compact(value)
