"""The access log and the security log: written once, kept a year, never rewritten."""

import datetime

import pytest
import time_machine
from django.db import IntegrityError, InternalError, transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from nqt.accounts import actions
from nqt.accounts.invitations import invitation_path, on_accept
from nqt.audit import access, security
from nqt.audit.models import AccessRecord, SecurityEvent
from nqt.privacy.retention import purge
from tests.harness.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
Kind = SecurityEvent.Kind


# access ---------------------------------------------------------------------------------------------------------------
def test_reading_a_file_is_found_from_the_file(agreement, staff):
    access.record(staff, access.READ, agreement)
    line = AccessRecord.objects.of(agreement).get()
    assert (line.user, line.role, line.verb) == (staff.user, "staff_national", "read")


def test_export_is_known_by_its_list_and_count(staff):
    line = access.record(staff, access.EXPORT, "conventions ?status=signed", count=120, reason="Bilan annuel")
    assert (line.description, line.count, line.reason) == ("conventions ?status=signed", 120, "Bilan annuel")


def test_access_to_nothing_is_refused(staff):
    with pytest.raises(IntegrityError, match="audit_access_of_something"), transaction.atomic():
        access.record(staff, access.READ, "")


@pytest.mark.parametrize("rewrite", [lambda lines: lines.update(hat_key="x"), lambda lines: lines.delete()])
@pytest.mark.parametrize("model", [AccessRecord, SecurityEvent])
def test_logs_cannot_be_rewritten(staff, model, rewrite):
    access.record(staff, access.EXPORT, "conventions", count=3)
    security.note(Kind.SIGNED_IN, None, user=staff.user)
    with pytest.raises(InternalError, match="Cannot (update|delete)"), transaction.atomic():
        rewrite(model.objects.all())


def test_logs_are_purged_after_a_year_and_not_before(staff):
    access.record(staff, access.EXPORT, "conventions")
    security.note(Kind.SIGNED_IN, None, user=staff.user)
    assert not purge(now=timezone.now() + datetime.timedelta(days=364)).gone
    assert purge(now=timezone.now() + datetime.timedelta(days=366)).gone == {
        "audit.AccessRecord": 1,
        "audit.SecurityEvent": 1,
    }
    assert not AccessRecord.objects.exists()


def test_purge_opens_the_logs_to_nobody_else(staff):
    purge(now=timezone.now())
    access.record(staff, access.EXPORT, "conventions")
    with pytest.raises(InternalError), transaction.atomic():
        AccessRecord.objects.all().delete()


# security -------------------------------------------------------------------------------------------------------------
def kinds() -> list[str]:
    return list(SecurityEvent.objects.order_by("pk").values_list("kind", flat=True))


def sign_in(email: str, password: str = PASSWORD, **headers: str):
    return Client(REMOTE_ADDR="192.0.2.7").post(
        reverse("account_login"), {"login": email, "password": password}, headers=headers
    )


def test_sign_in_is_logged_with_its_account_and_address():
    user = UserFactory()
    sign_in(user.email)
    line = SecurityEvent.objects.of_kind(Kind.SIGNED_IN).get()
    assert (line.user, line.ip, line.email_hash) == (user, "192.0.2.7", "")


def test_forged_forwarding_header_changes_no_address():
    sign_in(UserFactory().email, **{"x-forwarded-for": "203.0.113.9"})
    assert SecurityEvent.objects.of_kind(Kind.SIGNED_IN).get().ip == "192.0.2.7"


def test_wrong_password_is_logged_on_the_account():
    user = UserFactory()
    sign_in(user.email.upper(), "wrong")
    line = SecurityEvent.objects.get()
    assert (line.kind, line.user) == (Kind.SIGN_IN_FAILED, user)


def test_address_without_account_is_kept_as_a_hash_that_recognizes_it():
    sign_in("nobody@example.org", "wrong")
    line = SecurityEvent.objects.get()
    assert line.user is None
    assert line.email_hash == security.address_hash(" Nobody@Example.org")
    assert len(line.email_hash) == 64
    assert "nobody" not in str(SecurityEvent.objects.values().get())


def test_hash_says_nothing_without_the_services_key(settings):
    before = security.address_hash("nobody@example.org")
    settings.SECRET_KEY = "another-key" * 6
    assert security.address_hash("nobody@example.org") != before


def test_sign_out_is_logged():
    user, browser = UserFactory(), Client()
    browser.force_login(user)
    browser.post(reverse("account_logout"))
    assert Kind.SIGNED_OUT in kinds()


def test_wrong_code_is_logged():
    user, browser = UserFactory(), Client()
    browser.post(reverse("account_request_login_code"), {"email": user.email})
    browser.post(reverse("account_confirm_login_code"), {"code": "WRONG1"})
    assert SecurityEvent.objects.of_kind(Kind.CODE_REJECTED).get().user == user


def test_password_change_is_logged():
    user, browser = UserFactory(), Client()
    browser.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    new = "trombone orange dans le tiroir"
    browser.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert SecurityEvent.objects.of_kind(Kind.PASSWORD_CHANGED).get().user == user


def test_personal_links_are_logged_by_their_pattern_never_by_their_secret(staff):
    on_accept("tests.audit")(lambda invitation, user: None)
    invitation = actions.invitation_create(actor=staff, email="a@example.org", purpose="tests.audit", subject_id=3)
    path = invitation_path(invitation)
    actions.invitation_void(purpose="tests.audit", subject_id=3)
    Client().get(path)
    line = SecurityEvent.objects.of_kind(Kind.INVITATION_REFUSED).get()
    assert line.path == "invitation/<str:token>/"
    token = path.rstrip("/").rpartition("/")[2]
    assert token not in str(list(SecurityEvent.objects.order_by("pk").values()))


def test_invitation_and_disabling_are_logged_with_who_did_it(staff):
    on_accept("tests.audit")(lambda invitation, user: None)
    user = UserFactory()
    actions.invitation_create(actor=staff, email="new@example.org", purpose="tests.audit", subject_id=3)
    actions.user_disable(actor=staff, user=user)
    sent, disabled = SecurityEvent.objects.order_by("pk")
    assert (sent.kind, sent.user) == (Kind.INVITATION_SENT, staff.user)
    assert (disabled.kind, disabled.user, disabled.detail) == (Kind.RIGHTS_CHANGED, staff.user, f"disabled:{user.pk}")


def test_denial_is_logged_with_the_hat_that_was_worn(staff):
    request = RequestFactory().get("/staff/secrets/", REMOTE_ADDR="192.0.2.7")
    request.user = staff.user
    line = security.denied(request, staff, detail="conventions")
    assert (line.kind, line.user, line.hat_key, line.ip) == (Kind.DENIED, staff.user, "staff-national", "192.0.2.7")


def test_events_of_one_person_are_found(staff):
    security.note(Kind.SIGNED_IN, None, user=staff.user)
    security.note(Kind.SIGNED_IN, None, user=UserFactory())
    assert SecurityEvent.objects.by(staff.user).count() == 1


def test_moment_of_a_line_is_the_databases():
    with time_machine.travel("2015-07-23"):
        line = security.note(Kind.SIGNED_OUT, None)
    assert line.at.year > 2015
