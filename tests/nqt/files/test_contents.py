"""What is kept of a file, and what is refused with which sentence (U63–U70 of the corpus of bad input)."""

import io

import pikepdf
import pytest
from PIL import Image

from nqt.common.errors import Invalid
from nqt.files.contents import CONTENTS, IMAGES, JPEG, MOST_PAGES, MOST_SIDE, PDF, PNG, WEBP, cleaned
from nqt.files.naming import cleaned_name
from tests.nqt.files import samples


@pytest.mark.parametrize(("form", "content"), [("PNG", PNG), ("JPEG", JPEG), ("WEBP", WEBP)])
def test_image_stays_what_it_is(form, content):
    kept = cleaned(samples.picture(form), CONTENTS)
    assert kept.content is content
    assert Image.open(io.BytesIO(kept.data)).size == (40, 20)


def test_photograph_is_upright_and_says_no_place():
    kept = cleaned(samples.photograph(place="canary-place"), IMAGES)
    drawn = Image.open(io.BytesIO(kept.data))
    assert drawn.size == (20, 40), "turned as the camera said"
    assert not drawn.getexif() and b"canary-place" not in kept.data and b"Exif" not in kept.data


def test_large_image_is_kept_no_larger_than_useful():
    kept = cleaned(samples.picture(size=(4000, 1000)), IMAGES)
    assert Image.open(io.BytesIO(kept.data)).size == (MOST_SIDE, 600)


def test_document_keeps_its_pages_and_nothing_that_acts_or_tells():
    armed = samples.armed_document()
    assert b"canary-program" in armed and b"canary-attached" in armed and b"canary-author" in armed
    kept = cleaned(armed, CONTENTS)
    plain = io.BytesIO()
    with pikepdf.open(io.BytesIO(kept.data)) as document:
        assert len(document.pages) == 1 and not list(document.attachments)
        document.save(plain, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    for trace in (b"canary", b"JavaScript", b"Launch", b"OpenAction", b"/AA", b"EmbeddedFile"):
        assert trace not in plain.getvalue(), trace


def test_document_with_something_else_behind_it_leaves_alone():
    two = samples.document() + b"<script>alert('canary')</script>"
    assert b"canary" not in cleaned(two, CONTENTS).data


REFUSED = {
    "empty": (b"", "vide"),
    "html": (b"<!doctype html><script>alert(1)</script>", "pas de ceux"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG"),
    "program": (b"MZ\x90\0" + b"\0" * 200, "pas de ceux"),
    "zip": (b"PK\x03\x04" + b"\0" * 200, "pas de ceux"),
    "gif": (samples.picture("GIF"), "pas de ceux"),
    "cut image": (samples.picture(size=(400, 400))[:150], "abîmé"),
    "enormous image": (samples.enormous(), "40 millions de points"),
    "locked document": (
        samples.document(encryption=pikepdf.Encryption(owner="a", user="b")),
        "mot de passe",
    ),
    "broken document": (b"%PDF-1.7\nnothing that can be read", "abîmé"),
    "long document": (samples.document(MOST_PAGES + 1), "501\u00a0pages"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_kept_is_refused_with_the_reason(name):
    data, said = REFUSED[name]
    with pytest.raises(Invalid) as refused:
        cleaned(data, CONTENTS)
    assert said in str(refused.value.message)


def test_document_is_refused_where_only_images_are_taken():
    with pytest.raises(Invalid, match="PNG, JPEG ou WebP"):
        cleaned(samples.document(), IMAGES)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("logo.png", "logo.png"),
        ("Logo É.PNG", "Logo É.png"),
        ("../../etc/x.png", "x.png"),
        (r"C:\dossiers\x.png", "x.png"),
        ("<img onerror=alert(1)>.png", "img onerror=alert(1).png"),
        ("a\r\nSet-Cookie: b.png", "aSet-Cookie b.png"),
        ("abc\u202egnp.png", "abcgnp.png"),
        ("CON.png", "CON.png"),
        (".png", "fichier.png"),
        ("   .png", "fichier.png"),
        ("n" * 300 + ".png", "n" * 116 + ".png"),
    ],
)
def test_name_is_kept_as_far_as_it_can_be_shown(typed, kept):
    assert cleaned_name(typed, PNG) == kept


@pytest.mark.parametrize("typed", ["cv.pdf.exe", "cv.pHtMl", "cv.pdf\0.html", "cv", "", "png"])
def test_ending_of_something_else_is_refused(typed):
    with pytest.raises(Invalid, match=r"finir par \.pdf"):
        cleaned_name(typed, PDF)
