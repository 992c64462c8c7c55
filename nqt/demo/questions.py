"""What the national team has asked: a run over everybody, waiting to be read, and three scenarios beside it."""

from mentoring.matching.actions import run_start
from mentoring.occupations.models import Occupation
from mentoring.scenarios.actions import scenario_create
from nqt.accounts.actor import Actor
from nqt.audit.context import acting
from nqt.jobs.running import perform
from regions.territories.models import Department, Region

MORE, FLOOR, WAITING = 10, 7, 18
NOUVELLE_AQUITAINE, LA_REUNION = "75", "974"


def ask(national: Actor) -> None:
    """A floor for priority neighborhoods in one region; waiting that counts double; ten mentors more in La Réunion."""
    newcomers = {
        "new_count": MORE,
        "new_occupation": Occupation.objects.filter(code="M1204").first(),
        "new_department": Department.objects.get(code=LA_REUNION),
    }
    floor = {"region": Region.objects.get(code=NOUVELLE_AQUITAINE), "qpv_floor": FLOOR}
    patience = {"weights": {"waiting": WAITING}}
    with acting(national):
        scenarios = [
            scenario_create(actor=national, name="Sept jeunes des quartiers au moins en Nouvelle-Aquitaine", **floor),
            scenario_create(actor=national, name="L’attente compte double", **patience),
            scenario_create(actor=national, name="Et si dix parrains nous rejoignaient à La Réunion ?", **newcomers),
        ]
        run = run_start(actor=national)
    for asked in (run, *scenarios):
        perform(asked.job_id)
