"""What surrounds a page: who I am, where I can go, what may be done here."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html

from nqt.accounts import hats
from nqt.door.forms.form import Form
from nqt.door.http import registry
from nqt.door.http.asof import PARAMETER as AS_OF
from nqt.door.pages.navigation import Entry, Places
from nqt.door.templatetags.door import icon

register = template.Library()

TABS = 4
"""Places of a phone's tab bar, beside its menu."""


@register.filter
def first_places(navigation: Iterable[Places]) -> list[Entry]:
    """The places that ask to be in a phone's bar, else an audience's first ones; the others are in the menu."""
    entries = [entry for group in navigation for entry in group.items]
    return ([entry for entry in entries if entry.place.on_phone] or entries)[:TABS]


@register.filter
def has_trades(navigation: Iterable[Places]) -> bool:
    """Places are many enough to be in groups that open and close."""
    return any(group.icon for group in navigation)


@register.inclusion_tag("components/hat_menu.html", takes_context=True)
def hat_menu(context: Context) -> dict[str, Any]:
    """Who I am, under which hat, my other hats whatever their audience, and the way out."""
    request, current = context["request"], context.get("hat")
    others = [
        {"key": hat.key, "label": hat.label, "url": reverse(f"pages:{hat.audience}:hats-choose")}
        for hat in hats.worn(request)
        if hat != current
    ]
    return {"user": request.user, "current": current, "others": others}


@register.inclusion_tag("components/search_box.html", takes_context=True)
def search_box(context: Context) -> dict[str, Any]:
    """The box of the top bar: it searches the list one is in, else the first list that can be searched."""
    here = context["resource"]
    searched = [cls for cls in registry.resources_of(here.audience) if cls.nav and cls.search]
    lists = [cls.seen_by(here.actor) for cls in sorted(searched, key=lambda cls: cls.nav[3])]
    lists = [other for other in lists if other.may("list")]
    target = next((other for other in lists if other.basename == here.basename), (lists or [None])[0])
    if target is None:
        return {"url": None}
    return {"url": target.home_url(), "name": target.title, "words": target.search}


@register.inclusion_tag("components/crumbs.html", takes_context=True)
def crumbs(context: Context, here: Any, about: Any = "", page: str = "") -> dict[str, Any]:
    """The way back: the list, or what the resource's own `crumbs()` says when it lies under another thing.

    A form is about something, which has a page: `{% crumbs title subject back %}`.
    """
    resource = context["resource"]
    return {"trail": [*resource.crumbs(), *([(about, page)] if about else [])], "here": here}


@register.inclusion_tag("components/acts.html", takes_context=True)
def acts(context: Context, shown: int = 2, without: str = "", without_menu: bool = False) -> dict[str, Any]:
    """The acts open now on the record of the page: the first ones as buttons, the rest and the grave ones in a menu.

    An act that is alone needs no menu, and a page that asks for itself every second has none (`without_menu`): an open
    one would close. `without` names those that the page puts elsewhere: the lit one, or the one beside what it acts on.
    """
    record, links = context["record"], context["links"]
    actions = record["actions"] if "actions" in record else []
    actions = [action for action in actions if action["name"] not in without.split()]
    calm = [action for action in actions if not action["danger"]]
    first, others = calm[:shown], calm[shown:] + [action for action in actions if action["danger"]]
    page = {"version": context["version"], "queue": context.get("queue")}
    if without_menu:
        return {"first": first + others, "others": [], **page}
    if len(others) == 1 and not first and not any(links.values()):
        first, others = others, []
    return {"first": first, "others": others, **page, **links}


@register.simple_tag(takes_context=True)
def form_of(context: Context, asked: str, **begun: Any) -> Form:
    """The form of a command, asked on the page of its object: `{% form_of "sign" name=record.contact as form %}`."""
    resource = context["resource"]
    declared = next(declared for declared in resource.commands() if declared.name == asked)
    return Form(declared.input(context=resource.get_serializer_context()), begun, prefix=f"{asked}_")


@register.inclusion_tag("components/list_acts.html", takes_context=True)
def list_acts(context: Context) -> dict[str, Any]:
    """A list's own acts: export what is filtered, the commands on the whole, add."""
    resource = context["resource"]
    can_export = resource.offers("export") and resource.may("export") and context.get("records")
    query = context["request"].GET.copy()
    for page in ("after", "before", "page_size"):
        query.pop(page, None)  # a file has every page
    return {
        "title": resource.title_of("create"),
        "new": resource.url("new") if resource.can_write("create") else None,
        "others": [
            {"label": declared.label, "icon": declared.icon, "url": resource.url(declared.url_name)}
            for declared in resource.acts_on_all()
        ],
        "export": f"{resource.url('export', fmt='csv')}?{query.urlencode()}" if can_export else None,
    }


@register.inclusion_tag("components/as_of_control.html", takes_context=True)
def as_of_control(context: Context) -> dict[str, Any]:
    """Another day to read this page on, and the way back to today; nothing where the day changes nothing."""
    resource, request = context["resource"], context["request"]
    if not resource.dated:
        return {"is_dated": False}
    query = request.GET.copy()
    for name in (AS_OF, "after", "before"):
        query.pop(name, None)
    return {
        "is_dated": True,
        "path": request.path,
        "kept": [(name, value) for name, values in query.lists() for value in values],
        "value": context["on"].isoformat() if context["as_of"] else "",
        "today_url": f"{request.path}?{query.urlencode()}" if query else request.path,
    }


@register.inclusion_tag("components/empty.html", takes_context=True)
def empty_state(context: Context) -> dict[str, Any]:
    """An empty list says what to do next."""
    resource = context["resource"]
    url = resource.url("new") if resource.can_write("create") else None
    return {"title": resource.empty, "text": "", "url": url, "label": resource.title_of("create")}


@register.simple_tag(takes_context=True)
def goto(context: Context, basename: str, sign: str, words: str) -> str:
    """A button that adds to another list, for whom may: `{% goto "conventions" "plus" "Nouvelle convention" %}`."""
    here = context["resource"]
    other = registry.find(here.audience, basename).seen_by(here.actor)
    if not other.can_write("create"):
        return ""
    button = format_html('<a class="btn btn-act" href="{}">{}{}</a>', other.url("new"), icon(sign), words)
    return format_html('<div class="actions">{}</div>', button)
