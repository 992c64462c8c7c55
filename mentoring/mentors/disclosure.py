"""What a mentor is told of her profile."""

import datetime
from collections.abc import Iterator

from mentoring.mentors.models import Mentor
from mentoring.occupations.models import Availability, Help, Language
from nqt.common.dates import french_day
from nqt.common.keeping import term_of
from nqt.common.text import listed
from nqt.privacy.disclosing import Line, Section, known, sections
from nqt.privacy.erasing import Person


@sections(order=20)
def of_mentor(person: Person) -> Iterator[Section]:
    """The profile, and for whom she worked."""
    mine = Mentor.objects.filter(person.about(Mentor)).order_by("pk")
    for mentor in mine.select_related("commune", "department", "occupation", "study_field"):
        facts = known(
            ("Prénom", mentor.first_name),
            ("Nom", mentor.last_name),
            ("Adresse électronique", mentor.email),
            ("Téléphone", mentor.phone and mentor.phone.as_national),
            ("Fonction", mentor.title),
            ("Métier", mentor.occupation),
            ("Domaine d’études", mentor.study_field),
            ("Commune du lieu de travail", mentor.commune),
            ("Département", mentor.department),
            ("Quelques mots pour les jeunes", mentor.presentation),
            ("Jeunes suivis en même temps", mentor.capacity),
            ("Se déplace jusqu’à", f"{mentor.radius_km} km"),
            ("Suivi à distance", "accepté" if mentor.accepts_remote else "refusé"),
            ("Langues", _labels(Language, mentor.languages)),
            ("Aide proposée", _labels(Help, mentor.offers)),
            ("Disponibilités", _labels(Availability, mentor.availability)),
            ("Temps donné", mentor.get_time_given_display()),
            ("Disponible à partir du", mentor.available_from and french_day(mentor.available_from)),
            ("En pause jusqu’au", mentor.paused_until and french_day(mentor.paused_until)),
            ("Où vous en êtes", mentor.get_state_display()),
        )
        yield Section("Votre profil de parrain ou marraine", facts, note=_until())
        jobs = mentor.employments.select_related("organization").order_by("valid_from", "pk")
        yield Section("Vos employeurs", [], [Line(str(job.organization), _since(job.valid_from)) for job in jobs])


def _until() -> str:
    """How long the profile is kept, as `privacy.py` says and the purge does."""
    term = term_of("mentoring.Mentor")
    return (
        f"Quand vous quittez le parrainage, votre profil est effacé {term.after.french} après notre dernier contact ; "
        f"un courriel vous prévient {term.notice.french} avant."
    )


def _since(day: datetime.date | None) -> str:
    return f"depuis le {french_day(day)}" if day else ""


def _labels(kind, values: list[str]) -> str:
    return listed(kind(value).label for value in values)
