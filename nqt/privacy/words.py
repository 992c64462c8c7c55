"""How rights are called in sentences."""

from nqt.privacy.models import RequestState, RightKind

RIGHTS = {
    RightKind.ACCESS: "d’accès à vos données",
    RightKind.CORRECTION: "de rectification",
    RightKind.ERASURE: "d’effacement",
    RightKind.RESTRICTION: "de limitation",
}
"""After « demande »."""
OUTCOMES = {
    RequestState.DONE: "Votre demande est satisfaite.",
    RequestState.REFUSED: "Nous ne pouvons pas satisfaire votre demande.",
    RequestState.LIFTED: "La limitation que vous aviez demandée est levée.",
}
