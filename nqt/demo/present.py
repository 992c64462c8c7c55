"""The invented part, relative to today: an association, its members, and conventions in every state.

Each act goes through the feature's action, under the hat of whoever does it; signatures come by the personal link,
with the code that was mailed for them.
"""

import datetime
from collections.abc import Callable

from stdnum import luhn

from nqt.accounts.actor import Actor
from nqt.demo.clock import Teller, moment, working_day
from nqt.demo.people import CONTACTS_SINCE
from nqt.demo.stories import STORIES, Act, Story
from nqt.demo.tables import rows
from partners.conventions import actions
from partners.conventions.models import Convention, Signatory
from partners.conventions.models.signatory import BEARER
from partners.organizations.actions import membership_add, organization_create
from partners.organizations.models import Contact, Organization
from regions.territories.models import Commune, Department

INVENTED = "Organisme inventé pour la démonstration."


def invented_siren(rank: int) -> str:
    """A number with the right key that begins with zeros, as no real organization's does."""
    body = f"0000{rank:04}"
    return body + luhn.calc_check_digit(body)


def found(teller: Teller, actor: Actor, organizations: dict[str, Organization], today: datetime.date) -> None:
    """Add the invented association and its members to the organizations; and the companies that lend mentors."""
    since = today - datetime.timedelta(days=CONTACTS_SINCE + 10)
    with teller.at(actor, moment(since, 9)):
        for rank, row in enumerate(rows("invented/organizations"), start=9001):
            organizations[row["key"]] = made = organization_create(
                actor=actor,
                is_distinct=True,
                name=row["name"],
                short_name=row["short_name"],
                kind=row["kind"],
                legal_form=row["legal_form"],
                siren=invented_siren(rank),
                seat=Commune.objects.filter(code=row["seat"]).first(),
                departments=list(Department.objects.filter(code__in=row["departments"].split())),
                note=INVENTED,
            )
            bodies = [row["federation"]] + (["trois-fleuves"] if row["kind"] == "landlord" else [])
            for body in bodies:
                membership_add(actor=actor, member=made, body=organizations[body], valid_from=since)

    with teller.at(actor, moment(since, 10)):
        for rank, row in enumerate(rows("invented/companies"), start=9101):
            organization_create(
                actor=actor,
                is_distinct=True,
                name=row["name"],
                kind="company",
                legal_form="sa",
                siren=invented_siren(rank),
                departments=list(Department.objects.filter(code__in=row["departments"].split())),
                note=INVENTED,
            )


def tell(
    teller: Teller, actors: dict[str, Actor], organizations: dict[str, Organization], today: datetime.date
) -> None:
    """All stories, in order."""
    for story in STORIES:
        Telling(teller, actors, organizations, today, story).tell()


class Telling:
    """One convention, act after act."""

    def __init__(
        self,
        teller: Teller,
        actors: dict[str, Actor],
        organizations: dict[str, Organization],
        today: datetime.date,
        story: Story,
    ) -> None:
        self.teller, self.organizations, self.today, self.story = teller, organizations, today, story
        self.staff = actors[story.owner]
        self.convention: Convention | None = None
        self.code = ""

    def tell(self) -> None:
        """Each act at its time; two of one day follow each other, and a code is asked for just before it is used."""
        for rank, act in enumerate(self.story.acts):
            when = moment(working_day(self.day(act.day)), 9 + rank, 7 * rank % 60)
            if act.verb in ("sign", "delegate"):
                self._do("view", act, when - datetime.timedelta(minutes=4))
            self._do(act.verb, act, when)

    def _do(self, verb: str, act: Act, when: datetime.datetime) -> None:
        method: Callable[[Act], object] = getattr(self, verb)
        with self.teller.at(self.who(act), when):
            method(act)

    def day(self, offset: int) -> datetime.date:
        """A day of the story."""
        return self.today + datetime.timedelta(days=offset)

    def who(self, act: Act) -> Actor:
        """The holder of the party's link for what parties do, else the staff member who follows the convention."""
        if act.verb in ("sign", "view", "refuse", "delegate"):
            return Actor.anonymous(bearer=(BEARER, self.line(act).pk))
        return self.staff

    def line(self, act: Act) -> Signatory:
        """The line of the party of an act."""
        lines = Signatory.objects.filter(text__convention=self.convention, organization=self.organizations[act.who])
        return lines.select_related("text__convention", "contact").get()

    @property
    def seen(self) -> dict:
        """What every write on the convention as a whole asks."""
        fresh = Convention.objects.get(pk=self.convention.pk)
        return {"actor": self.staff, "target": fresh, "expected_version": fresh.version}

    # what staff do ---------------------------------------------------------------------------------------------------
    def create(self, act: Act) -> None:
        """The draft, with its parties and annexes."""
        story = self.story
        first, *others = (self.organizations[key] for key in story.parties)
        self.convention = actions.convention_create(
            actor=self.staff,
            partner=first,
            departments=list(Department.objects.filter(code__in=story.departments.split())),
            title=story.title_on(self.today),
            kind=story.kind,
            starts_on=self.day(story.starts),
            ends_on=self.day(story.ends),
            entry_rule=story.entry_rule,
            notice_months=story.notice_months,
            renewal_months=story.renewal_months,
        )
        for organization in others:
            actions.party_add(actor=self.staff, convention=self.convention, organization=organization)
        for key, annex in story.annexes.items():
            line = self.line(Act(act.day, "annex", key))
            actions.party_update(actor=self.staff, target=line, expected_version=line.version, annex=annex)

    def review(self, act: Act) -> None:
        """Parties may read."""
        actions.convention_submit_for_review(**self.seen)

    def freeze(self, act: Act) -> None:
        """Number, hashes, and a personal link to each."""
        actions.convention_freeze(**self.seen, sign_by=None if act.until is None else self.day(act.until))

    def remind(self, act: Act) -> None:
        """By hand."""
        actions.signatory_remind(actor=self.staff, target=self.line(act))

    def abandon(self, act: Act) -> None:
        """Nobody will sign it."""
        actions.convention_abandon(**self.seen, reason=act.words)

    def notice(self, act: Act) -> None:
        """A party does not renew."""
        actions.notice_give(**self.seen, on=working_day(self.day(act.day)), reason=act.words)

    def terminate(self, act: Act) -> None:
        """Before its term."""
        actions.convention_terminate(**self.seen, on=working_day(self.day(act.day)), reason=act.words)

    # what parties do -------------------------------------------------------------------------------------------------
    def view(self, act: Act) -> None:
        """The person asks for a code; the first time, the text is viewed."""
        line = self.line(act)
        asked = actions.signing_code_request(actor=self.who(act), target=line, link_round=line.link_round)
        self.code = asked.digits

    def sign(self, act: Act) -> None:
        """With the code mailed a moment ago."""
        line = self.line(act)
        actions.convention_sign(
            actor=self.who(act),
            target=line,
            code=self.code,
            name=line.contact.full_name,
            power=line.contact.title,
            consent=True,
            link_round=line.link_round,
        )

    def refuse(self, act: Act) -> None:
        """With its reason."""
        line = self.line(act)
        actions.convention_refuse(actor=self.who(act), target=line, reason=act.words, link_round=line.link_round)

    def delegate(self, act: Act) -> None:
        """To the colleague in charge of people."""
        line = self.line(act)
        colleague = Contact.objects.holding("hr", self.day(act.day)).get(organization=line.organization)
        actions.signature_delegate(
            actor=self.who(act),
            target=line,
            code=self.code,
            first_name=colleague.first_name,
            last_name=colleague.last_name,
            email=colleague.email,
            link_round=line.link_round,
        )
