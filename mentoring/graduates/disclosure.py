"""What a graduate is told of her file: what she wrote, what was decided, what she agreed to, who read it."""

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.text import capfirst

from mentoring.graduates.consents import TEXTS
from mentoring.graduates.models import Application, Background, Consent, Graduate, GraduateState
from mentoring.graduates.readings import all_readings_of
from mentoring.graduates.words import OWN_WORDS
from mentoring.occupations.models import Availability, Help, Language
from nqt.common.dates import french_day
from nqt.common.keeping import kept, term_of
from nqt.common.text import listed
from nqt.privacy.disclosing import Fact, Line, Section, known, sections
from nqt.privacy.disclosure import told_at
from nqt.privacy.erasing import Person
from regions.neighborhoods.locating import Answer

CHANNELS = {"link": "sur internet", "portal": "dans votre espace", "staff": "dit à une personne de l’équipe"}
AGREED = {(text.purpose, text.hash): text.text for text in TEXTS}


@sections(order=10)
def of_graduate(person: Person) -> Iterator[Section]:
    """Each file: a former application has its own."""
    mine = Graduate.objects.filter(person.about(Graduate)).order_by("-submitted_at", "-pk")
    people = ("commune__department", "department", "target_job", "study_field", "origin")
    for graduate in mine.select_related(*people).prefetch_related("excluded_employers", "consents", "applications"):
        yield Section("Qui vous êtes", _who(graduate), note=_until(graduate))
        yield Section("Vos études et votre projet", _aims(graduate))
        yield Section("Votre candidature", _steps(graduate), [_sent(one) for one in graduate.applications.all()])
        yield Section("Ce que vous avez accepté", [], [_agreed(one) for one in graduate.consents.all()], empty="Rien.")
        read = [Line(one.who, told_at(one.at)) for one in all_readings_of(graduate)]
        note = f"Les lectures sont gardées {kept('audit.AccessRecord')}."
        yield Section("Qui a ouvert votre dossier", [], read, note, empty="Personne.")


def _until(graduate: Graduate) -> str:
    """How long the file is kept, as `privacy.py` says and the purge does."""
    if graduate.state == GraduateState.DRAFT:
        draft = kept("mentoring.Graduate", "draft")
        return f"Si vous n’y touchez plus, cette candidature commencée s’efface après {draft}."
    term = term_of("mentoring.Graduate", "file")
    return (
        f"Votre dossier est effacé {term.after.french} après notre dernier contact, hors accompagnement en cours ; "
        f"un courriel vous prévient {term.notice.french} avant."
    )


def _who(graduate: Graduate) -> list[Fact]:
    return known(
        ("Prénom", graduate.first_name),
        ("Nom", graduate.last_name),
        ("Date de naissance", _day(graduate.birth_date)),
        ("Adresse électronique", graduate.email),
        ("Téléphone", graduate.phone and graduate.phone.as_national),
        ("Adresse", graduate.address),
        ("Commune", graduate.commune),
        ("Département", graduate.department),
        ("Quartier prioritaire", graduate.get_qpv_display()),
        ("Numéro du quartier" if graduate.qpv == Answer.IN else "Quartier le plus proche", graduate.qpv_code),
        ("Situé le", _day(graduate.qpv_on)),
        ("Situation", _labels(Background, graduate.background)),
    )


def _aims(graduate: Graduate) -> list[Fact]:
    return known(
        ("Niveau de diplôme", graduate.get_degree_level_display() or ""),
        ("Diplôme", graduate.degree_title),
        ("Établissement", graduate.school),
        ("Année", graduate.degree_year),
        ("Domaine d’études", graduate.study_field),
        ("Métier visé", graduate.job_named),
        ("Ce que vous dites à votre parrain ou marraine", graduate.project),
        ("Aide attendue", _labels(Help, graduate.wishes)),
        ("Langues", _labels(Language, graduate.languages)),
        ("Disponibilités", _labels(Availability, graduate.availability)),
        ("Suivi à distance", "accepté" if graduate.accepts_remote else "refusé"),
        ("Employeurs à éviter", ", ".join(map(str, graduate.excluded_employers.all()))),
    )


def _steps(graduate: Graduate) -> list[Fact]:
    return known(
        ("Où vous en êtes", OWN_WORDS[graduate.state]),
        ("Venue par", graduate.origin),
        ("Saisie", "par une personne de l’équipe" if graduate.typed_by_id else ""),
        ("Envoyée le", _moment(graduate.submitted_at)),
        ("Répondue le", _moment(graduate.answered_at)),
        ("Acceptée le", _moment(graduate.pooled_at)),
        ("Complément demandé", graduate.question),
        ("Réponse donnée", graduate.shown_reason),
    )


def _sent(application: Application) -> Line:
    told = " ".join(check.get("sentence", "") for check in application.checks)
    return Line(f"Envoi : {application.get_verdict_display()}", told_at(application.submitted_at), told)


def _agreed(consent: Consent) -> Line:
    until = f", retiré le {told_at(consent.withdrawn_at)}" if consent.withdrawn_at else ""
    when = f"{told_at(consent.given_at)}{until}"
    text = AGREED.get((consent.purpose, consent.text_hash), "")
    how = CHANNELS.get(consent.channel, "")
    return Line(capfirst(consent.get_purpose_display()), when, " ".join(filter(None, [how and f"Donné {how}.", text])))


def _labels(kind, values: list[str]) -> str:
    return listed(kind(value).label for value in values)


def _day(date: datetime.date | None) -> str:
    return french_day(date) if date else ""


def _moment(at: datetime.datetime | None) -> str:
    return french_day(timezone.localdate(at)) if at else ""
