"""The policy: versions that staff decide, never rewritten; what others read of it; what other weights would change."""

import datetime
import re
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from mentoring.matching import actions, preview
from mentoring.matching.engine.prepare import prepare
from mentoring.matching.engine.rules import RULES
from mentoring.matching.engine.scoring import share
from mentoring.matching.engine.types import Couple, Criterion, Policy
from mentoring.matching.guide import kept_at
from mentoring.matching.guide_words import Side, rule_words
from mentoring.matching.loading import load
from mentoring.matching.models import MatchingPolicy, MatchingRun
from mentoring.matching.policy import (
    FIRST_DAY,
    as_engine,
    figures_of,
    policy_held,
    policy_in_force,
    policy_read,
    row_of,
)
from mentoring.proposals.models import MatchProposal
from nqt.accounts.actor import Actor
from nqt.accounts.roles import Role
from nqt.audit.models import TransitionLog
from nqt.common.errors import Conflict, Forbidden, Invalid
from nqt.jobs.models import Job
from tests.harness.at_once import at_once
from tests.harness.factories.mentoring import (
    FIGURES,
    a_commune,
    a_graduate,
    a_graduate_user,
    a_mentor,
    a_mentor_user,
    a_policy,
    a_run,
    an_occupation,
    as_staff,
)
from tests.harness.factories.regions import DepartmentFactory, RegionFactory
from tests.harness.words import said

TODAY = timezone.localdate
LATER = datetime.date(2021, 1, 1)
"""After the first version, which comes with the tables."""
PAGE = "/staff/matching-policies/"
NUMBERS = {**FIGURES, "remote_percent": Decimal(24)}


def field_of(page, name):
    return re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)[1]


def typed(**changes):
    return {**FIGURES, "valid_from": TODAY().isoformat(), "is_sure": "true", **changes}


# -- versions ---------------------------------------------------------------------------------------------------------
def test_form_begins_with_what_is_in_force(visitor):
    a_policy(valid_from=LATER)
    page = visitor.get(PAGE + "new/").content.decode()
    assert field_of(page, "distance") == "30"
    assert field_of(page, "remote_percent") == "50", "500 per mille"


def test_version_counts_from_its_day_and_the_one_before_stays(visitor, national):
    before = policy_in_force(TODAY())
    answer = visitor.post(PAGE + "new/", typed(job="50", note="Décidé en comité."))
    assert answer.status_code == 303
    new = policy_in_force(TODAY())
    assert (new.weights["job"], new.note, new.created_by) == (50, "Décidé en comité.", national.user)
    assert new.pk != before.pk
    before.refresh_from_db()
    assert before.weights["job"] == 40
    assert "En vigueur" in visitor.get(f"{PAGE}{new.public_id}/").content.decode()
    assert "Remplacé" in visitor.get(f"{PAGE}{before.public_id}/").content.decode()


def test_run_keeps_the_policy_it_was_made_with(national, monkeypatch):
    monkeypatch.setattr("nqt.jobs.actions.publish", lambda pk, queue: None)
    run = actions.run_start(actor=national)
    figures = {**figures_of(policy_read(TODAY())), "job": 1}
    new = actions.policy_create(actor=national, valid_from=TODAY(), **figures)
    run.refresh_from_db()
    assert run.policy_id != new.pk


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"job": "-1"}, "job", "entre 0 et 1000"),
        ({"job": "x"}, "job", "entre 0 et 1000"),
        ({"waiting": "1001"}, "waiting", "entre 0 et 1000"),
        ({str(criterion): "0" for criterion in Criterion}, "job", "Un critère au moins"),
        ({"half_distance_km": "0"}, "half_distance_km", "entre 1 et 500"),
        ({"remote_percent": "101"}, "remote_percent", "entre 0 et 100"),
        ({"full_waiting_days": ""}, "full_waiting_days", ""),
        ({"load_second": "700"}, "load_third", "au moins autant"),
        ({"valid_from": "2020-02-02"}, "valid_from", "Ce jour est passé"),
        ({"valid_from": ""}, "valid_from", ""),
    ],
)
def test_absurd_figures_are_refused_beside_their_field(visitor, changes, field, said):
    answer = visitor.post(PAGE + "new/", typed(**changes))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in page
    assert said in page
    assert not MatchingPolicy.objects.filter(valid_from=TODAY()).exists()


def test_percent_is_typed_as_the_french_write_it(visitor):
    assert visitor.post(PAGE + "new/", typed(remote_percent="24,5")).status_code == 303
    assert MatchingPolicy.objects.get(valid_from=TODAY()).remote_share == 245


