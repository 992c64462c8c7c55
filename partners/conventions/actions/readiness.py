"""What a text still lacks before it may be read or signed: refused by the acts, said before them in the same words."""

from django.utils import timezone

from nqt.common.errors import Invalid
from nqt.common.text import counted
from partners.conventions.models import ConventionKind, ConventionText, EntryRule, Signatory
from partners.organizations.succession import followed


def lacking_to_read(text: ConventionText) -> list[str]:
    """Before its parties read it."""
    parties = [line.organization for line in text.signatories.active().select_related("organization")]
    if len(parties) < 2:
        return ["Une convention réunit au moins deux parties : ajoutez-les avant de continuer."]
    if not any(party.is_nqt for party in parties):
        return ["NQT n’est pas parmi les parties : ajoutez-la avant de continuer."]
    return []


def lacking_to_sign(text: ConventionText) -> list[str]:
    """Before it is frozen: everything, in one answer."""
    lines = list(text.signatories.active().select_related("contact", "organization"))
    missing = [*lacking_to_read(text), *_of_the_parties(lines)]
    if not text.articles.exists():
        missing.append("Le texte n’a pas encore d’article.")
    if text.starts_on is None:
        missing.append("La date de début n’est pas fixée.")
    if text.entry_rule == EntryRule.QUORUM and text.quorum > len(lines):
        asked, parties = counted(text.quorum, "signature"), counted(len(lines), "partie")
        missing.append(f"L’entrée en vigueur demande {asked} pour {parties}.")
    if text.kind == ConventionKind.MULTIPARTITE and len(lines) < 3:
        missing.append("Une convention multipartite réunit au moins trois parties.")
    return missing


def require_readable(text: ConventionText) -> None:
    """Raises `Invalid` with what is lacking."""
    if missing := lacking_to_read(text):
        raise Invalid(" ".join(missing))


def require_signable(text: ConventionText) -> None:
    """Raises `Invalid` with everything that is lacking."""
    require_readable(text)
    if missing := lacking_to_sign(text):
        raise Invalid(" ".join(missing), code="incomplete")


def _of_the_parties(lines: list[Signatory]) -> list[str]:
    gone = followed([line.organization for line in lines], timezone.localdate())
    gone = {pk: fact for pk, fact in gone.items() if fact.is_gone}
    missing = [f"{fact.sentence} Ouvrez la partie {fact.organization} et remplacez-la." for fact in gone.values()]
    standing = [line for line in lines if line.organization_id not in gone]
    archived = [str(line.organization) for line in standing if line.organization.is_archived]
    shut = [str(line.contact) for line in standing if line.is_shut_out]
    nobody = [
        str(line.organization)
        for line in standing
        if not (line.is_reachable or line.is_shut_out or line.organization.is_archived)
    ]
    if archived:
        missing.append("Ces organismes sont archivés : " + ", ".join(archived) + ".")
    if nobody:
        missing.append(
            "Il manque la personne qui signe, ou son adresse électronique, pour : " + ", ".join(nobody) + "."
        )
    if shut:
        missing.append("Le compte de ces personnes est désactivé, qui devaient signer : " + ", ".join(shut) + ".")
    return missing
