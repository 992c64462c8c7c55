"""Acts on an object beyond writing its fields: one declaration is a button, its page, its endpoint and its permission.

    freeze = command("Figer et faire signer", actions.convention_freeze, input=Freezing, icon="lock",
                     consequence=freezing_does, done="Le texte est figé : un lien pour signer part à chacun.")

The action says who may and when (`nqt.common.acts`): what is open *now* are the buttons of the page, `actions` in the
JSON, and what the form answers that asks. Where more is to be said to the action than what was typed, a method says it:

    @command("Suivre moi-même", may=may_follow, icon="user")
    def follow(self, convention, **typed):
        return actions.convention_entrust(actor=self.actor, target=convention, to=self.actor.user, **typed)
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from rest_framework import serializers
from rest_framework.decorators import action as routed

from nqt.common.acts import May, may_of
from nqt.common.errors import Refusal
from nqt.door.forms.serializers import InputSerializer
from nqt.door.resource.writing import Writing


class Nothing(InputSerializer):
    """A command that asks nothing."""


@dataclass(frozen=True)
class Command:
    """What was declared; the resource keeps it under `name`, where it is the endpoint."""

    label: str
    action: Callable[..., Any] | None = None
    """A function of `actions.py`."""
    may: May | None = None
    """Who may, and when: the action's own, unless a method stands between."""
    input: type[serializers.Serializer] = Nothing
    danger: bool = False
    icon: str = ""
    consequence: Callable[[Any], str | None] | None = None
    done: str | Callable[[Any], str] = ""
    """Said after the act; of the object as it has become, when it depends on it."""
    detail: bool = True
    preview: Callable[[Any, Any, dict[str, Any]], Any] | None = None
    """Of the resource, the object and what was typed: what it would do, shown before it is done (`Previewed`)."""
    answer: type[serializers.Serializer] | None = None
    """What the API answers, where it is not the resource: of a preview alone, or by `written` of the resource."""
    name: str = ""
    body: Callable[..., Any] | None = None

    def says(self, subject: Any) -> str | None:
        """What will follow, said before the act; the subject is the object, or the resource as a whole."""
        return self.consequence(subject) if self.consequence else None

    @property
    def url_name(self) -> str:
        """`record_signature` → `record-signature`."""
        return self.name.replace("_", "-")

    @property
    def acts(self) -> bool:
        """Something is done; a preview alone writes nothing."""
        return self.action is not None or self.body is not None

    def refusal(self, actor: Any, subject: Any) -> Refusal | None:
        """Why it is closed for this actor and this object; None when it is open."""
        return self.may(actor, subject) if self.may else None

    def do(self, resource: Any, obj: Any, typed: dict[str, Any]) -> Any:
        """Call the action, by way of the method if there is one."""
        if self.body is not None:
            return self.body(resource, obj, **typed)
        return self.action(actor=resource.actor, **({"target": obj} if self.detail else {}), **typed)

    def unknown_fields(self) -> set[str]:
        """What the form asks and the action would not take: a mistake of whoever wrote the resource.

        A form that makes something else of what was typed (`validate`) answers for itself.
        """
        if self.action is None or self.input.validate is not InputSerializer.validate:
            return set()
        taken = inspect.signature(self.action).parameters
        if any(parameter.kind is parameter.VAR_KEYWORD for parameter in taken.values()):
            return set()
        sources = {field.source for field in self.input().fields.values() if not field.read_only}
        return {source.split(".")[0] for source in sources} - {"*"} - set(taken)


class command:  # noqa: N801 - read as a keyword of the class body
    """Declare a command: an action and what is said around it, or, as a decorator, a method that calls the action.

    `input` is what it asks; `consequence(obj)` is what is said before the act; `done` is said after it. `detail=False`
    acts on the resource as a whole: the method gets None, and `consequence` the resource.
    """

    def __init__(self, label: str, action: Callable[..., Any] | None = None, **said: Any) -> None:
        self.declared = Command(label, action, **{"may": may_of(action), **said})

    def __call__(self, method: Callable[..., Any]) -> "command":
        """As a decorator."""
        self.declared = replace(self.declared, body=method)
        return self

    def __set_name__(self, owner: type, name: str) -> None:
        """The class gets the endpoint in place of the declaration."""
        setattr(owner, name, _endpoint(replace(self.declared, name=name)))


def _endpoint(declared: Command) -> Callable[..., Any]:
    """What DRF routes: POST runs the command."""

    def endpoint(self: Any, request: Any, *args: Any, **kwargs: Any) -> Any:
        return self.run(declared)

    endpoint.__name__ = declared.name
    endpoint.__doc__ = (declared.body or declared.action or declared.preview).__doc__
    endpoint.command = declared  # type: ignore[attr-defined]
    url = {"url_path": declared.url_name, "url_name": declared.url_name}
    return routed(detail=declared.detail, methods=["post"], **url)(endpoint)


class Commanding(Writing):
    """The part of a resource that runs commands."""

    @classmethod
    def commands(cls) -> list[Command]:
        """Those declared, in the order of the class body."""
        found = {a.command.name: a.command for a in cls.get_extra_actions() if hasattr(a, "command")}
        order = [name for base in reversed(cls.__mro__) for name in vars(base) if name in found]
        return [found[name] for name in dict.fromkeys(order)]

    def open_commands(self, obj: Any) -> list[Command]:
        """What this actor may do to this object now."""
        return [c for c in self.commands() if c.detail and self.is_open(c, obj)]

    def acts_on_all(self) -> list[Command]:
        """What this actor may do to the resource as a whole."""
        return [c for c in self.commands() if not c.detail and self.is_open(c, self.whole_subject())]

    def is_open(self, declared: Command, subject: Any) -> bool:
        """This role may, and the action is open on this subject now."""
        return self.may(declared.name) and declared.refusal(self.actor, subject) is None

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
        obj = self.get_object() if declared.detail else None
        if refusal := declared.refusal(self.actor, obj if declared.detail else self.whole_subject()):
            raise refusal
        return obj

    def command_form(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """GET asks: what the command needs, and what will follow."""
        declared = self.current_command
        obj = self.target(declared)
        form, sent = self.begun()
        return self.form_page(form, declared.label, obj, command=declared, **sent)

    def run(self, declared: Command) -> Any:
        """POST does what GET would ask: one action, which has the final word, then the resource as it has become."""
        serializer = self.bind(data=self.request.data)  # first: a refusal shows again what was typed
        obj = self.target(declared)
        changed = self.write(serializer, lambda actor, **typed: declared.do(self, obj, typed), **self.expected(obj))
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
