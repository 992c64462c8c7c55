"""Pages that ask before an act cost the same statements for three parties as for twelve."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.conventions import actions
from partners.conventions.models import Convention
from tests.harness.factories.conventions import MACHINE, a_draft, to_sign
from tests.partners.conventions.test_staff import LIST, page

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 12


def in_review(parties: int) -> Convention:
    convention = a_draft(parties=parties)
    return actions.convention_submit_for_review(actor=MACHINE, target=convention, expected_version=None)


@pytest.mark.parametrize(
    ("made", "act"),
    [
        (a_draft, "review"),
        (a_draft, "freeze"),
        (in_review, "freeze"),
        (in_review, "back-to-draft"),
        (to_sign, "back-to-draft"),
        (to_sign, "abandon"),
        (to_sign, "remind"),
    ],
)
def test_page_that_asks_costs_the_same_for_many_parties(client_as, made, act):
    staff, counts = client_as("staff_national"), []
    staff.get(LIST)
    for parties in (FEW, MANY):
        convention = made(parties=parties)
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(page(convention, act)).status_code in (200, 409)
        counts.append(len(captured))
    assert counts[0] == counts[1]
