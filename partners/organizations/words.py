"""The words of the field: kinds of organizations, legal forms, roles of contacts."""

from django.db import models

from nqt.common.looks import dressed


@dressed(
    ACTIVE="ok check",
    ARCHIVED="mute history",
)
class RecordState(models.TextChoices):
    """Whether a record is worked with, or only kept for its history."""

    ACTIVE = "active", "active"
    ARCHIVED = "archived", "archivée"


class OrganizationKind(models.TextChoices):
    """What an organization is for NQT; the legal form is another question."""

    LANDLORD = "landlord", "bailleur social"
    REGIONAL_ASSOCIATION = "regional_association", "association régionale d’organismes Hlm"
    UNION = "union", "union de fédérations"
    FEDERATION = "federation", "fédération"
    HOUSING_LEVY_BODY = "housing_levy_body", "collecteur du 1 % logement"
    COMPANY = "company", "entreprise"
    PUBLIC_FUNDER = "public_funder", "financeur public"
    ASSOCIATION = "association", "association"


NATIONAL_HEADS = (OrganizationKind.UNION, OrganizationKind.FEDERATION)
"""Kinds that stand above every region: regional staff read them, without a presence in their departments."""


class LegalForm(models.TextChoices):
    """The form under which an organization is registered; empty when unknown."""

    OPH = "oph", "office public de l’habitat (OPH)"
    ESH = "esh", "entreprise sociale pour l’habitat (ESH)"
    COOP = "coop", "coopérative d’Hlm"
    SACICAP = "sacicap", "SACICAP (Procivis)"
    SEM = "sem", "société d’économie mixte (SEM)"
    SA = "sa", "société anonyme (SA)"
    SAS = "sas", "société par actions simplifiée (SAS)"
    SARL = "sarl", "société à responsabilité limitée (SARL)"
    ASSOCIATION = "association", "association loi de 1901"
    PUBLIC_BODY = "public_body", "établissement public"
    LOCAL_AUTHORITY = "local_authority", "collectivité territoriale"
    STATE = "state", "service de l’État"
    OTHER = "other", "autre"


class SuccessionKind(models.TextChoices):
    """How one organization followed another in the world."""

    MERGER = "merger", "fusion"
    RENAME = "rename", "changement de nom"
    SPLIT = "split", "scission"
    TAKEOVER = "takeover", "absorption"


class ContactRoleKind(models.TextChoices):
    """What a person does for the partnership, in their organization."""

    SIGNATORY = "signatory", "signataire"
    HR = "hr", "ressources humaines"
    LEAD = "lead", "interlocuteur principal"
    ADMINISTRATOR = "administrator", "administrateur du portail"


@dressed(CURRENT="ok check", ENDED="mute history", COMING="info hourglass")
class TieStage(models.TextChoices):
    """Whether a dated tie holds on a day; never stored."""

    CURRENT = "current", "en cours"
    ENDED = "ended", "terminée"
    COMING = "coming", "à venir"


@dressed(OPEN="ok check", INVITED="warn send", LAPSED="bad clock", DISABLED="bad lock", CLOSED="mute lock")
class PortalAccess(models.TextChoices):
    """A person's way into its organization's portal; never stored."""

    OPEN = "open", "accès ouvert"
    INVITED = "invited", "invitation envoyée"
    LAPSED = "lapsed", "invitation échue"
    DISABLED = "disabled", "compte désactivé"
    CLOSED = "closed", "pas d’accès"
