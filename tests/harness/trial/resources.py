"""What each audience of the trial sees."""

from typing import Any

import django_filters
from rest_framework import serializers

from nqt.accounts.roles import Audience, Role
from nqt.door.forms.serializers import DoorSerializer, InputSerializer, KnownDate, Ref
from nqt.door.http.mount import door
from nqt.door.lists.filters import RefFilter
from nqt.door.resource import ActionsField, Nested, OnPage, Page, Resource, Under, Wizard, command
from nqt.door.resources import Hats
from tests.harness.trial import actions
from tests.harness.trial.models import Agreement, Body, Request, Signatory, Theme, Town


class TownLine(DoorSerializer):
    class Meta:
        model = Town
        fields = ["public_id", "code", "name"]
        read_only_fields = fields


class Towns(Resource):
    audience, model, verbs, serializer_class = Audience.STAFF, Town, "RD", TownLine
    name, name_plural, search = "commune", "Communes", "Nom"
    sorts, default_sort, columns = {"name": "folded"}, "name", ("code", "name")
    writes = {"destroy": actions.town_delete}


class SignatoryLine(DoorSerializer):
    class Meta:
        model = Signatory
        fields = ["public_id", "name", "role"]
        read_only_fields = ["public_id"]


class AgreementPage(DoorSerializer):
    town = Ref(queryset=Town.objects.all(), suggest="towns", label="commune")
    themes = Ref(queryset=Theme.objects.all(), many=True, required=False, label="thèmes")
    signatories = SignatoryLine(many=True, read_only=True)
    actions = ActionsField()

    class Meta:
        model = Agreement
        fields = [
            "public_id",
            "title",
            "kind",
            "status",
            "body",
            "town",
            "themes",
            "starts_on",
            "ends_on",
            "signed_on",
            "amount",
            "is_confidential",
            "internal_note",
            "refusal",
            "version",
            "updated_at",
            "signatories",
            "actions",
        ]
        read_only_fields = ["public_id", "status", "refusal", "version", "updated_at"]
        fieldsets = {"La convention": ["title", "kind", "body", "town", "themes"], "Dates": ["starts_on", "ends_on"]}


class AgreementLine(DoorSerializer):
    signed_on = KnownDate(precision="signed_precision", label="signée", read_only=True)

    class Meta:
        model = Agreement
        fields = ["public_id", "title", "kind", "status", "body", "town", "signed_on", "amount", "updated_at"]
        read_only_fields = fields


class Reason(InputSerializer):
    reason = serializers.CharField(label="motif", min_length=5, help_text="Sera lu par l’organisation.")


class Politeness(InputSerializer):
    how = serializers.ChoiceField(label="comment", choices=list(actions.REFUSALS))


class AgreementFilter(django_filters.FilterSet):
    body = RefFilter(Body, label="organisation")
    town = RefFilter(Town, suggest="towns", label="commune")
    starts = django_filters.DateFromToRangeFilter(field_name="starts_on", label="début")

    class Meta:
        model = Agreement
        fields = {"status": ["exact"], "kind": ["exact"], "signed_on": ["gte", "isnull"], "title": ["exact"]}


class StaffAgreements(Resource):
    audience, model, verbs, versioned = Audience.STAFF, Agreement, "CRUDX", True
    name, name_plural, nav = "convention", "Conventions", ("Partenariats", "Conventions", "file-text", 10)
    allow = {"destroy": {Role.STAFF_NATIONAL}, "archive_politely": {Role.STAFF_NATIONAL}}
    serializer_class, line, filterset_class, search = AgreementPage, AgreementLine, AgreementFilter, "Intitulé"
    select, prefetch = ("body", "town"), ("themes", "signatories")
    sorts = {"title": "folded", "signed": "signed_on", "body": "body__name", "updated": "updated_at"}
    default_sort = "-signed"
    columns = ("title", "kind", "status", "body", "town", "signed_on", "amount")
    writes = {
        "create": actions.agreement_create,
        "update": actions.agreement_update,
        "destroy": actions.agreement_delete,
    }

    send = command("Envoyer", actions.agreement_send, consequence=lambda agreement: f"{agreement.body} pourra la lire.")
    sign = command("Enregistrer la signature", actions.agreement_sign)
    refuse = command("Refuser", actions.agreement_refuse, input=Reason, danger=True)
    publish = command("Publier", actions.agreement_publish, input=Reason)

    @command("Archiver", input=Politeness)
    def archive_politely(self, agreement: Agreement, **data: Any) -> None:
        actions.agreement_refuse_politely(actor=self.actor, target=agreement, **data)


