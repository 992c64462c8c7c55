"""French names and numbers: prepositions that elide and contract, nouns that agree."""

import pytest

from nqt.common.text import agreed, at, counted, listed, of, that

OF = (
    """
d’Inès|d’Élise|d’Amadou|d’Ugo|d’Œuvres sociales|d’Île-de-France|d’Ouest Habitat|d’OPH de Lens|d’Eure-et-Loir
de Yacine|de Yanis|de Youssef|d’Yves|d’Yvelines|d’Yvetot|d’Yonne|d’Y
d’Habitat 17|d’Habiter en Aunis|d’Harmonie Habitat|d’Hélène|d’Hector|d’Hérault|d’Hyères|d’Hortense|d’Hubert
d’HLM de Lens|de Hauts-de-Seine Habitat|de Haute-Savoie|de Hamza|de Hawa|de Hem|de Hédi|de Hicham|de Hocine|de Houilles
de Huit Logis|de Oualid|de Ouistreham|de Onze Logis|de 3F|de 1001 Toits|de 11 Logis
de Paris|de NQT|de Claire Vasseur
du Mans|du Havre|des Lilas|du FOYER LENSOIS|des Toits de l’Aubrelle
de La Rochelle|de L’Haÿ-les-Roses|de L'Haÿ-les-Roses|de Lens|de Leslie|de Lesquin
""".replace("\n", "|")
    .strip("|")
    .split("|")
)
WHOLE = {"du Mans": "Le Mans", "du Havre": "Le Havre", "des Lilas": "Les Lilas", "du FOYER LENSOIS": "LE FOYER LENSOIS"}
WHOLE["des Toits de l’Aubrelle"] = "Les Toits de l’Aubrelle"


@pytest.mark.parametrize("said", OF)
def test_of_elides_and_contracts_as_the_name_asks(said):
    name = WHOLE.get(said) or said.removeprefix("de ").removeprefix("d’")
    assert of(name) == said


def test_at_contracts_with_the_article_of_a_place():
    places = ("Paris", "Le Mans", "Les Lilas", "La Rochelle", "L’Haÿ-les-Roses")
    assert [at(place) for place in places] == ["à Paris", "au Mans", "aux Lilas", "à La Rochelle", "à L’Haÿ-les-Roses"]


@pytest.mark.parametrize(
    ("number", "nouns", "words"),
    [
        (0, "convention", "0 convention"),
        (1, "personne", "1 personne"),
        (2, "jeune diplômé", "2 jeunes diplômés"),
        (12024, "commune", "12 024 communes"),
        (1, "mois", "1 mois"),
        (3, "mois", "3 mois"),
        (2, "travail,travaux", "2 travaux"),
        (1, "parrain ou marraine,parrains et marraines", "1 parrain ou marraine"),
        (2, "parrain ou marraine,parrains et marraines", "2 parrains et marraines"),
    ],
)
def test_counted_agrees_and_keeps_the_figure_with_its_noun(number, nouns, words):
    said = counted(number, nouns)
    assert said.replace("\u00a0", " ") == words
    figure = f"{number:,}".replace(",", "\u00a0")
    assert said.startswith(f"{figure}\u00a0")


@pytest.mark.parametrize(("number", "ending"), [(0, "est"), (1, "est"), (2, "sont"), (-1, "est"), (-2, "sont")])
def test_agreed_counts_as_the_french_do(number, ending):
    assert agreed(number, "est,sont") == ending


def test_that_elides_before_its_clause():
    assert that("un rendez-vous est passé") == "qu’un rendez-vous est passé"
    assert that("vous suivez cette convention") == "que vous suivez cette convention"


def test_words_that_hold_a_comma_are_told_apart():
    assert listed(["anglais", "arabe"]) == "anglais, arabe"
    assert listed(["en semaine, à midi", "le week-end"]) == "en semaine, à midi\u00a0; le week-end"
    assert listed([]) == ""
