"""What is said before an act on a convention: whom it writes to, what it voids, what it leaves. One line a fact."""

from collections.abc import Iterable

from django.utils import timezone

from nqt.common.dates import french_day
from nqt.common.text import agreed, counted
from partners.conventions import actions
from partners.conventions.actions.life import end_of_term
from partners.conventions.models import Answer, Convention, Signatory, Stage
from partners.conventions.models.words import WAITED_FOR
from partners.conventions.wording import terms_of
from partners.organizations.succession import followed, followed_by_others


# a text --------------------------------------------------------------------------------------------------------------
def reopening_voids(convention: Convention) -> str:
    """Whose signature will be void, which links end, who is told and who is not."""
    if convention.text.stage != Stage.TO_SIGN:
        return f"Aucune signature n’est à annuler. {_unread(convention)}"
    signed = actions.voided_by_reopening(convention.text)
    told = "Aucune signature n’est encore recueillie."
    if signed:
        void = counted(len(signed), "signature")
        told = f"Annule {void} : {', '.join(signed)}. Un courriel le dit à qui avait signé."
    silent = [line for line in convention.text.parties if line.answer != Answer.SIGNED]
    others = " Les autres parties n’en sont pas prévenues : leur lien dira pourquoi il ne vaut plus." if silent else ""
    return f"{told} Les liens envoyés ne vaudront plus.{others}"


def _unread(convention: Convention) -> str:
    if convention.text.stage == Stage.IN_REVIEW:
        return "Les parties ne liront plus le projet dans leur espace ; personne n’en est prévenu."
    return "Personne n’est prévenu."


def reviewing_does(convention: Convention) -> str:
    """Who will read, and is written to; whose people have no account."""
    if missing := actions.lacking_to_read(convention.text):
        return "\n".join(["À corriger d’abord :", *_listed(missing)])
    pairs = actions.readers(convention.text)
    reached = {line.pk for line, _ in pairs}
    lines = [line for line in convention.text.parties if not line.organization.is_nqt]
    without = [str(line.organization) for line in lines if line.pk not in reached]
    if not pairs:
        return (
            "Les parties pourraient lire le projet dans leur espace partenaire, mais personne n’y a de compte : "
            "personne ne le lit, personne n’est prévenu."
        )
    told = ["Les parties liront le projet dans leur espace partenaire. Un courriel part à ceux qui y ont accès :"]
    told += [f"– {line.organization} : {reader}, {reader.email or reader.user.email}" for line, reader in pairs]
    if without:
        told.append(f"Personne n’y a de compte, ni n’est prévenu, pour : {', '.join(without)}.")
    return "\n".join(told)


def freezing_does(convention: Convention) -> str:
    """What is lacking; else who will be written to and where, whose annex is missing, what will be signed."""
    lines = convention.text.parties
    bare = [str(line.organization) for line in lines if not line.annex and not line.organization.is_nqt]
    terms = [_term(**term) for term in terms_of(convention.text.document())]
    number = f"garde le n° {convention.number}" if convention.number else "reçoit son numéro"
    people, receive = counted(len(lines), "personne"), agreed(len(lines), "reçoit,reçoivent")
    missing = actions.lacking_to_sign(convention.text)
    told = ["À corriger d’abord :", *_listed(missing), "Ensuite :"] if missing else []
    told += [
        f"Le texte ne changera plus, il {number}, et {people} {receive} leur lien pour signer :",
        *_people(lines),
        f"Sans annexe : {', '.join(bare)}." if bare else "Chaque partenaire a son annexe.",
        f"{'. '.join(terms)}.",
    ]
    before = convention.text.sign_by
    if before and before < timezone.localdate():
        told.append(f"La date fixée pour signer, le {french_day(before)}, est passée : choisissez-en une autre.")
    return "\n".join(told)


def closing_leaves(convention: Convention) -> str:
    """Who is left aside, and who is told."""
    lines = [line for line in convention.text.parties if line.answer != Answer.SIGNED]
    begins = convention.entered_on
    living = "reste en vigueur" if convention.has_begun() else f"entre en vigueur le {french_day(begins)}"
    told = [line for line in convention.text.parties if line.is_reachable and line.answer != Answer.LISTED]
    mails = ["Un courriel le dit à :", *_people(told)] if told else ["Personne n’en est prévenu."]
    return "\n".join(
        [
            f"La convention {living} pour ceux qui ont signé. Ne seront plus parties : "
            f"{', '.join(str(line.organization) for line in lines)}. "
            "Vous pourrez leur envoyer un nouveau lien plus tard.",
            *mails,
        ]
    )


# its life ------------------------------------------------------------------------------------------------------------
NOBODY_TOLD = "Aucun courriel ne part : prévenez les parties."


