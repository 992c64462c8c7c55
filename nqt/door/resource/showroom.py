"""Every component on one page, for who draws the next one; registered in debug only."""

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from rest_framework import serializers

from nqt.accounts.roles import Audience
from nqt.door.resource.families import Page

STEPS = {
    "nuit": "Nuit",
    "canard": "Canard",
    "mira": "Mirabelle",
    "pierre": "Pierre",
}
WINDOWS = (
    ("signed", "check", "ok", "Signée"),
    ("viewed", "eye", "info", "Vue"),
    ("invited", "mail", "mute", "Invitée"),
    ("delegated", "user-share", "alt", "Déléguée"),
    ("late", "clock", "warn", "En retard"),
    ("refused", "x", "bad", "Refusée"),
)
FIGURES = (("Jeunes accompagnés", "3 412", "sur 6 000"), ("Bailleurs partenaires", "37", "au 23 juillet 2015"))


class Samples(serializers.Serializer):
    """What the page shows that is read from the sources rather than written in it."""

    scales = serializers.JSONField()
    people = serializers.JSONField()
    windows = serializers.JSONField()
    figures = serializers.JSONField()
    icons = serializers.JSONField()


class Showroom(Page):
    """`/staff/showroom/`."""

    audience = Audience.STAFF
    serializer_class = Samples
    name = name_plural = "Composants"

    def data(self) -> dict[str, Any]:
        """The samples."""
        return {
            "scales": [{"key": key, "name": name, "steps": _steps(key)} for key, name in STEPS.items()],
            "people": ["Camille Petit", "Léo Martin", "Nora Diop", "Inès Roy"],
            "windows": [dict(zip(("pane", "icon", "tone", "word"), window, strict=True)) for window in WINDOWS],
            "figures": [dict(zip(("label", "value", "why"), figure, strict=True)) for figure in FIGURES],
            "icons": re.findall(r'<symbol id="(?!window-)([^"]+)"', _static("icons.svg")),
        }


def _steps(scale: str) -> list[str]:
    """The steps of a colour scale, as the tokens declare them."""
    return list(dict.fromkeys(re.findall(rf"--{scale}-(\d+):", _static("css/tokens.css"))))


def _static(name: str) -> str:
    return (Path(settings.BASE_DIR) / "static" / name).read_text()
