"""A graduate's own file: complete it, correct it, take it back."""

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from mentoring.graduates import actions
from mentoring.graduates.models import Consent, Graduate
from mentoring.graduates.readings import readings_of
from mentoring.graduates.resources.applying import ProfileFields, read_job
from mentoring.graduates.resources.employers import avoided_employers
from mentoring.graduates.resources.steps import Applying
from mentoring.graduates.words import OWN_WORDS
from nqt.accounts.roles import Audience
from nqt.common.looks import reworded
from nqt.door.forms.fields import Year
from nqt.door.forms.serializers import DoorSerializer
from nqt.door.http.mount import door
from nqt.door.pages.addresses import address
from nqt.door.pages.navigation import Place
from nqt.door.resource import ActionsField, Resource, command
from nqt.privacy.actions import erasure_request, erasure_withdraw
from nqt.privacy.models import RightsRequest
from partners.organizations.resources.fields import Phone


class MyApplication(Applying):
    """Asked for more, the person completes here and sends again."""

    audience = Audience.GRADUATE

    def home_url(self) -> str:
        """The graduate's home says where it stands."""
        return address("pages:graduate:home-list")

    def after(self, obj: Graduate) -> str:
        """Sent: back home, which says what comes next."""
        return self.home_url() if self.command_name == "submit" else super().after(obj)


class ProfileForm(ProfileFields):
    """What the person may change at any time."""

    phone = Phone()
    excluded_employers = avoided_employers(
        "employers",
        help_text="Le vôtre, celui d’un proche : aucun parrain qui y travaille ne vous sera proposé. Votre parrain "
        "n’en lit rien.",
    )

    class Meta(ProfileFields.Meta):
        fields = ["phone", *ProfileFields.Meta.fields, "excluded_employers"]


class ProfilePage(ProfileForm):
    """What we know of her, in the order of the form."""

    degree_year = Year(label="année d’obtention", read_only=True, allow_null=True)
    qpv = serializers.ChoiceField(choices=Graduate._meta.get_field("qpv").choices, read_only=True, label="quartier")
    target_job = read_job()
    excluded_employers = serializers.StringRelatedField(many=True, read_only=True, label="employeurs à éviter")
    state = serializers.ChoiceField(choices=reworded(OWN_WORDS), read_only=True, label="candidature")
    actions = ActionsField()

    class Meta(ProfileForm.Meta):
        fields = [
            "email",
            "first_name",
            "last_name",
            "birth_date",
            "degree_level",
            "degree_title",
            "school",
            "degree_year",
            "address",
            "commune",
            "qpv",
            *ProfileForm.Meta.fields,
            "target_job_words",
            "state",
            "version",
            "actions",
        ]
        read_only_fields = fields


class MyProfile(Resource):
    """My data: read all of it, change what may change, withdraw, ask to be forgotten."""

    audience, model, verbs, versioned, has_list = Audience.GRADUATE, Graduate, "RU", True, False
    serializer_class, forms = ProfilePage, {"update": ProfileForm}
    name, name_plural = "mes données", "Mes données"
    titles = {"update": "Modifier mes données"}
    template_folder = "mentoring/graduates/profile"
    select = ("commune__department", "target_job")
    prefetch = ("excluded_employers",)
    writes = {"update": actions.profile_update}

    nav = Place("", "Moi", "user", 40)

    def home_url(self) -> str:
        """One's own file, from the navigation; from the file, the graduate's home."""
        if self.action == "list":
            mine = Graduate.objects.visible_to(self.actor).only("public_id").first()
            return self.url("detail", mine) if mine else "/"
        return address("pages:graduate:home-list")

    def crumbs(self) -> list[tuple[str, str]]:
        """Back home."""
        return [("Accueil", self.home_url())]

    def detail_context(self, obj: Graduate) -> dict[str, Any]:
        """With who opened the file, what was agreed to, and where what she asked stands."""
        consents = obj.consents.filter(withdrawn_at=None)
        found = {"readings": readings_of(obj), "consents": consents, "requests": RightsRequest.objects.of(obj)}
        return {**super().detail_context(obj), **found}

    withdraw = command(
        "Retirer ma candidature",
        actions.application_withdraw,
        danger=True,
        icon="x",
        consequence=lambda _: (
            "Nous arrêtons là. Rien n’est effacé : si vous changez d’avis, vous pourrez la reprendre."
        ),
        done="Votre candidature est retirée. Vous pouvez la reprendre quand vous voulez.",
    )

    take_up = command(
        "Reprendre ma candidature",
        actions.application_take_up,
        icon="arrow-back-up",
        consequence=lambda _: "L’équipe la relit, et vous répond sous quinze jours.",
        done="Votre candidature est reprise.",
    )

    @command(
        "Demander l’effacement de mes données",
        may=erasure_request.may,
        danger=True,
        icon="x",
        consequence=lambda _: (
            "L’équipe efface tout sous un mois : votre dossier, votre compte, nos courriels. "
            "Vous pouvez retirer cette demande tant que ce n’est pas fait."
        ),
        done="Votre demande est reçue. Nous vous répondons sous un mois.",
    )
    def ask_erasure(self, graduate: Graduate, **data: Any) -> None:
        """Art. 17 of the GDPR."""
        erasure_request(actor=self.actor, target=graduate)

    @command(
        "Retirer ma demande d’effacement",
        may=erasure_withdraw.may,
        icon="arrow-back-up",
        done="Votre demande est retirée.",
    )
    def withdraw_erasure(self, graduate: Graduate, **data: Any) -> None:
        """Changed her mind."""
        erasure_withdraw(actor=self.actor, target=graduate)


class ConsentLine(DoorSerializer):
    """What was agreed to."""

    actions = ActionsField()

    class Meta:
        model = Consent
        fields = ["public_id", "purpose", "given_at", "withdrawn_at", "actions"]
        read_only_fields = fields


class MyConsents(Resource):
    """What I agreed to, and taking it back."""

    audience, model = Audience.GRADUATE, Consent
    serializer_class = ConsentLine
    name, name_plural, titles = "consentement", "consentements", {"list": "Mes consentements"}
    sorts, default_sort = {"given": "given_at"}, "-given"
    columns = ("purpose", "given_at", "withdrawn_at")
    empty = "Vous n’avez donné aucun consentement."

    def scope(self, queryset: QuerySet) -> QuerySet:
        """One's own."""
        return queryset

    withdraw = command(
        "Retirer ce consentement",
        actions.consent_withdraw,
        danger=True,
        icon="x",
        consequence=lambda _: "Sans lui, nous ne pouvons plus proposer votre dossier. Ce qui est fait reste fait.",
        done="Ce consentement est retiré.",
    )


door.register("application", MyApplication)
door.register("profile", MyProfile)
door.register("consents", MyConsents)
