"""The personal link of an application: for whoever reads the mail of the address that it proves."""

from django.urls import reverse

from mentoring.graduates.models import Graduate
from mentoring.graduates.models.graduate import BEARER
from nqt.accounts.standing import CLOSED, may_come_in
from nqt.common.keeping import days
from nqt.common.links import Holds, Link, Mark, address_mark

SALT = "mentoring.graduates.application-link"
LIFE = days(30)
"""A link and a draft that nobody touches live so long (`privacy.py`)."""
GONE = (
    f"Cette candidature commencée a été effacée après {LIFE.french} sans nouvelles. Vous pouvez en commencer une autre."
)

APPLICATION = Link(
    kind=BEARER,
    salt=SALT,
    key="g",
    days=LIFE.days,
    said_old=(
        f"Ce lien n’est plus valable après {LIFE.french}. Donnez de nouveau votre adresse : un autre part aussitôt."
    ),
    marks=(
        Mark(
            "a",
            lambda graduate: address_mark(SALT, graduate.email),
            "Ce lien est parti à une ancienne adresse. Demandez-en un autre avec la bonne.",
        ),
        Holds(lambda graduate: may_come_in(graduate.user, graduate.email), CLOSED),
    ),
)


def path_of(graduate: Graduate) -> str:
    """The address of a link made now, from the root of the site."""
    return reverse("pages:public:application-detail", kwargs={"token": APPLICATION.sign(graduate)})
