"""The texts that a graduate agrees to. A changed text is a new version: what was agreed to keeps its hash."""

import hashlib
from dataclasses import dataclass

from mentoring.graduates.models import Consent


@dataclass(frozen=True)
class ConsentText:
    """One text, as shown beside its box."""

    purpose: Consent.Purpose
    version: str
    text: str

    @property
    def hash(self) -> str:
        """SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


ACCOMPANIMENT = ConsentText(
    Consent.Purpose.ACCOMPANIMENT,
    "2026-11",
    "J’accepte que NQT utilise ces informations pour étudier ma candidature et m’accompagner. Je peux les corriger, "
    "les récupérer ou demander leur effacement à tout moment.",
)
SHOWN_TO_MENTORS = ConsentText(
    Consent.Purpose.SHOWN_TO_MENTORS,
    "2026-11",
    "J’accepte qu’un parrain ou une marraine à qui NQT propose de m’accompagner lise mon prénom, mon diplôme, le "
    "métier que je vise, mon département, mes disponibilités et mon texte. Ni mon nom, ni mon adresse, ni mon âge.",
)
TEXTS = (ACCOMPANIMENT, SHOWN_TO_MENTORS)
