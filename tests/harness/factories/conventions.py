"""Conventions in named situations, built through the actions that staff and partners use."""

import datetime
import itertools

from django.utils import timezone

from nqt.accounts.actor import Actor
from partners.conventions import actions
from partners.conventions.models import Convention, Signatory, Stage
from partners.conventions.models.terms import TERMS
from partners.organizations.models import Contact, Organization

MACHINE = Actor.system("tests")
_serial = itertools.count(1)


def an_organization(name: str = "", *, kind: str = "landlord", is_nqt: bool = False) -> Organization:
    """An organization with one person who signs for it."""
    serial = next(_serial)
    name = name or f"Bailleur {serial}"
    organization = Organization.objects.create(name=name, kind=kind, is_nqt=is_nqt)
    a_contact(organization)
    return organization


def a_contact(organization: Organization, first_name: str = "Nadège") -> Contact:
    """A person who may sign for an organization."""
    serial = next(_serial)
    return Contact.objects.create(
        organization=organization, first_name=first_name, last_name="Ollivier", email=f"signe{serial}@example.org"
    )


def nqt() -> Organization:
    """The association itself, once."""
    return Organization.objects.filter(is_nqt=True).first() or an_organization("NQT", kind="association", is_nqt=True)


def a_draft(*, parties: int = 2, actor: Actor = MACHINE, **facts) -> Convention:
    """A draft between NQT and `parties - 1` landlords, with the standard articles and a person on each line."""
    nqt()
    facts = {
        "title": f"Convention {next(_serial)}",
        "starts_on": timezone.localdate(),
        "ends_on": timezone.localdate() + datetime.timedelta(days=900),
        **facts,
    }
    convention = actions.convention_create(actor=actor, **facts)
    for _ in range(parties - 1):
        actions.party_add(actor=MACHINE, convention=convention, organization=an_organization())
    for line in convention.text.signatories.filter(contact=None):
        line.contact = line.organization.contacts.first()
        line.save()
    return again(convention)


def to_sign(**facts) -> Convention:
    """A frozen convention: every party has been asked."""
    convention = a_draft(**facts)
    actions.convention_freeze(actor=MACHINE, target=convention, expected_version=convention.version)
    return again(convention)


def sign(line: Signatory, name: str = "Nadège Ollivier") -> Signatory:
    """Sign a line as its person does: ask for a code, type it."""
    line = again(line)
    code = actions.signing_code_request(actor=MACHINE, target=line)
    return actions.convention_sign(
        actor=MACHINE, target=again(line), code=code.digits, name=name, power="Directrice générale", consent=True
    )


def signed(**facts) -> Convention:
    """A convention that all its parties have signed today."""
    convention = to_sign(**facts)
    for line in convention.text.signatories.all():
        sign(line)
    return again(convention)


def again(obj):
    """The row as it is now, read anew."""
    return type(obj).objects.get(pk=obj.pk)


def as_if(convention: Convention, **facts) -> Convention:
    """The same, with dates and terms of another time, as its acts would have left them."""
    terms = {name: value for name, value in facts.items() if name in TERMS}
    rest = {name: value for name, value in facts.items() if name not in TERMS}
    Convention.objects.filter(pk=convention.pk).update(**rest)
    fresh = again(convention)
    fresh.texts.update(**terms, ended_on=fresh.ended_on)
    signing = fresh.texts.filter(ordinal=1, stage__in=(Stage.TO_SIGN, Stage.SIGNED))
    signing.update(effective_on=fresh.entered_on)
    return again(convention)
