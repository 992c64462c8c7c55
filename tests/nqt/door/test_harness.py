"""The harness itself: each guard, shown to catch what it is there for."""

import socket

import pytest
from django.db import connection
from django.http import HttpResponse
from django.template import Context, engines
from django.test import RequestFactory

from tests.harness import readonly, strict
from tests.harness.trial.models import Agreement, Body
from tests.harness.trial.world import page
from tests.harness.unchanged import unchanged


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('INSERT INTO "trial_body" ("name") VALUES (%s)', {"trial_body"}),
        ('UPDATE "trial_body" SET "name" = %s', {"trial_body"}),
        ('DELETE FROM "trial_body" WHERE 1 = 1', {"trial_body"}),
        ('TRUNCATE "trial_body"', {"trial_body"}),
        ('SELECT set_config(%s); WITH x AS (SELECT 1) UPDATE "trial_body" SET "a" = 1', {"trial_body"}),
        ('SELECT * FROM "trial_body" FOR UPDATE OF "trial_body"', set()),
        ('SELECT * FROM "trial_body" FOR NO KEY UPDATE', set()),
        ("SELECT 'DELETE FROM x'", set()),
        ("SAVEPOINT s1", set()),
    ],
)
def test_statement_is_known_for_what_it_writes(sql, tables):
    assert readonly.tables_written(sql) == tables


def test_page_that_writes_when_read_fails_the_test(world, monkeypatch):
    def careless(self, actor):
        Body.objects.filter(pk=world.mine.pk).update(name="X")
        return self

    monkeypatch.setattr("tests.harness.trial.models.AgreementQuerySet.visible_to", careless)
    with pytest.raises(readonly.GetWrote, match="trial_body"):
        world.staff.get(page("agreements-list"))


def test_undefined_variable_of_ours_fails_and_a_library_s_is_silent(tmp_path):
    engine = engines["django"].engine
    ours = engine.get_template("door/problem.html")
    with pytest.raises(AssertionError, match="problem.title"):
        engines["django"].from_string("{% extends ours %}").template.render(_context(ours=ours))
    library = engine.from_string("[{{ nothing }}]")
    assert library.render(_context()) == "[]"


def _context(**values):
    return Context(values)


def test_list_without_order_comes_in_any(db):
    Body.objects.bulk_create(Body(name=str(number)) for number in range(12))
    seen = {tuple(Body.objects.values_list("pk", flat=True)) for _ in range(5)}
    rows = {tuple(body.pk for body in Body.objects.all()) for _ in range(5)}
    assert len(rows) > 1 or len(seen) > 1
    assert len({tuple(body.pk for body in Body.objects.order_by("pk")) for _ in range(5)}) == 1


@pytest.mark.parametrize(
    "html",
    [
        '<form method="post" action="/x/"><button>Envoyer</button></form>',
        '<p style="color: red">a</p>',
        "<script>alert(1)</script>",
        '<a href="javascript:void(0)">a</a>',
        '<button onclick="x()">a</button>',
    ],
)
def test_loose_page_fails_the_test(html):
    with pytest.raises(AssertionError):
        strict.check_page("/x/", HttpResponse(html))


def test_socket_to_elsewhere_fails_the_test():
    with socket.socket() as outside, pytest.raises(AssertionError, match="203.0.113.1"):
        outside.connect(("203.0.113.1", 80))


def test_changed_row_is_named_by_its_table(world):
    with pytest.raises(AssertionError, match="trial_agreement"), unchanged():
        Agreement.objects.update(internal_note="changed")
    with unchanged():
        RequestFactory().get("/")
        connection.ensure_connection()
