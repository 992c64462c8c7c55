"""People at organizations, and what they do there for the partnership."""

import datetime

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import CharField, Exists, F, GeneratedField, OuterRef, Prefetch, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat, Lower
from django.utils import timezone
from django_fsm import FSMField, transition
from phonenumber_field.modelfields import PhoneNumberField

from nqt.accounts.actor import Actor
from nqt.accounts.models import Invitation
from nqt.accounts.roles import Role
from nqt.accounts.standing import has_account
from nqt.common.looks import dressed
from nqt.common.models import PublicModel
from nqt.common.text import Fold, searched_words
from nqt.common.valid_time import ValidTime, ValidTimeQuerySet, dates_in_order, no_overlap
from nqt.common.validators import validate_email_address, validate_one_line, validate_plain_text
from nqt.outbox.by_hand import last_by_hand
from nqt.outbox.models import Message
from partners.organizations.graph import members_of
from partners.organizations.models.organization import Organization, OrganizationKind
from partners.organizations.models.record import Record, RecordQuerySet, RecordState
from partners.organizations.models.ties import Membership, present, shared_time_zone

INVITATION_PURPOSE = "partners.organizations.contact"
"""What an invitation to the portal is for."""
INVITATION_MAIL = "partners.organizations.invitation"
"""The kind of mail that carries it."""


class ContactRoleKind(models.TextChoices):
    """What a person does for the partnership, in their organization."""

    SIGNATORY = "signatory", "signataire"
    HR = "hr", "ressources humaines"
    LEAD = "lead", "interlocuteur principal"
    ADMINISTRATOR = "administrator", "administrateur du portail"


@dressed(OPEN="ok check", INVITED="warn send", LAPSED="bad clock", DISABLED="bad lock", CLOSED="mute lock")
class PortalAccess(models.TextChoices):
    """A person's way into its organization's portal; never stored."""

    OPEN = "open", "accès ouvert"
    INVITED = "invited", "invitation envoyée"
    LAPSED = "lapsed", "invitation échue"
    DISABLED = "disabled", "compte désactivé"
    CLOSED = "closed", "pas d’accès"


class ContactQuerySet(RecordQuerySet):
    """Adjectives of contacts."""

    def visible_to(self, actor: Actor):
        """People this actor may read: of its organization, one lead per member, its perimeter."""
        today = timezone.localdate()
        own = Q(organization=actor.organization_id)
        match actor.role:
            case Role.STAFF_NATIONAL | Role.AUDITOR | Role.SYSTEM:
                return self.all()
            case Role.STAFF_REGIONAL:
                return self.filter(present(actor.department_codes, today, "organization_id"))
            case Role.PARTNER_LANDLORD:
                return self.active().filter(own)
            case Role.PARTNER_REGIONAL:
                direct = Membership.objects.on(today).filter(
                    body=actor.organization_id, member=OuterRef("organization_id")
                )
                return self.active().filter(own | (Exists(direct) & lead(today)))
            case Role.PARTNER_UNION:
                association = Q(
                    organization__kind=OrganizationKind.REGIONAL_ASSOCIATION,
                    organization__in=members_of(actor.organization_id, today),
                )
                return self.active().filter(own | (association & Q(lead(today))))
            case Role.ANONYMOUS | Role.GRADUATE | Role.MENTOR | Role.BOARD | _:
                return self.none()

    def search(self, text: str):
        """Every word is in the name or begins the mail address; a whole address is one word."""
        words, addresses = searched_words(text)
        found = self if words or addresses or not text.strip() else self.none()
        for word in words:
            found = found.filter(Q(folded__contains=word) | Q(email__istartswith=word))
        for address in addresses:
            found = found.filter(email__istartswith=address)
        return found

    def with_roles(self, on: datetime.date):
        """Fetch `held`, the roles in force on a date."""
        roles = ContactRole.objects.on(on).order_by("kind", "pk")
        return self.prefetch_related(Prefetch("roles", roles, to_attr="held"))

    def with_portal(self, on: datetime.date):
        """Annotate the person's way into the portal: `enters`, `invited_until`, `is_bounced`, `invitation_mail`."""
        invitations = Invitation.objects.about(INVITATION_PURPOSE, OuterRef("pk")).open()
        bounced = Message.objects.bounced().filter(to=Lower(OuterRef("email")))
        in_force = ContactRole.objects.on(on).filter(contact=OuterRef("pk"))
        return self.annotate(
            enters=Q(user__is_active=True) & Q(Exists(in_force)),
            invited_until=Subquery(invitations.values("expires_at")[:1]),
            is_bounced=Exists(bounced),
            invitation_mail=last_by_hand(INVITATION_MAIL, named="contact"),
        )

    def holding(self, kind: str, on: datetime.date):
        """Who holds a role on a date."""
        return self.filter(holds(kind, on))

    def available(self):
        """Whom one may turn to: not archived, nor their organization; what a form proposes."""
        return self.active().filter(organization__state=RecordState.ACTIVE)

    def with_account(self):
        """Who signs in; a role opens the portal to them."""
        return self.active().filter(user__is_active=True)

    def in_portal(self, on: datetime.date):
        """Whose account opens the organization's portal on a date."""
        return self.with_account().filter(Exists(ContactRole.objects.on(on).filter(contact=OuterRef("pk"))))

    def administrators(self, on: datetime.date):
        """Who invites and removes colleagues on a date."""
        return self.in_portal(on).holding(ContactRoleKind.ADMINISTRATOR, on)

    def with_other_administrators(self, on: datetime.date):
        """Annotate `is_seconded`: somebody else administers the same portal on a date."""
        others = Contact.objects.administrators(on).filter(~Q(pk=OuterRef("pk")), organization=OuterRef("organization"))
        return self.annotate(is_seconded=Exists(others))


