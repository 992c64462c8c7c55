"""What was sent after the session had ended waits for its writer: sealed in the browser's new session, a quarter of an
hour, for one showing of the same form to the person to whom it was shown. Passwords, codes and files never wait.
"""

import json

from cryptography.fernet import InvalidToken
from django.http import HttpRequest, QueryDict

from nqt.common.sealing import seal, unseal
from nqt.door.forms.serializers import TECHNICAL
from nqt.door.forms.tokens import ONCE, shown_to

MAX_AGE = 15 * 60
LARGEST = 100_000
"""Characters; more would weigh on every page until it is used."""
SECRET = frozenset({"code", "password", "password1", "password2"})
"""Names of fields whose answers are kept nowhere."""
FOUND = (
    "Votre session avait expiré. Ce que vous aviez saisi est de nouveau dans le formulaire, et n’est pas encore"
    " enregistré : relisez, puis envoyez. Un fichier ou un code est à redonner."
)
_PURPOSE = "nqt.door.kept"
_PLACE = "door:kept"


def keep(request: HttpRequest) -> bool:
    """Put the body aside; False when it is nobody's, says nothing, or is too long."""
    who = shown_to(request.POST.get(ONCE, ""))
    typed = {name: values for name, values in request.POST.lists() if name not in SECRET}
    if not who or not set(typed) - TECHNICAL:
        return False
    text = json.dumps({"who": who, "address": request.path, "typed": typed})
    if len(text) > LARGEST:
        return False
    request.session[_PLACE] = seal(text, purpose=_PURPOSE)
    return True


def take(request: HttpRequest) -> QueryDict | None:
    """What waits for this person at this address, for the last time."""
    sealed = request.session.get(_PLACE)
    if sealed is None:
        return None
    try:
        kept = json.loads(unseal(sealed, purpose=_PURPOSE, max_age=MAX_AGE))
    except InvalidToken:
        kept = None
    if kept and kept["who"] == str(request.user.pk) and kept["address"] != request.path:
        return None
    del request.session[_PLACE]
    if not kept or kept["who"] != str(request.user.pk):
        return None
    typed = QueryDict(mutable=True)
    for name, values in kept["typed"].items():
        typed.setlist(name, values)
    return typed
