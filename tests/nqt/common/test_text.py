"""Folding: every Latin letter, the same in Python and in SQL, and what was stored before is folded again."""

import unicodedata

import pytest
from django.db import connection

from nqt.common.text import fold

BLOCKS = [(0x00, 0x24F), (0x250, 0x2FF), (0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1D00, 0x1DFF), (0x1E00, 0x1EFF)]
BLOCKS += [(0x2000, 0x218F), (0x2C60, 0x2C7F), (0xA720, 0xA7FF), (0xAB30, 0xAB6F), (0xFB00, 0xFB06), (0xFE20, 0xFE2F)]
BLOCKS += [(0xFF00, 0xFFEF)]
LETTERS = [chr(code) for first, last in BLOCKS for code in range(first, last + 1) if code]
NO_LETTER_OF_A_NAME = ("CLICK", "GLOTTAL STOP", "PHARYNGEAL", "SALTILLO", "AIN", "LARYNGEAL", "PERCUSSIVE", "TRESILLO")
NO_LETTER_OF_A_NAME += ("CUATRILLO", "SINOLOGICAL DOT")


def in_sql(words):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nqt_fold(word) FROM unnest(%s) WITH ORDINALITY AS t(word, n) ORDER BY n", [words])
        return [word for (word,) in cursor.fetchall()]


@pytest.mark.django_db
def test_python_and_sql_fold_alike():
    words = [template.format(letter) for letter in LETTERS for template in ("{}", "a{}b", "A{0}{0} n\u0308")]
    words += ["", " ", "Nguye\u0302\u0303n", "e\u0301 E\u0301", "日本", "L’Haÿ-les-Roses"]
    differing = [(w, fold(w), told) for w, told in zip(words, in_sql(words), strict=True) if fold(w) != told]
    assert not differing, differing[:10]


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["ITTIHAD", "iI"])
def test_plain_letters_are_lowered_as_in_english(word):
    assert in_sql([word]) == [fold(word)] == [word.lower()]


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Şahin", "sahin"),
        ("Łukasiewicz", "lukasiewicz"),
        ("Yıldız", "yildiz"),
        ("İNCİ", "inci"),
        ("Nguyễn", "nguyen"),
        ("Đặng Thị", "dang thi"),
        ("Ağaoğlu", "agaoglu"),
        ("Dvořák Őry Țăndărică", "dvorak ory tandarica"),
        ("Weiß Ægidius Cœur", "weiss aegidius coeur"),
        ("Þórðarson", "thordarson"),
        ("N\u0308andu\u0301", "nandu"),
        ("Œuvre D’Arc", "oeuvre d arc"),
    ],
)
def test_names_fold_to_what_people_type(word, folded):
    assert fold(word) == folded


def test_every_latin_letter_folds_to_plain_ones():
    def is_letter(sign):
        name = unicodedata.name(sign, "")
        return (
            name.startswith("LATIN")
            and unicodedata.category(sign) in ("Lu", "Ll", "Lo")
            and not any(word in name.split(" WITH ")[0] for word in NO_LETTER_OF_A_NAME)
        )

    letters = [sign for sign in LETTERS if is_letter(sign)]
    assert len(letters) > 1100
    blank = [f"{sign} {unicodedata.name(sign)}" for sign in letters if not fold(sign).isalpha()]
    assert not blank, blank
