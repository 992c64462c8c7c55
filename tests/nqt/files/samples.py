"""Files as people send them, good and bad, made here: none is anybody's."""

import io
import struct
import zlib

import pikepdf
from PIL import Image

from nqt.files.scanning import SAMPLE


class Sent:
    """What a form gives."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name, self.size, self._data = name, len(data), io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._data.read(size)


def picture(form: str = "PNG", size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (12, 90, 100)).save(made, format=form, **options)
    return made.getvalue()


def photograph(place: str = "47.2173") -> bytes:
    """A JPEG on its side, with where and by what it was taken."""
    marks = Image.Exif()
    marks[0x0112] = 6  # to be turned by a quarter
    marks[0x010F] = f"Camera {place}"
    marks.get_ifd(0x8825)[2] = (47.0, 13.0, 2.0)
    made = io.BytesIO()
    Image.new("RGB", (40, 20), (200, 90, 100)).save(made, format="JPEG", exif=marks)
    return made.getvalue()


def enormous() -> bytes:
    """A PNG that says 30,000 × 30,000 in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack("!LLBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def document(pages: int = 1, **options: object) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as new:
        for _ in range(pages):
            new.add_blank_page()
        new.save(made, **options)
    return made.getvalue()


def armed_document() -> bytes:
    """Programs at the opening, on a page, on a link and by name; a file inside; a form that sends; an author."""
    made = io.BytesIO()
    with pikepdf.new() as new:
        page = new.add_blank_page()
        script = new.make_indirect(
            pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('canary-program')"))
        )
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("canary-launched.exe"))
        new.Root.OpenAction = script
        new.Root.AA = pikepdf.Dictionary(WC=script)
        new.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=[pikepdf.String("go"), script]))
        new.attachments["canary-inside.txt"] = b"canary-attached"
        page.obj.AA = pikepdf.Dictionary(O=script)
        page.obj.Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=launch)]
        )
        new.docinfo["/Author"] = "canary-author"
        new.save(made, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return made.getvalue()


def sample() -> bytes:
    """What is made to try scanners, inside a file that would otherwise be kept."""
    return document() + b"\n% " + SAMPLE
