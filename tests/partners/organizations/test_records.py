"""The organization's own record: created, corrected, renamed, archived, found."""

import datetime

import pytest

from nqt.audit import history
from nqt.common.errors import Conflict, Forbidden, Invalid, Stale
from partners.organizations import actions
from partners.organizations.models import LegalForm, Organization, OrganizationKind
from tests.harness.factories.organizations import (
    a_contact,
    a_department,
    a_siren,
    a_siret,
    an_organization,
    national,
    regional,
)

pytestmark = pytest.mark.django_db


def create(actor=None, **facts):
    return actions.organization_create(
        actor=actor or national(), **{"name": "Habitat 17", "kind": OrganizationKind.LANDLORD, **facts}
    )


def test_organization_with_full_record_is_stored_as_typed():
    siren = a_siren()
    made = create(legal_form=LegalForm.OPH, siren=f" {siren[:3]} {siren[3:6]} {siren[6:]}", siret=a_siret(siren))

    made.refresh_from_db()
    assert (made.name, made.legal_form, made.siren, made.siret) == ("Habitat 17", "oph", siren, a_siret(siren))
    assert made.folded == "habitat 17"


def test_organization_name_loses_outer_and_no_break_spaces_and_keeps_its_accents():
    assert create(name="\u00a0Rochefort  Habitat Oce\u0301an ").name == "Rochefort Habitat Océan"


@pytest.mark.parametrize("siren", ["123456789", "12345678", "ABCDEFGHI", "1.2E+08", "0000000000"])
def test_siren_with_wrong_key_is_refused(siren):
    with pytest.raises(Invalid) as refusal:
        create(siren=siren)
    assert "SIREN" in refusal.value.fields["siren"] or "caractères" in refusal.value.fields["siren"]
    assert not Organization.objects.exists()


@pytest.mark.parametrize("siret", ["12345678901234", "8.2E+13", "1234"])
def test_siret_with_wrong_key_is_refused(siret):
    with pytest.raises(Invalid) as refusal:
        create(siret=siret)
    assert "siret" in refusal.value.fields


def test_siret_of_another_siren_is_refused():
    with pytest.raises(Invalid) as refusal:
        create(siren=a_siren(), siret=a_siret(a_siren()))
    assert refusal.value.code == "organization_siret_of_siren"
    assert not Organization.objects.exists()


def test_siret_alone_gives_its_siren():
    siren = a_siren()
    assert create(siret=a_siret(siren)).siren == siren


def test_siren_borne_by_another_is_refused():
    siren = a_siren()
    an_organization("Atlantic Aménagement", siren=siren)
    with pytest.raises(Invalid) as refusal:
        create(siren=siren)
    assert refusal.value.code == "organization_siren_unique"
    assert refusal.value.fields["siren"] == "Un organisme porte déjà ce numéro SIREN."


@pytest.mark.parametrize(
    "name", ["Habitat\x00 17", "Habitat\u202e 17", "Hab\u200bitat", "Habitat\n17", "", "   ", "x" * 151]
)
def test_name_with_invisible_empty_or_too_long_text_is_refused(name):
    with pytest.raises(Invalid) as refusal:
        create(name=name)
    assert "name" in refusal.value.fields


@pytest.mark.parametrize("name", ["L", "L’Œuvre", "Coop’Habitat – Sud", "Жильё"])
def test_name_of_the_world_is_accepted(name):
    assert create(name=name).name == name


@pytest.mark.parametrize(
    "typed", ["HABITAT 17", "habitat  17", "Habitat-17", "Habitat 17.", "17 Habitat"], ids=lambda value: value
)
def test_name_close_to_a_known_one_is_asked_about_then_accepted(typed):
    known = an_organization("Habitat 17")
    with pytest.raises(Invalid) as refusal:
        create(name=typed)
    assert refusal.value.code == "possible_duplicate"
    assert known.name in refusal.value.fields["is_distinct"]

    assert create(name=typed, is_distinct=True).pk != known.pk


def test_name_close_to_a_former_one_is_asked_about():
    known = an_organization("Office de Saintes")
    actions.organization_rename(
        actor=national(), target=known, expected_version=None, name="Semis", on=datetime.date(2014, 1, 1)
    )
    with pytest.raises(Invalid) as refusal:
        create(name="Office de Sainte")
    assert "Semis" in refusal.value.fields["is_distinct"]


@pytest.mark.parametrize("name", ["Habitat 44", "Habitat Sud-Deux-Sèvres", "Habitat du Gard"])
def test_name_that_only_shares_a_common_word_is_not_asked_about(name):
    an_organization("Habitat 17")
    assert create(name=name)


def test_duplicate_outside_the_perimeter_is_said_without_its_name():
    an_organization("Secret Habitat du Nord", departments=("59",))
    with pytest.raises(Invalid) as refusal:
        create(regional("17"), name="Secret Habitat du Nord.", departments=[a_department()])
    assert "hors de votre périmètre" in refusal.value.message
    assert "Secret" not in refusal.value.message + "".join(refusal.value.fields.values())


# who may -------------------------------------------------------------------------------------------------------------
def test_regional_staff_create_in_their_departments_only():
    with pytest.raises(Invalid) as refusal:
        create(regional("33"), departments=[a_department("17")])
    assert "departments" in refusal.value.fields

    made = create(regional("17"), departments=[a_department("17"), a_department("33", "Gironde")])
    assert {p.department.code for p in made.presences.all()} == {"17", "33"}


