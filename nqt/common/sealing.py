"""Short secrets kept in the database are sealed: a dump without `SECRET_KEY` does not give them away."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

__all__ = ["InvalidToken", "seal", "unseal"]


def _box(purpose: str) -> MultiFernet:
    """One key a purpose; the fallbacks still open what an earlier `SECRET_KEY` sealed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(f"{purpose}\0{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def seal(text: str, *, purpose: str) -> str:
    """The text, unreadable."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str, max_age: int | None = None) -> str:
    """The text again; `InvalidToken` when it was altered, sealed for something else, or is too old."""
    return _box(purpose).decrypt(sealed.encode(), ttl=max_age).decode()
