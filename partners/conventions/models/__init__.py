"""Conventions: the agreement, the rounds of its text, the line of each party, the proof of each signature."""

from partners.conventions.models.article import Article
from partners.conventions.models.convention import Convention
from partners.conventions.models.convention_text import ConventionText
from partners.conventions.models.register import NumberRegister
from partners.conventions.models.signatory import Signatory
from partners.conventions.models.signature import Signature, SigningCode
from partners.conventions.models.territory import ConventionTerritory
from partners.conventions.models.words import Answer, ConventionKind, EntryRule, Life, LinkEnd, Origin, Stage

__all__ = [
    "Answer",
    "Article",
    "Convention",
    "ConventionKind",
    "ConventionTerritory",
    "ConventionText",
    "EntryRule",
    "Life",
    "LinkEnd",
    "NumberRegister",
    "Origin",
    "Signatory",
    "Signature",
    "SigningCode",
    "Stage",
]