def test_organization_out_of_perimeter_is_not_changed_by_regional_staff():
    target = an_organization("Loin", departments=("59",))
    with pytest.raises(Forbidden):
        actions.organization_update(actor=regional("17"), target=target, expected_version=1, name="Près")
    assert Organization.objects.get(pk=target.pk).name == "Loin"


def test_organization_that_left_the_department_is_out_of_perimeter():
    target = an_organization("Parti", departments=("17",))
    presence = target.presences.get()
    actions.presence_end(actor=national(), target=presence, valid_until=datetime.date(2015, 1, 1))
    with pytest.raises(Forbidden):
        actions.organization_update(actor=regional("17"), target=target, expected_version=1, name="Près")


# changes -------------------------------------------------------------------------------------------------------------
def test_update_with_an_old_version_is_stale_and_changes_nothing():
    target = an_organization("Un")
    actions.organization_update(actor=national(), target=target, expected_version=1, note="premier")
    with pytest.raises(Stale):
        actions.organization_update(actor=national(), target=target, expected_version=1, note="second")
    target.refresh_from_db()
    assert (target.note, target.version) == ("premier", 2)


def rename(target, name, on, **more):
    return actions.organization_rename(
        actor=national(), target=target, expected_version=None, name=name, on=datetime.date.fromisoformat(on), **more
    )


def test_rename_keeps_the_former_name_found_by_search_and_shown_as_of_its_time():
    target = an_organization("Union nationale des HLM")
    rename(target, "Union sociale pour l’habitat", "2002-06-01", precision="year")

    former = target.former_names.get()
    assert (former.name, former.valid_until) == ("Union nationale des HLM", datetime.date(2002, 1, 1))
    assert list(Organization.objects.search("nationale hlm")) == [target]
    then = Organization.objects.with_name_on(datetime.date(1990, 1, 1)).get(pk=target.pk)
    now = Organization.objects.with_name_on(datetime.date(2015, 1, 1)).get(pk=target.pk)
    assert (then.name_then, now.name_then) == ("Union nationale des HLM", "Union sociale pour l’habitat")


def test_second_rename_begins_where_the_first_ended():
    target = an_organization("A")
    rename(target, "B", "2010-01-01")
    rename(target, "C", "2012-01-01")
    assert [(n.name, n.valid_from, n.valid_until) for n in target.former_names.all()] == [
        ("B", datetime.date(2010, 1, 1), datetime.date(2012, 1, 1)),
        ("A", None, datetime.date(2010, 1, 1)),
    ]


@pytest.mark.parametrize(("name", "on", "field"), [("B", "2009-01-01", "on"), ("C", "2999-01-01", "on")])
def test_rename_before_the_last_one_or_to_come_is_refused(name, on, field):
    target = an_organization("A")
    rename(target, "B", "2010-01-01")
    with pytest.raises(Invalid) as refusal:
        rename(target, "C", on)
    assert field in refusal.value.fields
    assert Organization.objects.get(pk=target.pk).name == "B"


def test_archive_leaves_active_lists_and_restore_brings_back_with_both_reasons_told():
    target = an_organization("Fini")
    archived = actions.organization_archive(
        actor=national(), target=target, expected_version=1, reason="Plus d’activité"
    )
    assert target not in Organization.objects.active()
    with pytest.raises(Conflict):
        actions.organization_update(actor=national(), target=archived, expected_version=2, name="Autre")

    actions.organization_restore(actor=national(), target=archived, expected_version=2, reason="Erreur")
    assert target in Organization.objects.active()
    assert {e.reason for e in history.of(target) if e.kind == "transition"} == {"Erreur", "Plus d’activité"}


def test_nqt_is_never_archived_and_is_unique():
    ours = an_organization("NQT", kind=OrganizationKind.ASSOCIATION, is_nqt=True)
    with pytest.raises(Conflict):
        actions.organization_archive(actor=national(), target=ours, expected_version=1)
    with pytest.raises(Invalid):
        an_organization("NQT bis", kind=OrganizationKind.ASSOCIATION, is_nqt=True)


def test_delete_is_national_and_refused_while_something_cites_the_record():
    target = an_organization("Doublon", departments=("17",))
    with pytest.raises(Forbidden):
        actions.organization_delete(actor=regional("17"), target=target, expected_version=1)
    contact = a_contact(target)
    with pytest.raises(Conflict):
        actions.organization_delete(actor=national(), target=target, expected_version=1)
    assert Organization.objects.filter(pk=target.pk, version=1).exists()

    contact.delete()
    actions.organization_delete(actor=national(), target=target, expected_version=1)
    assert not Organization.objects.filter(pk=target.pk).exists()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("deux sevres", True),
        ("SÈVRES sud", True),
        ("hsds", True),
        ("120 027 016", True),
        ("poitiers", False),
        ("%", False),
    ],
)
def test_search_finds_names_short_names_and_siren_whatever_the_accents(typed, found):
    target = an_organization("Habitat Sud-Deux-Sèvres", short_name="HSDS", siren="120027016")
    an_organization("Autre")
    assert (target in Organization.objects.search(typed)) is found
