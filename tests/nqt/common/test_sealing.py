import pytest
import time_machine

from nqt.common.sealing import InvalidToken, seal, unseal


def test_sealed_text_is_unreadable_and_comes_back():
    sealed = seal("JBSWY3DPEHPK3PXP é", purpose="tests")
    assert "JBSWY" not in sealed
    assert unseal(sealed, purpose="tests") == "JBSWY3DPEHPK3PXP é"


def test_same_text_is_never_sealed_twice_alike():
    assert seal("a", purpose="tests") != seal("a", purpose="tests")


def test_sealed_for_one_purpose_does_not_open_for_another():
    with pytest.raises(InvalidToken):
        unseal(seal("a", purpose="tests"), purpose="other")


@pytest.mark.parametrize("sealed", ["", "x", "gAAAAABnonsense"])
def test_what_was_not_sealed_here_does_not_open(sealed):
    with pytest.raises(InvalidToken):
        unseal(sealed, purpose="tests")


def test_altered_text_does_not_open():
    sealed = seal("a", purpose="tests")
    with pytest.raises(InvalidToken):
        unseal(sealed[:-5] + "AAAA=", purpose="tests")


def test_earlier_key_still_opens_and_seals_no_more(settings):
    old = seal("a", purpose="tests")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "k" * 60
    assert unseal(old, purpose="tests") == "a"
    new = seal("b", purpose="tests")
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(new, purpose="tests") == "b"
    with pytest.raises(InvalidToken):
        unseal(old, purpose="tests")


def test_sealed_text_has_a_term_when_asked():
    with time_machine.travel("2026-11-23 10:00:00+00:00", tick=False) as clock:
        sealed = seal("a", purpose="tests")
        clock.shift(61)
        with pytest.raises(InvalidToken):
            unseal(sealed, purpose="tests", max_age=60)
        assert unseal(sealed, purpose="tests", max_age=62) == "a"
