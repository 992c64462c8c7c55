"""What each of the two of a pair is told: meetings, what both read of them, what she wrote; nothing of the other.

A graduate reads of her mentor what the pair's page shows; a mentor's notes for oneself are told to the mentor alone.
"""

from collections.abc import Iterator

from django.utils.text import capfirst

from mentoring.graduates.models import Graduate
from mentoring.mentors.models import Mentor
from mentoring.mentorships.models import Concern, Meeting, Mentorship, Side
from nqt.common.dates import french_day
from nqt.common.keeping import kept
from nqt.privacy.disclosing import Line, Section, known, sections
from nqt.privacy.disclosure import told_at
from nqt.privacy.erasing import Person


@sections(order=30)
def of_pairs(person: Person) -> Iterator[Section]:
    """One section a pair."""
    until = f"Les textes des rendez-vous sont effacés {kept('mentoring.Meeting')} après la fin de l’accompagnement."
    pairs = Mentorship.objects.select_related("graduate", "mentor").order_by("-announced_at", "-pk")
    for pair in pairs.filter(graduate__in=Graduate.objects.filter(person.about(Graduate))):
        mentor = pair.mentor
        facts = [*known(("Parrain ou marraine", mentor.full_name), ("Fonction", mentor.title)), *_dates(pair)]
        yield Section(f"Votre accompagnement avec {mentor.first_name}", facts, _meetings(pair, Side.GRADUATE), until)
    for pair in pairs.filter(mentor__in=Mentor.objects.filter(person.about(Mentor))):
        name = pair.graduate.first_name
        yield Section(f"Votre accompagnement avec {name}", _dates(pair), _meetings(pair, Side.MENTOR), until)
    note = f"Ces textes sont effacés {kept('mentoring.Concern')} après la fin de l’accompagnement, une fois traités."
    concerns = Concern.objects.filter(raised_by=person.user).order_by("-created_at") if person.user else ()
    yield Section("Ce que vous avez signalé", [], [Line(one.text, told_at(one.created_at)) for one in concerns], note)


def _dates(pair: Mentorship):
    return known(
        ("Annoncé le", told_at(pair.announced_at)),
        ("Premier rendez-vous le", pair.started_on and french_day(pair.started_on)),
        ("Terminé le", pair.closed_on and french_day(pair.closed_on)),
        ("Motif", pair.get_close_reason_display()),
    )


def _meetings(pair: Mentorship, side: Side) -> list[Line]:
    return [_line(meeting, side) for meeting in pair.meetings.order_by("-starts_at", "-pk")]


def _line(meeting: Meeting, side: Side) -> Line:
    words = [meeting.topic, meeting.shared_note, meeting.private_note if side == Side.MENTOR else ""]
    what = f"Rendez-vous {meeting.get_mode_display()} : {meeting.get_state_display()}"
    when = told_at(meeting.starts_at) if meeting.starts_at else "jour à choisir"
    return Line(capfirst(what), when, " – ".join(word for word in words if word))
