"""What the tests of the application do on its pages: ask for a link, fill steps in, send."""

import html
import re
from typing import Any

from django.utils import timezone

from mentoring.graduates import links
from mentoring.graduates.models import Graduate
from nqt.outbox.models import Message
from nqt.outbox.rendering import render
from tests.harness.factories.mentoring import a_commune, an_occupation
from tests.harness.visitors import Visitor

YOU = {"first_name": "Inès", "last_name": "Belkacem", "birth_date": "2002-05-04", "phone": "06 12 34 56 78"}
_tokens: dict[Any, str] = {}
AGREED = {"accompaniment": "true", "shown_to_mentors": "true"}


def degree(**changes: Any) -> dict[str, Any]:
    """The second step."""
    year = timezone.localdate().year - 1
    return {"degree_level": "5", "degree_title": "Master Droit public", "degree_year": str(year), **changes}


def at(graduate: Graduate, step: str = "") -> str:
    """The address of a draft, or of one of its steps, by one link a person: a second later it would be another."""
    token = _tokens.setdefault((graduate.public_id, graduate.email), links.APPLICATION.sign(graduate))
    return f"/apply/draft/{token}/" + (f"edit/{step}/" if step else "")


def words(response: Any) -> str:
    """A page as one line of text."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def version_of(graduate: Graduate) -> int:
    """As the form shows it."""
    return Graduate.objects.get(pk=graduate.pk).version


def fill(visitor: Visitor, graduate: Graduate, step: str, data: dict[str, Any], then: str = "", **more: Any) -> Any:
    """Post one step, as the page seen last would."""
    url = at(graduate, step) + (f"?then={then}" if then else "")
    return visitor.post(url, {"version": version_of(graduate), **data}, **more)


def fill_all(visitor: Visitor, graduate: Graduate, **where: Any) -> Graduate:
    """The four steps."""
    commune = where.pop("commune", None) or a_commune()
    job = an_occupation()
    steps = {
        "you": YOU,
        "degree": degree(),
        "home": {"address": "3 rue des Lilas", "commune": str(commune.public_id), **where},
        "project": {"target_job": str(job.public_id), "project": "Travailler pour les quartiers."},
    }
    for step, data in steps.items():
        answer = fill(visitor, graduate, step, data)
        assert answer.status_code == 303, words(answer)
    return Graduate.objects.get(pk=graduate.pk)


def send(visitor: Visitor, graduate: Graduate, **changes: Any) -> Any:
    """The last button."""
    return visitor.post(f"{at(graduate)}submit/", {"version": version_of(graduate), **AGREED, **changes})


def letters(to: str, kind: str = "") -> list[Any]:
    """The mails to one address, rendered as they would leave."""
    found = Message.objects.filter(to=to, kind__endswith=kind).order_by("pk")
    return [render(message) for message in found]


def ask(visitor: Visitor, email: str, path: str = "/apply/start/") -> Graduate:
    """Step 1, and the application it begins or finds."""
    answer = visitor.post(path, {"email": email})
    assert (answer.status_code, answer["Location"]) == (303, "/apply/sent/"), words(answer)
    return Graduate.objects.filter(email__iexact=email).order_by("-pk").first()
