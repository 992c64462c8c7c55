"""A colleague's conventions pass to another in one act, said before, and back the same way."""

import datetime

import pytest
from django.urls import reverse

from nqt.common.errors import Conflict, Forbidden, Invalid
from partners.conventions import actions
from partners.conventions.models import Convention
from regions.assignments.actions import assignment_end
from regions.assignments.models import Assignment
from tests.harness.factories.conventions import MACHINE, a_draft, again
from tests.harness.factories.regions import DepartmentFactory, a_colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaving():
    """A colleague who follows two conventions, beside one that was given up."""
    colleague = a_colleague()
    for title in ("Première", "Deuxième", "Abandonnée"):
        a_draft(title=title, owner=colleague.user)
    given_up = Convention.objects.get(text__title="Abandonnée")
    actions.convention_abandon(actor=MACHINE, target=given_up, expected_version=given_up.version, reason="Sans suite.")
    return colleague


@pytest.fixture
def staying():
    return a_colleague()


def assignment_of(colleague) -> Assignment:
    return Assignment.objects.get(user=colleague.user)


def followed(colleague) -> set[str]:
    return set(Convention.objects.filter(owner=colleague.user).values_list("text__title", flat=True))


def address(colleague, mount="pages"):
    kwargs = {"assignment": assignment_of(colleague).public_id}
    return reverse(f"{mount}:staff:followed-conventions-hand-over", kwargs=kwargs)


def test_page_of_a_colleague_shows_what_she_follows_and_the_act(client_as, leaving, staying):
    detail = reverse("pages:staff:assignments-detail", kwargs={"public_id": assignment_of(leaving).public_id})
    page = client_as(user=staying.user).get(detail).content.decode()
    assert "Première" in page and "Deuxième" in page and "Abandonnée" not in page
    assert f'href="{address(leaving)}"' in page
    mine = reverse("pages:staff:assignments-detail", kwargs={"public_id": assignment_of(staying).public_id})
    assert "Transmettre le suivi" not in client_as(user=staying.user).get(mine).content.decode()


def test_all_that_is_open_goes_to_the_other_and_comes_back_the_same_way(client_as, leaving, staying):
    visitor = client_as(user=staying.user)
    assert "2\u00a0conventions en cours changent de main" in visitor.get(address(leaving)).content.decode()
    answer = visitor.post(address(leaving), {"colleague": str(assignment_of(staying).public_id)})
    assert answer.status_code == 303
    assert str(assignment_of(leaving).public_id) in answer["Location"]
    assert (followed(leaving), followed(staying)) == ({"Abandonnée"}, {"Première", "Deuxième"})
    visitor.post(address(staying), {"colleague": str(assignment_of(leaving).public_id)})
    assert (followed(leaving), followed(staying)) == ({"Première", "Deuxième", "Abandonnée"}, set())


def test_each_convention_counts_the_change_in_its_version(leaving, staying):
    before = {convention.pk: convention.version for convention in actions.followed_by(leaving.user)}
    assert actions.conventions_hand_over(actor=staying, of=leaving.user, to=staying.user) == 2
    after = {convention.pk: convention.version for convention in actions.followed_by(staying.user)}
    assert after == {pk: version + 1 for pk, version in before.items()}


def test_machine_hands_over_too(client_as, leaving, staying):
    body = {"colleague": str(assignment_of(staying).public_id)}
    assert client_as(user=staying.user).send("post", address(leaving, "api"), body).status_code == 204
    assert followed(staying) == {"Première", "Deuxième"}


def test_nothing_goes_to_oneself_nor_to_whoever_left(leaving, staying):
    with pytest.raises(Invalid):
        actions.conventions_hand_over(actor=staying, of=leaving.user, to=leaving.user)
    gone = assignment_of(staying)
    assignment_end(
        actor=MACHINE,
        target=gone,
        valid_until=gone.valid_from + datetime.timedelta(days=1),
        expected_version=gone.version,
    )
    with pytest.raises(Invalid):
        actions.conventions_hand_over(actor=MACHINE, of=leaving.user, to=staying.user)
    assert followed(leaving) == {"Première", "Deuxième", "Abandonnée"}


def test_nobody_hands_over_nothing(client_as, leaving, staying):
    with pytest.raises(Conflict):
        actions.conventions_hand_over(actor=leaving, of=staying.user, to=leaving.user)
    body = {"colleague": str(assignment_of(leaving).public_id)}
    answer = client_as(user=leaving.user).post(address(staying), body)
    assert answer.status_code == 409
    assert str(assignment_of(staying).public_id) in answer.content.decode()


def test_regional_staff_hand_nothing_over(leaving, staying):
    regional = a_colleague(department=DepartmentFactory())
    with pytest.raises(Forbidden):
        actions.conventions_hand_over(actor=regional, of=leaving.user, to=staying.user)
    assert again(Convention.objects.get(text__title="Première")).owner == leaving.user


def test_nothing_goes_to_whoever_cannot_write_it(client_as, leaving, staying):
    elsewhere = a_colleague(department=DepartmentFactory(code="86", name="Vienne"))
    answer = client_as(user=staying.user).post(address(leaving), {"colleague": str(assignment_of(elsewhere).public_id)})
    assert answer.status_code == 400
    assert "n’est pas dans le périmètre de" in answer.content.decode()
    assert followed(leaving) == {"Première", "Deuxième", "Abandonnée"}
    assert not followed(elsewhere)
