"""The articles of a text, written as one document: added, moved, taken off, kept when somebody else wrote meanwhile."""

import re
from itertools import pairwise

import pytest
from django.utils.html import escape

from partners.conventions import actions
from partners.conventions.models import Article
from tests.harness.factories.conventions import MACHINE, a_draft, again, to_sign

pytestmark = pytest.mark.django_db
HOST = "/staff/convention-bodies"


def page(convention):
    return f"{HOST}/{convention.public_id}/edit/"


def api(convention):
    return f"/api/v1{HOST}/{convention.public_id}/"


@pytest.fixture
def staff(client_as):
    return client_as("staff_national")


@pytest.fixture
def draft():
    """Three articles: A, B, C."""
    convention = a_draft()
    articles = [{"title": title, "wording": f"Ce que dit {title}."} for title in "ABC"]
    return actions.body_write(actor=MACHINE, target=convention, expected_version=None, articles=articles)


def told(convention):
    return list(again(convention).text.articles.order_by("position").values_list("title", "wording"))


def titles(convention):
    return [title for title, _ in told(convention)]


def answers(html):
    """What a browser would send of the form, as it is shown."""
    form = html[html.index('id="form"') :]
    sent = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            sent[name[1]] = value[1] if value else ""
    for name, value in re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.S):
        sent[name] = value
    return sent


def opened(staff, convention):
    return answers(staff.get(page(convention)).content.decode())


def test_page_shows_every_article_in_place_and_room_for_more(staff, draft):
    sent = opened(staff, draft)
    assert [sent[f"articles[{n}]title"] for n in range(5)] == ["A", "B", "C", "", ""]
    assert sent["articles[1]wording"] == "Ce que dit B."


def test_one_save_changes_adds_moves_and_takes_off(staff, draft):
    sent = opened(staff, draft)
    sent |= {
        "articles[0]gone": "1",
        "articles[2]place": "1",
        "articles[1]wording": "Deux parrains.",
        "articles[3]title": "D",
        "articles[3]wording": "Quatre.",
    }
    response = staff.post(page(draft), sent)
    assert (response.status_code, response["Location"]) == (303, f"{HOST}/{draft.public_id}/")
    assert told(draft) == [("C", "Ce que dit C."), ("B", "Deux parrains."), ("D", "Quatre.")]


def test_what_is_left_alone_keeps_its_version_and_its_history(staff, draft):
    before = dict(draft.text.articles.values_list("title", "version"))
    sent = opened(staff, draft)
    sent["articles[1]wording"] = "Autrement."
    staff.post(page(draft), sent)
    after = dict(draft.text.articles.values_list("title", "version"))
    assert after == {**before, "B": before["B"] + 1}


def test_saved_text_is_read_as_one_document(staff, draft):
    html = staff.get(f"{HOST}/{draft.public_id}/").content.decode()
    assert html.index("Article 1. A") < html.index("Ce que dit A.") < html.index("Article 3. C")
    assert page(draft) in html
    assert f"/staff/conventions/{draft.public_id}/" in html


@pytest.mark.parametrize("stored", ["Un.\nDeux.", "Un.\r\nDeux."])
def test_ends_of_lines_that_a_browser_writes_change_nothing(staff, draft, stored):
    draft.text.articles.filter(title="B").update(wording=stored)
    before = dict(draft.text.articles.values_list("title", "version"))
    sent = opened(staff, draft)
    sent["articles[1]wording"] = "Un.\r\nDeux."
    assert staff.post(page(draft), sent).status_code == 303
    assert dict(draft.text.articles.values_list("title", "version")) == before


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ({2: 1}, "CAB"),
        ({0: 3}, "BCA"),
        ({0: 2, 1: 1}, "BAC"),
        ({0: 3, 1: 2, 2: 1}, "CBA"),
        ({0: 999}, "BCA"),
        ({1: "bis"}, "ABC"),
    ],
)
def test_ranks_typed_by_hand_say_the_order(staff, draft, places, order):
    sent = opened(staff, draft)
    sent |= {f"articles[{number}]place": str(place) for number, place in places.items()}
    assert staff.post(page(draft), sent).status_code == 303
    assert titles(draft) == list(order)
    positions = list(draft.text.articles.order_by("position").values_list("position", flat=True))
    assert positions == [1, 2, 3]


