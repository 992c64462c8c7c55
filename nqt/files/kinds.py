"""What people may deposit, declared by each room in its `files.py`.

    LOGO = file_kind(
        "organizations.logo",
        label="logo",
        accepted=IMAGES,
        readable=lambda actor, file: True,                  # what it hangs on is read by everybody
    )

Who may read is asked of the room each time that the file is opened, not when a link to it is made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nqt.accounts.actor import Actor
from nqt.files.contents import Content

if TYPE_CHECKING:
    from nqt.files.models import StoredFile

MOST_BYTES = 5_000_000
Readable = Callable[[Actor, "StoredFile"], bool]


@dataclass(frozen=True)
class FileKind:
    """One kind."""

    name: str
    label: str
    accepted: tuple[Content, ...]
    readable: Readable
    most_bytes: int = MOST_BYTES
    most: int = 10
    """Files of this kind that hang on one thing."""
    personal: bool = False
    """It is about a person: each opening enters the access log."""

    @property
    def suffixes(self) -> str:
        """For the browser's own choice of files: '.png,.jpg'."""
        return ",".join(f".{ending}" for content in self.accepted for ending in content.endings)


_kinds: dict[str, FileKind] = {}


def file_kind(name: str, **facts: object) -> FileKind:
    """Declare a kind; the same name twice is an error."""
    if name in _kinds:
        raise ValueError(f"two kinds of file are called {name!r}")
    _kinds[name] = FileKind(name, **facts)  # type: ignore[arg-type]
    return _kinds[name]


def kind_of(name: str) -> FileKind:
    """The kind of that name. Raises `LookupError` for one that no room declares any more."""
    return _kinds[name]
