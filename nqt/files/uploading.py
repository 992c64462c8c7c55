"""What a request may carry in files is weighed while it arrives: nothing heavier is spooled to the disk."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from nqt.files.kinds import MOST_BYTES

MOST_SENT = 2 * MOST_BYTES
"""Bytes of all files of one request; a kind says in words what one of its files may weigh."""


class Measured(FileUploadHandler):
    """The first handler: lets everything through to the next ones, up to `MOST_SENT` (413 past it)."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:
        """Refuse what announces itself as too heavy before it is read."""
        if content_length > MOST_SENT:
            raise RequestDataTooBig("The files of this request are too heavy.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count what really comes, whatever was announced."""
        self.received += len(raw_data)
        if self.received > MOST_SENT:
            raise RequestDataTooBig("The files of this request are too heavy.")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""
