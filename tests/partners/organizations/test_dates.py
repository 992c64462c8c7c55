"""A date typed wrong by thousands of years is refused where it is typed, with a sentence."""

from typing import Any

import pytest
from django.urls import reverse

from nqt.common.errors import Invalid
from partners.organizations.models import Membership, OrganizationName, Presence, Succession
from tests.harness.factories.organizations import (
    a_contact,
    a_department,
    a_member,
    an_association,
    an_organization,
)

pytestmark = pytest.mark.django_db
SENTENCE = "La date doit être comprise entre 1900 et 2100."
BEYOND = ("0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31")


class Case:
    """What the dates are typed about."""

    def __init__(self) -> None:
        self.body, self.member = an_association(departments=("17",)), an_organization(departments=("17",))
        self.tie = a_member(self.member, self.body, "2010-01-01")
        self.contact = a_contact(self.member, "hr")
        self.role, self.presence = self.contact.roles.get(), self.member.presences.get()

    def of(self, name: str, row: Any = None) -> str:
        """The address of a list of the member or of its contact, or of one row there."""
        owner = {"contact": self.contact} if name.startswith("contact") else {"organization": self.member}
        named = {key: known.public_id for key, known in ({**owner, "public_id": row} if row else owner).items()}
        return reverse(f"api:staff:{name}", kwargs=named)


def typed(case: Case) -> dict[str, tuple[str, str, str, dict]]:
    """Act → method, address, field of the date, the rest of what is typed."""
    other, nord = an_association("AR Autre"), a_department("59", "Nord")
    rename = reverse("api:staff:organizations-rename", kwargs={"public_id": case.member.public_id})
    return {
        "body since": ("post", case.of("organization-bodies-list"), "valid_from", {"body": str(other.public_id)}),
        "body until": ("post", case.of("organization-bodies-list"), "valid_until", {"body": str(other.public_id)}),
        "dates": ("patch", case.of("organization-bodies-detail", case.tie), "valid_from", {}),
        "leaves": ("post", case.of("organization-bodies-end", case.tie), "valid_until", {}),
        "presence": (
            "post",
            case.of("organization-presences-list"),
            "valid_from",
            {"department": str(nord.public_id)},
        ),
        "presence ends": ("post", case.of("organization-presences-end", case.presence), "valid_until", {}),
        "role": ("post", case.of("contact-roles-list"), "valid_until", {"kind": "signatory"}),
        "role ends": ("post", case.of("contact-roles-end", case.role), "valid_until", {}),
        "rename": ("post", rename, "on", {"name": "Autre nom"}),
        "succession": (
            "post",
            case.of("organization-successions-list"),
            "on",
            {"successor": str(other.public_id), "kind": "merger"},
        ),
    }


ACTS = (
    "body since",
    "body until",
    "dates",
    "leaves",
    "presence",
    "presence ends",
    "role",
    "role ends",
    "rename",
    "succession",
)


def counts() -> list[int]:
    return [model.objects.count() for model in (Membership, OrganizationName, Presence, Succession)]


@pytest.mark.parametrize("day", BEYOND)
@pytest.mark.parametrize("act", ACTS)
def test_date_out_of_bounds_is_refused_on_its_field(client_as, act, day):
    case = Case()
    method, url, field, more = typed(case)[act]
    before = counts()
    answer = client_as("staff_national").send(method, url, {**more, field: day}, version=1)
    assert answer.status_code == 400
    assert [(e["pointer"], e["detail"]) for e in answer.json()["errors"]] == [(f"#/{field}", SENTENCE)]
    assert counts() == before
    case.tie.refresh_from_db()
    assert (str(case.tie.valid_from), case.tie.valid_until) == ("2010-01-01", None)


@pytest.mark.parametrize("act", ["body since", "presence", "succession"])
@pytest.mark.parametrize("day", ["1900-01-01", "2100-12-31"])
def test_first_and_last_dates_are_accepted(client_as, act, day):
    method, url, field, more = typed(Case())[act]
    answer = client_as("staff_national").send(method, url, {**more, field: day}, version=1)
    assert answer.status_code == 201, answer.content


@pytest.mark.parametrize("act", ACTS)
def test_every_act_with_a_good_date_is_done(client_as, act):
    """So that a refusal above is the date's."""
    case = Case()
    method, url, field, more = typed(case)[act]
    answer = client_as("staff_national").send(method, url, {**more, field: "2020-05-01"}, version=1)
    assert answer.status_code in (200, 201, 204), answer.content


def test_action_called_without_a_form_refuses_too():
    member, body = an_organization(), an_association()
    for since, until in (("1899-12-31", ""), ("2020-01-01", "9999-12-31")):
        with pytest.raises(Invalid, match="1900 et 2100"):
            a_member(member, body, since, until)
    assert not Membership.objects.exists()
