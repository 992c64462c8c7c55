"""French telephone numbers, those of overseas departments included, as they are typed."""

import unicodedata

import phonenumbers
from phonenumber_field.phonenumber import PhoneNumber

from nqt.common.typed import without_marks

HOME = "FR"
_TERRITORIES = {
    "RE": ("262", "263", "692", "693"),
    "YT": ("269", "639"),
    "GP": ("590", "690", "691"),
    "GF": ("594", "694"),
    "MQ": ("596", "696", "697"),
}
"""Territory → how its ten digits begin after the zero (national numbering plan); each has its own country code."""
_TERRITORY_OF = {prefix: territory for territory, prefixes in _TERRITORIES.items() for prefix in prefixes}
_SAINT_PIERRE = "508"
"""Saint-Pierre-et-Miquelon: six digits, which are dialled after 0508 from France and after +508 from elsewhere."""


def read_phone(typed: str) -> PhoneNumber:
    """The number meant, with its country; what is no number comes back as typed, for the validator to refuse.

    `+33 692 12 34 56` and `0033 692…` are what people of La Réunion write for +262 692…: no number in France begins so.
    """
    text = unicodedata.normalize("NFKC", without_marks(typed)).strip()
    try:
        number = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        return PhoneNumber(raw_input=typed)
    if number.country_code == 33 and (text.startswith("0") or not phonenumbers.is_valid_number(number)):
        number = _overseas(str(number.national_number)) or number
    return PhoneNumber(
        country_code=number.country_code,
        national_number=number.national_number,
        extension=number.extension,
        italian_leading_zero=number.italian_leading_zero,
        number_of_leading_zeros=number.number_of_leading_zeros,
        raw_input=typed,
    )


def _overseas(national: str) -> phonenumbers.PhoneNumber | None:
    """The number of nine digits in the territory that it begins like; None when it exists in none."""
    if len(national) != 9:
        return None
    if national.startswith(_SAINT_PIERRE):
        number = phonenumbers.parse(national[3:], "PM")
    elif territory := _TERRITORY_OF.get(national[:3]):
        number = phonenumbers.parse(f"0{national}", territory)
    else:
        return None
    return number if phonenumbers.is_valid_number(number) else None
