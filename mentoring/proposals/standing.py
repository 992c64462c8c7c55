"""Whether pairs may be offered, as their people stand now: one truth for one pair under lock and for many foreseen."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from mentoring.graduates.models import Graduate, GraduateState
from mentoring.mentors.models import Employment, Mentor, MentorState
from mentoring.proposals.models import HOLDING, MatchProposal
from mentoring.proposals.places import taken
from nqt.common.text import of


@dataclass(frozen=True)
class Standing:
    """What is true of some people, in a few statements whatever their number; each pair kept counts for the next."""

    places: dict[int, int]
    """Mentor → places taken."""
    shown: set[int]
    """Graduates who still agree to be shown."""
    free: tuple[set[int], set[int]]
    """Graduates and mentors whose data may be used."""
    followed: set[int]
    waited_for: set[int]
    """Graduates for whom a mentor has an offer."""
    avoided: set[tuple[int, int]]
    """Graduate and mentor, where she has asked, since they were paired perhaps, for nobody of this employer."""

    @classmethod
    def of(cls, graduates: Collection[int], mentors: Collection[int]) -> "Standing":
        """Of these keys."""
        ours, theirs = Graduate.objects.filter(pk__in=graduates), Mentor.objects.filter(pk__in=mentors)
        followed = ours.filter(mentorships__isnull=False, mentorships__closed_on=None)
        held = MatchProposal.objects.filter(graduate__in=graduates, state__in=HOLDING)
        today = Employment.objects.on(timezone.localdate()).filter(mentor__in=mentors)
        employees: dict[int, list[int]] = {}
        for mentor, organization in today.values_list("mentor_id", "organization_id"):
            employees.setdefault(organization, []).append(mentor)
        avoided = Graduate.excluded_employers.through.objects.filter(graduate__in=graduates)
        named = avoided.values_list("graduate_id", "organization_id")
        return cls(
            places=taken(mentors),
            shown=set(ours.shown_to_mentors().values_list("pk", flat=True)),
            free=(
                set(ours.unrestricted().values_list("pk", flat=True)),
                set(theirs.unrestricted().values_list("pk", flat=True)),
            ),
            followed=set(followed.values_list("pk", flat=True)),
            waited_for=set(held.values_list("graduate_id", flat=True)),
            avoided={(graduate, mentor) for graduate, where in named for mentor in employees.get(where, ())},
        )

    def refusal(self, mentor: Mentor, graduate: Graduate) -> str:
        """Why no place may be kept; empty when one may."""
        if mentor.state != MentorState.ACTIVE:
            return f"{mentor} est {mentor.get_state_display()} : aucune proposition ne peut partir."
        if self.places.get(mentor.pk, 0) >= mentor.capacity:
            return f"{mentor} n’a plus de place : {mentor.capacity} au plus."
        if graduate.state != GraduateState.POOL:
            return f"La candidature {of(graduate)} est {graduate.get_state_display()}."
        if graduate.pk not in self.shown:
            return f"{graduate} n’accepte plus d’être montré ou montrée aux parrains."
        for person, known in zip((graduate, mentor), self.free, strict=True):
            if person.pk not in known:
                return f"L’usage des données {of(person)} est limité à sa demande : aucune proposition ne peut partir."
        if graduate.pk in self.followed:
            return f"{graduate} est déjà suivi ou suivie."
        if graduate.pk in self.waited_for:
            return f"Une autre proposition attend une réponse pour {graduate}."
        return ""

    def refusal_of(self, proposal: MatchProposal) -> str:
        """The same of a proposal: what a run has made is not done against the graduate's wish of today."""
        said = self.refusal(proposal.mentor, proposal.graduate)
        if not said and proposal.run_id is not None and (proposal.graduate_id, proposal.mentor_id) in self.avoided:
            return f"{proposal.graduate} ne veut pas d’un parrain de cet employeur : écartez la mise en relation."
        return said

    def keep(self, proposal: MatchProposal) -> None:
        """Its place and its graduate are taken for those that follow."""
        self.places[proposal.mentor_id] = self.places.get(proposal.mentor_id, 0) + 1
        self.waited_for.add(proposal.graduate_id)
