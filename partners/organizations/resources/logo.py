"""The logo of an organization, as staff and its own administrators set it."""

from nqt.door.forms.depositing import Deposit
from nqt.door.forms.serializers import InputSerializer
from nqt.door.resource import command
from partners.organizations import actions
from partners.organizations.files import LOGO


class LogoDeposit(InputSerializer):
    """The image that stands beside the name."""

    logo = Deposit(LOGO, label="image")


def logo_commands() -> tuple[command, command]:
    """To set it, and to take it away."""
    return (
        command(
            "Déposer le logo",
            actions.organization_logo_set,
            input=LogoDeposit,
            icon="paperclip",
            done="Le logo est en place.",
        ),
        command(
            "Retirer le logo",
            actions.organization_logo_remove,
            icon="x",
            danger=True,
            consequence=lambda o: "L’image est effacée ; les initiales reprennent sa place.",
            done="Le logo est retiré.",
        ),
    )
