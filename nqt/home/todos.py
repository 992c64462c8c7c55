"""What a home shows of the piles: `nqt.todo` as the door serializes it."""

from rest_framework import serializers

from nqt.todo.reading import reader_of, stacks_of
from nqt.todo.things import Reader, Todo

FEW = 12
"""Things of one pile that a person's home shows one by one; past it the pile is one more line."""


class TodoSerializer(serializers.Serializer):
    """`Todo`."""

    title = serializers.CharField(label="quoi")
    url = serializers.CharField(label="adresse")
    label = serializers.CharField(label="verbe")
    detail = serializers.CharField(label="précision")
    tag = serializers.CharField(label="étiquette")
    tone = serializers.CharField(label="teinte")
    icon = serializers.CharField(label="icône")
    count = serializers.IntegerField(label="combien", allow_null=True)


class AwaitedSerializer(serializers.Serializer):
    """`Awaited`."""

    who = serializers.CharField(label="De qui")
    person = serializers.CharField(label="personne")
    what = serializers.CharField(label="Quoi")
    days = serializers.IntegerField(label="Depuis")
    url = serializers.CharField(label="adresse")
    next_reminder = serializers.DateField(label="Prochaine relance", allow_null=True)


def things_of(reader: Reader) -> list[Todo]:
    """Of somebody who has few: each thing a line, the gravest pile first and its oldest on top."""
    stacks = stacks_of(reader, first=FEW)
    return [
        pile.one(item, reader)
        for pile, stack in sorted(stacks.items(), key=lambda held: held[0].gravity)
        for item in stack.first
    ]


__all__ = ["AwaitedSerializer", "TodoSerializer", "reader_of", "things_of"]
