"""The articles a new convention starts from: staff change every word of them."""

ARTICLES = (
    (
        "Objet",
        "La présente convention organise la coopération des parties pour l’accès à l’emploi des jeunes diplômés, "
        "en particulier de ceux qui vivent dans les quartiers prioritaires de la politique de la ville.",
    ),
    (
        "Engagements de NQT",
        "NQT accompagne les jeunes diplômés du territoire, chacun par un parrain ou une marraine en activité, "
        "jusqu’à un emploi à la hauteur de leur diplôme. NQT met un stand à la disposition des parties à sa "
        "rencontre nationale annuelle.",
    ),
    (
        "Engagements des organismes",
        "Chaque organisme fait connaître NQT dans ses résidences et ses agences, propose à ses collaborateurs "
        "volontaires de devenir parrains ou marraines, et accueille des présentations de ses métiers.",
    ),
    (
        "Soutien",
        "Chaque organisme apporte son soutien selon l’annexe qui le concerne.",
    ),
    (
        "Bilan",
        "NQT remet chaque semestre à chaque partie un bilan chiffré. Aucun chiffre ne permet de reconnaître "
        "une personne.",
    ),
    (
        "Durée",
        "La convention court de sa date de début à son dernier jour. Elle entre en vigueur selon la règle inscrite "
        "en tête du texte.",
    ),
)
"""(title, wording) in order."""
