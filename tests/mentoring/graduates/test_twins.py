"""The same person twice, however she is typed: proposed to whoever reads, named within the reader's perimeter alone."""

import datetime

import pytest

from mentoring.graduates.models import Graduate
from mentoring.graduates.twins import are_alike, twins_of
from nqt.accounts.actor import Actor
from tests.harness.factories.mentoring import a_graduate
from tests.harness.factories.organizations import regional

BORN = datetime.date(2000, 2, 29)
MACHINE = Actor.system("tests")


def pair(one, other):
    (first, last), (its_first, its_last) = one, other
    return (
        a_graduate(first_name=first, last_name=last, birth_date=BORN),
        a_graduate(first_name=its_first, last_name=its_last, birth_date=BORN),
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Pierre", "Martin"), ("Martin", "Pierre")),
        (("Jeanne", "D’Arc"), ("Jeanne", "Darc")),
        (("Jeanne", "D'Arc"), ("Jeanne", "D’Arc")),
        (("Linh", "Nguyễn"), ("Linh", "Nguyen")),
        (("Ömer", "Şahin"), ("Omer", "SAHIN")),
        (("Léa Marie", "Roux"), ("Léa", "Roux")),
        (("Marie-Léa", "Roux"), ("Léa", "Roux")),
        (("Léa", "Belkacem-Roux"), ("Léa", "Belkacem")),
        (("Anne Laure", "El Amrani"), ("Elamrani", "Annelaure")),
    ],
)
def test_same_person_typed_otherwise_is_proposed_from_both_files(one, other):
    first, second = pair(one, other)
    assert twins_of(first, MACHINE).seen == [second]
    assert twins_of(second, MACHINE).seen == [first]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Pierre", "Martin"), ("Paul", "Martin")),
        (("Pierre", "Martin"), ("Pierre", "Martinez")),
        (("Pierre", "Martin"), ("Pierre", "")),
        (("", ""), ("", "")),
        (("日本", "太郎"), ("中国", "山")),
        (("Léa", "Roux"), ("Léa", "Léa")),
    ],
)
def test_other_people_of_the_same_day_are_not(one, other):
    assert not are_alike(one, other)


@pytest.mark.django_db
def test_another_birth_date_or_a_draft_is_no_twin():
    first, second = pair(("Pierre", "Martin"), ("Martin", "Pierre"))
    Graduate.objects.filter(pk=second.pk).update(birth_date=BORN + datetime.timedelta(days=1))
    assert twins_of(first, MACHINE).seen == []
    Graduate.objects.filter(pk=second.pk).update(birth_date=BORN, submitted_at=None, state="draft")
    assert twins_of(first, MACHINE).seen == []


@pytest.mark.django_db
def test_twin_elsewhere_is_counted_without_a_name():
    first, second = pair(("Pierre", "Martin"), ("Martin", "Pierre"))
    reader = regional(first.department.code)
    found = twins_of(first, reader)
    assert (found.seen, found.elsewhere) in (([second], 0), ([], 1))
    assert twins_of(first, regional("2A")).elsewhere == 1
    assert twins_of(first, regional("2A")).seen == []
