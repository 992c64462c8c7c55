"""Files lie encrypted: one random key a file (AES-256-GCM), itself wrapped by a key that the disk does not hold.

`FILE_KEYS` lists the wrapping keys, the current one first: `2027a:<44 characters of base64>,2026a:<…>`. Another one put
first wraps what comes; `manage.py rewrap_files` passes the rest to it without touching a file. Without its wrapped key
a file is noise: taking the row away erases it, in the copies of the disk too.
"""

import base64
import binascii
import os
from dataclasses import dataclass
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from nqt.common.errors import Unavailable

BITS = 256
NONCE = 12
"""Bytes of a nonce of GCM (NIST SP 800-38D)."""
NO_KEY = "Ce fichier ne peut pas être ouvert pour le moment : la clé qui le protège manque au service. Prévenez NQT."
ALTERED = "Ce fichier ne peut plus être ouvert : il a été altéré sur le disque. Prévenez NQT."


@dataclass(frozen=True)
class Sealed:
    """A file as it lies: what goes to the disk, and what its row keeps."""

    blob: bytes
    key_id: str
    wrapped_key: bytes


class BadKeys(ValueError):
    """`FILE_KEYS` cannot be read."""


@cache
def parse(text: str) -> dict[str, bytes]:
    """The wrapping keys by name, the current one first. Raises `BadKeys` with a sentence of administration."""
    keys: dict[str, bytes] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        name, separator, encoded = entry.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise BadKeys(f"the key called {name!r} is not base64") from None
        if not separator or not name or len(name) > 20 or len(key) * 8 != BITS:
            raise BadKeys(f"the key called {name[:20]!r} is not a name of 20 characters at most and {BITS} bits")
        if name in keys:
            raise BadKeys(f"two keys are called {name!r}")
        keys[name] = key
    if not keys:
        raise BadKeys("there is no key")
    return keys


def keys() -> dict[str, bytes]:
    """Those of this service."""
    return parse(settings.FILE_KEYS)


def current_key() -> str:
    """The name of the key that wraps what comes."""
    return next(iter(keys()))


def seal(data: bytes, *, bound_to: str) -> Sealed:
    """Encrypt, bound to a text: the same bytes under another file's name do not open."""
    key, name = AESGCM.generate_key(BITS), current_key()
    return Sealed(_encrypt(key, data, bound_to), name, _encrypt(keys()[name], key, bound_to))


def unseal(sealed: Sealed, *, bound_to: str) -> bytes:
    """The bytes again. Raises `Unavailable`, in words, when its wrapping key is not there or the bytes changed."""
    key = _unwrapped(sealed.key_id, sealed.wrapped_key, bound_to)
    return _decrypt(key, sealed.blob, bound_to)


def rewrap(key_id: str, wrapped_key: bytes, *, bound_to: str) -> tuple[str, bytes]:
    """The same key under the current wrapping key: its name, and the key wrapped. Raises `Unavailable`."""
    name = current_key()
    return name, _encrypt(keys()[name], _unwrapped(key_id, wrapped_key, bound_to), bound_to)


def _unwrapped(key_id: str, wrapped_key: bytes, bound_to: str) -> bytes:
    wrapping = keys().get(key_id)
    if wrapping is None:
        raise Unavailable(NO_KEY, code="no_key")
    return _decrypt(wrapping, bytes(wrapped_key), bound_to)


def _encrypt(key: bytes, data: bytes, bound_to: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, bound_to.encode())


def _decrypt(key: bytes, blob: bytes, bound_to: str) -> bytes:
    try:
        return AESGCM(key).decrypt(blob[:NONCE], blob[NONCE:], bound_to.encode())
    except (InvalidTag, ValueError):
        raise Unavailable(ALTERED, code="altered") from None
