"""A file from its deposit to its end: kept sealed, opened by who may, scanned, compared, passed to another key."""

import base64
import datetime
import errno

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from nqt.accounts.actor import Actor
from nqt.audit.models import AccessRecord, SecurityEvent
from nqt.common.errors import Conflict, Invalid, NoRoom
from nqt.common.features import Reader, furnish_for
from nqt.common.invariants import invariants
from nqt.files import actions, addresses, due
from nqt.files.checks import keys_can_be_read, no_key_is_missing
from nqt.files.contents import CONTENTS, IMAGES
from nqt.files.kinds import FileKind
from nqt.files.models import FileState, StoredFile
from nqt.files.scanning import ScannerDown, Verdict
from tests.nqt.files import samples
from tests.nqt.files.samples import Sent

pytestmark = pytest.mark.django_db
WORDS = "canary-of-the-pages"


class Room:
    """Somebody's room, which lets or does not."""

    open_to_all = True

    @classmethod
    def readable(cls, actor: Actor, file: StoredFile) -> bool:
        return cls.open_to_all


KIND = FileKind("trial.paper", "pièce", CONTENTS, Room.readable, most=2, personal=True)


@pytest.fixture(autouse=True)
def room(monkeypatch):
    monkeypatch.setattr(Room, "open_to_all", True)
    monkeypatch.setattr("nqt.files.kinds._kinds", {KIND.name: KIND})


@pytest.fixture
def scanner(monkeypatch):
    """Answers what the test says."""

    class Said:
        verdict: Verdict | None = Verdict.CLEAN

        def scan(self, data: bytes, *, seconds: float) -> Verdict:
            if self.verdict is None:
                raise ScannerDown("away")
            return self.verdict

    said = Said()
    monkeypatch.setattr(actions, "scanner", lambda: said)
    return said


def deposit(name="logo.png", data=None, *, actor=None, about="thing:1", kind=KIND):
    actor = actor or Actor.system("test")
    examined = actions.examine(actor=actor, kind=kind, upload=Sent(name, data or samples.picture()))
    with transaction.atomic():
        return actions.file_deposit(actor=actor, examined=examined, about=about)


def open_as(visitor, file, audience="staff", **options):
    return visitor.get(addresses.address_of(file, Actor(user=visitor.user, audience=audience), **options))


def test_deposited_file_lies_as_noise_under_a_name_that_says_nothing():
    file = deposit("Mon logo.png")
    lying = file.blob.open("rb").read()
    assert file.blob.name == f"{file.public_id.hex[:2]}/{file.public_id.hex}"
    assert b"PNG" not in lying[:20] and len(lying) > file.size
    assert actions.opened(file)[:4] == b"\x89PNG"


def test_reader_opens_it_and_nothing_is_kept_by_the_browser(client_as):
    staff = client_as("staff_national")
    file = deposit("Étude d’impact.pdf", samples.document())
    answer = open_as(staff, file)
    assert answer.status_code == 200 and answer.content[:5] == b"%PDF-"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%C3%89tude")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert AccessRecord.objects.get(object_public_id=file.public_id).user == staff.user


def test_image_is_shown_in_the_page_and_taken_away_when_asked(client_as):
    staff, file = client_as("staff_national"), deposit()
    assert open_as(staff, file)["Content-Disposition"].startswith("inline")
    assert open_as(staff, file, purpose=addresses.KEEP)["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-3"}, {"If-Range": '"x"'}, {"If-None-Match": "*"}])
def test_right_withdrawn_since_closes_it(client_as, monkeypatch, method, headers):
    staff, file = client_as("staff_national"), deposit()
    address = addresses.address_of(file, Actor(user=staff.user, audience="staff"))
    assert getattr(staff, method)(address, headers=headers).status_code == 200
    monkeypatch.setattr(Room, "open_to_all", False)
    refused = getattr(staff, method)(address, headers=headers)
    assert refused.status_code == 404 and "no-store" in refused["Cache-Control"]


def test_address_opens_nothing_for_anybody_else(client_as):
    staff, other, nobody = client_as("staff_national"), client_as("staff_national"), client_as()
    file = deposit()
    address = addresses.address_of(file, Actor(user=staff.user, audience="staff"))
    assert [visitor.get(address).status_code for visitor in (staff, other, nobody)] == [200, 404, 404]
    assert SecurityEvent.objects.filter(kind=SecurityEvent.Kind.DENIED, user=other.user).exists()
    assert staff.get(address[:-2] + "zz").status_code == 404


def test_address_of_another_audience_opens_nothing(client_as):
    landlord, file = client_as("partner_landlord"), deposit()
    assert open_as(landlord, file, "staff").status_code == 404
    assert open_as(landlord, file, "partner").status_code == 200


def test_address_older_than_five_minutes_says_what_to_do(client_as, monkeypatch):
    staff, file = client_as("staff_national"), deposit()
    address = addresses.address_of(file, Actor(user=staff.user, audience="staff"))
    monkeypatch.setattr(addresses, "SECONDS", -1)
    old = staff.get(address)
    assert old.status_code == 410 and "Rechargez la page" in old.content.decode()


def test_only_so_many_hang_on_one_thing():
    first, _second = deposit(), deposit()
    with pytest.raises(Conflict, match="2\u00a0fichiers au plus"):
        deposit()
    assert deposit(about="thing:2")
    with transaction.atomic():
        actions.file_remove(file=first)
    assert deposit()


def test_file_too_heavy_is_refused_whatever_was_announced():
    small = FileKind("trial.small", "pièce", IMAGES, Room.readable, most_bytes=100)
    with pytest.raises(Invalid, match="trop lourd"):
        actions.examine(actor=Actor.system("t"), kind=small, upload=Sent("a.png", b"\x89PNG" + b"x" * 200))


