"""The logo of an organization: deposited in a form, shown beside its name, replaced, taken away."""

import re

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from nqt.common.features import Reader, furnish_for
from nqt.common.invariants import invariants
from nqt.files.actions import opened
from nqt.files.models import StoredFile
from nqt.files.uploading import MOST_SENT, Measured
from partners.organizations.actions import organization_delete
from partners.organizations.models import ContactRoleKind, Organization
from tests.harness.factories.organizations import a_portal_user, an_organization, national
from tests.nqt.files import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def landlord():
    return an_organization("Toits de l’Aubrelle", departments=("17",))


def page(landlord, command=""):
    name = f"pages:staff:organizations-{command or 'detail'}"
    return reverse(name, kwargs={"public_id": landlord.public_id})


def deposit(staff, landlord, name="logo.png", data=None):
    version = Organization.objects.get(pk=landlord.pk).version
    sent = SimpleUploadedFile(name, samples.picture() if data is None else data)
    return staff.post(page(landlord, "logo"), {"logo": sent, "version": version})


def image_of(staff, landlord):
    return re.search(r'<img class="logo" src="([^"]+)"', staff.get(page(landlord)).content.decode())


def test_form_takes_an_image_and_the_page_shows_it(client_as, landlord):
    staff = client_as("staff_national")
    form = staff.get(page(landlord, "logo")).content.decode()
    assert 'enctype="multipart/form-data"' in form and 'accept=".png,.jpg,.jpeg,.webp"' in form
    assert "PNG, JPEG ou WebP, 5\u00a0Mo au plus" in form
    assert deposit(staff, landlord).status_code == 303
    shown = staff.get(image_of(staff, landlord)[1])
    assert shown.status_code == 200 and shown["Content-Type"] == "image/png"


def test_another_takes_its_place_and_the_former_is_gone(client_as, landlord):
    staff = client_as("staff_national")
    deposit(staff, landlord)
    former = StoredFile.objects.get()
    assert deposit(staff, landlord, "autre.jpg", samples.photograph()).status_code == 303
    landlord.refresh_from_db()
    assert StoredFile.objects.get() == landlord.logo != former
    assert landlord.logo.name == "autre.jpg" and b"Camera" not in opened(landlord.logo)


def test_logo_taken_away_leaves_the_initials(client_as, landlord):
    staff = client_as("staff_national")
    assert staff.post(page(landlord, "logo-removal"), {"version": 1}).status_code == 409
    deposit(staff, landlord)
    version = Organization.objects.get(pk=landlord.pk).version
    assert staff.post(page(landlord, "logo-removal"), {"version": version}).status_code == 303
    assert not StoredFile.objects.exists() and image_of(staff, landlord) is None


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        ("logo.png", b"", "vide"),
        ("logo.png.exe", samples.picture(), "doit finir par .png"),
        ("charte.pdf", samples.document(), "pas de ceux"),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + b"0" * 5_000_001, "trop lourd"),
    ],
)
def test_what_is_no_logo_is_refused_beside_its_field_and_nothing_is_kept(client_as, landlord, name, data, said):
    staff = client_as("staff_national")
    refused = deposit(staff, landlord, name, data)
    assert refused.status_code == 400
    assert said in refused.content.decode() and 'aria-invalid="true"' in refused.content.decode()
    assert not StoredFile.objects.exists()


def test_file_cannot_be_typed(client_as, landlord):
    staff = client_as("staff_national")
    address = reverse("api:staff:organizations-logo", kwargs={"public_id": landlord.public_id})
    assert staff.send("post", address, {"logo": "https://example.org/logo.png"}, version=1).status_code == 400


def test_colleague_of_another_region_deposits_nothing(client_as, landlord):
    far = client_as("staff_regional", department_codes=frozenset({"974"}))
    assert deposit(far, landlord).status_code == 404
    assert not StoredFile.objects.exists()


def test_record_that_is_deleted_takes_its_logo_with_it(client_as, landlord, django_capture_on_commit_callbacks):
    furnish_for(Reader.CHECK)
    staff = client_as("staff_national")
    deposit(staff, landlord)
    file, held = StoredFile.objects.get(), invariants()["files.held"]
    assert list(held()) == []
    landlord.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        organization_delete(actor=national(), target=landlord, expected_version=landlord.version)
    assert not StoredFile.objects.exists() and not file.blob.storage.exists(file.blob.name)


def test_file_that_hangs_on_nothing_is_told(client_as, landlord):
    furnish_for(Reader.CHECK)
    deposit(client_as("staff_national"), landlord)
    Organization.objects.filter(pk=landlord.pk).update(logo=None)
    file = StoredFile.objects.get()
    assert list(invariants()["files.held"]()) == [f"{file.public_id} (organizations.logo) ne dépend plus de rien"]


def test_files_too_heavy_to_be_read_are_413(client_as, landlord):
    staff = client_as("staff_national")
    refused = deposit(staff, landlord, data=b"\x89PNG" + b"0" * MOST_SENT)
    assert refused.status_code == 413 and "plus léger" in refused.content.decode()
    assert not StoredFile.objects.exists()


def test_length_that_lies_is_counted_as_it_comes():
    handler = Measured()
    handler.handle_raw_input(None, {}, 10)
    assert handler.receive_data_chunk(b"0" * MOST_SENT, 0)
    with pytest.raises(RequestDataTooBig):
        handler.receive_data_chunk(b"0", MOST_SENT)


def test_administrators_set_the_logo_of_their_own_portal_and_nobody_else_does(client_as, landlord):
    boss, colleague = (client_as(user=a_portal_user(landlord, *roles)) for roles in ((), (ContactRoleKind.HR,)))
    home = reverse("pages:partner:organization-list")
    assert "Déposer le logo" in boss.get(home).content.decode()
    assert "Déposer le logo" not in colleague.get(home).content.decode()
    address = reverse("pages:partner:organization-record-logo", args=[landlord.public_id])

    def sent():
        landlord.refresh_from_db()
        return {"logo": SimpleUploadedFile("logo.png", samples.picture()), "version": landlord.version}

    assert colleague.post(address, sent()).status_code == 403
    assert boss.post(address, sent()).status_code == 303
    shown = boss.get(home).content.decode()
    assert boss.get(re.search(r'<img class="logo" src="([^"]+)"', shown)[1]).status_code == 200
    stranger = client_as(user=a_portal_user(an_organization("Autre")))
    assert stranger.post(address, sent()).status_code == 404
    removal = reverse("pages:partner:organization-record-logo-removal", args=[landlord.public_id])
    landlord.refresh_from_db()
    assert boss.post(removal, {"version": landlord.version}).status_code == 303
    assert not StoredFile.objects.exists()
