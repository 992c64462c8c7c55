"""Where sealed files lie: a folder of the disk, or whatever `STORAGES["files"]` names."""

import os
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, storages


class DurableStorage(FileSystemStorage):
    """What was saved is on the disk before its row says that it exists; what could not be written leaves nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            location=os.path.join(settings.MEDIA_ROOT, "files"),
            file_permissions_mode=0o600,
            directory_permissions_mode=0o700,
            **options,
        )

    def _save(self, name: str, content: Any) -> str:
        try:
            kept: str = super()._save(name, content)
            for path in (self.path(kept), os.path.dirname(self.path(kept))):
                handle = os.open(path, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
        except OSError:
            self.delete(name)
            raise
        return kept


def sealed_files() -> Storage:
    """The store, as the settings name it when it is used."""
    return storages["files"]
