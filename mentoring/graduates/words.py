"""How a graduate reads what staff call otherwise."""

from mentoring.graduates.models import GraduateState

OWN_WORDS = {
    GraduateState.DRAFT: "commencée",
    GraduateState.SUBMITTED: "envoyée",
    GraduateState.MORE_INFO: "à compléter",
    GraduateState.POOL: "acceptée",
    GraduateState.REFUSED: "non retenue",
    GraduateState.WITHDRAWN: "retirée",
}
"""States of the application: staff say “à lire” of what she sent."""