def test_two_versions_do_not_begin_the_same_day(visitor):
    assert visitor.post(PAGE + "new/", typed()).status_code == 303
    answer = visitor.post(PAGE + "new/", typed(job="1"))
    assert answer.status_code == 400
    assert "commence déjà ce jour-là" in answer.content.decode()


def test_engine_has_the_last_word(monkeypatch):
    monkeypatch.setattr("mentoring.matching.policy._check", lambda figures: None)
    nothing = {**FIGURES, "remote_percent": 0, **{str(one): 0 for one in Criterion}}
    with pytest.raises(Invalid, match="Aucun calcul"):
        row_of(nothing, TODAY())


# -- nothing is decided by a key typed in passing ---------------------------------------------------------------------
def buttons_of(page):
    """The submit buttons of the page's form, in the order of the document: the first one answers the Enter key."""
    form = re.search(r'<form id="form".*?</form>', page, re.DOTALL)[0]
    return re.findall(r'<button[^>]*type="submit"[^>]*>', form)


def test_enter_previews_and_saving_is_confirmed(visitor):
    page = visitor.get(PAGE + "new/").content.decode()
    first, second = buttons_of(page)
    assert f'formaction="{PAGE}preview/#preview"' in first
    assert "formaction" not in second
    known = MatchingPolicy.objects.count()
    for sure in ({}, {"is_sure": ""}, {"is_sure": "false"}):
        told = {name: value for name, value in typed(job="50").items() if name != "is_sure"}
        answer = visitor.post(PAGE + "new/", {**told, **sure})
        page = answer.content.decode()
        assert answer.status_code == 400
        assert 'id="id_is_sure_error"' in page
        assert field_of(page, "job") == "50", "what was typed stays"
    api = {**FIGURES, "remote_percent": "24.0", "valid_from": TODAY().isoformat()}
    assert visitor.send("post", "/api/v1" + PAGE, api).status_code == 400
    assert MatchingPolicy.objects.count() == known
    assert visitor.send("post", "/api/v1" + PAGE, {**api, "is_sure": True}).status_code == 201


def test_version_no_run_used_is_withdrawn_and_its_day_is_free(visitor, national):
    before = policy_in_force(TODAY())
    visitor.post(PAGE + "new/", typed(job="99"))
    wrong = policy_in_force(TODAY())
    asked = visitor.get(f"{PAGE}{wrong.public_id}/withdraw/").content.decode()
    assert f"Le {before} compte dès maintenant" in asked
    assert visitor.post(f"{PAGE}{wrong.public_id}/withdraw/", {"reason": "Une faute de frappe."}).status_code == 303
    assert policy_in_force(TODAY()) == before
    page = visitor.get(f"{PAGE}{wrong.public_id}/").content.decode()
    assert "Retiré" in page and str(national.user) in page and "Une faute de frappe." in page
    [line] = TransitionLog.objects.of(wrong)
    assert (line.name, line.reason, line.user) == ("withdraw", "Une faute de frappe.", national.user)
    assert visitor.post(f"{PAGE}{wrong.public_id}/withdraw/").status_code == 409, "once"
    assert visitor.post(PAGE + "new/", typed(job="50")).status_code == 303, "another one the same day"
    assert policy_in_force(TODAY()).weights["job"] == 50