def test_wrong_answer_comes_back_at_its_article_with_everything_typed(staff, draft):
    sent = opened(staff, draft)
    sent |= {"articles[0]gone": "1", "articles[1]title": " ", "articles[3]title": "D", "articles[3]wording": "Quatre."}
    response = staff.post(page(draft), sent)
    html = response.content.decode()
    assert response.status_code == 400
    assert re.search(r'href="#article-2-title">Article 2</a>\s*:\s*Ce champ attend une réponse.', html)
    again_sent = answers(html)
    assert (again_sent["articles[0]gone"], again_sent["articles[3]wording"]) == ("1", "Quatre.")
    assert titles(draft) == ["A", "B", "C"]


def test_form_without_rows_takes_nothing_off(staff, draft):
    sent = {name: value for name, value in opened(staff, draft).items() if not name.startswith("articles")}
    assert staff.post(page(draft), sent).status_code == 400
    assert titles(draft) == ["A", "B", "C"]


# -- two people -------------------------------------------------------------------------------------------------------
def meanwhile(convention, title, **facts):
    article = convention.text.articles.get(title=title)
    actions.article_update(actor=MACHINE, target=article, expected_version=None, **facts)


def test_two_people_on_two_articles_lose_nothing(staff, draft):
    sent = opened(staff, draft)
    meanwhile(draft, "A", wording="Dit par une collègue.")
    sent["articles[1]wording"] = "Dit par moi."
    response = staff.post(page(draft), sent)
    html = response.content.decode()
    assert response.status_code == 409
    assert "rien de ce que vous avez changé ne contredit" in html
    assert "« A », rédaction" in html
    merged = answers(html)
    assert merged["articles[0]wording"] == "Dit par une collègue."
    assert merged["articles[1]wording"] == "Dit par moi."
    assert staff.post(page(draft), merged).status_code == 303
    assert told(draft)[:2] == [("A", "Dit par une collègue."), ("B", "Dit par moi.")]


def test_two_people_on_one_article_compare_and_mine_stays_typed(staff, draft):
    sent = opened(staff, draft)
    meanwhile(draft, "B", wording="Trois parrains.")
    sent["articles[1]wording"] = "Deux parrains."
    html = staff.post(page(draft), sent).content.decode()
    row = html[html.index("« B », rédaction") :]
    assert "Deux parrains." in row[: row.index("</tr>")]
    assert "Trois parrains." in row[: row.index("</tr>")]
    assert told(draft)[1] == ("B", "Trois parrains.")
    staff.post(page(draft), answers(html))
    assert told(draft)[1] == ("B", "Deux parrains.")


def test_article_added_and_article_removed_meanwhile_are_taken(staff, draft):
    sent = opened(staff, draft)
    actions.article_add(actor=MACHINE, convention=again(draft), title="D", wording="Nouveau.")
    actions.article_remove(actor=MACHINE, target=draft.text.articles.get(title="A"))
    sent["articles[1]wording"] = "Dit par moi."
    merged = answers(staff.post(page(draft), sent).content.decode())
    assert [merged[f"articles[{n}]title"] for n in range(3)] == ["B", "C", "D"]
    staff.post(page(draft), merged)
    assert told(draft) == [("B", "Dit par moi."), ("C", "Ce que dit C."), ("D", "Nouveau.")]


def test_article_removed_while_i_wrote_in_it_is_kept_as_mine(staff, draft):
    sent = opened(staff, draft)
    actions.article_remove(actor=MACHINE, target=draft.text.articles.get(title="B"))
    sent["articles[1]wording"] = "J’y tiens."
    html = staff.post(page(draft), sent).content.decode()
    assert escape("J’y tiens.") in html and "supprimé" in html
    staff.post(page(draft), answers(html))
    assert told(draft) == [("A", "Ce que dit A."), ("B", "J’y tiens."), ("C", "Ce que dit C.")]


