"""Where one can go from here: the lists an audience may open, in groups, and the other hats one has."""

from typing import Any

from rest_framework.request import Request

from nqt.accounts import hats
from nqt.accounts.hats import Hat


def groups(resources: list[type], view: Any) -> list[dict[str, Any]]:
    """`[{label, items: [{label, url, icon, current}]}]`: resources that declare `nav` and that the actor may open."""
    entries = []
    for cls in resources:
        other = cls.seen_by(view.actor)
        if cls.nav is None or not other.may("show" if cls.single else "list"):
            continue
        group, label, icon, order = cls.nav
        entries.append((order, group, {"label": label, "url": other.home_url(), "icon": icon, "current": False}))
    entries.sort(key=lambda entry: entry[0])
    mark_current([item for _order, _group, item in entries], view.request.path)
    found: dict[str, list] = {}
    for _order, group, item in entries:
        found.setdefault(group, []).append(item)
    return [{"label": label, "items": items} for label, items in found.items()]


def mark_current(items: list[dict[str, Any]], path: str) -> None:
    """The longest address that begins the present one is where we are."""
    here = max(
        (item for item in items if path.startswith(item["url"])), key=lambda item: len(item["url"]), default=None
    )
    if here is not None:
        here["current"] = True


def worn_hats(request: Request, audience: str) -> tuple[Hat | None, list[Hat]]:
    """The hat of the header, and the others of the same audience."""
    mine = hats.worn(request, audience)
    hat = hats.current(request, audience) if mine else None
    return hat, [other for other in mine if other is not hat]
