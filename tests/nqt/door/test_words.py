"""What a refusal says: French words, once, in the typography of the pages."""

import pytest
from django.utils.datastructures import MultiValueDict
from rest_framework import serializers

from nqt.door.forms import Form
from nqt.door.serializers import InputSerializer
from tests.harness.trial.models import Agreement
from tests.harness.trial.world import api, page, sent, text, typed


class Asked(InputSerializer):
    on = serializers.DateField()
    email = serializers.EmailField(max_length=50)


def of_a_form(**answers: str) -> Asked:
    return Asked(data=MultiValueDict({name: [value] for name, value in answers.items()}))


def test_day_typed_by_hand_is_read_in_forms_alone():
    asked = of_a_form(on="15/03/2027", email="a@example.org")
    assert asked.is_valid() and asked.validated_data["on"].isoformat() == "2027-03-15"
    assert Form(asked).fields[0].value == "2027-03-15", "a date control shows nothing else"
    by_machine = Asked(data={"on": "15/03/2027", "email": "a@example.org"})
    assert not by_machine.is_valid() and "2015-07-23" in by_machine.errors["on"][0]


def test_day_that_is_none_is_said_as_one_types():
    asked = of_a_form(on="31/02/2027", email="a@example.org")
    assert not asked.is_valid()
    assert asked.errors["on"] == ["Cette date n’existe pas, ou s’écrit autrement : jj/mm/aaaa."]


@pytest.mark.parametrize("email", ["nobody", "a@localdomain", "a b@example.org", "é@", "x" * 65 + "@example.org"])
def test_bad_address_is_told_once(email):
    asked = of_a_form(on="2027-03-15", email=email[:50] if len(email) < 60 else email)
    assert not asked.is_valid()
    told = [said for said in asked.errors["email"] if "adresse" in said]
    assert told == ["Cette adresse électronique n’est pas valable."]


def test_form_posted_with_a_french_date_is_saved(world):
    shown = world.staff.post(page("agreements-new"), typed(world, starts_on="15/03/2015", ends_on="1/4/2016"))
    assert shown.status_code == 303, text(shown)
    assert Agreement.objects.get(title="Neuve").starts_on.isoformat() == "2015-03-15"


def test_sentences_of_the_libraries_have_our_apostrophes(world):
    for body in (sent(world, amount="1.234"), sent(world, title="x" * 101), sent(world, themes="x"), [1]):
        refused = world.staff.send("post", api("agreements-list"), body)
        assert refused.status_code == 400
        assert "'" not in "".join(error["detail"] for error in refused.json()["errors"]), refused.json()


def test_empty_body_is_told_in_french(world):
    refused = world.staff.send("post", api("agreements-list"), "null")
    assert refused.status_code == 400
    assert refused.json()["detail"] == "Le corps de la demande est vide : un objet JSON était attendu."


@pytest.mark.parametrize("body", ["zz", "1", "6b1f0e1c-0000-4000-8000-000000000000", "%00"])
def test_filter_on_what_is_not_there_is_one_sentence(world, body):
    refused = world.staff.get(f"{api('agreements-list')}?body={body}")
    assert refused.status_code == 400
    said = [error["detail"] for error in refused.json()["errors"]]
    assert len(said) == 1 and "UUID" not in said[0] and "'" not in said[0], said


@pytest.mark.parametrize("address", [api, page])
@pytest.mark.parametrize("words", ["%00", "Prem%00", "%00%00"])
def test_search_of_a_sign_that_no_text_has_is_refused(world, address, words):
    refused = world.staff.get(f"{address('agreements-list')}?search={words}")
    assert refused.status_code == 400
    assert "un caractère qu’aucun texte n’a" in text(refused)
    assert "Première" not in text(refused)
