"""Sessions in the database, by keys that could be ours: any other cookie is a session that does not exist."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession

LONGEST = 40
"""The column's."""


class SessionStore(DatabaseSessions):
    """Django's, which asks the database for whatever a cookie holds: it refuses NUL with an error."""

    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        """The same table."""
        return super().get_model_class()

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(super()._validate_session_key(key)) and len(key) <= LONGEST and key.isascii() and key.isalnum()