def test_my_order_and_their_words_go_together(staff, draft):
    sent = opened(staff, draft)
    meanwhile(draft, "A", wording="Dit par une collègue.")
    sent["articles[2]place"] = "1"
    merged = answers(staff.post(page(draft), sent).content.decode())
    staff.post(page(draft), merged)
    assert told(draft) == [("C", "Ce que dit C."), ("A", "Dit par une collègue."), ("B", "Ce que dit B.")]


def test_text_frozen_meanwhile_is_refused_and_what_was_typed_stays(staff):
    convention = a_draft()
    sent = opened(staff, convention)
    actions.convention_freeze(actor=MACHINE, target=convention, expected_version=None)
    first = again(convention).text.articles.order_by("position").first().wording
    response = staff.post(page(convention), {**sent, "articles[0]wording": "Trop tard."})
    assert response.status_code == 409
    assert "Le texte est figé" in response.content.decode()
    assert "Trop tard." in response.content.decode()
    assert again(convention).text.articles.order_by("position").first().wording == first


# -- machines ---------------------------------------------------------------------------------------------------------
def test_machine_writes_the_whole_body_with_the_version_it_read(staff, draft):
    known = {a.title: str(a.public_id) for a in draft.text.articles.all()}
    body = {
        "articles": [{"public_id": known["C"], "title": "C", "wording": "Trois."}, {"title": "E", "wording": "Cinq."}]
    }
    match = {"HTTP_IF_MATCH": f'"{again(draft).version}"'}
    response = staff.put(api(draft), body, content_type="application/json", **match)
    assert response.status_code == 200
    assert [article["title"] for article in response.json()["articles"]] == ["C", "E"]
    assert told(draft) == [("C", "Trois."), ("E", "Cinq.")]
    assert staff.put(api(draft), body, content_type="application/json", **match).status_code == 412


@pytest.mark.parametrize(
    "articles",
    [
        "A",
        [["A"]],
        [{"title": "A"}],
        [{"title": "A", "wording": "x", "place": 1}],
        [{"public_id": "bis", "title": "A", "wording": "x"}],
        [{"title": "A", "wording": "x"}] * 81,
    ],
)
def test_machine_is_told_what_is_wrong(staff, draft, articles):
    match = {"HTTP_IF_MATCH": f'"{draft.version}"'}
    response = staff.put(api(draft), {"articles": articles}, content_type="application/json", **match)
    assert response.status_code == 400
    assert response.json()["errors"]
    assert titles(draft) == ["A", "B", "C"]


def test_article_of_another_text_or_named_twice_is_refused(staff, draft):
    other = str(a_draft().text.articles.first().public_id)
    mine = str(draft.text.articles.first().public_id)
    for ids in ([other], [mine, mine]):
        articles = [{"public_id": each, "title": "X", "wording": "y"} for each in ids]
        match = {"HTTP_IF_MATCH": f'"{again(draft).version}"'}
        response = staff.put(api(draft), {"articles": articles}, content_type="application/json", **match)
        assert response.status_code == 400
        assert "n’est pas de ce texte" in str(response.json())
    assert titles(draft) == ["A", "B", "C"]
    assert Article.objects.get(public_id=other).text.convention != draft


def test_page_costs_the_same_for_many_articles(staff, draft, django_assert_max_num_queries):
    staff.get(page(draft))
    counts = []
    for number in (3, 30):
        articles = [{"title": f"T{n}", "wording": "w"} for n in range(number)]
        actions.body_write(actor=MACHINE, target=again(draft), expected_version=None, articles=articles)
        with django_assert_max_num_queries(12) as captured:
            staff.get(page(draft))
        counts.append(len(captured))
    assert all(before == after for before, after in pairwise(counts))


def test_frozen_text_shows_no_way_to_write_it(staff):
    convention = to_sign()
    html = staff.get(f"/staff/conventions/{convention.public_id}/").content.decode()
    assert page(convention) not in html
    assert staff.get(page(convention)).status_code == 409
    assert page(a := a_draft()) in staff.get(f"/staff/conventions/{a.public_id}/").content.decode()