def test_harm_is_refused_noted_and_not_kept(client_as):
    with pytest.raises(Invalid, match="nuisible"):
        deposit("a.pdf", samples.sample())
    assert not StoredFile.objects.exists()
    assert SecurityEvent.objects.get(kind=SecurityEvent.Kind.INFECTED).detail == KIND.name


def test_without_a_scanner_the_file_waits_and_nobody_opens_it(scanner, client_as):
    scanner.verdict = None
    staff, file = client_as("staff_national"), deposit()
    assert file.state == FileState.WAITING and addresses.address_of(file, Actor()) == ""
    StoredFile.objects.update(state=FileState.READY)
    address = addresses.address_of(StoredFile.objects.get(), Actor(user=staff.user, audience="staff"))
    StoredFile.objects.update(state=FileState.WAITING)
    assert staff.get(address).status_code == 404
    assert due.scan(timezone.now()) == 0
    scanner.verdict = Verdict.CLEAN
    assert due.scan(timezone.now()) == 1
    assert staff.get(address).status_code == 200


def test_harm_found_later_takes_bytes_and_key(scanner, django_capture_on_commit_callbacks):
    scanner.verdict = None
    file = deposit()
    scanner.verdict = Verdict.INFECTED
    with django_capture_on_commit_callbacks(execute=True):
        assert due.scan(timezone.now()) == 1
    file.refresh_from_db()
    assert file.state == FileState.REFUSED and bytes(file.wrapped_key) == b""
    assert not file.blob.storage.exists(file.blob.name)


def test_file_taken_away_leaves_no_bytes(django_capture_on_commit_callbacks):
    file = deposit()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        actions.file_remove(file=file)
    assert not StoredFile.objects.exists() and not file.blob.storage.exists(file.blob.name)
    with pytest.raises(TypeError):
        deposit().delete()


def test_transaction_that_fails_leaves_bytes_that_the_sweep_takes_after_a_day():
    store = deposit(about="kept").blob.storage
    with pytest.raises(RuntimeError), transaction.atomic():
        lost = deposit(about="lost")
        raise RuntimeError
    folder, now = lost.public_id.hex[:2], timezone.now()
    assert store.exists(lost.blob.name)
    due.compare_folder(folder, now)
    assert store.exists(lost.blob.name), "another transaction may be about to say that it is its own"
    due.compare_folder(folder, now + datetime.timedelta(hours=25))
    assert not store.exists(lost.blob.name)
    assert store.exists(StoredFile.objects.get().blob.name)


def test_bytes_that_are_gone_are_told(client_as):
    staff, file = client_as("staff_national"), deposit()
    file.blob.storage.delete(file.blob.name)
    said = open_as(staff, file)
    assert said.status_code == 503 and "Déposez-le à nouveau" in said.content.decode()
    assert broken("files.whole") == [f"{file.public_id} (trial.paper) n’est pas sur le disque"]
    assert due.compare_folder(file.public_id.hex[:2], timezone.now()) == 1
    file.refresh_from_db()
    assert file.state == FileState.LOST and not broken("files.whole")


def test_bytes_that_changed_are_told():
    file = deposit()
    file.blob.storage.delete(file.blob.name)
    file.blob.storage.save(file.blob.name, ContentFile(b"x" * 60))
    assert broken("files.whole") == [f"{file.public_id} (trial.paper) a changé sur le disque"]


def test_every_folder_has_its_turn():
    start = timezone.now()
    turns = {int((start.timestamp() + 60 * minute) // 60) % due.SHARDS for minute in range(due.SHARDS)}
    assert len(turns) == 256


def test_full_disk_keeps_nothing_and_says_so(monkeypatch):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(type(StoredFile._meta.get_field("blob").storage), "_save", full)
    with pytest.raises(NoRoom, match="Rien n’a été enregistré"):
        deposit()
    assert not StoredFile.objects.exists()


def broken(name):
    furnish_for(Reader.CHECK)
    return list(invariants()[name]())


def key(letter):
    return base64.b64encode(letter.encode() * 32).decode()


def test_files_pass_to_the_next_key_and_the_former_can_go(settings, capsys):
    settings.FILE_KEYS = f"old:{key('o')}"
    file = deposit()
    settings.FILE_KEYS = f"new:{key('n')},old:{key('o')}"
    call_command("rewrap_files", "--dry-run")
    assert "would pass to new: 1" in capsys.readouterr().out
    call_command("rewrap_files")
    assert "passed to new: 1" in capsys.readouterr().out
    settings.FILE_KEYS = f"new:{key('n')}"
    file.refresh_from_db()
    assert actions.opened(file)[:4] == b"\x89PNG" and not no_key_is_missing(["default"])


def test_missing_key_is_a_failing_check_and_a_sentence(settings, client_as):
    settings.FILE_KEYS = f"old:{key('o')}"
    staff, file = client_as("staff_national"), deposit()
    settings.FILE_KEYS = f"new:{key('n')}"
    assert [error.id for error in no_key_is_missing(["default"])] == ["files.E002"]
    assert broken("files.keys") == ["la clé « old » manque à FILE_KEYS"]
    said = open_as(staff, file)
    assert said.status_code == 503 and "la clé qui le protège manque" in said.content.decode()
    with pytest.raises(CommandError, match="1 could not be unwrapped"):
        call_command("rewrap_files")


def test_keys_that_cannot_be_read_fail_the_check(settings):
    settings.FILE_KEYS = "nonsense"
    assert [error.id for error in keys_can_be_read()] == ["files.E001"]
    with pytest.raises(CommandError, match="FILE_KEYS"):
        call_command("rewrap_files")