def holds(kind: str, on: datetime.date) -> Exists:
    """The contact holds this role on that date."""
    return Exists(ContactRole.objects.on(on).filter(contact=OuterRef("pk"), kind=kind))


def lead(on: datetime.date) -> Exists:
    """The contact is the one its organization puts forward on that date."""
    return holds(ContactRoleKind.LEAD, on)


def reader_time_zone(on: datetime.date, contact: str = "") -> Coalesce:
    """Where the contact reads its mail: the account's time zone, else its organization's, empty when unknown.

    For `post` and reminders, which take Paris for an empty one. `contact` is the path of the contact in the annotated
    query: `Signatory.objects.annotate(zone=reader_time_zone(today, "contact__"))`.
    """
    return Coalesce(
        F(f"{contact}user__time_zone"),
        shared_time_zone(on, f"{contact}organization_id"),
        Value(""),
        output_field=CharField(),
    )


@pghistory.track(exclude=["folded"])
class Contact(Record):
    """A person at an organization; with an account, the person enters its portal."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="contacts", verbose_name="organisme")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="contacts",
        verbose_name="compte",
    )
    first_name = models.CharField("prénom", max_length=80, validators=[validate_one_line])
    last_name = models.CharField("nom", max_length=80, validators=[validate_one_line])
    folded = GeneratedField(
        expression=Fold(Concat("last_name", Value(" "), "first_name")),
        output_field=TextField(db_collation="C"),
        db_persist=True,
    )
    title = models.CharField("fonction", max_length=120, blank=True, validators=[validate_one_line])
    email = models.EmailField("adresse électronique", blank=True, validators=[validate_email_address])
    phone = PhoneNumberField("téléphone", region="FR", blank=True)
    note = models.TextField("note interne", blank=True, max_length=2000, validators=[validate_plain_text])
    state = FSMField("fiche", default=RecordState.ACTIVE, choices=RecordState.choices, protected=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "contact"
        ordering = ("folded", "id")
        indexes = [
            models.Index(fields=["folded", "id"], name="contact_by_name"),
            models.Index(fields=["organization", "folded", "id"], name="contact_of_organization"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "organization",
                condition=~Q(email="") & Q(state=RecordState.ACTIVE),
                name="contact_email_once",
                violation_error_message="Un contact de cet organisme a déjà cette adresse.",
            ),
            models.UniqueConstraint(
                fields=["organization", "user"],
                condition=Q(state=RecordState.ACTIVE),
                name="contact_user_once",
                violation_error_message="Ce compte est déjà celui d’un contact de cet organisme.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """As one says it: first name, last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def is_available(self) -> bool:
        """Neither the person nor the organization is archived, as `available` selects."""
        return not self.is_archived and not self.organization.is_archived

    @property
    def has_account(self) -> bool:
        """Signs in, or would if the account were opened again."""
        return has_account(self.user)

    def time_zone_on(self, on: datetime.date) -> str:
        """`reader_time_zone` of this person; costs one statement."""
        return type(self).objects.values_list(reader_time_zone(on), flat=True).get(pk=self.pk)

    @transition(state, source=RecordState.ACTIVE, target=RecordState.ARCHIVED, custom={"label": "Archiver"})
    def archive(self) -> None:
        """The person left, or is no longer the one to call."""

    @transition(state, source=RecordState.ARCHIVED, target=RecordState.ACTIVE, custom={"label": "Rétablir"})
    def restore(self) -> None:
        """The person is a contact again, with the roles that archiving ended."""


class ContactRoleQuerySet(ValidTimeQuerySet):
    """Dated roles."""

    def visible_to(self, actor: Actor):
        """Roles of the people this actor may read."""
        return self.filter(contact__in=Contact.objects.visible_to(actor))


@pghistory.track()
class ContactRole(PublicModel, ValidTime):
    """A contact signs, administers the portal, or is the one to call, for a time."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="roles", verbose_name="contact")
    kind = models.CharField("rôle", max_length=15, choices=ContactRoleKind)

    objects = ContactRoleQuerySet.as_manager()

    class Meta:
        verbose_name = "rôle d’un contact"
        verbose_name_plural = "rôles des contacts"
        ordering = ("contact__folded", "kind", "valid_from", "id")
        constraints = [
            dates_in_order("contact_role_dates_in_order"),
            *(
                no_overlap(
                    "contact",
                    name=f"contact_role_{kind.value}_no_overlap",
                    condition=Q(kind=kind),
                    message="Cette personne a déjà ce rôle sur une partie de cette période.",
                )
                for kind in ContactRoleKind
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} – {self.get_kind_display()}"