class PartnerAgreement(DoorSerializer):
    actions = ActionsField()

    class Meta:
        model = Agreement
        fields = ["public_id", "title", "kind", "status", "starts_on", "ends_on", "version", "actions"]
        read_only_fields = [name for name in fields if name != "actions"]


class PartnerAgreements(Resource):
    audience, model, versioned, personal = Audience.PARTNER, Agreement, True, True
    name, name_plural, nav = "convention", "conventions", ("", "Conventions", "file-text", 10)
    titles = {"list": "Mes conventions"}
    serializer_class, columns = PartnerAgreement, ("title", "status")
    sorts, default_sort = {"title": "folded"}, "title"

    refuse = command("Refuser", actions.agreement_refuse, input=Reason, danger=True)


class Signatories(Nested):
    under, panel = Under(Agreement, "agreement", "agreements"), OnPage()
    audience, model, verbs = Audience.STAFF, Signatory, "CRD"
    name, name_plural, serializer_class = "signataire", "Signataires", SignatoryLine
    sorts, default_sort, columns = {"name": "name"}, "name", ("name", "role")
    writes = {"create": actions.signatory_add, "destroy": actions.signatory_remove}


class RequestForm(DoorSerializer):
    class Meta:
        model = Request
        fields = [
            "public_id",
            "first_name",
            "last_name",
            "degree",
            "degree_year",
            "is_seeking",
            "aims",
            "version",
        ]
        read_only_fields = ["public_id", "version"]


class Requests(Wizard):
    audience, model, verbs, versioned = Audience.GRADUATE, Request, "CRU", True
    name, name_plural, serializer_class = "demande", "Ma demande", RequestForm
    columns = ("first_name", "last_name")
    steps = {
        "identity": ["first_name", "last_name"],
        "situation": ["degree", "degree_year", "is_seeking"],
        "project": ["aims"],
    }
    step_titles = {"identity": "Vous", "situation": "Votre situation", "project": "Votre projet"}
    writes = {"create": actions.request_start, "update": actions.request_save}


class Figures(serializers.Serializer):
    drafts = serializers.IntegerField(label="à envoyer")
    sent = serializers.IntegerField(label="en attente")


class Today(Page):
    audience, home, serializer_class = Audience.STAFF, True, Figures
    name = name_plural = "Aujourd’hui"
    template_folder = "trial"

    def data(self) -> dict[str, int]:
        rows = Agreement.objects.visible_to(self.actor)
        return {"drafts": rows.filter(status="draft").count(), "sent": rows.filter(status="sent").count()}


class PublicBody(DoorSerializer):
    class Meta:
        model = Body
        fields = ["public_id", "name"]
        read_only_fields = ["public_id"]


class PublicBodies(Resource):
    audience, model, verbs, serializer_class = Audience.PUBLIC, Body, "CR", PublicBody
    name, name_plural, columns = "partenaire", "Nos partenaires", ("name",)
    sorts, default_sort = {"name": "name"}, "name"
    writes = {"create": lambda *, actor, name: Body.objects.create(name=name)}


class TrialStaffHats(Hats):
    audience = Audience.STAFF


class TrialPartnerHats(Hats):
    audience = Audience.PARTNER


def register() -> None:
    """Give the trial its addresses."""
    door.register("towns", Towns)
    door.register("agreements", StaffAgreements)
    door.register("signatories", Signatories, basename="signatories")
    door.register("today", Today)
    door.register("hats", TrialStaffHats)
    door.register("agreements", PartnerAgreements)
    door.register("hats", TrialPartnerHats)
    door.register("requests", Requests)
    door.register("bodies", PublicBodies)
