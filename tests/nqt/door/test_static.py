"""What the browser fetches before the first page: from our host, and light."""

import re
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders

STATIC = Path(settings.BASE_DIR) / "static"
BUDGET = 150 * 1024
IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);')
LAYERS = ["vendor", "tokens", "base", "components", "pages", "print"]


def weight(path: str | Path) -> int:
    """Bytes on the wire: fonts are compressed already."""
    content = Path(path).read_bytes()
    return len(content) if str(path).endswith(".woff2") else len(brotli.compress(content))


def test_first_page_fetches_less_than_its_budget() -> None:
    css = [STATIC / "css" / "nqt.css", *[(STATIC / "css" / name) for name, _layer in sheets()]]
    others = [*(STATIC / "js").glob("*.js"), STATIC / "icons.svg", STATIC / "favicon.svg"]
    font = STATIC / "vendor/bricolage-grotesque/bricolage-grotesque.woff2"
    htmx = finders.find("django_htmx/htmx-2.min.js")
    assert sum(weight(path) for path in [*css, *others, font, htmx]) < BUDGET


def test_stylesheets_come_in_the_order_of_their_layers() -> None:
    layers = [layer for _name, layer in sheets()]
    assert layers == sorted(layers, key=LAYERS.index)


def test_every_stylesheet_is_imported_or_linked() -> None:
    imported = {(STATIC / "css" / name).resolve() for name, _layer in sheets()}
    alone = {"nqt.css", "mail.css", "showroom.css", "docs.css"}
    present = {path.resolve() for path in (STATIC / "css").rglob("*.css") if path.name not in alone}
    assert present == {path for path in imported if "vendor" not in path.parts}


def test_nothing_points_to_a_source_map() -> None:
    guilty = [
        path
        for path in STATIC.rglob("*.*")
        if path.suffix in (".css", ".js") and "sourceMappingURL" in path.read_text()
    ]
    assert not guilty


def sheets() -> list[tuple[str, str]]:
    """(file, layer) of each import, in order."""
    return IMPORT.findall((STATIC / "css" / "nqt.css").read_text())
