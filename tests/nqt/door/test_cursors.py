"""A place in a list tells nothing, and leads nowhere but to that list in that order."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.harness.trial.models import Agreement
from tests.harness.trial.world import an_agreement, api, page, text


@pytest.fixture
def following(world):
    """The cursor of the second page, in the order of amounts' neighbour: the title."""
    for title in ("Secret-Un", "Secret-Deux", "Secret-Trois"):
        an_agreement(world, title=title)
    first = world.staff.get(f"{api('agreements-list')}?sort=title&page_size=2").json()
    return parse_qs(urlsplit(first["next"]).query)["after"][0]


def refused(world, query: str, where=api) -> bool:
    answer = world.staff.get(f"{where('agreements-list')}?{query}")
    return answer.status_code == 400 and "Cette page n’existe plus : reprenez la liste au début." in text(answer)


def test_cursor_leads_on(world, following):
    second = world.staff.get(f"{api('agreements-list')}?sort=title&page_size=2&after={following}").json()
    assert [line["title"] for line in second["results"]] == ["Secret-Trois", "Secret-Un"]


def test_cursor_shows_no_value(world, following):
    readable = base64.urlsafe_b64decode(following + "=" * (-len(following) % 4))
    assert b"ecret" not in readable and b"remi" not in readable
    assert "ecret" not in following and str(Agreement.objects.order_by("pk").last().pk) not in following.split(":")


def test_same_place_is_never_written_twice_alike(world, following):
    again = world.staff.get(f"{api('agreements-list')}?sort=title&page_size=2").json()["next"]
    assert following not in again


@pytest.mark.parametrize("where", [api, page])
def test_cursor_forged_cut_or_of_another_list_is_refused(world, following, where):
    middle = len(following) // 2
    other = "A" if following[middle] != "A" else "B"
    for wrong in ("y", following[:-4], following[:middle], following[:middle] + other + following[middle + 1 :]):
        assert refused(world, f"sort=title&page_size=2&after={wrong}", where), wrong


@pytest.mark.parametrize(
    "query", ["sort=-title", "sort=updated", "sort=title&status=draft", "sort=title&search=secret"]
)
def test_cursor_of_another_order_or_other_filters_is_refused(world, following, query):
    assert refused(world, f"{query}&page_size=2&after={following}")


@pytest.mark.parametrize("query", ["sort=nonsense", "page_size=x", "page_size=101", "after=y", "before=y", "no_such=1"])
@pytest.mark.parametrize("address", ["/staff/agreements/", "/staff/agreements.csv", "/staff/towns/suggestions/"])
def test_what_a_list_refuses_its_file_and_its_suggestions_refuse(world, address, query):
    assert world.staff.get(f"{address}?{query}").status_code == 400


def test_link_to_the_file_has_every_page(world, following):
    shown = world.staff.get(f"{page('agreements-list')}?sort=title&page_size=2&status=draft")
    assert "/staff/agreements.csv?sort=title&amp;status=draft" in text(shown)
