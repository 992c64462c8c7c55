"""Files open with their keys, under their own row, and not otherwise."""

import base64

import pytest

from nqt.common.errors import Unavailable
from nqt.files import vault


def key(letter: str) -> str:
    return base64.b64encode(letter.encode() * 32).decode()


@pytest.fixture
def two_keys(settings):
    settings.FILE_KEYS = f"new:{key('n')},old:{key('o')}"


def test_file_opens_again_and_lies_as_noise(two_keys):
    sealed = vault.seal(b"canary-words" * 9, bound_to="a")
    assert sealed.key_id == "new" and b"canary" not in sealed.blob
    assert vault.unseal(sealed, bound_to="a") == b"canary-words" * 9


def test_file_of_another_row_does_not_open(two_keys):
    with pytest.raises(Unavailable, match="altéré"):
        vault.unseal(vault.seal(b"words", bound_to="a"), bound_to="b")


@pytest.mark.parametrize("at", [0, 13, -1])
def test_altered_file_does_not_open(two_keys, at):
    sealed = vault.seal(b"words", bound_to="a")
    blob = bytearray(sealed.blob)
    blob[at] ^= 1
    with pytest.raises(Unavailable, match="altéré"):
        vault.unseal(vault.Sealed(bytes(blob), sealed.key_id, sealed.wrapped_key), bound_to="a")


def test_former_key_opens_until_its_files_passed_to_the_next(settings):
    settings.FILE_KEYS = f"old:{key('o')}"
    sealed = vault.seal(b"words", bound_to="a")
    settings.FILE_KEYS = f"new:{key('n')},old:{key('o')}"
    assert vault.unseal(sealed, bound_to="a") == b"words"
    name, wrapped = vault.rewrap(sealed.key_id, sealed.wrapped_key, bound_to="a")
    settings.FILE_KEYS = f"new:{key('n')}"
    assert vault.unseal(vault.Sealed(sealed.blob, name, wrapped), bound_to="a") == b"words"
    with pytest.raises(Unavailable, match="la clé qui le protège manque"):
        vault.unseal(sealed, bound_to="a")


@pytest.mark.parametrize(
    "text", ["", "a", "a:", "a:short", f"a:{key('a')},a:{key('b')}", f":{key('a')}", f"{'n' * 21}:{key('a')}", "a:é"]
)
def test_keys_that_cannot_be_read_are_refused(text):
    with pytest.raises(vault.BadKeys):
        vault.parse(text)
