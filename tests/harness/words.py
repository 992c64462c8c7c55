"""What a page says, as a browser lays it out: how its template is indented is nobody's business."""

import re
from typing import Any

BLOCKS = (
    "html|head|title|body|main|nav|header|footer|section|article|aside|div|p|h[1-6]|ul|ol|li|dl|dt|dd|table|caption|"
    "thead|tbody|tfoot|tr|th|td|form|fieldset|legend|label|select|option|details|summary|blockquote|button"
)
_EDGE = re.compile(rf" ?(</?(?:{BLOCKS})\b[^>]*>) ?")


def said(response: Any) -> str:
    """A page on one line, with plain spaces, and none where a block begins or ends; a file stays as it is."""
    words = str(response.content.decode())
    if response["Content-Type"].startswith("text/html"):
        words = _EDGE.sub(r"\1", re.sub(r"[ \t\r\n]+", " ", words))
    return words.replace("\xa0", " ").replace("\u202f", " ")
