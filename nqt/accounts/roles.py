"""The words of access: who one is (role), and through which door one comes (audience)."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person is to the association when acting; one at a time, never added up."""

    ANONYMOUS = "anonymous", "visiteur"
    GRADUATE = "graduate", "jeune diplômé"
    MENTOR = "mentor", "parrain ou marraine"
    PARTNER_LANDLORD = "partner_landlord", "partenaire"
    PARTNER_REGIONAL = "partner_regional", "association régionale"
    PARTNER_UNION = "partner_union", "union ou fédération"
    STAFF_REGIONAL = "staff_regional", "équipe régionale"
    STAFF_NATIONAL = "staff_national", "équipe nationale"
    BOARD = "board", "conseil d’administration"
    AUDITOR = "auditor", "auditeur"
    SYSTEM = "system", "traitement automatique"


class Audience(TextChoices):
    """A set of pages and its address prefix; several roles may share one."""

    PUBLIC = "public", "public"
    STAFF = "staff", "équipe"
    PARTNER = "partner", "partenaires"
    MENTOR = "mentor", "parrains"
    GRADUATE = "graduate", "jeunes diplômés"
    BOARD = "board", "conseil d’administration"
    AUDITOR = "auditor", "audit"


STRICT_AUDIENCES = frozenset({Audience.STAFF, Audience.BOARD, Audience.AUDITOR})
"""They read other people's files: a one-time password to come in, and the shorter idle time."""
