"""The words of a convention: stored value, French label."""

from django.db import models

from nqt.common.looks import dressed


class ConventionKind(models.TextChoices):
    """How many sign, and whether others decline it locally."""

    BILATERAL = "bilateral", "Bilatérale"
    MULTIPARTITE = "multipartite", "Multipartite"
    FRAMEWORK = "framework", "Convention-cadre"


class Origin(models.TextChoices):
    """Signed before the software (partial data, no invented evidence), or made here."""

    RECORDED = "recorded", "Reprise"
    MADE_HERE = "made_here", "Établie ici"


class EntryRule(models.TextChoices):
    """When the convention enters into force; never before its starting date."""

    ALL_SIGNED = "all_signed", "Quand tous ont signé"
    QUORUM = "quorum", "Quand un nombre fixé a signé"
    EACH = "each", "Pour chacun, dès que NQT et lui ont signé"


class TerritoryScope(models.TextChoices):
    """Where a convention applies: said, never left to an empty list."""

    NATIONAL = "national", "Partout en France : elle est nationale"
    DEPARTMENTS = "departments", "Dans les départements cochés"


@dressed(
    DRAFT="mute edit",
    IN_REVIEW="info eye",
    TO_SIGN="warn signature",
    SIGNED="ok check",
    ABANDONED="mute x",
)
class Stage(models.TextChoices):
    """The life of a text: first axis."""

    DRAFT = "draft", "Brouillon"
    IN_REVIEW = "in_review", "En relecture"
    TO_SIGN = "to_sign", "À signer"
    SIGNED = "signed", "Signée"
    ABANDONED = "abandoned", "Abandonnée"


OPEN_STAGES = (Stage.DRAFT, Stage.IN_REVIEW, Stage.TO_SIGN)
"""In preparation or being signed: a convention has one such text at most."""


@dressed(
    LISTED="mute user listed",
    INVITED="warn send invited",
    VIEWED="info eye viewed",
    SIGNED="ok check signed",
    REFUSED="bad x refused",
    WITHDRAWN="mute x withdrawn",
)
class Answer(models.TextChoices):
    """What a party has answered: second axis."""

    LISTED = "listed", "Pas encore invitée"
    INVITED = "invited", "Invitée"
    VIEWED = "viewed", "Vue"
    SIGNED = "signed", "Signée"
    REFUSED = "refused", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée"


@dressed(
    PENDING="info hourglass",
    IN_FORCE="ok circle-check",
    NOTICE_GIVEN="alt hourglass",
    EXPIRED="mute history",
    TERMINATED="mute x",
)
class Life(models.TextChoices):
    """Where the convention stands on a date: third axis, computed."""

    PENDING = "pending", "Pas encore en vigueur"
    IN_FORCE = "in_force", "En vigueur"
    NOTICE_GIVEN = "notice_given", "Préavis donné"
    EXPIRED = "expired", "Expirée"
    TERMINATED = "terminated", "Résiliée"


UNDER_WAY = (Life.IN_FORCE, Life.NOTICE_GIVEN)
"""The parties are bound."""
OVER = (Life.EXPIRED, Life.TERMINATED)
"""They are no longer."""


class LinkEnd(models.TextChoices):
    """Why an older personal link no longer opens the line."""

    TEXT_CHANGED = "text_changed", "Le texte a changé depuis ce courriel : votre lien ne permet plus de le signer."
    PERSON_REPLACED = "person_replaced", "La signature a été confiée à une autre personne."
    PERSON_LEFT = "person_left", "La personne à qui la signature était demandée a quitté son organisme."
    ADDRESS_CHANGED = "address_changed", "L’adresse à laquelle ce lien a été envoyé n’est plus la bonne."
    LINE_WITHDRAWN = "line_withdrawn", "Votre organisme ne figure plus parmi les parties de cette convention."
    ABANDONED = "abandoned", "Cette convention a été abandonnée."
    RENEWED = "renewed", "Un lien plus récent vous a été envoyé."


SEEN_BY_PARTNERS = (Stage.IN_REVIEW, Stage.TO_SIGN, Stage.SIGNED)
WAITED_FOR = (Answer.INVITED, Answer.VIEWED)
NOT_SIGNED = (Answer.LISTED, Answer.INVITED, Answer.VIEWED, Answer.REFUSED)
ACTIVE_ANSWERS = (Answer.LISTED, Answer.INVITED, Answer.VIEWED, Answer.SIGNED, Answer.REFUSED)
