"""What staff read of a proposal: a row, the page with the reasons, and the mentors who came nearest."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from mentoring.mentors.models import Employment, Mentor
from mentoring.occupations.models import Language
from mentoring.proposals.actions import Foreseen
from mentoring.proposals.actions.vetoes import is_forbidden
from mentoring.proposals.models import UNDER_WAY, MatchProposal
from mentoring.proposals.places import taken
from nqt.accounts.actor import Actor
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.resource import ActionsField

CRITERIA = {
    "job": "métier",
    "field": "études",
    "distance": "distance",
    "languages": "langues",
    "wishes": "aide attendue",
    "waiting": "attente",
}

NAMED = 100
"""Of those that one is about to offer, the first are named; of all of a run, thousands."""


class MatchLine(DoorSerializer):
    """A row of the list."""

    graduate = serializers.StringRelatedField(label="jeune", read_only=True)
    mentor = serializers.StringRelatedField(label="parrain ou marraine", read_only=True)
    department = serializers.StringRelatedField(source="graduate.department", label="département", read_only=True)
    target_job = serializers.CharField(source="graduate.job_named", label="métier visé", read_only=True)
    occupation = serializers.StringRelatedField(source="mentor.occupation", label="métier du parrain", read_only=True)
    percent = serializers.SerializerMethodField(label="sur 100")

    class Meta:
        model = MatchProposal
        fields = [
            "public_id",
            "graduate",
            "mentor",
            "department",
            "target_job",
            "occupation",
            "score",
            "percent",
            "state",
            "created_at",
        ]
        read_only_fields = fields

    def get_percent(self, proposal: MatchProposal) -> int:
        """Of the full score."""
        return round(proposal.score / 100)


class PartOfScore(serializers.Serializer):
    """What one criterion brings."""

    criterion = serializers.SerializerMethodField(label="critère")
    points = serializers.IntegerField(label="points")
    out_of = serializers.IntegerField(label="au plus")
    percent = serializers.SerializerMethodField(label="pour cent")
    staff = serializers.CharField(label="pourquoi")

    def get_percent(self, part: dict[str, Any]) -> int:
        """Of the most it may bring."""
        return round(100 * part["points"] / part["out_of"]) if part["out_of"] else 0

    def get_criterion(self, part: dict[str, Any]) -> str:
        """In French."""
        return CRITERIA.get(part["criterion"], part["criterion"])


class AnAlternative(serializers.Serializer):
    """Another mentor, by the run that made the pair."""

    mentor_id = serializers.UUIDField(label="identifiant")
    mentor = serializers.CharField(label="parrain ou marraine")
    employer = serializers.CharField(label="employeur", allow_blank=True)
    town = serializers.CharField(label="commune", allow_blank=True)
    holders = serializers.CharField(label="proposé à", allow_blank=True)
    score = serializers.IntegerField(label="score")
    lacks = serializers.IntegerField(label="ce que l’ensemble perdrait au moins")


class MatchPage(MatchLine):
    """The page."""

    graduate_id = serializers.UUIDField(source="graduate.public_id", label="identifiant du jeune", read_only=True)
    mentor_id = serializers.UUIDField(source="mentor.public_id", label="identifiant du parrain", read_only=True)
    degree = serializers.CharField(source="graduate.degree_title", label="diplôme", read_only=True)
    project = serializers.CharField(source="graduate.project", label="projet", read_only=True)
    mentor_title = serializers.CharField(source="mentor.title", label="fonction", read_only=True)
    mentor_department = serializers.StringRelatedField(
        source="mentor.department", label="département du parrain", read_only=True
    )
    employer = serializers.SerializerMethodField(label="employeur")
    capacity = serializers.IntegerField(source="mentor.capacity", label="places", read_only=True)
    places_left = serializers.SerializerMethodField(label="places libres")
    town = serializers.StringRelatedField(source="graduate.commune", label="commune", read_only=True)
    mentor_town = serializers.StringRelatedField(source="mentor.commune", label="commune du parrain", read_only=True)
    languages = serializers.SerializerMethodField(label="langues")
    mentor_languages = serializers.SerializerMethodField(label="langues du parrain")
    parts = PartOfScore(many=True, read_only=True, label="parts du score")
    alternatives = serializers.SerializerMethodField(label="autres possibilités")
    is_by_hand = serializers.SerializerMethodField(label="faite à la main")
    is_forbidden = serializers.SerializerMethodField(label="paire interdite")
    actions = ActionsField()

    class Meta(MatchLine.Meta):
        fields = [
            *MatchLine.Meta.fields,
            "graduate_id",
            "mentor_id",
            "degree",
            "project",
            "mentor_title",
            "mentor_department",
            "town",
            "mentor_town",
            "languages",
            "mentor_languages",
            "employer",
            "capacity",
            "places_left",
            "parts",
            "alternatives",
            "rank",
            "waiting",
            "is_pinned",
            "is_by_hand",
            "is_forbidden",
            "offered_at",
            "expires_at",
            "answered_at",
            "decline_reason",
            "decline_note",
            "version",
            "actions",
        ]
        read_only_fields = fields

    def get_employer(self, proposal: MatchProposal) -> str:
        """Of today."""
        today = Employment.objects.on(timezone.localdate()).filter(mentor=proposal.mentor_id)
        found = today.select_related("organization").first()
        return str(found.organization) if found else ""

    def get_places_left(self, proposal: MatchProposal) -> int:
        """Those of offers not answered are kept."""
        return max(0, proposal.mentor.capacity - taken([proposal.mentor_id])[proposal.mentor_id])

    def get_languages(self, proposal: MatchProposal) -> str:
        """Of the graduate."""
        return in_words(proposal.graduate.languages)

    def get_mentor_languages(self, proposal: MatchProposal) -> str:
        """Of the mentor."""
        return in_words(proposal.mentor.languages)

    def get_alternatives(self, proposal: MatchProposal) -> list[dict[str, Any]]:
        """The mentors who came nearest in the run, and whom they are proposed to now."""
        return nearest_of(proposal, self.context["actor"])

    def get_is_by_hand(self, proposal: MatchProposal) -> bool:
        """No run made it."""
        return proposal.run_id is None

    def get_is_forbidden(self, proposal: MatchProposal) -> bool:
        """No run makes it."""
        return is_forbidden(proposal)


class Leaving(serializers.Serializer):
    """An offer that would leave."""

    graduate = serializers.StringRelatedField(label="jeune")
    mentor = serializers.StringRelatedField(label="parrain ou marraine")
    department = serializers.StringRelatedField(source="graduate.department", label="département")


class Aside(serializers.Serializer):
    """One that would not."""

    public_id = serializers.UUIDField(source="proposal.public_id", label="identifiant")
    graduate = serializers.StringRelatedField(source="proposal.graduate", label="jeune")
    mentor = serializers.StringRelatedField(source="proposal.mentor", label="parrain ou marraine")
    why = serializers.CharField(label="pourquoi")


class ForeseenSerializer(serializers.Serializer):
    """What approving several would do; the first ones are named."""

    leaving = serializers.SerializerMethodField(label="proposées")
    aside = serializers.SerializerMethodField(label="laissées de côté")
    offers = serializers.SerializerMethodField(label="propositions qui partent")
    mentors = serializers.SerializerMethodField(label="parrains et marraines")
    refused = serializers.SerializerMethodField(label="propositions qui ne partent pas")
    mark = serializers.CharField(label="ce qui a été lu")

    def get_leaving(self, foreseen: Foreseen) -> list[dict[str, Any]]:
        """The best scores first."""
        return list(Leaving(foreseen.leaving[:NAMED], many=True).data)

    def get_aside(self, foreseen: Foreseen) -> list[dict[str, Any]]:
        """The same."""
        return list(Aside(foreseen.aside[:NAMED], many=True).data)

    def get_offers(self, foreseen: Foreseen) -> int:
        """A mail each."""
        return len(foreseen.leaving)

    def get_mentors(self, foreseen: Foreseen) -> int:
        """One may get several."""
        return len({one.mentor_id for one in foreseen.leaving})

    def get_refused(self, foreseen: Foreseen) -> int:
        """Each with its reason."""
        return len(foreseen.aside)


def in_words(codes: list[str]) -> str:
    """Languages, French when nothing was said."""
    return ", ".join(str(Language(code).label) for code in codes or [Language.FRENCH])


def nearest_of(proposal: MatchProposal, actor: Actor) -> list[dict[str, Any]]:
    """The mentors who came nearest in the run, with the graduates of the perimeter to whom they are proposed now."""
    keys = [one["mentor"] for one in proposal.alternatives]
    mentors = {one.pk: one for one in Mentor.objects.filter(pk__in=keys).select_related("commune__department")}
    today = Employment.objects.on(timezone.localdate()).filter(mentor__in=keys).select_related("organization")
    employers = {one.mentor_id: str(one.organization) for one in today}
    live = MatchProposal.objects.visible_to(actor).filter(state__in=UNDER_WAY, mentor__in=keys)
    holders: dict[int, list[str]] = {}
    for other in live.select_related("graduate").order_by("pk"):
        holders.setdefault(other.mentor_id, []).append(str(other.graduate))
    known = [one | {"row": mentors[one["mentor"]]} for one in proposal.alternatives if one["mentor"] in mentors]
    told = [
        {
            "mentor_id": one["row"].public_id,
            "mentor": str(one["row"]),
            "employer": employers.get(one["row"].pk, ""),
            "town": str(one["row"].commune or ""),
            "holders": ", ".join(holders.get(one["row"].pk, [])),
            "score": one["score"],
            "lacks": one["lacks"],
        }
        for one in known
    ]
    return list(AnAlternative(told, many=True).data)
