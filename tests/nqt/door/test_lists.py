"""Lists: keyset pages both ways, filters and search by allow-list, suggestions, exports."""

import csv
import datetime
import html
import io
import re

import pytest
from django.db.models import F

from nqt.audit.models import AccessRecord
from nqt.door.lists import pagination
from tests.harness.trial.models import Agreement
from tests.harness.trial.world import an_agreement, api, page, text

PATHS = {"title": "folded", "signed": "signed_on", "body": "body__name", "updated": "updated_at"}


@pytest.fixture
def many(world):
    """61 agreements, a third of them signed, several on the same day."""
    for number in range(60):
        signed_on = None if number % 3 else datetime.date(2015, 1, 1 + number % 4)
        an_agreement(world, title=f"É{number:02}", body=[world.mine, world.other][number % 2], signed_on=signed_on)
    return world


def walk(visitor, url: str, towards: str) -> list[list[str]]:
    """The public ids of each page, following `next` or `previous`."""
    pages = []
    while url:
        answer = visitor.get(url)
        assert answer.status_code == 200, answer.content
        data = answer.json()
        pages.append([row["public_id"] for row in data["results"]])
        last, url = url, data[towards]
    return [*pages, last]


@pytest.mark.parametrize("sort", [sign + key for key in PATHS for sign in ("", "-")])
def test_pages_hold_each_row_once_in_order_both_ways(many, sort):
    path, descending = PATHS[sort.removeprefix("-")], sort.startswith("-")
    order = F(path).desc(nulls_last=True) if descending else F(path).asc(nulls_last=True)
    rows = Agreement.objects.order_by(order, "-pk" if descending else "pk")
    expected = [str(public_id) for public_id in rows.values_list("public_id", flat=True)]
    *pages, last = walk(many.staff, api("agreements-list") + f"?sort={sort}&page_size=7", "next")
    assert sum(pages, []) == expected
    *back, _first = walk(many.staff, last, "previous")
    assert back == pages[::-1]


def test_page_stays_in_place_when_rows_come_and_go(many):
    first = many.staff.get(api("agreements-list") + "?sort=title&page_size=7").json()
    following = [row["public_id"] for row in many.staff.get(first["next"]).json()["results"]]
    an_agreement(many, title="Aaa")
    Agreement.objects.get(public_id=first["results"][-1]["public_id"]).delete()
    assert [row["public_id"] for row in many.staff.get(first["next"]).json()["results"]] == following


def test_count_stops_at_the_cap(many, monkeypatch):
    data = many.staff.get(api("agreements-list")).json()
    assert (data["count"], data["count_capped"]) == (61, False)
    monkeypatch.setattr(pagination, "CAP", 50)
    data = many.staff.get(api("agreements-list")).json()
    assert (data["count"], data["count_capped"]) == (50, True)
    assert "plus de 50" in text(many.staff.get(page("agreements-list")))


@pytest.mark.parametrize(("asked", "given"), [("", 25), ("&page_size=7", 7), ("&page_size=100", 100)])
def test_page_never_holds_more_than_a_hundred(many, asked, given):
    for number in range(60):
        an_agreement(many, title=f"Z{number}")
    assert len(many.staff.get(api("agreements-list") + f"?sort=title{asked}").json()["results"]) == given


