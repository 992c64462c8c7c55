"""The history says who changed what, in words, and a step of the life cycle with what it changed."""

import datetime
import threading

import pytest
from django.db import connection, connections, transaction
from pghistory.models import Context

from nqt.accounts.actor import Actor
from nqt.audit import history
from nqt.audit.context import acting
from nqt.audit.transitions import move
from tests.harness.trial.models import Agreement, Town

pytestmark = pytest.mark.django_db


def change(agreement, actor=None, **facts):
    for name, value in facts.items():
        setattr(agreement, name, value)
    if actor is None:
        agreement.save()
    else:
        with acting(actor):
            agreement.save()


def told(agreement, **options):
    """The last change: {label: (before, after)}."""
    return {line.label: (line.old, line.new) for line in history.of(agreement, **options)[0].changes}


def test_change_is_told_with_its_author_hat_and_french_words(agreement, staff):
    change(agreement, staff, title="Deuxième", kind="national", amount="2500.00", is_confidential=True)
    entry = history.of(agreement)[0]
    assert (entry.kind, entry.who, entry.role, entry.hat_key) == (
        "update",
        "Ada Martin",
        "équipe nationale",
        "staff-national",
    )
    assert told(agreement) == {
        "Intitulé": ("Première", "Deuxième"),
        "Nature": ("Locale", "Nationale"),
        "Montant": ("1\xa0000,50", "2\xa0500,00"),
        "Confidentielle": ("non", "oui"),
    }


def test_dates_and_keys_are_told_as_people_read_them(agreement, staff):
    blois = Town.objects.create(code="41018", name="Blois")
    change(agreement, staff, ends_on=datetime.date(2017, 9, 1), signed_on=datetime.date(2015, 7, 23), town=blois)
    assert told(agreement) == {
        "Fin": ("1er janvier 2016", "1er septembre 2017"),
        "Signée le": ("—", "23 juillet 2015"),
        "Commune": ("Tours (37261)", "Blois (41018)"),
    }


def test_key_to_a_row_that_is_gone_is_told_as_gone(agreement, staff):
    blois = Town.objects.create(code="41018", name="Blois")
    tours = agreement.town
    change(agreement, staff, town=blois)
    tours.delete()
    assert told(agreement) == {"Commune": ("fiche supprimée", "Blois (41018)")}


def test_history_begins_with_the_creation_and_comes_last_first(agreement, staff):
    change(agreement, staff, title="Deuxième")
    assert [entry.kind for entry in history.of(agreement)] == ["update", "insert"]


def test_history_ends_with_the_deletion(agreement, staff):
    with acting(staff):
        pk = agreement.pk
        agreement.delete()
    agreement.pk = pk
    entry = history.of(agreement)[0]
    assert (entry.kind, entry.who) == ("delete", "Ada Martin")


def test_change_of_technical_columns_is_no_news(agreement, staff):
    change(agreement, staff, version=2)
    assert [entry.kind for entry in history.of(agreement)] == ["insert"]


def test_fields_the_reader_may_not_see_are_not_told(agreement, staff):
    change(agreement, staff, title="Deuxième", internal_note="Entre nous")
    assert told(agreement, fields=["title", "amount"]) == {"Intitulé": ("Première", "Deuxième")}
    change(agreement, staff, internal_note="Encore")
    assert len(history.of(agreement, fields=["title"])) == 2


def test_bulk_update_is_told_too(agreement, staff):
    with acting(staff):
        Agreement.objects.filter(pk=agreement.pk).update(title="Par lot")
    assert told(agreement) == {"Intitulé": ("Première", "Par lot")}


def test_step_and_the_change_it_made_are_one_entry(agreement, staff):
    with acting(staff), transaction.atomic():
        agreement.amount = 20
        move(agreement, "send", actor=staff, reason="Prête")
    entry = history.of(agreement)[0]
    assert (entry.kind, entry.title, entry.who) == ("transition", "send : Brouillon → Envoyée", "Ada Martin")
    assert entry.reason == "Prête"
    assert [line.field for line in entry.changes] == ["amount"]
    assert len(history.of(agreement)) == 2


