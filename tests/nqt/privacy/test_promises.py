"""No sentence to people says how long something is kept, unless the purge reads the same figure."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from mentoring.graduates.links import APPLICATION, GONE, LIFE
from nqt.common.keeping import days, kept, months, register_of_processing, term_of, years
from nqt.privacy.disclosing import told_to
from nqt.privacy.subjects import person_of
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_mentorship
from tests.harness.factories.organizations import a_contact, an_organization

pytestmark = pytest.mark.django_db
ROOT = Path(settings.BASE_DIR)
NUMBER = r"(?:\d+|un|deux|trois|quatre|cinq|six|dix|douze|vingt-quatre|trente|trente-six)"
PROMISE = re.compile(
    rf"\b(?:gard|conserv|effac|supprim|anonymis)[^.<>{{}}\"]{{0,80}}\b{NUMBER}[ \u00a0](?:jours?|mois|ans?)\b", re.I
)


OF_SOMETHING_ELSE = {
    "mentoring/graduates/resources/graduate.py": "efface tout sous un mois",  # by when a colleague answers: terms.py
    "templates/mentoring/proposals/matches/detail.html": "gardée dix jours",  # a place, not data
}


def sources() -> list[Path]:
    apps = (ROOT / package for package in ("nqt", "regions", "partners", "mentoring", "events", "templates"))
    return [path for app in apps for path in sorted(app.rglob("*")) if path.suffix in {".py", ".html", ".txt"}]


def test_figure_of_a_promise_is_never_typed():
    found = {
        str(path.relative_to(ROOT)): hit[0]
        for path in sources()
        if "migrations" not in path.parts and (hit := PROMISE.search(path.read_text()))
    }
    assert found == OF_SOMETHING_ELSE


def test_promise_that_is_typed_would_be_seen():
    for said in (
        "Les lectures sont gardées douze mois.",
        "Votre dossier est effacé après 30 jours.",
        "conservé cinq ans",
    ):
        assert PROMISE.search(said)


def told_about(file) -> str:
    sections = told_to(person_of(file))
    return " ".join(section.note for section in sections)


def test_what_people_are_told_of_their_own_data_is_what_the_purge_does():
    graduate, mentor = a_graduate(user=UserFactory()), a_mentor(user=UserFactory())
    a_mentorship("closed", graduate=graduate, mentor=mentor)
    file = term_of("mentoring.Graduate", "file")
    said = told_about(graduate)
    assert f"effacé {file.after.french} après notre dernier contact" in said
    assert f"un courriel vous prévient {file.notice.french} avant" in said
    assert f"Les lectures sont gardées {kept('audit.AccessRecord')}" in said
    assert f"Leur objet et leur date sont gardés {kept('outbox.Message')}" in said
    assert f"Les textes des rendez-vous sont effacés {kept('mentoring.Meeting')}" in said
    assert f"votre profil est effacé {term_of('mentoring.Mentor').after.french}" in told_about(mentor)
    contact = a_contact(an_organization())
    assert f"effacée {kept('partners.Contact', 'left')} après notre dernier échange" in told_about(contact)
    draft = a_graduate("draft")
    assert f"s’efface après {kept('mentoring.Graduate', 'draft')}" in told_about(draft)
    assert LIFE == term_of("mentoring.Graduate", "draft").after
    assert LIFE.french in APPLICATION.said_old and LIFE.french in GONE


def test_terms_of_the_law_are_as_decided():
    """The design's table (docs/decisions.md): a change of a term is a decision, not a slip."""
    decided = {
        ("audit.AccessRecord", ""): months(12),
        ("audit.SecurityEvent", ""): months(12),
        ("outbox.Message", ""): months(12),
        ("mentoring.Graduate", "draft"): days(30),
        ("mentoring.Graduate", "file"): months(24),
        ("mentoring.Mentor", ""): months(24),
        ("partners.Contact", "left"): months(36),
        ("partners.Signature", "term"): years(5),
        ("mentoring.Meeting", ""): months(12),
        ("privacy.RightsRequest", ""): years(5),
    }
    assert {key: term_of(*key).after for key in decided} == decided


def test_lengths_are_said_in_french():
    said = {span.french.replace("\u00a0", " ") for span in (days(30), months(12), months(24), months(36), years(5))}
    assert said == {"30 jours", "douze mois", "vingt-quatre mois", "trente-six mois", "cinq ans"}
    assert all(entry.retention for entry in register_of_processing().values())
