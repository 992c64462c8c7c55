"""What a page says, as a browser lays it out: how its template is indented is nobody's business."""

import re
from typing import Any

BLOCKS = (
    "html|head|title|body|main|nav|header|footer|section|article|aside|div|p|h[1-6]|ul|ol|li|dl|dt|dd|table|caption|"
    "thead|tbody|tfoot|tr|th|td|form|fieldset|legend|label|select|option|details|summary|blockquote|button"
)
_EDGE = re.compile(rf" ?(</?(?:{BLOCKS})\b[^>]*>) ?")
_TYPED = re.compile(r"(<textarea\b.*?</textarea>)", re.DOTALL)


def said(response: Any) -> str:
    """A page on one line, with plain spaces, and none where a block begins or ends; what is typed, a file, as it is."""
    words = str(response.content.decode())
    if response["Content-Type"].startswith("text/html"):
        parts = _TYPED.split(words)
        words = "".join(part if number % 2 else _laid_out(part) for number, part in enumerate(parts))
    return words.replace("\xa0", " ").replace("\u202f", " ")


def _laid_out(html: str) -> str:
    return _EDGE.sub(r"\1", re.sub(r"[ \t\r\n]+", " ", html))