def notice_does(convention: Convention) -> str:
    """The last day, for a notice given today."""
    today = timezone.localdate()
    last = convention.text.last_day
    if last and last < today:
        return f"La convention a pris fin le {french_day(last)} : le préavis a dû être donné avant."
    end = end_of_term(convention.text, today)
    return f"Donné aujourd’hui, le préavis fixerait le dernier jour au {french_day(end)}. {NOBODY_TOLD}" if end else ""


def terminating_does(convention: Convention) -> str:
    """Nobody is written to."""
    return f"La convention cesse à cette date, avant son terme. {NOBODY_TOLD}"


# reminders -----------------------------------------------------------------------------------------------------------
def reminding_sends(convention: Convention) -> str:
    """To whom mails leave, and whom it would be vain to ask."""
    lines = actions.reminded_now(convention)
    if not lines:
        return f"Aucun courriel ne partira. {reminding_waits(convention)}"
    leave = agreed(len(lines), "partira,partiront")
    sent = f"{counted(len(lines), 'courriel')} {leave}" if len(lines) > 1 else "Un courriel partira"
    reached = {line.pk for line in lines}
    waited = [line for line in convention.text.parties if line.answer in WAITED_FOR and line.pk not in reached]
    gone = followed([line.organization for line in waited], timezone.localdate())
    left = [f"– {fact.sentence}" for fact in gone.values() if fact.is_gone]
    return "\n".join([f"{sent} :", *_people(lines), *(["Ne sont pas relancés :", *left] if left else [])])


def reminding_waits(convention: Convention) -> str:
    """Why nobody can be reminded, and until when."""
    return actions.nobody_to_remind(convention.text)


def reminder_sends(line: Signatory) -> str:
    """To whom one mail leaves."""
    return _warned(line, f"Un courriel part à {_person(line)}.")


def reminder_waits(line: Signatory) -> str | None:
    """Until when."""
    pause = actions.reminder_pause(line) if line.is_awaited else None
    return pause.sentence if pause else None


def new_link_sends(line: Signatory) -> str:
    """To whom, unless the one asked for a moment ago may still arrive."""
    if pause := actions.fresh_link(line):
        return f"Aucun courriel ne partira. {pause.sentence}"
    ends = " ; l’ancien ne vaut plus" if line.answer in WAITED_FOR else ""
    again = " Les signatures sont de nouveau ouvertes." if line.answer == Answer.WITHDRAWN else ""
    return _warned(line, f"{line.organization} reçoit un nouveau lien{ends} : il part à {_person(line)}.{again}")


# one party -----------------------------------------------------------------------------------------------------------
def replacing_does(line: Signatory) -> str:
    """Who signs so far."""
    if line.contact is None:
        said = f"Personne ne signe encore pour {line.organization}. La personne choisie reçoit son lien."
    else:
        said = (
            f"Jusqu’ici, {line.contact} signe pour {line.organization}. Son lien cesse, sans qu’un courriel le lui "
            "dise ; la personne choisie reçoit le sien."
        )
    return _warned(line, said)


def withdrawing_does(line: Signatory) -> str:
    """Nobody is written to."""
    reads = " ne lira plus le projet dans son espace et" if line.text.stage == Stage.IN_REVIEW else ""
    return f"{line.organization}{reads} n’est plus parmi les parties. Aucun courriel ne part."


def succeeding_does(line: Signatory) -> str:
    """Who comes in whose place."""
    fact = followed_by_others(line.organization, timezone.localdate())
    annex = " L’annexe passe telle quelle : relisez-la." if line.annex else ""
    return f"{fact.sentence} Le successeur prend sa place parmi les parties.{annex} Aucun courriel ne part."


def annex_voids(line: Signatory) -> str | None:
    """Said before changing a line of a frozen text."""
    if line.text.stage != Stage.TO_SIGN:
        return None
    if line.answer == Answer.SIGNED:
        return (
            f"Modifier l’annexe annule 1 signature : {line.organization}. Les autres restent. "
            "La personne qui a signé en est prévenue et reçoit un nouveau lien."
        )
    return _warned(line, f"{line.organization} recevra un nouveau lien ; l’ancien ne vaudra plus.")


def succession_of(line: Signatory) -> str:
    """What is told of a party that another has followed, until it has signed; empty else."""
    if line.answer == Answer.SIGNED or not line.is_party or line.text.stage in (Stage.SIGNED, Stage.ABANDONED):
        return ""
    fact = followed_by_others(line.organization, timezone.localdate())
    return fact.sentence if fact else ""


def _warned(line: Signatory, said: str) -> str:
    return "\n".join(filter(None, [succession_of(line), said]))


def _listed(sentences: Iterable[str]) -> list[str]:
    return [f"– {sentence}" for sentence in sentences]


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
