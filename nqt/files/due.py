"""Files that wait for a scanner are shown to it again; what lies on the disk and the rows are compared, both ways."""

import datetime

import structlog
from django.core.files.storage import Storage

from nqt.common.due import due
from nqt.files.actions import file_rescan
from nqt.files.models import FileState, StoredFile
from nqt.files.storage import sealed_files

logger = structlog.get_logger(__name__)

A_SWEEP = 20
"""Files shown to the scanner in one sweep."""
SECONDS = 10.0
"""For one of them: nobody waits for the page."""
SHARDS = 256
"""Folders of the disk: one is compared a sweep, all of them in four hours and a quarter."""
UNKNOWN_FOR = datetime.timedelta(hours=24)
"""How long bytes without a row stay: their transaction, or a restore, may still be under way."""


@due("files.scan")
def scan(now: datetime.datetime) -> int:
    """How many got their answer; the first silence of the scanner ends the round."""
    answered = 0
    for file in StoredFile.objects.waiting()[:A_SWEEP]:
        if not file_rescan(file=file, seconds=SECONDS):
            break
        answered += 1
    return answered


@due("files.compare")
def compare(now: datetime.datetime) -> int:
    """The folder whose turn it is: how many bytes without a row went, and rows without bytes were said lost."""
    return compare_folder(f"{int(now.timestamp() // 60) % SHARDS:02x}", now)


def compare_folder(folder: str, now: datetime.datetime) -> int:
    """One folder of the 256."""
    store = sealed_files()
    try:
        found = set(store.listdir(folder)[1])
    except FileNotFoundError:
        found = set()
    rows = StoredFile.objects.on_disk().filter(blob__startswith=f"{folder}/")
    known = {name.rpartition("/")[2]: pk for name, pk in rows.values_list("blob", "pk")}
    gone = [name for name in found - known.keys() if _is_old(store, f"{folder}/{name}", now)]
    for name in gone:
        store.delete(f"{folder}/{name}")
    missing = [name for name in known.keys() - found if not store.exists(f"{folder}/{name}")]
    lost = StoredFile.objects.on_disk().filter(pk__in=[known[name] for name in missing]).update(state=FileState.LOST)
    if gone or lost:
        logger.warning("files.compared", folder=folder, without_row=len(gone), without_bytes=lost)
    return len(gone) + lost


def _is_old(store: Storage, name: str, now: datetime.datetime) -> bool:
    try:
        return store.get_modified_time(name) < now - UNKNOWN_FOR
    except FileNotFoundError:
        return False
