"""What the ground floor keeps about a person: account, invitations, devices, mail. It lies below this room, so that
its erasers are here.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import timezone

from nqt.accounts.models import Invitation, User
from nqt.jobs.models import Job
from nqt.outbox.models import Message
from nqt.privacy.erasing import Person, empty, eraser, remove


@eraser
def forget_account(person: Person) -> None:
    """The row stays, since acts refer to it: no name, an address that exists nowhere, no way to sign in."""
    invited = Invitation.objects.filter(email__in=person.emails)
    remove(invited)
    if person.user is None:
        return
    user = person.user
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    rows = User.objects.filter(pk=user.pk)
    empty(rows, first_name="", last_name="", email=f"{user.public_id}@erased.invalid", is_active=False)
    nobody = User(password="")
    nobody.set_unusable_password()
    generation = user.session_generation + 1
    rows.update(password=nobody.password, session_generation=generation, last_login=timezone.now())


@eraser
def forget_mail(person: Person) -> None:
    """Lines of the mails written to the person, those on their way included."""
    Message.objects.filter(person.owns(email="to")).delete()


@eraser
def forget_jobs(person: Person) -> None:
    """Long work that the account asked for, with its files."""
    for job in Job.objects.filter(owner=person.user) if person.user else ():
        if job.file:
            job.file.delete(save=False)
        job.delete()
