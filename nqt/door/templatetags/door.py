"""What templates ask of the door: addresses, fields, icons, the same page with other parameters."""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from nqt.door.forms.tokens import ONCE, new_token
from nqt.door.http.asof import PARAMETER as AS_OF
from nqt.door.pages.records import Cell, Record

register = template.Library()


@lru_cache(maxsize=1)
def sprite() -> str:
    """The address of the icons, found once a process: a page asks for it sixty times."""
    return static("icons.svg")


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "check" %}` beside a word; `{% icon "check" "signée" %}` when it stands alone."""
    use = format_html('<use href="{}#{}"/>', sprite(), name)
    if label:
        return format_html('<svg class="ic" role="img" aria-label="{}">{}</svg>', label, use)
    return format_html('<svg class="ic" aria-hidden="true">{}</svg>', use)


@register.simple_tag(takes_context=True)
def render_field(context: Context, field: Any) -> str:
    """`{% render_field f %}`: the field with its widget's template."""
    names = {"f": field, "resource": context.get("resource")}
    return get_template(f"door/fields/{field.widget}.html").render(names)


@register.simple_tag
def options_of(filter_field: Any) -> SafeString:
    """The choices of a filter's drop-down list: a hundred departments, without a hundred turns of a template."""
    shown = (
        (key, mark_safe(" selected") if is_chosen else "", capfirst(word) if key else "Indifférent")
        for key, word, is_chosen in filter_field.options
    )
    return format_html_join("", '<option value="{}"{}>{}</option>', shown)


@register.simple_tag(takes_context=True)
def once(context: Context) -> SafeString:
    """`{% once %}` beside `{% csrf_token %}`: the form that is sent twice is done once."""
    user = context.request.user  # type: ignore[attr-defined]  # of a page, or of a part of it, whose names are its own
    return format_html('<input type="hidden" name="{}" value="{}">', ONCE, new_token(user))


@register.simple_tag
def largest_text() -> str:
    """How many characters of a form are taken; a browser that knows does not send more."""
    return str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


@register.simple_tag(takes_context=True)
def url_for(context: Context, name: str, record: Any = None, **extra: Any) -> str:
    """`{% url_for "detail" record %}`: an address of this page's resource, as of the same day."""
    resource = context["resource"]
    url = resource.url(name, record, **extra)
    return f"{url}?{urlencode({AS_OF: resource.on.isoformat()})}" if resource.as_of else url


@register.simple_tag(takes_context=True)
def querystring_with(context: Context, **changes: Any) -> str:
    """This page's parameters with some changed (None takes one off), from the first rows again."""
    query = context["request"].GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = value
    return f"?{query.urlencode()}" if query else "?"


@register.filter
def cells(record: Record, columns: Any = ()) -> list[Cell]:
    """`{% for cell in record|cells:resource.columns %}`: the fields of a table's row, in order."""
    return record.cells(columns)
