"""An offer, as the mentor answers it: by her link or in her space; the profile is masked (scope `offer`)."""

from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from mentoring.graduates.models import Graduate
from mentoring.occupations.models import Availability
from mentoring.proposals import actions, links
from mentoring.proposals.actions.answering import TOLD, answered_or_late
from mentoring.proposals.models import DeclineReason, MatchProposal, ProposalState
from nqt.accounts.roles import Audience
from nqt.audit import access
from nqt.common.errors import Expired
from nqt.common.links import TOKEN
from nqt.common.validators import validate_plain_text
from nqt.door.forms.fields import ManyChoices
from nqt.door.forms.serializers import DoorSerializer, InputSerializer
from nqt.door.http.mount import door
from nqt.door.pages.addresses import address
from nqt.door.pages.navigation import Place
from nqt.door.resource import ActionsField, ByLink, Page, Resource, command
from nqt.outbox.nights import zone_of


class MaskedGraduate(DoorSerializer):
    """Scope `offer` (access.md): first name, degree and level, target job, department, availability, her own text."""

    target_job = serializers.CharField(source="job_named", label="vise", read_only=True)
    department = serializers.StringRelatedField(label="habite", read_only=True)
    availability = ManyChoices(choices=Availability.choices, read_only=True, label="disponible")

    class Meta:
        model = Graduate
        fields = ["first_name", "degree_level", "degree_title", "target_job", "department", "availability", "project"]
        read_only_fields = fields


class OfferReasonSerializer(serializers.Serializer):
    """Why this mentor: one sentence a criterion."""

    criterion = serializers.CharField()
    sentence = serializers.CharField()


class OfferPage(DoorSerializer):
    """What is asked of the mentor."""

    mentor = serializers.CharField(source="mentor.first_name", label="à", read_only=True)
    graduate = MaskedGraduate(read_only=True, label="jeune")
    reasons = serializers.SerializerMethodField(label="pourquoi vous")
    actions = ActionsField()

    class Meta:
        model = MatchProposal
        fields = ["public_id", "mentor", "graduate", "reasons", "offered_at", "expires_at", "version", "actions"]
        read_only_fields = fields

    @extend_schema_field(OfferReasonSerializer(many=True))
    def get_reasons(self, proposal: MatchProposal) -> list[dict[str, str]]:
        """The sentences told to mentors, the heaviest first."""
        parts = sorted(proposal.parts, key=lambda part: -part.get("points", 0))
        return [{"criterion": part["criterion"], "sentence": part["mentor"]} for part in parts if part.get("mentor")][
            :5
        ]


class OfferLine(DoorSerializer):
    """A row of the list."""

    graduate = serializers.CharField(source="graduate.first_name", label="jeune", read_only=True)
    target_job = serializers.CharField(source="graduate.job_named", label="vise", read_only=True)

    class Meta:
        model = MatchProposal
        fields = ["public_id", "graduate", "target_job", "expires_at"]
        read_only_fields = fields


class Declining(InputSerializer):
    """Why, in one tap."""

    decline_reason = serializers.ChoiceField(choices=DeclineReason.choices, label="pourquoi", style={"widget": "radio"})
    decline_note = serializers.CharField(
        label="un mot de plus",
        max_length=500,
        required=False,
        allow_blank=True,
        validators=[validate_plain_text],
        style={"base_template": "textarea.html", "rows": 2},
    )


class Offers(Resource):
    """Answering an offer."""

    model, versioned = MatchProposal, True
    serializer_class, line = OfferPage, OfferLine
    name, name_plural = "proposition", "Propositions"
    template_folder = "mentoring/proposals/offers"
    sorts, default_sort = {"expires": "expires_at"}, "expires"
    columns = ("graduate", "target_job", "expires_at")
    select = ("mentor", "graduate__target_job", "graduate__department")

    def retrieve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Reading a graduate's profile is in her access log."""
        proposal = self.get_object()
        access.record(self.actor, access.READ, proposal.graduate)
        return super().retrieve(request, *args, **kwargs)

    def detail_context(self, obj: MatchProposal) -> dict[str, Any]:
        """The reasons of a refusal, on the page itself."""
        return {**super().detail_context(obj), "decline_reasons": DeclineReason.choices}

    pair: Any = None
    """Born of a yes."""

    @command(
        "Oui, j’accompagne",
        may=actions.offer_accept.may,
        icon="check",
        done="Merci ! Vous accompagnez une nouvelle personne.",
    )
    def accept(self, proposal: MatchProposal, **data: Any) -> None:
        """The mentorship exists from now on."""
        self.pair = actions.offer_accept(actor=self.actor, target=proposal, **data)

    decline = command(
        "Pas cette fois",
        actions.offer_decline,
        input=Declining,
        icon="x",
        done="Merci de nous l’avoir dit. La personne ne verra pas votre réponse.",
    )


