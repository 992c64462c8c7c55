"""What the libraries say of a wrong answer, in the words of the house; a field that has its own words keeps them.

A test walks every field of every form and filter: no sentence of DRF or of Django is left.
"""

from typing import Any

from django import forms
from django.core import validators
from rest_framework import serializers
from rest_framework.validators import UniqueValidator

NOTHING_THERE = "Aucune fiche ne correspond."
"""Unknown, foreign and malformed ids alike."""
MISSING = "Ce champ attend une réponse."
NUMBER = "Écrivez un nombre, en chiffres."
WHOLE = "Écrivez un nombre entier, en chiffres."
DATE = "Cette date n’existe pas, ou s’écrit autrement : 2015-07-23, par exemple."
MOMENT = "Ce moment n’existe pas, ou s’écrit autrement : 2015-07-23T14:30."
CHOICE = "Choisissez l’une des réponses proposées."
LIST = "Une liste est attendue ici."
AT_LEAST, AT_MOST = "Pas moins de {min_value}.", "Pas plus de {max_value}."
OF_FIELDS: tuple[tuple[type[serializers.Field], dict[str, str]], ...] = (
    (serializers.Field, {"required": MISSING, "null": MISSING}),
    (serializers.BooleanField, {"invalid": "Répondez par oui ou par non."}),
    (
        serializers.CharField,
        {
            "invalid": "Un texte est attendu ici.",
            "blank": MISSING,
            "max_length": "{max_length} caractères au plus.",
            "min_length": "{min_length} caractères au moins.",
        },
    ),
    (serializers.EmailField, {"invalid": "Cette adresse électronique n’est pas valable."}),
    (serializers.RegexField, {"invalid": "Cette réponse ne s’écrit pas ainsi."}),
    (serializers.URLField, {"invalid": "Écrivez l’adresse entière d’un site : https://www.exemple.fr."}),
    (serializers.UUIDField, {"invalid": NOTHING_THERE}),
    (
        serializers.IntegerField,
        {"invalid": WHOLE, "max_value": AT_MOST, "min_value": AT_LEAST, "max_string_length": WHOLE},
    ),
    (
        serializers.FloatField,
        {
            "invalid": NUMBER,
            "max_value": AT_MOST,
            "min_value": AT_LEAST,
            "max_string_length": NUMBER,
            "overflow": "Ce nombre est trop grand.",
        },
    ),
    (
        serializers.DecimalField,
        {
            "invalid": NUMBER,
            "max_value": AT_MOST,
            "min_value": AT_LEAST,
            "max_string_length": NUMBER,
            "max_digits": "{max_digits} chiffres au plus.",
            "max_decimal_places": "{max_decimal_places} chiffres au plus après la virgule.",
            "max_whole_digits": "{max_whole_digits} chiffres au plus avant la virgule.",
        },
    ),
    (serializers.DateField, {"invalid": DATE, "datetime": DATE}),
    (serializers.DateTimeField, {"invalid": MOMENT, "date": MOMENT, "make_aware": MOMENT, "overflow": MOMENT}),
    (serializers.TimeField, {"invalid": "Cette heure s’écrit autrement : 14:30, par exemple."}),
    (serializers.ChoiceField, {"invalid_choice": CHOICE}),
    (
        serializers.MultipleChoiceField,
        {"invalid_choice": CHOICE, "not_a_list": LIST, "empty": "Cochez au moins une réponse."},
    ),
    (
        serializers.FileField,
        {
            "required": "Choisissez un fichier.",
            "invalid": "Un fichier est attendu ici.",
            "no_name": "Ce fichier n’a pas de nom.",
            "empty": "Ce fichier est vide.",
            "max_length": "Le nom de ce fichier est trop long : {max_length} caractères au plus.",
        },
    ),
    (
        serializers.ListField,
        {
            "not_a_list": LIST,
            "empty": "Il en faut au moins un.",
            "min_length": "Il en faut au moins {min_length}.",
            "max_length": "{max_length} au plus.",
        },
    ),
    (
        serializers.ListSerializer,
        {
            "not_a_list": LIST,
            "empty": "Il en faut au moins un.",
            "min_length": "Il en faut au moins {min_length}.",
            "max_length": "{max_length} au plus.",
        },
    ),
    (serializers.DictField, {"not_a_dict": "Un objet est attendu ici.", "empty": MISSING}),
    (serializers.ManyRelatedField, {"not_a_list": LIST, "empty": "Choisissez-en au moins un."}),
    (serializers.Serializer, {"invalid": "Un objet est attendu ici."}),
)
"""Class → what it may find wrong; the nearest class counts, as in Python."""
_LIMITS = {
    validators.MaxLengthValidator: "max_length",
    validators.MinLengthValidator: "min_length",
    validators.MaxValueValidator: "max_value",
    validators.MinValueValidator: "min_value",
}


def in_our_words(field: serializers.Field) -> None:
    """Give a field, and what it is a list of, the sentences of the house."""
    ours: dict[str, str] = {}
    for kind, sentences in OF_FIELDS:
        if isinstance(field, kind):
            ours |= sentences
    stock = {code for code, said in field.error_messages.items() if not isinstance(said, str)}
    field.error_messages.update({code: said for code, said in ours.items() if code in stock})
    field.validators = [_validator(field, known) for known in field.validators]
    for below in ("child", "child_relation"):
        if isinstance(getattr(field, below, None), serializers.Field):
            in_our_words(getattr(field, below))


def _validator(field: serializers.Field, known: Any) -> Any:
    """The same check in our words; one that was given a sentence keeps it.

    The libraries' sentences are lazy, they wait for a language; those of the house are plain text.
    """
    if isinstance(getattr(known, "message", ""), str):
        return known
    if isinstance(known, UniqueValidator):
        known.message = "Une fiche porte déjà cette valeur."
    if isinstance(known, validators.URLValidator):
        return validators.URLValidator(message=field.error_messages["invalid"])
    code = _LIMITS.get(type(known), "")
    if code not in field.error_messages:
        return known
    limit = known.limit_value() if callable(known.limit_value) else known.limit_value
    return type(known)(known.limit_value, message=field.error_messages[code].format(**{code: limit}))


# -- filters ----------------------------------------------------------------------------------------------------------
OF_FILTERS: tuple[tuple[type[forms.Field], dict[str, str]], ...] = (
    (forms.Field, {"required": MISSING}),
    (forms.ChoiceField, {"invalid_choice": CHOICE}),
    (forms.MultipleChoiceField, {"invalid_choice": CHOICE, "invalid_list": LIST}),
    (forms.ModelChoiceField, {"invalid_choice": NOTHING_THERE}),
    (forms.DateField, {"invalid": "Cette date n’existe pas, ou s’écrit autrement : 2015-07-23, par exemple."}),
    (forms.DateTimeField, {"invalid": MOMENT}),
    (forms.IntegerField, {"invalid": WHOLE}),
    (forms.DecimalField, {"invalid": NUMBER}),
    (forms.UUIDField, {"invalid": NOTHING_THERE}),
)


def filter_in_our_words(field: forms.Field) -> None:
    """The same for a filter, and for the two ends of a range."""
    for kind, sentences in OF_FILTERS:
        if isinstance(field, kind):
            field.error_messages.update(sentences)
    for part in getattr(field, "fields", ()):
        filter_in_our_words(part)
