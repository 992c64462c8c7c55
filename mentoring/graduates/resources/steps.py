"""The application, step by step: what the holder of the link and the signed-in graduate fill in alike."""

from typing import Any

from mentoring.graduates import actions
from mentoring.graduates.consents import ACCOMPANIMENT, SHOWN_TO_MENTORS
from mentoring.graduates.models import Graduate, GraduateState
from mentoring.graduates.resources.applying import (
    STEPS,
    TITLES,
    ApplicationForm,
    ApplicationPage,
    Sending,
    evaluation_of,
    lacking,
    neighborhood_words,
)
from nqt.door.resource import Wizard, command
from nqt.door.resource.commands import Command


class Applying(Wizard):
    """One application, for whoever it is about."""

    model, verbs, versioned, has_list = Graduate, "RU", True, False
    serializer_class = ApplicationPage
    forms = {"update": ApplicationForm}
    steps, step_titles = STEPS, TITLES
    name, name_plural = "candidature", "Candidature"
    titles = dict.fromkeys(("list", "update"), "Votre candidature")
    template_folder = "mentoring/graduates/application"
    select = ("commune__department", "department", "target_job", "study_field")
    writes = {"update": actions.draft_update}
    channel = "portal"

    def lacking(self, obj: Graduate) -> list[str]:
        """Steps with an empty answer that whoever reads it needs."""
        return lacking(obj)

    def is_begun(self, obj: Graduate) -> bool:
        """By the person, or by a colleague for her."""
        return bool(obj.first_name) or super().is_begun(obj)

    def told_after(self, obj: Graduate) -> str:
        """What an address says of the neighborhood."""
        return neighborhood_words(obj) if self.step == "home" else ""

    def run(self, declared: Command) -> Any:
        """A second click on “Envoyer” finds it sent, and is answered like the first."""
        if declared.name == "submit" and self.door == "pages" and self.get_object().state == GraduateState.SUBMITTED:
            return self.written(self.get_object(), 200, declared.done)
        return super().run(declared)

    def detail_context(self, obj: Graduate) -> dict[str, Any]:
        """With what the address and the rules say, and the texts to agree to."""
        found = {
            "neighborhood": neighborhood_words(obj) if obj.qpv_on else "",
            "conditions": evaluation_of(obj).checks,
            "texts": [("accompaniment", ACCOMPANIMENT.text), ("shown_to_mentors", SHOWN_TO_MENTORS.text)],
        }
        return {**super().detail_context(obj), **found}

    @command(
        "Envoyer ma candidature",
        may=actions.application_submit.may,
        input=Sending,
        icon="send",
        done="Votre candidature est envoyée.",
    )
    def submit(self, graduate: Graduate, **data: Any) -> Graduate:
        """With both consents."""
        return actions.application_submit(actor=self.actor, target=graduate, channel=self.channel, **data)
