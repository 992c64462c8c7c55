"""`manage.py check`: the keys can be read, and with `--database default` none that a file needs is missing."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from nqt.files import vault
from nqt.files.models import StoredFile


@register()
def keys_can_be_read(**_: Any) -> list[Error]:
    """`FILE_KEYS` is a list of named keys of 256 bits."""
    if not settings.FILE_KEYS:
        return []  # production refuses to start without; elsewhere depositing says so
    try:
        vault.keys()
    except vault.BadKeys as error:
        return [Error(f"FILE_KEYS: {error}.", id="files.E001")]
    return []


@register(Tags.database)
def no_key_is_missing(databases: Any = None, **_: Any) -> list[Error]:
    """Each key that wraps a file is there."""
    if not databases:
        return []
    try:
        wrapped = set(StoredFile.objects.on_disk().values_list("key_id", flat=True).distinct().order_by())
        held = set(vault.keys())
    except (DatabaseError, vault.BadKeys):
        return []  # not migrated yet, or said above
    return [
        Error(
            f"FILE_KEYS lacks {name!r}: files wrapped by it cannot be opened.",
            hint="Put the former key back after the current one, then run manage.py rewrap_files.",
            id="files.E002",
        )
        for name in sorted(wrapped - held)
    ]