class MentorOffers(Offers):
    """Those that wait for the signed-in mentor."""

    audience = Audience.MENTOR
    nav = Place("", "Propositions", "bell", 10)
    empty = "Aucune proposition ne vous attend. Nous vous écrirons."

    def after(self, obj: Any) -> str:
        """After a yes, whom she accompanies, how to write and the first meeting; else home."""
        if self.pair is not None:
            return address("pages:mentor:mentees-detail", public_id=self.pair.public_id)
        return address("pages:mentor:home-list")


class OfMyOffer(ByLink):
    """What is reached by the personal link of an offer. A link is the whole right to it: nobody else sees the row."""

    link = links.OFFER

    def get_queryset(self) -> QuerySet:
        """The one offer of the link, whatever became of it."""
        return MatchProposal.objects.filter(public_id=self.bearing.subject_id)


class OfferByLink(OfMyOffer, Offers):
    """One offer, opened by its personal link. Opening decides nothing."""

    def zone_of_reader(self) -> ZoneInfo | None:
        """The mentor's."""
        if "token" not in self.kwargs:
            return None
        rows = self.get_queryset()
        return zone_of(rows.values_list("mentor__department__time_zone", flat=True).first() or "")

    def get_object(self) -> MatchProposal:
        """The offer, while it waits; else what happened (410, or 409 for a late answer)."""
        proposal = super().get_object()
        if over := answered_or_late(proposal):
            raise over if self.command_name else Expired(str(over.message))
        return proposal

    def home_url(self) -> str:
        """A link leads to its offer; once answered, to what happens now."""
        return address("pages:public:offer-answered-list", token=self.kwargs["token"])

    def after(self, obj: Any) -> str:
        """What happens now."""
        return self.home_url()


class Answered(serializers.Serializer):
    """Scope `offer` and no more: the first name, until she signs in."""

    is_yes = serializers.BooleanField(label="oui", read_only=True)
    mentor = serializers.CharField(label="à", read_only=True)
    graduate = serializers.CharField(label="qui vous accompagnez", read_only=True, allow_blank=True)
    target_job = serializers.CharField(label="vise", read_only=True, allow_blank=True)
    email = serializers.CharField(label="où le courriel est parti", read_only=True)
    has_space = serializers.BooleanField(label="a un espace", read_only=True)


class OfferAnswered(OfMyOffer, Page):
    """After an answer by the link: whom one accompanies, and what comes next. A no names nobody."""

    model, serializer_class = MatchProposal, Answered
    select = ("mentor", "graduate__target_job")
    name = name_plural = "Merci"
    template_folder = "mentoring/proposals/offers"

    def data(self) -> dict[str, Any]:
        """As often as it is read, while it is true."""
        proposal = self.get_object()
        if proposal.state not in (ProposalState.ACCEPTED, ProposalState.DECLINED):
            raise Expired(TOLD.get(ProposalState(proposal.state), "Cette proposition attend encore votre réponse."))
        is_yes = proposal.state == ProposalState.ACCEPTED
        if is_yes and not MatchProposal.objects.accompanied().filter(pk=proposal.pk).exists():
            raise Expired("Cet accompagnement est terminé.")
        return {
            "is_yes": is_yes,
            "mentor": proposal.mentor.first_name,
            "graduate": proposal.graduate.first_name if is_yes else "",
            "target_job": proposal.graduate.job_named if is_yes else "",
            "email": proposal.mentor.email,
            "has_space": proposal.mentor.user_id is not None,
        }


door.register("offers", MentorOffers)
door.register("offer", OfferByLink, basename="offer")
door.register(rf"offer/(?P<token>{TOKEN})/answered", OfferAnswered, basename="offer-answered")
