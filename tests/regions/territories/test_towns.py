"""What people type for their town, and the commune they mean: found, or asked about, never another one in silence."""

import pytest

from nqt.accounts.actor import Actor
from nqt.door.lists.searching import meant
from regions.territories.actions import territories_load
from regions.territories.models import Commune, FormerName
from tests.harness.factories.regions import CommuneFactory, DepartmentFactory

pytestmark = pytest.mark.django_db
NBSP, NARROW = "\u00a0", "\u202f"
SURE = {
    "SAINT-DENIS (93)": "Saint-Denis (Seine-Saint-Denis)",
    "Saint-Denis (Seine-Saint-Denis)": "Saint-Denis (Seine-Saint-Denis)",
    "saint denis 93": "Saint-Denis (Seine-Saint-Denis)",
    "93200 Saint-Denis": "Saint-Denis (Seine-Saint-Denis)",
    "Saint-Denis 93200": "Saint-Denis (Seine-Saint-Denis)",
    "93205 ST DENIS CEDEX": "Saint-Denis (Seine-Saint-Denis)",
    "93200": "Saint-Denis (Seine-Saint-Denis)",
    "Pierrefitte-sur-Seine": "Saint-Denis (Seine-Saint-Denis)",
    "93380 Pierrefitte-sur-Seine": "Saint-Denis (Seine-Saint-Denis)",
    "Annecy-le-Vieux": "Annecy (Haute-Savoie)",
    "Châlons-sur-Marne": "Châlons-en-Champagne (Marne)",
    "Saint-Ouen (93)": "Saint-Ouen-sur-Seine (Seine-Saint-Denis)",
    "Paris 13ème": "Paris 13e Arrondissement (Paris)",
    "Paris 13": "Paris 13e Arrondissement (Paris)",
    "13e arrondissement de Paris": "Paris 13e Arrondissement (Paris)",
    "75013 Paris": "Paris 13e Arrondissement (Paris)",
    "75775 Paris Cedex 16": "Paris 16e Arrondissement (Paris)",
    "Paris 1er": "Paris 1er Arrondissement (Paris)",
    "Marseille 03": "Marseille 3e Arrondissement (Bouches-du-Rhône)",
    "69326 LYON CEDEX 03": "Lyon 3e Arrondissement (Rhône)",
    "79028 NIORT CEDEX 9": "Niort (Deux-Sèvres)",
    "Niort Cedex": "Niort (Deux-Sèvres)",
    f"86{NBSP}000": "Poitiers (Vienne)",
    f"86{NARROW}000{NBSP}Poitiers": "Poitiers (Vienne)",
    "Paris": "Paris (Paris)",
    "Vienne": "Vienne (Isère)",
    "Havre (Le)": "Le Havre (Seine-Maritime)",
    "2A004": "Ajaccio (Corse-du-Sud)",
    "20000 Ajaccio": "Ajaccio (Corse-du-Sud)",
    "Ajaccio 2A": "Ajaccio (Corse-du-Sud)",
}
ASKED = {
    "69003": ["Lyon 3e Arrondissement (Rhône)", "Albigny-sur-Saône (Rhône)"],
    "13003": ["Marseille 3e Arrondissement (Bouches-du-Rhône)", "Alleins (Bouches-du-Rhône)"],
    "59100": ["Roubaix (Nord)", "Bousignies (Nord)"],
    "97133": ["Saint-Barthélemy (Saint-Barthélemy)", "Vieux-Fort (Guadeloupe)"],
    "Évry": ["Évry-Courcouronnes (Essonne)", "Évry (Yonne)"],
    "Saint-Denis": ["Saint-Denis (La Réunion)", "Saint-Denis (Seine-Saint-Denis)", "Saint-Denis (Aude)"],
    "St Denis": ["Saint-Denis (La Réunion)", "Saint-Denis (Seine-Saint-Denis)", "Saint-Denis (Aude)"],
    "Montreuil": ["Montreuil (Seine-Saint-Denis)", "Montreuil (Vendée)", "Montreuil (Eure-et-Loir)"],
    "st ouen": [
        "Saint-Ouen-sur-Seine (Seine-Saint-Denis)",
        "Saint-Ouen (Loir-et-Cher)",
        "Saint-Ouen (Somme)",
    ],
    "Ste Geneviève des Bois": ["Sainte-Geneviève-des-Bois (Essonne)", "Sainte-Geneviève-des-Bois (Loiret)"],
    "79003": ["Niort (Deux-Sèvres)", "Aiffres (Deux-Sèvres)"],
    "Marseille 13": ["Marseille (Bouches-du-Rhône)", "Marseille 13e Arrondissement (Bouches-du-Rhône)"],
    "93200 Villetaneuse": ["Villetaneuse (Seine-Saint-Denis)", "Saint-Denis (Seine-Saint-Denis)"],
    "86000 Niort": ["Niort (Deux-Sèvres)", "Poitiers (Vienne)"],
}
"""The first of the choices, in order."""


