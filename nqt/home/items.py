"""What a home page is made of: a thing to do, a person one waits for."""

import datetime
from dataclasses import dataclass

from rest_framework import serializers


@dataclass(frozen=True)
class Todo:
    """One thing to do, and where it is done."""

    title: str
    url: str
    label: str
    """The verb on its button."""
    detail: str = ""
    tag: str = ""
    """A short word on a tint: '14 jours de retard'."""
    tone: str = "info"
    icon: str = "calendar"
    count: int | None = None
    """Of a pile: how many rows the list at `url` has; None for one thing."""


@dataclass(frozen=True)
class Awaited:
    """Somebody whose answer one waits for."""

    who: str
    person: str
    what: str
    days: int
    url: str
    next_reminder: datetime.date | None = None


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
