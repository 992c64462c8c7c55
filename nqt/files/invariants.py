"""What must be true of the files after any storm."""

import hashlib
from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from nqt.common.invariants import invariant
from nqt.files import vault
from nqt.files.models import StoredFile


@invariant("files.whole")
def whole() -> Iterator[str]:
    """The bytes of every row are there, and are those that were written."""
    for file in StoredFile.objects.on_disk().order_by("pk").iterator():
        try:
            with file.blob.open("rb") as stored:
                digest = hashlib.file_digest(stored, "sha256").hexdigest()
        except FileNotFoundError:
            yield f"{file.public_id} ({file.kind}) n’est pas sur le disque"
            continue
        if digest != file.digest:
            yield f"{file.public_id} ({file.kind}) a changé sur le disque"


@invariant("files.keys")
def every_key_is_there() -> Iterator[str]:
    """The service holds every key that wraps a file."""
    rows = StoredFile.objects.on_disk().exclude(key_id__in=vault.keys())
    for key_id in rows.order_by("key_id").values_list("key_id", flat=True).distinct():
        yield f"la clé « {key_id} » manque à FILE_KEYS"


@invariant("files.held")
def held() -> Iterator[str]:
    """Every file hangs on a row: what took the row away took its files."""
    rows = StoredFile.objects.order_by("pk")
    for field in StoredFile._meta.get_fields(include_hidden=True):
        if field.is_relation and field.auto_created and not getattr(field.related_model, "pgh_tracked_model", None):
            holders = field.related_model._base_manager.filter(**{field.field.name: OuterRef("pk")})
            rows = rows.exclude(Exists(holders))
    for file in rows.iterator():
        yield f"{file.public_id} ({file.kind}) ne dépend plus de rien"
