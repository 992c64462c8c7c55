"""What the national team has asked: a run over everybody, waiting to be read, and two scenarios beside it."""

from mentoring.matching.actions import run_start, scenario_create
from mentoring.occupations.models import Occupation
from nqt.accounts.actor import Actor
from nqt.audit.context import acting
from nqt.jobs.running import perform
from regions.territories.models import Department

MORE, FLOOR, WAITING = 10, 120, 18


def ask(national: Actor) -> None:
    """Ten mentors more in La Réunion; then waiting that counts double, with a floor for priority neighborhoods."""
    newcomers = {
        "new_count": MORE,
        "new_occupation": Occupation.objects.filter(code="M1204").first(),
        "new_department": Department.objects.get(code="974"),
    }
    other = {"weights": {"waiting": WAITING}, "qpv_floor": FLOOR}
    with acting(national):
        scenarios = [
            scenario_create(actor=national, name="L’attente compte double, et 120 jeunes des quartiers", **other),
            scenario_create(actor=national, name="Et si dix parrains nous rejoignaient à La Réunion ?", **newcomers),
        ]
        run = run_start(actor=national)
    for asked in (run, *scenarios):
        perform(asked.job_id)
