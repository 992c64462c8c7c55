"""Read by gunicorn from the folder it is started in: what its command line cannot say."""

from typing import Any

LONGEST_DRAINED = 64 * 1024
"""Bytes of a body that gunicorn reads away, when the application did not, before it takes another request."""


def pre_request(worker: Any, req: Any) -> None:
    """A connection whose body may stay unread (413, 403, 404) is closed after its answer, which says so.

    Gunicorn would answer `keep-alive`, read 64 KB away and hang up on whatever was asked next.
    """
    declared = dict(req.headers)
    length = declared.get("CONTENT-LENGTH", "0")
    if "TRANSFER-ENCODING" in declared or not length.isdigit() or int(length) > LONGEST_DRAINED:
        req.force_close()
