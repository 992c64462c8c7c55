"""Several hats of one audience: chosen, remembered, never added up."""

import pytest

from tests.harness.factories.accounts import give_hat
from tests.harness.trial.models import Agreement
from tests.harness.trial.world import an_agreement, api, page, text


@pytest.fixture
def twofold(world):
    """The partner is a contact of both organizations."""
    give_hat(world.partner.user, "partner_landlord", key="of-b", label="Organisation B", organization_id=world.other.pk)
    Agreement.objects.update(status="sent")
    world.theirs = an_agreement(world, title="Chez B", body=world.other, status="sent")
    return world


def titles(visitor) -> set[str]:
    return {row["title"] for row in visitor.get(api("agreements-list", "partner")).json()["results"]}


def test_first_hat_is_worn_until_another_is_chosen(twofold):
    assert titles(twofold.partner) == {"Première"}
    response = twofold.partner.post("/partner/hats/choose/", {"hat": "of-b"})
    assert response.status_code == 303
    assert response.url == "/partner/agreements/"
    assert titles(twofold.partner) == {"Chez B"}


def test_page_of_hats_says_which_is_worn(twofold):
    lines = twofold.partner.get("/api/v1/partner/hats/").json()["hats"]
    assert [(line["key"], line["is_current"]) for line in lines] == [("partner_landlord-0", True), ("of-b", False)]
    assert "Organisation B" in text(twofold.partner.get("/partner/hats/"))


def test_hat_of_nobody_s_is_refused(twofold):
    with_unknown = twofold.partner.send("post", "/api/v1/partner/hats/choose/", {"hat": "of-c"})
    assert with_unknown.status_code == 403
    assert titles(twofold.partner) == {"Première"}


def test_header_shows_the_hat_and_the_way_to_the_others(twofold):
    words = text(twofold.partner.get(page("agreements-list", "partner")))
    assert "Organisation B" in words


def test_navigation_marks_where_one_is(world):
    words = text(world.staff.get(page("agreements-detail", public_id=world.agreement.public_id)))
    assert "aria-current" in words.split("Conventions")[0]
