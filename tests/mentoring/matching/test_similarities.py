"""Likeness is stored once a nomenclature, read by runs, and built anew when its codes or its rule change."""

import numpy as np
import pytest
from django.core.management import call_command
from django.utils import timezone

from mentoring.matching import similarity
from mentoring.matching.actions import similarities_build
from mentoring.matching.guide import examples
from mentoring.matching.loading import load
from mentoring.matching.models import SimilarityKind, SimilarityTable
from mentoring.matching.policy import as_engine, policy_read
from mentoring.matching.similarity import built, codes_of, current, tables_of, unpacked
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.common.due import works
from nqt.common.errors import Forbidden
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_study_field, an_occupation
from tests.harness.factories.organizations import MACHINE
from tests.harness.factories.regions import the_west

CODES = ("G1602", "K1801", "K1802", "K2112")


@pytest.fixture
def nomenclatures(db):
    for code in CODES:
        an_occupation(code, f"Métier {code}")
    for code in ("341", "344", "311", "122"):
        a_study_field(code, f"Études {code}")


def names(code):
    return f"Métier {code}"


def test_tables_are_built_once(nomenclatures):
    assert {row.kind for row in similarities_build(actor=MACHINE)} == {"job", "field"}
    assert similarities_build(actor=MACHINE) == []
    jobs = unpacked(SimilarityTable.objects.get(kind=SimilarityKind.JOB))
    assert jobs.codes == CODES
    assert jobs.values.tolist() == [[1000, 0, 0, 0], [0, 1000, 600, 300], [0, 600, 1000, 300], [0, 300, 300, 1000]]
    fields = unpacked(SimilarityTable.objects.get(kind=SimilarityKind.FIELD))
    assert fields.values[2].tolist() == [0, 300, 1000, 600], "122, 311, 341, 344"


def test_stored_table_is_what_is_read(nomenclatures):
    similarities_build(actor=MACHINE)
    row = SimilarityTable.objects.get(kind=SimilarityKind.JOB)
    strange = built(SimilarityKind.JOB, CODES)
    strange.values[0, 1] = 123
    SimilarityTable.objects.filter(pk=row.pk).update(values=strange.packed())
    tables = tables_of(codes_of(SimilarityKind.JOB), codes_of(SimilarityKind.FIELD))
    assert tables.job[0, 1] == 123


def test_other_codes_are_built_on_the_way_and_stored_by_the_sweep(nomenclatures):
    similarities_build(actor=MACHINE)
    before = SimilarityTable.objects.get(kind=SimilarityKind.JOB)
    an_occupation("K1803", "Un nouveau métier")
    met = current(codes_of(SimilarityKind.JOB), codes_of(SimilarityKind.FIELD))[SimilarityKind.JOB]
    assert "K1803" in met.codes
    assert works()["mentoring.matching.similarities"](timezone.now()) == 1
    after = SimilarityTable.objects.get(kind=SimilarityKind.JOB)
    assert (after.edition, before.edition) == (2, 1)
    assert after.sha256 == met.sha256() != before.sha256
    assert SimilarityTable.objects.get(kind=SimilarityKind.FIELD).edition == 1


def test_other_rule_builds_anew(nomenclatures, monkeypatch):
    similarities_build(actor=MACHINE)
    monkeypatch.setattr(similarity, "CLOSE", 650)
    assert np.max(current(codes_of(SimilarityKind.JOB), codes_of(SimilarityKind.FIELD))["job"].values[1, 2]) == 650
    assert len(similarities_build(actor=MACHINE)) == 2


def test_run_reads_the_same_with_and_without_stored_tables(nomenclatures):
    west = the_west()
    a_graduate(department=west["17"])
    a_mentor(department=west["17"])
    policy, today = as_engine(policy_read(timezone.localdate())), timezone.localdate()
    before = load(None, policy, today).fingerprint
    similarities_build(actor=MACHINE)
    assert load(None, policy, today).fingerprint == before


def test_command_says_what_it_built(nomenclatures, capsys):
    call_command("build_similarities")
    assert "métiers, édition 1 : 4 codes" in capsys.readouterr().out
    call_command("build_similarities")
    assert capsys.readouterr().out == ""


def test_nothing_is_stored_before_a_nomenclature_is_loaded(db):
    assert similarities_build(actor=MACHINE) == []


def test_others_do_not_build(db):
    with pytest.raises(Forbidden):
        similarities_build(actor=Actor(role=Role.STAFF_REGIONAL))


def test_examples_are_of_the_table(nomenclatures):
    told = examples(built(SimilarityKind.JOB, CODES), "K1801")
    assert [(one.percent, one.theirs) for one in told] == [
        (100, names("K1801")),
        (60, names("K1802")),
        (30, names("K2112")),
        (0, names("G1602")),
    ]
    assert examples(built(SimilarityKind.JOB, ()), "") == []
