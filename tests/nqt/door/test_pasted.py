"""What people paste into a form or send to the API, and how it leaves in a file."""

import csv
import datetime
import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict
from rest_framework import serializers

from nqt.door.forms.serializers import InputSerializer
from nqt.door.lists.exports import french, lines, neutral
from tests.harness.trial.models import Agreement
from tests.harness.trial.world import an_agreement, api, page, sent, text, typed


@pytest.mark.parametrize("title", ["Pre\u00admière\u200b", "Pre\u180emière", "\ufeffPremière\u2060", "Première\u2028"])
@pytest.mark.parametrize("mount", ["page", "api"])
def test_title_loses_what_nobody_sees(world, title, mount):
    Agreement.objects.all().delete()
    if mount == "page":
        answer = world.staff.post(page("agreements-new"), typed(world, title=title))
    else:
        answer = world.staff.send("post", api("agreements-list"), sent(world, title=title))
    assert answer.status_code in (303, 201), text(answer)
    assert Agreement.objects.get().title == "Première"


def test_title_of_marks_alone_is_no_title(world):
    refused = world.staff.send("post", api("agreements-list"), sent(world, title="\u200b\u00ad"))
    assert refused.json()["errors"] == [
        {"pointer": "#/title", "detail": "Ce champ attend une réponse.", "code": "blank"}
    ]


def test_line_and_text_have_each_their_rule(world):
    note = "Un point\x0b\uf0b7 le bureau"
    answer = world.staff.post(page("agreements-new"), typed(world, title="A\u2028B", internal_note=note))
    assert answer.status_code == 303, text(answer)
    made = Agreement.objects.get(title="A B")
    assert made.internal_note == "Un point\n• le bureau"


def test_refused_text_comes_back_as_typed_with_its_place(world):
    note = "Première ligne\nla suite \ue123 puis la fin"
    refused = world.staff.post(page("agreements-new"), typed(world, title="Neu\u00adve", internal_note=note))
    assert refused.status_code == 400
    assert "un caractère illisible à la ligne 2, après « la suite »" in text(refused)
    assert note in text(refused) and 'value="Neu\u00adve"' in text(refused), "nothing typed is lost"


def test_day_number_and_words_of_a_box_lose_them_too(world):
    form = typed(world, starts_on="\u200e2015-01-01", amount="\u200b12\u202f345,67", town__text="blo\u00adis")
    assert world.staff.post(page("agreements-new"), form).status_code == 303
    made = Agreement.objects.get(title="Neuve")
    assert (made.starts_on.isoformat(), str(made.amount), made.town) == ("2015-01-01", "12345.67", world.blois)


def test_search_loses_them_too(world):
    found = world.staff.get(f"{api('agreements-list')}?search=Premi%C3%A8%C2%ADre%E2%80%8B").json()
    assert found["count"] == 1


class Asked(InputSerializer):
    email = serializers.EmailField()
    names = serializers.ListField(child=serializers.CharField(), required=False)
    secret = serializers.CharField(required=False, style={"input_type": "password"})


def test_address_loses_its_marks_a_list_its_items_and_a_password_nothing():
    asked = Asked(data={"email": "x@exam\u00adple.org\u200b", "names": ["Zo\u200bé"], "secret": "a\u0301 b"})
    assert asked.is_valid(), asked.errors
    assert asked.validated_data == {"email": "x@example.org", "names": ["Zoé"], "secret": "a\u0301 b"}
    form = Asked(data=MultiValueDict({"email": ["\u2060x@example.org"]}))
    assert form.is_valid() and form.validated_data["email"] == "x@example.org"


class Dated(InputSerializer):
    on = serializers.DateField()


@pytest.mark.parametrize(("typed_day", "said"), [("", "attend une réponse"), (" ", "attend"), ("31/02/2026", "jj/mm")])
def test_day_left_empty_is_missing_and_not_miswritten(typed_day, said):
    form = Dated(data=MultiValueDict({"on": [typed_day]}))
    assert not form.is_valid() and said in form.errors["on"][0]
    assert "attend une réponse" in Dated(data=MultiValueDict({})).fields["on"].error_messages["required"]


# -- files ------------------------------------------------------------------------------------------------------------
RUN = ["=1+1", "\t=1+1", "\r=1+1", '"=1+1', "' =1+1", "“=1+1", "＝1+1", " ＝1+1", "\u200b=1+1", "\ufeff=1+1", "+1+1",
    "-1+1", "@SUM(A1)", "+33 6", "+262 692 12 34 56*2", "+1+262692123456", "\u22121"]  # fmt: skip
KEPT = ["+262 692 12 34 56", "+33 6 12 34 56 78", "+33\u202f6\u202f12\u202f34\u202f56\u202f78", "+1 202-555-0123",
    "Habitat 17", "a=b", "3 + 4", "« Habiter »", ""]  # fmt: skip


@pytest.mark.parametrize("cell", RUN)
def test_text_that_a_spreadsheet_would_run_is_neutralized(cell):
    assert neutral(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", KEPT)
def test_text_that_it_would_not_run_is_left_alone(cell):
    assert neutral(cell) == cell


def exported(visitor: Any, query: str = "") -> list[list[str]]:
    body = b"".join(visitor.get(f"/staff/agreements.csv{query}").streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(body), delimiter=";"))


def test_date_in_a_file_is_a_date_beside_its_precision(world):
    day = datetime.date(2013, 7, 1)
    Agreement.objects.update(signed_on=day, signed_precision="month")
    an_agreement(world, title="Seconde", signed_on=datetime.date(2027, 7, 4))
    header, *rows = exported(world.staff, "?sort=signed")
    where = header.index("Signée")
    assert header[where + 1] == "Signée : précision"
    assert [row[where : where + 2] for row in rows] == [
        ["01/07/2013", "au mois près"],
        ["04/07/2027", "au jour près"],
    ]


def test_file_is_in_the_order_asked(world):
    an_agreement(world, title="Alpha")
    assert [row[0] for row in exported(world.staff, "?sort=title")[1:]] == ["Alpha", "Première"]
    assert [row[0] for row in exported(world.staff, "?sort=-title")[1:]] == ["Première", "Alpha"]


class Everything(serializers.Serializer):
    """A field of each kind that a file has, all holding a formula where they may."""

    text = serializers.CharField()
    email = serializers.EmailField()
    choice = serializers.ChoiceField(choices=[("=c", "=cmd()")])
    many = serializers.SerializerMethodField()
    related = serializers.StringRelatedField()
    worded = serializers.SerializerMethodField()

    def get_many(self, obj: Any) -> str:
        return "@x, y"

    def get_worded(self, obj: Any) -> str:
        return '"=1'


def test_no_kind_of_column_lets_a_formula_through(world):
    row = SimpleNamespace(text="=1", email="=1@example.org", choice="=c", related="-2+3")
    view = SimpleNamespace(
        columns=tuple(Everything().fields),
        get_serializer=Everything,
        sort=SimpleNamespace(order="pk"),
    )
    rows = SimpleNamespace(order_by=lambda *order: SimpleNamespace(iterator=lambda chunk_size: [row]))
    _header, cells = lines(view, rows)
    assert all(neutral(french(cell)).startswith("'") for cell in cells), cells
