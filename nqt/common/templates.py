"""Templates are written indented, and leave without: a list of twenty-five rows is a fifth lighter."""

import re
from typing import Any

from django.template.loaders import filesystem

_INDENT = re.compile(r"\n[ \t]+")


class Loader(filesystem.Loader):
    """Django's; of a page, spaces that begin a line are dropped when it is read, once a process. Mails keep theirs."""

    def get_contents(self, origin: Any) -> str:
        """The lines stay, so that an error tells the right one."""
        text = super().get_contents(origin)
        is_page = origin.template_name.endswith(".html") and not origin.template_name.startswith("emails/")
        return _INDENT.sub("\n", text) if is_page else text
