"""Where mails send their readers."""

from django.conf import settings


def link(path: str) -> str:
    """The full address of a path of this site; the Host header of some request has no say in it."""
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"not a path of this site: {path!r}")
    return f"{settings.PUBLIC_URL}{path}"
