"""Long work; see `places.py`."""

from typing import Any

from django.core.files.base import ContentFile

from nqt.accounts.hats import hats_of
from nqt.jobs.models import Job, JobState
from tests.access.places import Place, place
from tests.access.world import World, ids


def a_job_of(world: World, role: str, **facts: Any) -> Job:
    """Somebody's own, under the hat that the visitor wears."""
    user = world.visitors[role].user
    hat = hats_of(user, "staff")[0]
    return Job.objects.create(kind="trial", label="Essai", owner=user, hat_key=hat.key, role=hat.role, **facts)


@place("staff/jobs")
def jobs(world: World, role: str) -> Place:
    stranger = Job.objects.create(kind="trial", label="Essai d’un autre", owner=world.graduate.user, hat_key="x")
    return Place(inside=ids(a_job_of(world, role)), outside=ids(stranger), bodies={"cancel": {}})


@place("staff/job-file")
def files(world: World, role: str) -> Place:
    job = a_job_of(world, role, state=JobState.DONE, file_name="essai.csv")
    job.file.save("essai", ContentFile(b"essai"))
    return Place(inside=ids(job=job))
