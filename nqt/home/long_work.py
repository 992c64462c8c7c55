"""Staff follow the long work they asked for: how far it is, what came of it, and a way to stop it."""

import pathlib
from typing import Any

from django.http import FileResponse
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from nqt.accounts.actor import Actor
from nqt.accounts.roles import Audience
from nqt.common.errors import Conflict, Refusal
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door, nested
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import ActionsField, Resource, command
from nqt.jobs.actions import job_cancel
from nqt.jobs.models import Job
from nqt.jobs.progress import known_progress


class JobLine(DoorSerializer):
    """A row of the list."""

    class Meta:
        model = Job
        fields = ["public_id", "label", "state", "created_at", "finished_at"]
        read_only_fields = fields


class JobPage(JobLine):
    """The page."""

    done = serializers.SerializerMethodField(label="lignes faites")
    total = serializers.SerializerMethodField(label="lignes en tout")
    step = serializers.SerializerMethodField(label="étape")
    is_over = serializers.BooleanField(label="fini", read_only=True)
    is_stopping = serializers.SerializerMethodField(label="arrêt demandé")
    facts = serializers.SerializerMethodField(label="résultat")
    told = serializers.SerializerMethodField(label="à savoir")
    path = serializers.SerializerMethodField(label="où lire la suite")
    file_name = serializers.CharField(label="fichier", read_only=True)
    actions = ActionsField()

    class Meta(JobLine.Meta):
        fields = [
            *JobLine.Meta.fields,
            "done",
            "total",
            "step",
            "is_over",
            "is_stopping",
            "error",
            "facts",
            "told",
            "path",
            "file_name",
            "actions",
        ]
        read_only_fields = fields

    def get_done(self, job: Job) -> int:
        """Rows."""
        return int(known_progress(job)["done"])

    def get_total(self, job: Job) -> int | None:
        """Unknown at first."""
        total = known_progress(job)["total"]
        return None if total is None else int(total)

    def get_step(self, job: Job) -> str:
        """In French."""
        return str(known_progress(job)["step"])

    def get_is_stopping(self, job: Job) -> bool:
        """Asked, and not yet over."""
        return job.cancel_asked_at is not None and not job.is_over

    def get_facts(self, job: Job) -> list[dict[str, str]]:
        """Counts to show."""
        return [{"name": name, "value": str(value)} for name, value in job.result.get("facts", {}).items()]

    def get_told(self, job: Job) -> list[str]:
        """Sentences: what was left aside, and why."""
        return [str(sentence) for sentence in job.result.get("told", [])]

    def get_path(self, job: Job) -> str:
        """From the root of the site."""
        return str(job.result.get("path", ""))


def can_be_stopped(actor: Actor, job: Job) -> Refusal | None:
    """The button goes once it is asked; asking again by another way is no mistake (`job_cancel`)."""
    asked = None if job.cancel_asked_at is None else Conflict("L’arrêt est déjà demandé.")
    return job_cancel.may(actor, job) or asked


class StaffJobs(Resource):
    """One's own."""

    audience, model = Audience.STAFF, Job
    name, name_plural = "travail", "Travaux"
    nav = Place(Trade.SETTINGS, "Travaux", "hourglass", 90, "Calculs et envois en cours")
    help = "Ce que vous avez demandé et qui prend du temps : vous pouvez fermer la page, cela continue."
    empty = "Aucun travail. Un calcul ou un envoi en nombre que vous lancez apparaît ici."
    serializer_class, line = JobPage, JobLine
    sorts, default_sort = {"created": "created_at"}, "-created"
    columns = ("label", "state", "created_at", "finished_at")
    template_folder = "home/jobs"

    @command(
        "Arrêter",
        may=can_be_stopped,
        icon="x",
        danger=True,
        consequence=lambda job: "Tout reste comme avant le lancement : rien n’est écrit avant la fin.",
        done="L’arrêt est demandé.",
    )
    def cancel(self, job: Job, **data: Any) -> Job:
        """The state of before."""
        return job_cancel(actor=self.actor, target=job)


class JobFile(serializers.Serializer):
    """Where the file is."""

    file_name = serializers.CharField(label="nom")
    url = serializers.CharField(label="adresse")


class StaffJobFile(Resource):
    """What came of a job, to download."""

    audience, model, single = Audience.STAFF, Job, True
    serializer_class = JobFile
    name = name_plural = "fichier d’un travail"

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        """The file on pages, its address in the API."""
        job = self.parent(Job, "job")
        if not job.file:
            raise exceptions.NotFound
        name = job.file_name or pathlib.PurePath(job.file.name).name
        if self.door == "api":
            address = self.url("list").removeprefix("/api/v1")
            return Response(JobFile({"file_name": name, "url": address}).data)
        response = FileResponse(job.file.open("rb"), as_attachment=True, filename=name)
        response["Cache-Control"] = "private, no-store"
        return response


door.register("jobs", StaffJobs)
door.register(nested("jobs", "job", "file"), StaffJobFile, basename="job-file")
