"""What is said before an act on a convention: whom it writes to, what it voids, what it leaves. One line a fact."""

from collections.abc import Iterable

from django.utils import timezone

from nqt.common.dates import french_day
from nqt.common.text import agreed, counted
from partners.conventions import actions
from partners.conventions.actions.life import end_of_term
from partners.conventions.models import Convention, EntryRule, Signatory
from partners.conventions.wording import terms_of


def reopening_voids(convention: Convention) -> str:
    """Whose signature will be void."""
    signed = actions.voided_by_reopening(convention)
    if not signed:
        return "Aucune signature n’est encore recueillie. Les liens envoyés ne vaudront plus."
    return f"Annule {counted(len(signed), 'signature')} : {', '.join(signed)}. Les liens envoyés ne vaudront plus."


def reviewing_does(convention: Convention) -> str:
    """Who will be written to."""
    lines = actions.readers(convention)
    told = ["Les parties liront le projet dans leur espace partenaire."]
    if lines:
        told += ["Un courriel part à :", *_people(lines)]
    else:
        told.append("Aucune n’y a de compte : personne n’est prévenu.")
    return "\n".join(told)


def freezing_does(convention: Convention) -> str:
    """Who will be written to and where, whose annex is missing, the dates and the rule that will be signed."""
    lines = convention.current.parties
    bare = [str(line.organization) for line in lines if not line.annex and not line.organization.is_nqt]
    terms = [_term(**term) for term in terms_of(convention.current.document())]
    number = f"garde le n° {convention.number}" if convention.number else "reçoit son numéro"
    people, receive = counted(len(lines), "personne"), agreed(len(lines), "reçoit,reçoivent")
    told = [
        f"Le texte ne changera plus, il {number}, et {people} {receive} leur lien pour signer :",
        *_people(lines),
        f"Sans annexe : {', '.join(bare)}." if bare else "Chaque partenaire a son annexe.",
        f"{'. '.join(terms)}.",
    ]
    if convention.entry_rule == EntryRule.QUORUM and convention.quorum > len(lines):
        asked, parties = counted(convention.quorum, "signature demandée"), counted(len(lines), "partie")
        told.append(f"À corriger d’abord : {asked} pour {parties}.")
    return "\n".join(told)


def reminding_sends(convention: Convention) -> str:
    """To whom mails leave."""
    lines = actions.to_remind(convention, timezone.now())
    if not lines:
        return (
            "Aucun courriel ne partira : ceux qui n’ont pas répondu ont eu une relance depuis hier, "
            "en ont une en route, ou ne sont plus là."
        )
    sent = f"{counted(len(lines), 'courriel')} partiront" if len(lines) > 1 else "Un courriel partira"
    return "\n".join([f"{sent} :", *_people(lines)])


def closing_leaves(convention: Convention) -> str:
    """Who is left aside."""
    names = actions.left_aside(convention)
    begins = convention.entered_on
    living = "reste en vigueur" if convention.has_begun() else f"entre en vigueur le {french_day(begins)}"
    return (
        f"La convention {living} pour ceux qui ont signé. Ne seront plus parties : {', '.join(names)}. "
        "Vous pourrez leur envoyer un nouveau lien plus tard."
    )


def notice_does(convention: Convention) -> str:
    """The last day, for a notice given today."""
    end = end_of_term(convention, timezone.localdate())
    return f"Donné aujourd’hui, le préavis fixerait le dernier jour au {french_day(end)}." if end else ""


def reminder_sends(line: Signatory) -> str:
    """To whom one mail leaves."""
    return f"Un courriel part à {_person(line)}."


def new_link_sends(line: Signatory) -> str:
    """To whom, unless the one asked for a moment ago may still arrive."""
    if pause := actions.fresh_link(line):
        return f"Aucun courriel ne partira. {pause.sentence}"
    return f"{line.organization} reçoit un nouveau lien ; l’ancien ne vaut plus."


def replacing_does(line: Signatory) -> str:
    """Who signs so far."""
    if line.contact is None:
        return f"Personne ne signe encore pour {line.organization}. La personne choisie reçoit son lien."
    return f"Jusqu’ici, {line.contact} signe pour {line.organization}. Son lien cesse ; la personne choisie a le sien."


def _people(lines: Iterable[Signatory]) -> list[str]:
    """One line a party: who, and the address."""
    return [f"– {line.organization} : {_person(line)}" for line in lines]


def _person(line: Signatory) -> str:
    if line.contact is None:
        return "personne à choisir"
    return f"{line.contact}, {line.contact.email or 'sans adresse électronique'}"


def _term(label: str, words: str) -> str:
    """'Durée : du 1er septembre…'; words that repeat their label stand alone."""
    return words if label.lower() in words.lower() else f"{label} : {words[:1].lower()}{words[1:]}"
