"""Two people write on one person at the same moment: nothing is lost, nobody waits for ever.

Each test has its control: without the guard, the harm is done.
"""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from nqt.accounts import invitations
from nqt.accounts.actions import invitation_accept
from nqt.accounts.invitations import Purpose, invitation_token
from nqt.accounts.models import Invitation
from nqt.common.errors import Expired
from partners.organizations import actions
from partners.organizations.actions import people, portal
from partners.organizations.models import Contact
from partners.organizations.models.people import INVITATION_PURPOSE
from tests.harness.at_once import raised_at_once
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.organizations import MACHINE, a_contact, an_organization

pytestmark = pytest.mark.django_db(transaction=True)
guarded = pytest.mark.parametrize("is_guarded", [True, False], ids=["guarded", "control"])


class Meeting:
    """Where two writers meet; when a guard keeps one away, the other goes on after a moment."""

    def __init__(self, is_guarded: bool) -> None:
        self.barrier = threading.Barrier(2, timeout=0.5 if is_guarded else 5)

    def after(self, function: Callable[..., Any], when: Callable[..., bool] = lambda *a, **k: True) -> Callable:
        """The function, which then waits for the other writer."""

        def call_and_wait(*args: Any, **kwargs: Any) -> Any:
            answer = function(*args, **kwargs)
            if when(*args, **kwargs):
                try:
                    self.barrier.wait()
                except threading.BrokenBarrierError:
                    pass
            return answer

        return call_and_wait


@guarded
def test_details_written_while_an_invitation_is_accepted_are_kept(monkeypatch, is_guarded):
    contact, user = a_contact(an_organization()), UserFactory()
    actions.contact_invite(actor=MACHINE, target=contact)
    invitation = Invitation.objects.get()

    def read_without_lock(target, expected_version=None, **guard):
        return Contact.objects.select_related("organization").get(pk=target.pk)

    hold = Meeting(is_guarded).after(people.hold_contact if is_guarded else read_without_lock)
    for module in (people, portal):
        monkeypatch.setattr(module, "hold_contact", hold)

    raised = raised_at_once(
        lambda: actions.contact_link(invitation=invitation, user=user),
        lambda: actions.contact_update(actor=MACHINE, target=contact, expected_version=None, note="Rappeler lundi."),
    )

    contact.refresh_from_db()
    assert not raised
    assert ((contact.note, contact.user) == ("Rappeler lundi.", user)) is is_guarded


@guarded
def test_invitation_accepted_while_its_address_changes_blocks_nobody(monkeypatch, is_guarded):
    contact = a_contact(an_organization())
    actions.contact_invite(actor=MACHINE, target=contact)
    token = invitation_token(Invitation.objects.get())
    meeting = Meeting(is_guarded)
    monkeypatch.setattr(
        invitations, "invitation_of", meeting.after(invitations.invitation_of, when=lambda token, lock=False: lock)
    )
    monkeypatch.setattr(people, "hold_contact", meeting.after(people.hold_contact))
    if not is_guarded:
        purpose = Purpose(invitations._purposes[INVITATION_PURPOSE].accept)
        monkeypatch.setitem(invitations._purposes, INVITATION_PURPOSE, purpose)

    raised = raised_at_once(
        lambda: invitation_accept(token=token),
        lambda: actions.contact_update(actor=MACHINE, target=contact, expected_version=None, email="autre@example.org"),
    )

    expected = Expired if is_guarded else OperationalError
    assert all(isinstance(error, expected) for error in raised)
    assert is_guarded or raised
    contact.refresh_from_db()
    assert contact.email == "autre@example.org" or not is_guarded
