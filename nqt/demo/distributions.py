"""From what the invented cohort is drawn; every figure is explained in docs/demo.md. Weights need not sum to 100."""

from typing import Any

Weighted = dict[Any, float]

STATES: Weighted = {
    "pool": 62,
    "accompanied": 18,
    "submitted": 9,
    "more_info": 2,
    "refused": 4,
    "withdrawn": 2,
    "draft": 3,
}
"""Accompanied: in the pool, with a mentor today."""

QPV: Weighted = {"in": 40, "out": 55, "unknown": 5}
UNKNOWN_BECAUSE: Weighted = {"address_not_found": 50, "address_imprecise": 30, "near_border": 20}
LEVELS: Weighted = {2: 2, 3: 24, 4: 9, 5: 63, 8: 2}
AGES: Weighted = {21: 4, 22: 10, 23: 18, 24: 21, 25: 18, 26: 12, 27: 8, 28: 5, 29: 3, 30: 1}
BACKGROUNDS: Weighted = {("scholarship",): 52, ("scholarship", "modest"): 16, ("modest",): 14, ("rural",): 6, (): 12}
"""Of somebody who does not live in a priority neighborhood."""
WAITING_DAYS, LONGEST_WAIT = 90, 420
"""Mean of an exponential, cut."""
READ_WITHIN_DAYS = 12
"""Staff answer within so many days, uniformly."""

MENTOR_STATES: Weighted = {"active": 86, "paused": 6, "invited": 5, "left": 3}
CAPACITIES: Weighted = {1: 55, 2: 30, 3: 15}
RADIUS_KM: Weighted = {10: 20, 20: 40, 30: 25, 50: 15}
OWN_TIME = 0.25
REMOTE = {"graduate": 0.6, "mentor": 0.7}
EMPLOYERS: Weighted = {"landlord": 40, "company": 60}
CONCENTRATION = 1.15
"""Mentors work where offices are: the population to this power."""

LANGUAGES = {"en": 0.55, "es": 0.16, "ar": 0.14, "de": 0.06, "pt": 0.05, "it": 0.04, "tr": 0.03, "zh": 0.03, "ru": 0.02}
"""Beside French, which all but a few speak."""
HELP = {"cv": 0.55, "interview": 0.6, "network": 0.7, "project": 0.35, "confidence": 0.3, "codes": 0.25}
MOMENTS = {"morning": 0.3, "lunch": 0.35, "afternoon": 0.3, "evening": 0.6, "weekend": 0.25}

FIRST_NAMES = (
    "Adama Aïcha Alexandre Alice Amine Amandine Anaïs Anthony Assia Aurélie Awa Axel Bilal Camille Célia Charlotte "
    "Chloé Clara Clément Coralie Dylan Élodie Emma Enzo Fanny Fatou Florian Gaëlle Hugo Idriss Imane Inès Jade Jérémy "
    "Jordan Julie Kadiatou Kenza Kevin Laura Léa Lina Loïc Louis Lucas Maëva Mamadou Manon Marie Marine Mathis Maxime "
    "Mehdi Mélanie Mélissa Mohamed Moussa Nadia Naïma Nassim Nathan Nicolas Nina Océane Oumar Pauline Quentin Rayan "
    "Romain Sabrina Salomé Samir Samuel Sarah Sofiane Sonia Steven Tess Théo Thomas Tiphaine Valentin Wassim Yacine "
    "Yanis Yasmine Zoé"
).split()
LAST_NAMES = (
    "Abadie Adjovi Aït-Larbi Almeida Amrani Andrieu Arnoux Bah Baptista Barry Belkacem Benhaddou Berthier Boisson "
    "Bonneau Bouvet Camara Carlier Chaumont Cissé Collet Costa Coulon Dacosta Delmas Diakité Diallo Diop Doucouré "
    "Dufresne Estève Fadel Faivre Fofana Fournel Gaillard Garnaud Gomis Guérin Haddad Hamidi Hernandez Hoarau Jaouen "
    "Joubert Kaba Keïta Khelifi Konaté Lacombe Lafarge Lebeau Lemarié Lopes Maillet Mansouri Marquet Mbaye Mercadier "
    "Meunier Moreira Nadaud N’Diaye Nguyen Ouattara Pacheco Payet Pelletan Perrin Pham Poirel Rahmani Renaudin Ribeiro "
    "Rivière Sall Sangaré Santos Saïdi Serrano Sissoko Soulier Sow Tavares Teixeira Touré Traoré Vasseur Verdier "
    "Villard Yildiz Zidane"
).split()
STREETS = (
    "rue des Tilleuls|avenue de la République|rue Jean-Moulin|allée des Érables|place du Marché|rue de la Fontaine|"
    "boulevard Voltaire|rue des Lilas|impasse du Moulin|square des Acacias"
).split("|")
PROJECTS = (
    "Je cherche un premier poste qui corresponde à mes études et un regard extérieur sur mes candidatures.|"
    "Je veux mieux connaître les métiers de mon secteur et rencontrer des personnes qui les exercent.|"
    "J’envoie des candidatures depuis plusieurs mois sans entretien : j’aimerais comprendre pourquoi.|"
    "J’hésite entre deux métiers et je voudrais préciser mon projet avant de candidater.|"
    "Je prépare des entretiens et j’ai besoin de m’entraîner avec quelqu’un du métier."
).split("|")