@pytest.mark.parametrize(
    "query",
    [
        "page_size=0", "page_size=-1", "page_size=1e9", "page_size=abc", "page_size=", "page_size=٣", "page_size=%00",
        "page_size=101", "page_size=1000",
        "after=zzz", "after=bnVsbA", "after=%00", "before=%ff", "after=a&before=b", "page=2", "offset=10",
        "sort=internal_note", "sort=body__name", "sort=-", "sort=user__password", "sort=title,signed", "ordering=title",
        "status=%00", "status=%ff", "status=unknown", "signed_on__gte=zz", "signed_on__gte=2015-02-30", "kind=zz",
        "internal_note=SECRET", "internal_note__startswith=S", "body__name=x", "zz=1", "body=zz", "body=1",
        "body=6b1f0e1c-0000-4000-8000-000000000000", "starts_after=zz", "title=a%00b",
        "search=%00", "search=" + "a" * 201, "search=" + "mot " * 3000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("address", [page, api])
def test_parameter_malformed_or_unknown_is_400_with_a_sentence(world, address, query):
    response = world.staff.get(address("agreements-list") + "?" + query)
    assert response.status_code == 400, query
    if address is api:
        problem = response.json()
        assert query.startswith((problem["errors"][0]["parameter"], "before"))
        assert problem["errors"][0]["detail"]


def test_cursor_of_another_order_or_other_filters_is_refused(many):
    url = api("agreements-list")
    following = many.staff.get(url + "?sort=title&page_size=7").json()["next"]
    cursor = following.split("after=")[1]
    assert many.staff.get(following).status_code == 200
    for query in (
        "sort=updated",
        "sort=-title",
        "sort=title&status=draft",
        "sort=title&au=2015-01-01",
        "sort=title&search=a",
    ):
        assert many.staff.get(f"{url}?{query}&after={cursor}").status_code == 400, query
    assert many.staff.get(f"{url}?sort=title&after={cursor[:-2]}aa").status_code == 400


def test_cursor_names_no_value_that_could_be_forged(many):
    following = many.staff.get(api("agreements-list") + "?sort=title&page_size=7").json()["next"]
    forged = following.replace("after=", "after=x")
    assert many.staff.get(forged).status_code == 400


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("status=sent", {"Éclair"}),
        ("signed_on__isnull=false", {"Signée"}),
        ("signed_on__gte=2015-01-02", set()),
        ("starts_after=2016-01-01", {"Éclair"}),
        ("starts_before=2015-06-01", {"Première", "Signée"}),
        ("search=eclair", {"Éclair"}),
        ("search=%20ÉCLAIR%20", {"Éclair"}),
        ("search=%25", set()),
        ("search=_", set()),
        ("search=zzz", set()),
        ("status=&kind=&search=", {"Éclair", "Signée", "Première"}),
    ],
)
def test_filter_keeps_the_rows_it_says(world, query, titles):
    an_agreement(world, title="Éclair", status="sent", starts_on="2016-03-01", ends_on="2017-01-01")
    an_agreement(world, title="Signée", signed_on="2015-01-01")
    rows = world.staff.get(api("agreements-list") + "?" + query).json()["results"]
    assert {row["title"] for row in rows} == titles


def test_filter_by_reference_takes_its_public_id(world):
    an_agreement(world, title="Autre", body=world.other)
    rows = world.staff.get(api("agreements-list") + f"?body={world.other.public_id}").json()["results"]
    assert [row["title"] for row in rows] == ["Autre"]


@pytest.mark.parametrize("words", ["tours", "TOÛRS", "37261", "Tours (37261)"])
def test_filter_typed_by_its_very_name_or_code_is_that_row(world, words):
    an_agreement(world, title="En Savoie", town=world.savoie)
    for address in (page, api):
        response = world.staff.get(address("agreements-list"), {"town__text": words})
        assert response.status_code == 200
        assert "Première" in text(response)
        assert "En Savoie" not in text(response)


def test_filter_whose_words_name_several_rows_keeps_the_list_and_offers_them(world):
    query = {"town__text": "tour", "status": "draft", "sort": "title"}
    response = world.staff.get(page("agreements-list"), query)
    words = text(response)
    assert response.status_code == 400
    assert 'role="search"' in words
    assert 'id="list-agreements"' in words
    assert re.search(
        r'id="filter_town" name="town__text" aria-invalid="true" aria-describedby="filter_town_error"', words
    )
    assert 'value="tour"' in words
    assert "Première" not in words
    links = re.findall(r'class="chip" href="([^"]+)">([^<]+)<', words)
    assert [label for _url, label in links] == ["Tours (37261)", "Tours-en-Savoie (37262)"]
    chosen = world.staff.get(html.unescape(links[0][0]))
    assert chosen.status_code == 200
    assert "Première" in text(chosen)
    assert chosen.wsgi_request.GET.dict() == {"status": "draft", "sort": "title", "town": str(world.tours.public_id)}


def test_list_refused_comes_as_a_fragment_to_htmx(world):
    response = world.staff.get(page("agreements-list") + "?town__text=tour", headers={"HX-Request": "true"})
    assert response.status_code == 400
    assert text(response).lstrip().startswith('<section class="panel flush" id="list-agreements"')


@pytest.mark.parametrize(
    "query", ["town__text=nowhere", "status=unknown", "signed_on__gte=zz", "search=" + "mot " * 30]
)
def test_filter_that_is_not_understood_leaves_the_list_in_its_place(world, query):
    response = world.staff.get(page("agreements-list") + "?" + query)
    assert response.status_code == 400
    assert 'id="list-agreements"' in text(response)
    assert 'aria-invalid="true"' in text(response)


