"""Staff: links to print, that say where an application comes from (S11)."""

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from rest_framework import serializers

from mentoring.graduates import actions
from mentoring.graduates.models import GraduateState, SourcingLink
from nqt.accounts.roles import Audience
from nqt.door.forms.serializers import DoorSerializer, Ref
from nqt.door.http.mount import door
from nqt.door.pages.navigation import Place, Trade
from nqt.door.resource import ActionsField, Resource, command
from nqt.outbox.links import link
from partners.organizations.models import Organization
from regions.neighborhoods.models import PriorityNeighborhood


class LinkLine(DoorSerializer):
    """A row of the list."""

    organization = serializers.StringRelatedField(label="partenaire", read_only=True)
    neighborhood = serializers.StringRelatedField(label="quartier", read_only=True)
    address = serializers.SerializerMethodField(label="adresse à diffuser")
    applications = serializers.IntegerField(label="candidatures envoyées", read_only=True)
    actions = ActionsField()

    class Meta:
        model = SourcingLink
        fields = [
            "public_id",
            "label",
            "organization",
            "neighborhood",
            "address",
            "applications",
            "created_at",
            "closed_at",
            "version",
            "actions",
        ]
        read_only_fields = fields

    def get_address(self, sourcing: SourcingLink) -> str:
        """The whole address, to print or to copy."""
        return link(reverse("pages:public:apply-from-list", kwargs={"code": sourcing.code}))


class LinkForm(DoorSerializer):
    """What staff type."""

    organization = Ref(
        queryset=Organization.objects, suggest="organizations", required=False, allow_null=True, label="partenaire"
    )
    neighborhood = Ref(
        queryset=PriorityNeighborhood.objects,
        suggest="neighborhoods",
        required=False,
        allow_null=True,
        label="quartier",
    )

    class Meta:
        model = SourcingLink
        fields = ["label", "organization", "neighborhood"]
        extra_kwargs = {"label": {"help_text": "Affiche de la Maison de l’emploi, forum de novembre…"}}


class StaffLinks(Resource):
    """Where applications come from."""

    audience, model, verbs, versioned = Audience.STAFF, SourcingLink, "CRU", True
    name, name_plural = "lien de candidature", "Liens de candidature"
    nav = Place(Trade.EVENTS, "Liens de candidature", "qrcode", 40, "Un QR code par affiche ou par événement")
    help = "Une adresse par affiche, bailleur ou événement : chaque candidature garde son origine."
    empty = "Aucun lien encore. Créez-en un pour une affiche, un bailleur ou un forum."
    serializer_class = LinkLine
    forms = {"create": LinkForm, "update": LinkForm}
    titles = {"create": "Nouveau lien", "update": "Modifier le lien"}
    search = "Nom, code ou partenaire"
    shown_as = {"SourcingLink.code": "address"}
    sorts, default_sort = {"label": "folded"}, "label"
    columns = ("label", "organization", "neighborhood", "address", "applications", "closed_at")
    select = ("organization", "neighborhood")
    writes = {"create": actions.link_create, "update": actions.link_update}

    def decorated(self, queryset: QuerySet) -> QuerySet:
        """With how many were sent."""
        sent = Count("graduates", filter=~Q(graduates__state=GraduateState.DRAFT))
        return super().decorated(queryset).annotate(applications=sent)

    close = command(
        "Fermer",
        actions.link_close,
        icon="lock",
        done="Le lien n’est plus compté.",
    )

    reopen = command(
        "Rouvrir",
        actions.link_reopen,
        icon="arrow-back-up",
        done="Le lien compte.",
    )


door.register("sourcing-links", StaffLinks)