def test_steps_of_one_transaction_are_each_told(agreement, staff):
    with acting(staff), transaction.atomic():
        move(agreement, "send", actor=staff)
        move(agreement, "sign", actor=staff)
    titles = {entry.title for entry in history.of(agreement) if entry.kind == "transition"}
    assert titles == {"send : Brouillon → Envoyée", "sign : Envoyée → Signée"}


@pytest.mark.parametrize(
    ("actor", "who"),
    [
        (Actor.system("tests"), "Le logiciel"),
        (Actor.anonymous(bearer=("signatory", 3)), "Porteur du lien personnel"),
        (None, ""),
    ],
)
def test_change_by_somebody_without_account_is_attributed_as_it_was(agreement, actor, who):
    change(agreement, actor, title="Deuxième")
    assert history.of(agreement)[0].who == who


def test_change_by_an_account_that_is_gone_says_so(agreement, staff):
    change(agreement, staff, title="Deuxième")
    staff.user.delete()
    assert history.of(agreement)[0].who == "Compte supprimé"


def test_history_costs_the_same_for_many_changes(agreement, staff, django_assert_num_queries):
    towns = [Town.objects.create(code=f"370{n:02}", name=f"Ville {n}") for n in range(20)]
    change(agreement, staff, town=towns[0])
    with django_assert_num_queries(2):
        history.of(agreement)
    for town in towns[1:]:
        change(agreement, staff, town=town)
    with django_assert_num_queries(2):
        history.of(agreement)


# acting ---------------------------------------------------------------------------------------------------------------
def metadata_of(agreement):
    events = agreement.pgh_event_model.objects.filter(pgh_obj=agreement).order_by("pgh_id")
    return [event.pgh_context and event.pgh_context.metadata for event in events.select_related("pgh_context")]


def test_acting_inside_acting_keeps_both_apart(agreement, staff, partner):
    with acting(staff):
        change(agreement, title="Un")
        with acting(partner):
            change(agreement, title="Deux")
        change(agreement, title="Trois")
    _, one, two, three = metadata_of(agreement)
    assert (one["user"], two["user"], three["user"]) == (staff.user.pk, partner.user.pk, staff.user.pk)


def test_acting_keeps_ids_and_no_name(agreement, staff):
    change(agreement, staff, title="Un")
    assert Context.objects.get().metadata == {
        "user": staff.user.pk,
        "role": "staff_national",
        "hat": "staff-national",
    }


def test_acting_that_fails_leaves_no_actor_behind(agreement, staff):
    with pytest.raises(RuntimeError), acting(staff):
        raise RuntimeError
    change(agreement, title="Un")
    assert metadata_of(agreement)[-1] is None


@pytest.mark.django_db(transaction=True)
def test_acting_in_two_threads_does_not_mix(agreement, staff, partner):
    ready = threading.Barrier(2)

    def work(actor):
        with acting(actor):
            ready.wait(5)
            town = Town.objects.create(code="00000", name=str(actor.user))
            Agreement.objects.create(
                title=str(actor.user),
                kind="local",
                body=agreement.body,
                town=town,
                starts_on=agreement.starts_on,
                ends_on=agreement.ends_on,
                amount=1,
            )
        connections.close_all()

    threads = [threading.Thread(target=work, args=[actor]) for actor in (staff, partner)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    for actor in (staff, partner):
        made = Agreement.objects.get(title=str(actor.user))
        assert history.of(made)[0].who == str(actor.user)


def test_acting_adds_no_statement_of_its_own(agreement, staff, django_assert_num_queries):
    with django_assert_num_queries(1), acting(staff):
        Agreement.objects.filter(pk=agreement.pk).update(title="Un")
    assert connection.connection is not None
