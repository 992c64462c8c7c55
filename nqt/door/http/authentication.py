"""Who asks: the session, for pages and for the API alike."""

from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request


class PageSession(SessionAuthentication):
    """The browser's session; the CSRF middleware has already checked every post, the anonymous too."""

    def enforce_csrf(self, request: Request) -> None:
        """Nothing: `PageRouter` leaves pages under Django's own middleware."""


class ApiSession(SessionAuthentication):
    """The same session used by scripts of our pages; posts carry `X-CSRFToken`."""

    def authenticate_header(self, request: Request) -> str:
        """Without a challenge to put in `WWW-Authenticate`, DRF would turn 401 into 403."""
        return "Session"
