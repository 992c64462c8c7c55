"""Going on without a party: its list is part of what the others sign, so the way begins at the convention's page."""

from typing import Any

from django.urls import reverse

from partners.conventions import actions
from partners.conventions.models import Answer, Signatory, Stage

CLOSING = (
    "Elle est en vigueur, ou va l’être, pour ceux qui ont signé : clore les signatures laisse de côté {names}, "
    "sans rien changer à ce qui est signé."
)
REOPENING = (
    "La liste des parties fait partie de ce que chacun signe : repassez d’abord le texte en brouillon ({voided}), "
    "puis retirez {name} sur cette page, et faites signer de nouveau."
)


def way_out(line: Signatory, view: Any) -> dict[str, str]:
    """`{label, url, sentence}` of the act of the convention, while the text is being signed and the reader may.

    None for NQT, which is always a party.
    """
    convention = line.text.convention
    is_open = line.text.stage == Stage.TO_SIGN and line.is_party and line.answer != Answer.SIGNED
    is_open = is_open and not line.organization.is_nqt
    if view is None or not is_open or not convention.is_written_by(view.actor):
        return {}
    if line.text.effective_on:
        names = ", ".join(actions.left_aside(line.text))
        return _act(view, convention, "close-round", "Clore les signatures", CLOSING.format(names=names))
    signed = actions.voided_by_reopening(line.text)
    plural = "s" if len(signed) > 1 else ""
    voided = "aucune signature annulée"
    if signed:
        voided = f"{len(signed)} signature{plural} annulée{plural} : {', '.join(signed)}"
    sentence = REOPENING.format(voided=voided, name=line.organization)
    return _act(view, convention, "back-to-draft", "Repasser en brouillon", sentence)


def _act(view: Any, convention: Any, name: str, label: str, sentence: str) -> dict[str, str]:
    address = reverse(f"{view.door}:staff:conventions-{name}", kwargs={"public_id": convention.public_id})
    return {"label": label, "url": address, "sentence": sentence}
