"""Two hundred passwords, against the rules: long, not guessed first, no recipe."""

import time
from pathlib import Path

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from nqt.accounts import passwords
from nqt.accounts.models import User

MARIE = User(email="marie.dupont@habitat-poitou.example", first_name="Marie", last_name="Dupont-Lefèvre")

TOO_SHORT = ["", "a", "azerty", "kqzjfhwmpxlctr", "Tr0ub4dor&3", "agrafe violet!", "😀" * 14, " " * 14, "é" * 14]
TOO_LONG = ["x" * 129, "agrafe violette " * 9, "😀" * 129]

HERE = Path(__file__).parent
GUESSED_FIRST = (HERE / "passwords_refused.txt").read_text().splitlines()
GOOD = (HERE / "passwords_accepted.txt").read_text().splitlines()
LONG = ["😀" * 64, "x" * 64, "é" * 128, " ".join(["mot"] * 32)]


def complaints(password: str, user: User | None = None) -> set[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {problem.code for problem in error.error_list}
    return set()


def test_corpus_is_as_large_as_promised():
    assert len({*TOO_SHORT, *TOO_LONG, *GUESSED_FIRST, *GOOD, *LONG}) >= 200


@pytest.mark.parametrize("password", TOO_SHORT)
def test_fourteen_characters_are_too_few(password):
    assert "password_too_short" in complaints(password)


@pytest.mark.parametrize("password", TOO_LONG, ids=len)
def test_hundred_and_twenty_nine_characters_are_too_many(password):
    assert complaints(password) == {"password_too_long"}


@pytest.mark.parametrize("password", GUESSED_FIRST)
def test_password_that_others_try_first_is_refused(password):
    assert len(password) >= passwords.MIN_LENGTH
    assert complaints(password, MARIE) == {"password_too_common"}


@pytest.mark.parametrize("password", GOOD)
def test_password_that_is_long_and_unexpected_is_accepted_without_recipe(password):
    assert complaints(password, MARIE) == set()


@pytest.mark.parametrize("password", LONG, ids=len)
def test_sixty_four_characters_and_more_are_accepted(password):
    assert complaints(password, MARIE) == set()


def test_name_of_one_person_is_no_weakness_of_another():
    password = "dupontlefevremarie"
    assert complaints(password, MARIE)
    assert complaints("quillévéré-abgrall", User(first_name="Gwenn", last_name="Quillévéré-Abgrall"))
    assert not complaints("quillévéré-abgrall", User(first_name="Sam", last_name="Durand"))


def test_spaces_are_counted_and_kept():
    user = User()
    user.set_password(" kqzjfhwmpxlctr")
    assert not complaints(" kqzjfhwmpxlctr")
    assert user.check_password(" kqzjfhwmpxlctr") and not user.check_password("kqzjfhwmpxlctr")


def test_argon2id_keeps_them(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    user = User()
    user.set_password(GOOD[0])
    assert user.password.startswith("argon2$argon2id$")


def test_lists_are_long_enough():
    assert len(passwords._dictionaries()["passwords"]) >= 20_000
    assert len(passwords._dictionaries()["french"]) >= 20_000


@pytest.mark.parametrize("password", ["ab1" * 21, "password" * 7, "4$£ù" * 15, "azerty2026" * 6])
def test_worst_password_is_judged_quickly(password):
    complaints("warm up the lists", MARIE)
    spent = []
    for _ in range(3):
        start = time.process_time()
        complaints(password, MARIE)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.5, "at its best: a busy machine does not decide"
