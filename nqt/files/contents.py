"""What the bytes of a file are, whatever its name says, and what is taken out before it is kept.

Whoever reads a file safely also knows what it is: an image is drawn again from its pixels, without what the camera
wrote beside them; a document loses its programs and what it carries inside. A file that is two things at once leaves
as one.
"""

import io
import warnings
from dataclasses import dataclass
from typing import Any

import pikepdf
from PIL import Image, ImageOps, UnidentifiedImageError

from nqt.common.errors import Invalid
from nqt.common.text import counted

MOST_PIXELS = 40_000_000
MOST_SIDE = 2_400
"""Pixels of the longer side once kept: enough for print in A4."""
MOST_PAGES = 500
MOST_DEPTH = 100
"""Of what is written inside one object of a document."""
HEADER = 1024
"""Bytes among which a document says what it is (PDF 32000-1, annex H)."""

BROKEN = "Ce fichier est abîmé ou incomplet : ouvrez-le, enregistrez-le à nouveau, puis déposez-le."
TOO_LARGE = "Cette image est trop grande : 40 millions de points au plus. Réduisez-la, puis déposez-la."
LOCKED = "Ce document est protégé par un mot de passe : enregistrez-le sans protection, puis déposez-le."
ACTS = frozenset(
    f"/{name}"
    for name in "JavaScript Launch SubmitForm ImportData GoToE GoToR Rendition Movie Sound RichMediaExecute".split()
)
"""Actions of a document that do more than turn its pages or open an address (PDF 32000-1, 12.6.4)."""
CARRIED = (
    "/JS",
    "/JavaScript",
    "/AA",
    "/OpenAction",
    "/EmbeddedFiles",
    "/EF",
    "/AF",
    "/XFA",
    "/Collection",
    "/RichMedia",
)
"""Entries that run by themselves, or carry another file."""


@dataclass(frozen=True)
class Content:
    """One kind of content."""

    name: str
    """As Pillow says it, or PDF."""
    type: str
    """Its media type (IANA)."""
    endings: tuple[str, ...]
    words: str

    @property
    def ending(self) -> str:
        """The usual one."""
        return self.endings[0]


PDF = Content("PDF", "application/pdf", ("pdf",), "PDF")
PNG = Content("PNG", "image/png", ("png",), "PNG")
JPEG = Content("JPEG", "image/jpeg", ("jpg", "jpeg"), "JPEG")
WEBP = Content("WEBP", "image/webp", ("webp",), "WebP")
IMAGES = (PNG, JPEG, WEBP)
CONTENTS = (PDF, *IMAGES)


@dataclass(frozen=True)
class Clean:
    """What is kept of a file."""

    content: Content
    data: bytes


def cleaned(data: bytes, accepted: tuple[Content, ...]) -> Clean:
    """What the file is, without what it must not carry.

    Raises `Invalid` with a sentence for what is empty, broken, locked, too large once opened, or not `accepted`.
    """
    if not data:
        raise Invalid("Ce fichier est vide.", code="empty")
    if b"%PDF-" in data[:HEADER] and PDF in accepted:
        return Clean(PDF, _document(data))
    images = tuple(content for content in accepted if content in IMAGES)
    if images:
        return _image(data, images, accepted)
    raise not_accepted(accepted)


def said(accepted: tuple[Content, ...]) -> str:
    """'PNG, JPEG ou WebP'."""
    *others, last = (content.words for content in accepted)
    return f"{', '.join(others)} ou {last}" if others else last


def not_accepted(accepted: tuple[Content, ...]) -> Invalid:
    """The refusal of everything else."""
    hint = " Une image SVG peut contenir un programme : enregistrez-la en PNG." if PNG in accepted else ""
    return Invalid(f"Ce fichier n’est pas de ceux qu’on peut déposer ici ({said(accepted)}).{hint}", code="content")


def _image(data: bytes, images: tuple[Content, ...], accepted: tuple[Content, ...]) -> Clean:
    """The first picture, upright, no larger than useful, drawn again."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture: Any = Image.open(io.BytesIO(data), formats=[content.name for content in images])
    except Image.DecompressionBombError:
        raise Invalid(TOO_LARGE, code="pixels") from None
    except UnidentifiedImageError:
        raise not_accepted(accepted) from None
    except Exception:
        raise Invalid(BROKEN, code="broken") from None
    if picture.width * picture.height > MOST_PIXELS:
        raise Invalid(TOO_LARGE, code="pixels")
    content = next(one for one in images if one.name == picture.format)
    try:
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((MOST_SIDE, MOST_SIDE))
        drawn = upright.convert("RGB" if content is JPEG else "RGBA")
    except Exception:
        raise Invalid(BROKEN, code="broken") from None
    kept = io.BytesIO()
    drawn.save(kept, format=content.name, **({"optimize": True} if content is PNG else {"quality": 88}))
    return Clean(content, kept.getvalue())


def _document(data: bytes) -> bytes:
    """The pages, without programs, forms that send, files inside, or who wrote them."""
    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            pages = len(document.pages)
            if pages > MOST_PAGES:
                raise Invalid(f"Ce document compte {counted(pages, 'page')} : {MOST_PAGES} au plus.", code="pages")
            _disarm(document)
            kept = io.BytesIO()
            document.save(kept, deterministic_id=True, encryption=False)
            return kept.getvalue()
    except pikepdf.PasswordError:
        raise Invalid(LOCKED, code="locked") from None
    except Invalid:
        raise
    except Exception:
        raise Invalid(BROKEN, code="broken") from None


def _disarm(document: pikepdf.Pdf) -> None:
    """Every object of the file is looked at, reached by a page or not: what nothing reaches is not saved."""
    for item in document.objects:
        _disarm_within(item)
    root = document.Root
    names = root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and not names.keys():
        del root["/Names"]
    if "/Metadata" in root:
        del root["/Metadata"]
    if "/Info" in document.trailer:
        del document.trailer["/Info"]


def _disarm_within(item: Any, depth: int = 0) -> None:
    """One object and what is written in it; what it only points to is looked at on its own."""
    if depth > MOST_DEPTH:
        raise Invalid(BROKEN, code="broken")
    if isinstance(item, pikepdf.Array):
        inner = list(item)
    elif isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        for key in CARRIED:
            if key in item:
                del item[key]
        if str(item.get("/S", "")) in ACTS:
            for key in list(item.keys()):
                del item[key]
        inner = [item[key] for key in item.keys()]  # noqa: SIM118 (no Mapping)
    else:
        return
    for each in inner:
        if isinstance(each, pikepdf.Object) and not each.is_indirect:
            _disarm_within(each, depth + 1)
