"""What a reader has stopped is told to staff on her page, and holds a colleague's button back before it is pressed."""

import pytest

from nqt.common.errors import Conflict
from nqt.outbox.actions import mail_resume, mail_stop
from nqt.outbox.delivery import drain
from nqt.outbox.kinds import family_of
from nqt.outbox.models import Message, State
from nqt.outbox.stops import Wish, digest_of
from partners.conventions import actions
from tests.harness.factories.conventions import to_sign
from tests.harness.factories.mentoring import a_graduate, a_mentor
from tests.harness.factories.organizations import MACHINE, a_contact, an_organization

pytestmark = pytest.mark.django_db
SIGNING = "partners.conventions.reminders"


def wish(address: str, family: str = SIGNING) -> Wish:
    return Wish(digest_of(address), family_of(family))


def test_staff_read_on_a_person_what_she_stopped(client_as):
    contact = a_contact(an_organization())
    graduate, mentor = a_graduate(), a_mentor()
    staff = client_as("staff_national")
    pages = {
        contact.email: f"contacts/{contact.public_id}/",
        graduate.email: f"graduates/{graduate.public_id}/",
        mentor.email: f"mentors/{mentor.public_id}/",
    }
    for address, page in pages.items():
        assert "Ne reçoit plus" not in staff.get(f"/staff/{page}").content.decode()
        mail_stop(wish=wish(address))
        shown = staff.get(f"/staff/{page}").content.decode()
        assert "Ne reçoit plus" in shown and "les rappels de signature (le " in shown
        assert "les rappels de signature" in staff.get(f"/api/v1/staff/{page}").json()["stopped_mails"]


def test_reminder_by_hand_to_whoever_stopped_them_is_refused_and_the_others_leave():
    convention = to_sign(parties=3)
    first, second, third = convention.text.signatories.select_related("contact").order_by("position")
    mail_stop(wish=wish(second.contact.email))
    assert "ne veut plus" in actions.reminder_pause(second).sentence
    with pytest.raises(Conflict, match="téléphonez-lui"):
        actions.signatory_remind(actor=MACHINE, target=second)
    actions.convention_remind(actor=MACHINE, target=convention)
    written = Message.objects.of_kind("partners.conventions.signature_reminder").values_list("to", flat=True)
    assert set(written) == {first.contact.email, third.contact.email}
    mail_resume(wish=wish(second.contact.email))
    actions.signatory_remind(actor=MACHINE, target=second)


def test_stop_pressed_while_a_reminder_waits_is_obeyed_and_the_request_to_sign_still_leaves():
    convention = to_sign(parties=2)
    line = convention.text.signatories.select_related("contact").order_by("position").last()
    actions.signatory_remind(actor=MACHINE, target=line)
    mail_stop(wish=wish(line.contact.email))
    drain(budget=None)
    mine = Message.objects.addressed_to(line.contact.email)
    states = dict(mine.values_list("kind", "state"))
    assert states["partners.conventions.signature_reminder"] == State.STOPPED
    assert states["partners.conventions.signature_request"] == State.SENT


def test_today_announces_no_reminder_to_whoever_stopped_them(client_as):
    convention = to_sign(parties=2)
    staff = client_as("staff_national")
    convention.owner = staff.user
    convention.save()
    before = staff.get("/api/v1/staff/today/").json()["awaited"]
    assert before and all(item["next_reminder"] for item in before)
    for line in convention.text.signatories.select_related("contact"):
        mail_stop(wish=wish(line.contact.email))
    after = staff.get("/api/v1/staff/today/").json()["awaited"]
    assert len(after) == len(before) and not any(item["next_reminder"] for item in after)