def test_machine_is_told_the_rows_that_the_words_may_name(world):
    problem = world.staff.get(api("agreements-list") + "?town__text=tour").json()
    assert problem["errors"] == [
        {
            "parameter": "town",
            "detail": "« tour » peut désigner plusieurs fiches : Tours (37261), Tours-en-Savoie (37262). Précisez.",
            "code": "ambiguous",
        }
    ]


def test_words_typed_over_a_filter_count_more_than_the_id_left_beside_them(world):
    an_agreement(world, title="À Blois", town=world.blois)
    query = {"town": str(world.tours.public_id), "town__text": "blois"}
    assert [row["title"] for row in world.staff.get(api("agreements-list"), query).json()["results"]] == ["À Blois"]


def test_folded_filters_stay_open_while_one_of_them_is_active(world):
    folded = '<details class="more rest">'
    assert folded in text(world.staff.get(page("agreements-list") + "?status=draft"))
    words = text(world.staff.get(page("agreements-list") + f"?town={world.tours.public_id}&signed_on__isnull=true"))
    assert '<details class="more rest" open>' in words
    assert folded not in words


def test_active_filter_is_a_chip_with_the_way_to_take_it_off(world):
    words = text(world.staff.get(page("agreements-list") + "?status=draft&sort=title&au=2015-07-23"))
    assert "Brouillon" in words
    assert "/staff/agreements/?sort=title&amp;au=2015-07-23" in words


def test_sorted_column_says_so_and_leads_to_the_other_order(world):
    words = text(world.staff.get(page("agreements-list") + "?sort=title&status=draft"))
    assert 'aria-sort="ascending"' in words
    assert "sort=-title" in words


def test_suggestions_answer_while_one_types(world):
    found = world.staff.get("/api/v1/staff/towns/suggestions/?search=tours").json()["suggestions"]
    assert [line["label"] for line in found] == ["Tours (37261)", "Tours-en-Savoie (37262)"]
    assert found[0]["id"] == str(world.tours.public_id)
    part = world.staff.get("/staff/towns/suggestions/?search=tours", headers={"HX-Request": "true"})
    assert "<html" not in text(part)
    assert "Tours (37261)" in text(part)
    assert world.partner.get("/staff/towns/suggestions/?search=tours").status_code == 404


def exported(visitor, query: str = "") -> list[list[str]]:
    response = visitor.get(f"/staff/agreements.csv{query}")
    assert response.status_code == 200
    body = b"".join(response.streaming_content).decode()
    assert body.startswith("\ufeff")
    return list(csv.reader(io.StringIO(body.removeprefix("\ufeff")), delimiter=";"))


def test_export_is_the_filtered_list_in_the_page_s_words(world):
    an_agreement(world, title="Écartée", status="sent")
    header, *rows = exported(world.staff, "?status=draft")
    assert header == [
        "Intitulé",
        "Nature",
        "État",
        "Organisation",
        "Commune",
        "Signée",
        "Signée : précision",
        "Montant",
    ]
    assert rows == [["Première", "Locale", "Brouillon", "Organisation A", "Tours (37261)", "", "", "1234,50"]]


@pytest.mark.parametrize(
    "text", ["=1+1", "+33 6", "-x", "@SUM(A1)", "\t=1", "\r=1", "＝1", "=cmd|'/C calc'!A0", "|x", "%x", " =1", "\n=1"]
)
def test_export_neutralizes_what_a_spreadsheet_would_run(world, text):
    Agreement.objects.update(title=text)
    assert exported(world.staff)[1][0] == "'" + text


def test_export_leaves_figures_alone(world):
    Agreement.objects.update(amount="-12.50", title="a=b")
    row = exported(world.staff)[1]
    assert (row[0], row[-1]) == ("a=b", "-12,50")


def test_export_is_written_in_the_access_log(world):
    exported(world.staff, "?status=draft")
    line = AccessRecord.objects.get()
    assert (line.verb, line.count, line.user_id) == ("export", 1, world.staff.user.pk)
    assert line.description == "/staff/agreements.csv?status=draft"


def test_export_costs_the_same_statements_whatever_it_holds(many, django_assert_max_num_queries):
    many.staff.get(page("agreements-list"))
    with django_assert_max_num_queries(11):
        assert len(exported(many.staff)) == 62


def test_list_without_export_has_no_file(world):
    assert world.staff.get("/staff/towns.csv").status_code == 404
    assert world.staff.get("/staff/agreements.pdf").status_code == 404


def test_export_refused_writes_nothing_and_answers_a_page(world):
    response = world.partner.get("/staff/agreements.csv")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")
    assert not AccessRecord.objects.exists()
