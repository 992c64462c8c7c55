"""What people deposit about an organization: its logo."""

from nqt.accounts.actor import Actor
from nqt.files.contents import IMAGES
from nqt.files.kinds import file_kind
from nqt.files.models import StoredFile
from partners.organizations.models import Organization


def logo_is_read(actor: Actor, file: StoredFile) -> bool:
    """By whoever reads the name that it stands beside."""
    return Organization.objects.visible_to(actor).filter(logo=file).exists()


LOGO = file_kind("organizations.logo", label="logo", accepted=IMAGES, readable=logo_is_read, most=1)
