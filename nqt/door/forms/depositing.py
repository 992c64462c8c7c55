"""Fields of deposited files: what a form takes, and what a page shows of one."""

from typing import Any

from django.template.defaultfilters import filesizeformat
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from nqt.accounts.actor import Actor
from nqt.files.addresses import address_of
from nqt.files.contents import said
from nqt.files.kinds import FileKind
from nqt.files.models import FileState, StoredFile


class Deposit(serializers.FileField):
    """A file to deposit, of one kind. What it holds is asked by the action; it cannot be sent as JSON."""

    def __init__(self, kind: FileKind, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", f"{said(kind.accepted)}, {kind.most_bytes // 1_000_000}\u00a0Mo au plus.")
        kwargs.setdefault("style", {"attrs": {"accept": kind.suffixes}})
        super().__init__(allow_empty_file=True, max_length=None, **kwargs)
        self.kind = kind

    def to_internal_value(self, data: Any) -> Any:
        """The file as it came: its name is cleaned where it is kept."""
        if not hasattr(data, "read"):
            self.fail("invalid")
        return data


class DepositedFile(serializers.Serializer):
    """How it stands in JSON."""

    name = serializers.CharField()
    size = serializers.IntegerField()
    state = serializers.ChoiceField(choices=FileState.choices)
    state_label = serializers.CharField()
    address = serializers.CharField(allow_blank=True)


@extend_schema_field(DepositedFile)
class Deposited(serializers.Field):
    """What a page says of a file: how it is called, whether it may be opened, an address for this reader."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, file: StoredFile) -> dict[str, Any]:
        """`address` is empty while the file may not be opened; it is good for five minutes."""
        actor: Actor = self.context["actor"]
        return {
            "name": file.name,
            "size": file.size,
            "state": file.state,
            "state_label": str(file.get_state_display()),
            "address": address_of(file, actor),
        }

    def words(self, value: dict[str, Any] | None, instance: Any) -> str:
        """'logo.png, 12 Ko'."""
        return f"{value['name']}, {filesizeformat(value['size'])}" if value else ""