def test_version_to_come_is_withdrawn_the_first_and_a_used_one_stay(visitor, national):
    counting = policy_in_force(TODAY())
    coming = a_policy(valid_from=TODAY() + datetime.timedelta(days=3))
    assert "compte ce jour-là aussi" in visitor.get(f"{PAGE}{coming.public_id}/withdraw/").content.decode()
    assert visitor.post(f"{PAGE}{coming.public_id}/withdraw/").status_code == 303
    assert visitor.post(f"{PAGE}{counting.public_id}/withdraw/").status_code == 409, "nothing stands before it"
    used = a_policy(valid_from=TODAY() + datetime.timedelta(days=3))
    run = a_run()
    MatchingRun.objects.filter(pk=run.pk).update(policy=used)
    with pytest.raises(Conflict):
        actions.policy_withdraw(actor=national, target=used)
    assert "withdraw/" not in visitor.get(f"{PAGE}{used.public_id}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_run_and_withdrawal_at_once_leave_no_run_with_a_withdrawn_policy(monkeypatch):
    monkeypatch.setattr("nqt.jobs.actions.publish", lambda pk, queue: None)
    national = as_staff()
    first = policy_in_force(TODAY())
    new = actions.policy_create(actor=national, valid_from=TODAY(), **NUMBERS)
    outcomes = at_once(
        lambda: actions.run_start(actor=national), lambda: actions.policy_withdraw(actor=national, target=new)
    )
    new.refresh_from_db()
    used = MatchingRun.objects.get().policy
    assert (used == new) == (new.withdrawn_at is None), "a run keeps a policy that somebody withdrew"
    assert used in (first, new)
    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert [type(one) for one in refused] == ([Conflict] if used == new else [])


def test_regional_staff_read_and_do_not_decide(regional, west):
    known = policy_in_force(TODAY())
    page = regional.get(PAGE).content.decode()
    assert "métier 40" in page
    assert "Nouveau barème" not in page
    assert "Essayer" not in page
    detail = regional.get(f"{PAGE}{known.public_id}/")
    assert "4\u202f000" in detail.content.decode() or "4\u00a0000" in detail.content.decode()
    assert regional.post(PAGE + "new/", typed()).status_code == 403
    assert regional.post(PAGE + "preview/", FIGURES).status_code == 403
    actor = Actor(role=Role.STAFF_REGIONAL)
    with pytest.raises(Forbidden):
        actions.policy_create(actor=actor, valid_from=TODAY(), **FIGURES)
    with pytest.raises(Forbidden):
        actions.policy_withdraw(actor=actor, target=known)


# -- what other weights would change ----------------------------------------------------------------------------------
def two_who_want_one(west):
    """One place: near and of another trade for the first graduate, far and of the same trade for the second."""
    place = a_commune(west["17"], at=(46.16, -1.15))
    far = a_commune(west["17"], at=(46.16, -0.45))
    urbanist, cook = an_occupation(), an_occupation("G1602", "Personnel de cuisine", "Hôtellerie")
    near = a_graduate(commune=place, target_job=cook, qpv="in")
    alike = a_graduate(commune=far, target_job=urbanist, qpv="out")
    mentor = a_mentor(commune=place, occupation=urbanist, capacity=1, radius_km=100)
    return near, alike, mentor


@pytest.mark.django_db
def test_day_before_every_policy_has_the_first_one_and_is_not_looked_for_without_end():
    asked = []

    def at_most(execute, sql, params, many, context):
        asked.append(sql)
        assert len(asked) < 30, "looked for without end"
        return execute(sql, params, many, context)

    with connection.execute_wrapper(at_most), transaction.atomic():
        held = policy_held(FIRST_DAY - datetime.timedelta(days=1))
    assert (held.valid_from, held.withdrawn_at) == (FIRST_DAY, None)
    assert held == policy_in_force(TODAY())


def test_preview_says_who_would_change_and_writes_nothing(visitor, west):
    two_who_want_one(west)
    known = MatchingPolicy.objects.count()
    only_distance = {**{str(one): "0" for one in Criterion}, "distance": "1"}
    answer = visitor.post(PAGE + "preview/", typed(**only_distance))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Toute la France" in page
    assert "<b>1</b> de plus trouverait quelqu’un." in page
    assert "<b>1</b> n’aurait plus personne." in page
    assert field_of(page, "distance") == "1", "what was typed stays"
    assert MatchingPolicy.objects.count() == known
    assert not MatchProposal.objects.exists()
    assert not Job.objects.exists()


def test_preview_keeps_the_token_of_its_form_for_what_is_saved_then(visitor, west):
    two_who_want_one(west)
    token = re.search(r'name="once" value="([^"]+)"', visitor.get(PAGE + "new/").content.decode())[1]
    for _ in range(2):
        assert visitor.post(PAGE + "preview/", {**typed(), "once": token}).status_code == 200
    assert visitor.post(PAGE + "new/", {**typed(job="51"), "once": token}).status_code == 303


def test_preview_counts_both_sides(west):
    two_who_want_one(west)
    in_force = as_engine(policy_read(TODAY()))
    near = as_engine(row_of({**figures_of(policy_read(TODAY())), "job": 0, "distance": 1000}, TODAY()))
    found = preview.preview(near, in_force, west["75"], TODAY())
    assert (found.now.matched, found.then.matched) == (1, 1)
    assert (found.now.matched_qpv, found.then.matched_qpv, found.qpv) == (0, 1, 1)
    assert (found.changed, found.gained, found.lost) == (0, 1, 1)
    shifts = {one.criterion: one for one in found.criteria}
    assert (shifts[Criterion.JOB].fulfilled_now, shifts[Criterion.JOB].fulfilled_then) == (100, 0)
    assert shifts[Criterion.DISTANCE].fulfilled_then == 100
    same = preview.preview(in_force, in_force, None, TODAY())
    assert (same.changed, same.gained, same.lost) == (0, 0, 0)
    assert same.now == same.then


def test_preview_of_nobody_is_a_preview(west):
    policy = as_engine(policy_read(TODAY()))
    found = preview.preview(policy, policy, None, TODAY())
    assert (found.now.matched, found.now.average, found.scope.graduates) == (0, 0, 0)


def test_preview_of_too_many_is_made_on_a_region_and_says_so(visitor, west, monkeypatch):
    monkeypatch.setattr(preview, "AT_ONCE", 2)
    two_who_want_one(west)
    elsewhere = DepartmentFactory(code="94", region=RegionFactory(code="94", name="Corse"))
    a_graduate(commune=a_commune(elsewhere))
    page = said(visitor.post(PAGE + "preview/", FIGURES))
    assert "3 jeunes attendent" in page
    assert "une seule région, <b>Nouvelle-Aquitaine</b>" in page
    monkeypatch.setattr(preview, "AT_ONCE", 0)
    refused = visitor.post(PAGE + "preview/", FIGURES)
    assert refused.status_code == 400
    assert "Trop de jeunes" in refused.content.decode()


def test_preview_answers_htmx_with_the_part_and_says_what_is_wrong(visitor):
    refused = visitor.post(PAGE + "preview/", {**FIGURES, "job": "beaucoup"}, headers={"HX-Request": "true"})
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "<html" not in page
    assert "À corriger d’abord" in page


def test_preview_is_an_answer_of_the_api(visitor, west):
    two_who_want_one(west)
    answer = visitor.send("post", "/api/v1" + PAGE + "preview/", {**FIGURES, "remote_percent": "24.0"})
    assert answer.status_code == 200, answer.content
    assert answer.json()["now"]["matched"] == 1
    assert sum(one["points_then"] for one in answer.json()["criteria"]) == 10_000
    refused = visitor.send("post", "/api/v1" + PAGE, {**FIGURES, "valid_from": "2030-01-01", "region": None})
    assert refused.status_code == 400, "a version has no region"


# -- what is told -----------------------------------------------------------------------------------------------------
def test_graduate_reads_how_a_mentor_is_chosen(client_as, west):
    policy_in_force(TODAY())
    user = a_graduate_user(department=west["17"])
    page = client_as(user=user).get("/graduate/mentor-choice/").content.decode()
    assert "40 %" in page.replace("\u00a0", " ")
    assert "Développement local" in page, "examples begin with one's own"
    assert "Votre genre, votre adresse, votre quartier" in page
    assert "/graduate/mentor-choice/" in client_as(user=user).get("/graduate/home/").content.decode()


def test_criterion_without_points_is_not_told_to_graduates(client_as, west):
    a_policy(valid_from=LATER)
    page = client_as(user=a_graduate_user(department=west["17"])).get("/graduate/mentor-choice/").content.decode()
    assert "<b>Métier</b>" in page
    assert "<b>Langues</b>" not in page


def test_mentor_reads_how_a_graduate_is_proposed(client_as, west):
    page = client_as(user=a_mentor_user(department=west["17"])).get("/mentor/mentor-choice/").content.decode()
    assert "c’est vous qui dites oui ou non" in page


def test_whoever_waits_for_an_answer_reads_it_too(client_as, db):
    page = client_as().get("/mentor-choice/").content.decode()
    assert "Comment votre parrain est choisi" in page
    assert "depuis votre espace" not in page


def test_nothing_decided_yet_is_the_engine_s_own_figures_unwritten(client_as, west):
    MatchingPolicy.objects.all().delete()
    assert as_engine(policy_read(TODAY())) == Policy()
    page = client_as(user=a_graduate_user(department=west["17"])).get("/graduate/mentor-choice/").content.decode()
    assert "1er janvier 2020" in page
    assert not MatchingPolicy.objects.exists()


@pytest.mark.parametrize("side", Side)
def test_every_rule_of_the_engine_is_told(side):
    assert len(set(rule_words(side))) == len(RULES)


@pytest.mark.parametrize("kilometres", [0, 7, 20, 60])
def test_distance_is_told_as_the_engine_counts_it(west, kilometres):
    policy = as_engine(policy_read(TODAY()))
    a_graduate(commune=a_commune(west["17"], at=(46.0, -1.0)))
    a_mentor(commune=a_commune(west["17"], at=(46.0 + kilometres / 111.19, -1.0)), radius_km=200)
    ready = prepare(load(None, policy, TODAY()).problem)
    counted = share(ready, *ready.rows([couple_of(ready)]), Criterion.DISTANCE)[0] / 10
    assert counted == pytest.approx(kept_at(policy, kilometres).percent, abs=1)


def couple_of(ready):
    return Couple(*ready.couple(0, 0))
