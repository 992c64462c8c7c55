"""Acts that are long work: the page goes on to it."""

from typing import Any

from django.urls import reverse

from nqt.door.resource import Resource
from nqt.jobs.models import Job


class StartsJobs(Resource):
    """A resource some of whose acts are long work: the page goes on to the job."""

    job: Job | None = None

    def after(self, obj: Any) -> str:
        """The job's page, when one was asked for."""
        if self.job is None:
            return super().after(obj)
        return reverse("pages:staff:jobs-detail", kwargs={"public_id": self.job.public_id})