def test_towns_as_people_write_them_on_the_map_that_is_committed():
    territories_load(actor=Actor.system("tests"))
    everywhere = Commune.objects.all()
    for typed, right in SURE.items():
        rows = meant(everywhere, typed)
        assert str(rows.one) == right, (typed, list(map(str, rows)))
    for typed, choices in ASKED.items():
        rows = meant(everywhere, typed)
        assert rows.one is None, typed
        assert [str(row) for row in rows[: len(choices)]] == choices, typed
    assert "Aix-en-Provence (Bouches-du-Rhône)" in map(str, meant(everywhere, "Aix"))
    assert meant(everywhere, "Aix").one is None
    for typed in ("", " ", "%", "99999", "Nulle-Part-sur-Rien", "\0"):
        assert not meant(everywhere, typed), typed
    for typed in ("Saint-Denis", "st denis"):
        first = everywhere.search(typed).ranked(typed).select_related("department")[:4]
        assert {row.name for row in first} == {"Saint-Denis"}
    assert everywhere.search("9320").ranked("9320").first().name == "Saint-Denis"


# by hand --------------------------------------------------------------------------------------------------------------
@pytest.fixture
def loire():
    return DepartmentFactory(code="42", name="Loire")


def a_town(name, department, *, population=1000, formerly=(), **facts):
    town = CommuneFactory(name=name, department=department, population=population, **facts)
    FormerName.objects.bulk_create(FormerName(commune=town, name=former) for former in formerly)
    return town


def test_former_name_is_told_beside_the_town_that_bears_another(loire):
    town = a_town("Val-Neuf", loire, formerly=["Bois-Brûlé", "Val-Ancien"])
    rows = Commune.objects.search("bois-brule").ranked("bois-brule").select_related("department")
    assert [row.choice for row in rows] == ["Val-Neuf (Loire), pour « Bois-Brûlé »"]
    [row] = Commune.objects.search("val").ranked("val").select_related("department")
    assert (row, row.choice) == (town, "Val-Neuf (Loire)")


def test_town_of_nobody_knows_how_many_comes_last(loire):
    small, unknown = a_town("Bourg", loire, population=12), a_town("Bourg", loire, population=None)
    assert meant(Commune.objects.all(), "bourg") == [small, unknown]


def test_more_populous_town_that_begins_alike_is_asked_about_and_a_smaller_one_is_not(loire):
    town, suburb = a_town("Grandville", loire, population=9000), a_town("Grandville-le-Bas", loire, population=800)
    assert meant(Commune.objects.all(), "grandville").one == town
    Commune.objects.filter(pk=suburb.pk).update(population=9001)
    assert meant(Commune.objects.all(), "grandville") == [town, suburb]


def test_one_whole_word_of_a_single_town_is_enough(loire):
    town = a_town("Bréanne-lès-Saules", loire)
    for typed in ("saules", "Breanne", "BREANNE LES", "bréanne s"):
        found = meant(Commune.objects.all(), typed).one
        assert found == (town if typed != "bréanne s" else None), typed


def test_what_is_typed_is_searched_within_what_is_offered(loire):
    other = DepartmentFactory(code="43", name="Haute-Loire")
    here, there = a_town("Bourg", loire), a_town("Bourg", other)
    assert meant(Commune.objects.filter(department=loire), "bourg").one == here
    assert meant(Commune.objects.all(), "Bourg (Haute-Loire)").one == there
    assert meant(Commune.objects.all(), "Bourg (haute loire)").one == there


def test_suggestions_say_the_department_and_the_former_name(client_as, loire):
    big, small = a_town("Bourg", loire, population=90_000), a_town("Bourg-d’En-Haut", loire, population=400)
    a_town("Neuf-Bourg", loire, population=500_000)
    a_town("Val-Neuf", loire, population=30, formerly=["Bourg-Ancien"])
    staff = client_as("staff_national")
    found = staff.get("/api/v1/staff/communes/suggestions/?search=bourg").json()["suggestions"]
    assert [row["label"] for row in found] == [
        "Bourg (Loire)",
        "Bourg-d’En-Haut (Loire)",
        "Neuf-Bourg (Loire)",
        "Val-Neuf (Loire), pour « Bourg-Ancien »",
    ]
    assert [row["id"] for row in found[:2]] == [str(big.public_id), str(small.public_id)]
    assert found[3]["text"] == "Val-Neuf (Loire)"
    html = client_as().get("/communes/suggestions/?search=bourg-ancien").content.decode()
    assert 'data-label="Val-Neuf (Loire)"' in html and "pour « Bourg-Ancien »" in html


@pytest.mark.parametrize("search", ["bourg", "42000", "42000 bourg", "4200", "bourg 3", "bourg (Loire)"])
def test_suggestions_cost_the_same_statements_for_many_towns(client_as, loire, search, django_assert_max_num_queries):
    for number in range(40):
        a_town("Bourg", loire, population=number, formerly=[f"Bourg {number}"], postal_codes=["42000"])
    staff = client_as("staff_national")
    with django_assert_max_num_queries(14):
        assert len(staff.get(f"/api/v1/staff/communes/suggestions/?search={search}").json()["suggestions"]) == 10
