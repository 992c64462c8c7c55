"""Every template: it compiles, it fits on a page, it obeys the content policy, its icons exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from nqt.common.looks import TONES
from nqt.door.http import registry

ROOT = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html"))
LONGEST = 150
FORBIDDEN = {
    "a style attribute": re.compile(r"\sstyle\s*="),
    "a handler attribute": re.compile(r"\son[a-z]+\s*=|hx-on"),
    "a script in the page": re.compile(r"<script(?![^>]*\ssrc=)"),
    "a style in the page": re.compile(r"<style"),
    "an address of another host": re.compile(r"(src|href|action)=[\"']https?://"),
    "a straight apostrophe in French": re.compile(r">[^<{]*[a-zéèà]'[a-zéèàhœ][^<]*<"),
}
APPS = ("nqt", "partners", "mentoring", "events", "regions")
DESCRIBED = re.compile(rf'"(?:{"|".join(TONES)}) ([a-z-]+)(?: ([a-z]+))?"')
SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (Path(settings.BASE_DIR) / "static/icons.svg").read_text()))


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_compiles_and_is_short(name) -> None:
    get_template(name)
    assert len((ROOT / name).read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("name", TEMPLATES)
def test_template_keeps_the_content_policy(name) -> None:
    source = (ROOT / name).read_text()
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(source)]
    assert not found


def test_every_icon_named_by_a_template_is_in_the_sprite() -> None:
    named = {icon for name in TEMPLATES for icon in re.findall(r'{% icon "([^"]+)"', (ROOT / name).read_text())}
    assert named - SPRITE == set()


def test_every_icon_named_by_a_feature_is_in_the_sprite() -> None:
    dressed = [DESCRIBED.findall(path.read_text()) for app in APPS for path in (ROOT.parent / app).rglob("*.py")]
    looks = {look for found in dressed for look in found}
    assert len(looks) > 20
    named = {icon for icon, _pane in looks}
    for _prefix, resource in registry.entries:
        named |= {declared.icon for declared in resource.commands()}
        named |= {resource.nav[2]} if resource.nav else set()
    assert named - SPRITE - {""} == set()
    assert {f"window-{pane}" for _icon, pane in looks if pane} - SPRITE == set()
