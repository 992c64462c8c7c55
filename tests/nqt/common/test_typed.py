"""What is pasted: marks that show nothing go, signs that cannot be read are refused by their place."""

import pytest
from django.core.exceptions import ValidationError

from nqt.common.phones import read_phone
from nqt.common.typed import clean_line, clean_text
from nqt.common.validators import (
    digits,
    validate_email_address,
    validate_one_line,
    validate_plain_text,
    validate_siren,
    validate_siret,
)

MARKS = (
    "\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2069"
    "\u3164\ufe0f\ufeff\uffa0"
)
"""Soft hyphen, joiners, fillers, spaces of no width, marks of direction: one rule for all."""


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: f"U+{ord(mark):04X}")
def test_mark_that_shows_nothing_is_taken_off_and_refused_in_a_column(mark):
    typed = f"Habi{mark}tat"
    assert clean_line(typed) == clean_text(typed) == "Habitat"
    for validate in (validate_one_line, validate_plain_text):
        with pytest.raises(ValidationError, match="un caractère invisible après « Habi »"):
            validate(typed)


@pytest.mark.parametrize(
    "typed", ["می\u200cخواهم", "क्\u200dष", "👩\u200d🔧", "❤\ufe0f", "1\ufe0f\u20e3", "Ça : 3 000 €", "Жильё", "e\u0301"]
)
def test_mark_that_a_script_or_an_emoji_needs_is_kept(typed):
    assert clean_line(typed) == typed
    validate_one_line(typed)


@pytest.mark.parametrize("end", "\t\x0b\x0c\x85\u2028\u2029")
def test_end_of_line_that_nobody_typed_is_a_space_in_a_line(end):
    assert clean_line(f"Convention{end}pilote") == "Convention pilote"
    with pytest.raises(ValidationError, match="Une seule ligne"):
        validate_one_line(f"Convention{end}pilote")


def test_sentence_of_a_word_processor_is_cleaned():
    typed = "\ufeffNos engagements\u200e :\x0b\uf0b7 un bureau\u2028\uf0b7 deux\u200b tuteurs\u2029Fin"
    assert clean_text(typed) == "Nos engagements :\n• un bureau\n• deux tuteurs\n\nFin"
    validate_plain_text(clean_text(typed))


@pytest.mark.parametrize("typed", ["un\ttableau", "deux\nlignes", "deux\r\nlignes"])
def test_ends_of_line_of_a_keyboard_stay_in_a_text(typed):
    assert clean_text(typed) == typed
    validate_plain_text(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Un mot.\nLa suite \ue000 ici", "un caractère illisible à la ligne 2, après « La suite »"),
        ("Un mot.\r\n\ue000", "un caractère illisible au début de la ligne 2"),
        ("\ufffd", "un caractère illisible au début"),
        ("André\ufffd", "un caractère illisible après « André »"),
        ("a\x07b\x07c", "après « a » : effacez cet endroit et tapez-le à nouveau. Il y en a un autre."),
        ("Une phrase qui est longue et finit par\x00", "après « …est longue et finit par »"),
        ("Habitat\u202e71", "un caractère invisible après « Habitat »"),
    ],
)
def test_sign_that_cannot_be_read_is_refused_by_its_place(typed, said):
    assert clean_text(typed) == typed, "what would change the meaning is not taken off"
    with pytest.raises(ValidationError) as refusal:
        validate_plain_text(typed)
    assert said in refusal.value.messages[0]


@pytest.mark.parametrize("mark", ["\u00ad", "\u200b", "\u2060", "\u00a0"])
def test_address_with_a_mark_is_another_person_s_and_is_refused(mark):
    for address in (f"x@exam{mark}ple.org", f"x@example.org{mark}"):
        with pytest.raises(ValidationError):
            validate_email_address(address)


SIREN = "938531837"


@pytest.mark.parametrize(
    "typed",
    ["９３８５３１８３７", "938.531.837", "938 531 837", "938\u202f531\u00a0837", "938-531-837", "938531837\u200b"],
)
def test_number_is_read_however_it_is_written(typed):
    assert digits(typed) == SIREN
    validate_siren(digits(typed))


@pytest.mark.parametrize("validate", [validate_siren, validate_siret])
def test_number_that_is_not_in_ordinary_digits_reaches_no_column(validate):
    with pytest.raises(ValidationError):
        validate("９３８５３１８３７" if validate is validate_siren else "９３８５３１８３７" + "00010")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0692 12 34 56", "+262692123456"),
        ("0693 12 34 56", "+262693123456"),
        ("0639 69 12 34", "+262639691234"),
        ("0690 35 00 00", "+590690350000"),
        ("0691 22 00 00", "+590691220000"),
        ("0694 20 12 34", "+594694201234"),
        ("0696 12 34 56", "+596696123456"),
        ("0697 12 34 56", "+596697123456"),
        ("0262 20 20 20", "+262262202020"),
        ("0596 60 00 00", "+596596600000"),
        ("0508 41 00 00", "+508410000"),
        ("+33 692 12 34 56", "+262692123456"),
        ("+262 692 12 34 56", "+262692123456"),
        ("06\u202f12\u202f34\u202f56\u202f78", "+33612345678"),
        ("06\u00a012\u00a034\u00a056\u00a078", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("\u202a+33 6 12 34 56 78\u202c", "+33612345678"),
        ("０６１２３４５６７８", "+33612345678"),
        ("05 46 00 00 00", "+33546000000"),
    ],
)
def test_phone_is_read_with_its_country(typed, stored):
    number = read_phone(typed)
    assert number.is_valid() and number.as_e164 == stored


@pytest.mark.parametrize("typed", ["12", "06 12 34 56 7", "demain", "0692"])
def test_phone_that_is_none_comes_back_as_typed(typed):
    number = read_phone(typed)
    assert not number.is_valid() and number.raw_input == typed
