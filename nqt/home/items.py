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

    title = serializers.CharField(label="titre")
    url = serializers.CharField(label="adresse")
    label = serializers.CharField(label="acte")
    detail = serializers.CharField(label="précision")
    tag = serializers.CharField(label="mention")
    tone = serializers.CharField(label="ton")
    icon = serializers.CharField(label="icône")


class AwaitedSerializer(serializers.Serializer):
    """`Awaited`."""

    who = serializers.CharField(label="De qui")
    person = serializers.CharField(label="personne")
    what = serializers.CharField(label="Quoi")
    days = serializers.IntegerField(label="Depuis")
    url = serializers.CharField(label="adresse")
    next_reminder = serializers.DateField(label="Prochaine relance", allow_null=True)
