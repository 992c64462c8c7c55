"""Rows of several tables, read in one statement, are those that each would give alone."""

from decimal import Decimal

import pytest
from django.db.models import F

from nqt.common.together import in_bulk, together
from tests.harness.trial.models import Agreement, Body, Town

pytestmark = pytest.mark.django_db


def facts(row):
    return {column.attname: getattr(row, column.attname) for column in row._meta.concrete_fields}


def test_rows_are_those_of_each_queryset_in_one_statement(agreement, django_assert_num_queries):
    Town.objects.create(code="41018", name="Blois")
    with django_assert_num_queries(1):
        agreements, towns, nobody = together(
            Agreement.objects.all(), Town.objects.order_by("-code"), Body.objects.filter(pk__in=[])
        )
    alone = Agreement.objects.get()
    assert list(map(facts, agreements)) == [facts(alone)] and agreements == [alone] and nobody == []
    assert list(map(facts, towns)) == list(map(facts, Town.objects.order_by("pk")))


def test_decimals_dates_and_ids_keep_their_type(agreement):
    Agreement.objects.update(amount=Decimal("2500.10"))
    [[row]] = together(Agreement.objects.all())
    alone = Agreement.objects.get()
    assert [(type(value), str(value)) for value in facts(row).values()] == [
        (type(value), str(value)) for value in facts(alone).values()
    ]


def test_only_and_annotations_are_kept(agreement, django_assert_num_queries):
    [[row]] = together(Agreement.objects.annotate(place=F("town__name")).only("title"))
    assert (row.place, row.title) == ("Tours", agreement.title)
    with django_assert_num_queries(1):
        assert row.kind == agreement.kind, "a column that was not asked for is asked for when it is read"


def test_rows_of_keys_are_found_table_by_table(agreement, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = in_bulk({Town: {agreement.town_id, None, 0}, Body: set()}, {Body: {agreement.body_id}})
    assert rows == {Town: {agreement.town_id: agreement.town}, Body: {agreement.body_id: agreement.body}}


def test_no_key_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert in_bulk({Town: {None}}) == {Town: {}}
