"""Acts on an object beyond writing its fields: one declaration is a button, its page, its endpoint and its permission.

    @command("Envoyer pour signature", transition="send", icon="send")
    def send(self, convention, **data):
        return actions.convention_send(actor=self.actor, target=convention, **data)

What is open *now* (transition allowed, condition, hat) are the buttons of the page and `actions` in the JSON.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django_fsm import can_proceed, has_transition_perm
from rest_framework import serializers
from rest_framework.decorators import action

from nqt.audit.transitions import why_not
from nqt.common.errors import InvalidTransition
from nqt.door.forms.form import Form
from nqt.door.forms.serializers import InputSerializer


class Nothing(InputSerializer):
    """A command that asks nothing."""


@dataclass(frozen=True)
class Command:
    """What was declared."""

    name: str
    label: str
    transition: str | None = None
    condition: Callable[[Any, Any], bool] | None = None
    input: type[serializers.Serializer] = Nothing
    danger: bool = False
    icon: str = ""
    consequence: Callable[[Any], str | None] | None = None
    done: str | Callable[[Any], str] = ""
    """Said after the act; of the object as it has become, when it depends on it."""
    detail: bool = True
    closed: Callable[[Any], str | None] | None = None
    """Why, and until when, it is not open for an object."""
    answer: type[serializers.Serializer] | None = None
    """What the API answers, where it is not the resource: the method `written` of the resource gives it."""

    def says(self, subject: Any) -> str | None:
        """What will follow, said before the act; the subject is the object, or the resource as a whole."""
        return self.consequence(subject) if self.consequence else None

    @property
    def url_name(self) -> str:
        """`record_signature` → `record-signature`."""
        return self.name.replace("_", "-")

    def is_open(self, actor: Any, obj: Any) -> bool:
        """Whether the life cycle and the condition allow it now; the hat is the resource's to say."""
        if self.transition and not has_transition_perm(getattr(obj, self.transition), actor):
            return False
        return self.condition is None or bool(self.condition(actor, obj))

    def refusal(self, obj: Any) -> InvalidTransition:
        """Why it is closed: the life cycle's own sentence, the command's, or a general one."""
        method = getattr(obj, self.transition) if self.transition else None
        if method is not None and not can_proceed(method):
            return InvalidTransition(why_not(obj, method))
        if self.closed and (said := self.closed(obj)):
            return InvalidTransition(said)
        return InvalidTransition(f"« {self.label} » n’est pas possible en ce moment.")


def command(
    label: str,
    *,
    transition: str | None = None,
    condition: Callable[[Any, Any], bool] | None = None,
    input: type[serializers.Serializer] = Nothing,
    danger: bool = False,
    icon: str = "",
    consequence: Callable[[Any], str | None] | None = None,
    done: str | Callable[[Any], str] = "",
    detail: bool = True,
    closed: Callable[[Any], str | None] | None = None,
    answer: type[serializers.Serializer] | None = None,
) -> Callable[[Callable], Callable]:
    """Declare a command; the method's body calls one function of `actions.py`.

    `input` is what it asks; `consequence(obj)` is what is said before the act; `done` is said after it. `detail=False`
    acts on the resource as a whole: the method gets None, and `consequence` the resource. `closed(obj)` says why the
    condition does not hold, and until when.
    """

    def wrap(function: Callable) -> Callable:
        name = function.__name__
        said = {"icon": icon, "consequence": consequence, "done": done, "closed": closed}
        declared = Command(name, label, transition, condition, input, danger, detail=detail, answer=answer, **said)

        @functools.wraps(function)
        def endpoint(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
            return self.run(declared, functools.partial(function, self))

        endpoint.command = declared
        return action(detail=detail, methods=["post"], url_path=declared.url_name, url_name=declared.url_name)(endpoint)

    return wrap


class Commanding:
    """The part of a resource that runs commands."""

    @classmethod
    def commands(cls) -> list[Command]:
        """Those declared, in the order of the class body."""
        found = {a.command.name: a.command for a in cls.get_extra_actions() if hasattr(a, "command")}
        order = [name for base in reversed(cls.__mro__) for name in vars(base) if name in found]
        return [found[name] for name in dict.fromkeys(order)]

    @property
    def current_command(self) -> Command | None:
        """The command of this address, asked for (GET) or run (POST)."""
        return getattr(getattr(self, self.command_name or "", None), "command", None)

    def open_commands(self, obj: Any) -> list[Command]:
        """What this actor may do to this object now."""
        return [c for c in self.commands() if c.detail and self.may(c.name) and c.is_open(self.actor, obj)]

    def acts_on_all(self) -> list[dict[str, Any]]:
        """What this actor may do to the resource as a whole, as its panel shows it."""
        return [self.describe(c, None) for c in self.commands() if not c.detail and self.may(c.name)]

    def describe(self, declared: Command, obj: Any) -> dict[str, Any]:
        """A command as the JSON and the buttons have it."""
        return {
            "name": declared.name,
            "label": declared.label,
            "method": "POST",
            "url": self.url(declared.url_name, obj),
            "fields": list(declared.input().fields),
            "danger": declared.danger,
            "icon": declared.icon,
            "consequence": declared.says(obj if declared.detail else self),
        }

    def target(self, declared: Command) -> Any:
        """The object acted upon, when the command is open for it; nobody gets by a button that is not shown."""
        if not declared.detail:
            return None
        obj = self.get_object()
        if not declared.is_open(self.actor, obj):
            raise declared.refusal(obj)
        return obj

    def command_form(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """GET asks: what the command needs, and what will follow."""
        declared = self.current_command
        obj = self.target(declared)
        return self.form_page(Form(self.bind()), declared.label, obj, command=declared)

    def run(self, declared: Command, function: Callable) -> Any:
        """POST does what GET would ask: one action, which has the final word, then the resource as it has become."""
        obj = self.target(declared)
        serializer = self.bind(data=self.request.data)
        changed = self.write(serializer, lambda actor, **data: function(obj, **data), **self.expected(obj))
        said = declared.done(changed or obj) if callable(declared.done) else declared.done
        return self.written(changed or obj, 200, said or f"{declared.label} : c’est fait.")


class ActionsField(serializers.ListField):
    """The commands open now on an object; empty where no resource speaks (a serializer used alone)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, source="*", **kwargs)

    def to_representation(self, data: Any) -> list[dict[str, Any]]:
        """Described for the mount that asks."""
        view = self.context.get("view")
        if not isinstance(view, Commanding):
            return []
        return [view.describe(declared, data) for declared in view.open_commands(data)]
