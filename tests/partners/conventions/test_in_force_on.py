"""“In force on a day”, recounted in plain Python on random worlds, against the SQL."""

import datetime
import random

import pytest
from django.db import IntegrityError, transaction

from partners.conventions.actions.effect import take_effect
from partners.conventions.models import Convention, ConventionText, Stage

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2015, 1, 1)
SPAN = 400


def day(chance: random.Random) -> datetime.date:
    return FIRST + datetime.timedelta(days=chance.randrange(SPAN))


def maybe(chance: random.Random) -> datetime.date | None:
    return day(chance) if chance.random() < 0.4 else None


def a_convention(chance: random.Random) -> Convention:
    """With some texts, in effect one after the other, among others that never were."""
    notice, terminated = maybe(chance), maybe(chance)
    closes = notice and max(notice, day(chance))
    convention = Convention.objects.create(notice_on=notice, closes_on=closes, terminated_on=terminated)
    effective = sorted({day(chance) for _ in range(chance.randrange(4))}) if chance.random() < 0.9 else []
    is_open = False
    for ordinal in range(1, chance.randrange(2, 8)):
        on = effective.pop(0) if effective and (ordinal == 1 or chance.random() < 0.7) else None
        if ordinal > 1 and convention.entered_on is None:
            break
        never = Stage.ABANDONED if is_open else chance.choice([Stage.ABANDONED, Stage.DRAFT, Stage.TO_SIGN])
        is_open = is_open or (on is None and never != Stage.ABANDONED)
        text = ConventionText.objects.create(
            convention=convention,
            ordinal=ordinal,
            stage=Stage.SIGNED if on else never,
            title=f"Texte {ordinal}",
            body_hash="0" * 64,
            ends_on=maybe(chance),
            renewal_months=chance.choice([None, 12]),
            ended_on=convention.ended_on,
        )
        if on:
            take_effect(text, on)
    return convention


def read_on(texts: list[ConventionText], on: datetime.date) -> ConventionText:
    """The last that has taken effect, else the first."""
    effective = [text for text in texts if text.effective_on and text.effective_on <= on]
    return max(effective, key=lambda text: text.effective_on) if effective else min(texts, key=lambda t: t.ordinal)


def is_bound(convention: Convention, text: ConventionText, on: datetime.date) -> bool:
    if text.effective_on is None or text.effective_on > on:
        return False
    if convention.terminated_on and convention.terminated_on <= on:
        return False
    if convention.notice_on and convention.notice_on <= on:
        return convention.closes_on >= on
    return bool(text.renewal_months) or text.ends_on is None or text.ends_on >= on


@pytest.mark.parametrize("seed", range(6))
def test_texts_read_and_in_force_on_any_day_are_those_of_a_plain_recount(seed):
    chance = random.Random(seed)  # noqa: S311 - random worlds, not secrets
    world = [a_convention(chance) for _ in range(40)]
    texts = {convention.pk: list(convention.texts.all()) for convention in world}
    amended = 0
    for on in [day(chance) for _ in range(25)] + [FIRST - datetime.timedelta(days=1)]:
        read = {convention.pk: read_on(texts[convention.pk], on).pk for convention in world}
        bound = {
            convention.pk: read[convention.pk]
            for convention in world
            if is_bound(convention, read_on(texts[convention.pk], on), on)
        }
        assert dict(ConventionText.objects.read_on(on).values_list("convention", "pk")) == read
        assert dict(ConventionText.objects.in_force_on(on).values_list("convention", "pk")) == bound
        assert dict(Convention.objects.in_force_on(on).values_list("pk", "text__pk")) == bound
        assert {one.pk: one.text.pk for one in Convention.objects.on(on)} == read
        amended += sum(pk != texts[convention][0].pk for convention, pk in bound.items())
    assert amended > 20


def test_two_texts_never_bind_on_one_day():
    convention = Convention.objects.create()
    facts = {"convention": convention, "stage": Stage.SIGNED}
    ConventionText.objects.create(ordinal=1, effective_on=FIRST, **facts)
    with pytest.raises(IntegrityError, match="text_one_in_force"), transaction.atomic():
        ConventionText.objects.create(ordinal=2, effective_on=FIRST + datetime.timedelta(days=9), **facts)
    ConventionText.objects.create(ordinal=2, convention=convention)
    with pytest.raises(IntegrityError, match="text_open_once"), transaction.atomic():
        ConventionText.objects.create(ordinal=3, convention=convention)


def test_a_chain_reads_on_one_day_alone():
    read = Convention.objects.on(FIRST)
    assert read.on(FIRST) is read
    with pytest.raises(ValueError, match="2015"):
        read.with_life(FIRST + datetime.timedelta(days=1))
