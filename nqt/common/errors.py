"""What an action may refuse, said once: the door turns each into a page or a problem document."""

from django.utils.functional import Promise


class Refusal(Exception):
    """An act is refused; `message` is a French sentence for the person, `code` a stable word for machines."""

    code = "refused"
    message: str | Promise = "Cette action n’est pas possible."
    """A lazy one costs its statements when it is said, not when a button is only hidden."""

    def __init__(self, message: str | Promise = "", *, code: str = "", fields: dict[str, str] | None = None) -> None:
        self.message = message if isinstance(message, Promise) else message or type(self).message
        self.code = code or self.code
        self.fields = fields or {}
        super().__init__(self.message)


class Invalid(Refusal):
    """What was typed cannot be accepted (400); `fields` says where."""

    code = "invalid"
    message = "Cette valeur n’est pas acceptée."


class Forbidden(Refusal):
    """This role or this hat may not (403)."""

    code = "permission_denied"
    message = "Vous n’avez pas le droit de faire cela."


class Conflict(Refusal):
    """The world does not allow it now (409)."""

    code = "conflict"
    message = "Ce n’est plus possible dans l’état actuel."


class InvalidTransition(Conflict):
    """The life cycle does not allow this step from here (409)."""

    code = "invalid_transition"
    message = "Cette étape n’est pas possible dans l’état actuel."


class Stale(Refusal):
    """Somebody else wrote in between (412 in the API, a 409 page)."""

    code = "stale"
    message = "La fiche a changé entre-temps."


class Expired(Refusal):
    """A link or a code is no longer good (410)."""

    code = "expired"
    message = "Ce lien n’est plus valable."


class TooMany(Refusal):
    """Too many tries (429)."""

    code = "too_many"
    message = "Trop d’essais. Attendez un peu avant de recommencer."


class Unavailable(Refusal):
    """Something of the service is missing for now, and the person can do nothing about it (503)."""

    code = "unavailable"
    message = "Le service ne peut pas répondre à cela pour le moment."


class NoRoom(Refusal):
    """The disk is full: nothing was kept (507)."""

    code = "no_room"
    message = "Le service n’a plus de place pour ce fichier. Rien n’a été enregistré ; réessayez plus tard."
