"""How long a session lasts: so long without a click, so long in all. Rights end sooner: hats are read at each request.

The only thing written is the session itself, once a minute at most.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from nqt.accounts import hats, signals
from nqt.accounts.models import User
from nqt.accounts.roles import STRICT_AUDIENCES

BEGAN, SEEN, IDLE = "session:began", "session:seen", "session:idle"
WRITE_EVERY = 60
FAREWELLS = {
    "idle": "Vous avez été déconnecté : aucune activité depuis un moment. Reconnectez-vous pour continuer.",
    "age": "Vous avez été déconnecté : une session dure au plus douze heures. Reconnectez-vous pour continuer.",
}


@receiver(user_logged_in)
def begin(sender: type[User], request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Start both clocks."""
    request.session[BEGAN] = int(time.time())
    request.session.pop(SEEN, None)


def overstay(session: Any, now: int) -> str | None:
    """Why this session is over ('idle', 'age'), or None."""
    if now - session.get(BEGAN, now) >= settings.SESSION_LONGEST:
        return "age"
    if now - session.get(SEEN, now) >= session.get(IDLE, settings.SESSION_IDLE_STRICT):
        return "idle"
    return None


class SessionLimits:
    """Middleware, after authentication and messages: end what has lasted too long, note what goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check before anything is answered."""
        if request.user.is_authenticated:
            now = int(time.time())
            cause = overstay(request.session, now)
            if cause:
                self._end(request, cause)
            elif now - request.session.get(SEEN, 0) >= WRITE_EVERY:
                self._note(request, now)
        return self.get_response(request)

    def _end(self, request: HttpRequest, cause: str) -> None:
        signals.session_expired.send(User, user=request.user, request=request, cause=cause)
        logout(request)
        messages.info(request, FAREWELLS[cause])

    def _note(self, request: HttpRequest, now: int) -> None:
        strict = any(hat.audience in STRICT_AUDIENCES for hat in hats.worn(request))
        request.session[IDLE] = settings.SESSION_IDLE_STRICT if strict else settings.SESSION_IDLE
        request.session[SEEN] = now
        request.session.setdefault(BEGAN, now)
