"""Graduates, mentors and the public: how mentors are chosen, by the policy in force, with examples of one's own."""

from typing import Any, ClassVar

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from mentoring.graduates.models import Graduate
from mentoring.matching.guide import guide
from mentoring.matching.guide_words import Side
from mentoring.matching.policy import policy_read
from mentoring.mentors.models import Mentor
from nqt.accounts.roles import Audience
from nqt.door.http.mount import door
from nqt.door.resource import Resource


class CountedSerializer(serializers.Serializer):
    """One criterion."""

    criterion = serializers.CharField(label="code")
    label = serializers.CharField(label="critère")
    weight = serializers.IntegerField(label="poids")
    points = serializers.IntegerField(label="points sur 10 000")
    percent = serializers.FloatField(label="part")
    words = serializers.CharField(label="comment")


class ExampleSerializer(serializers.Serializer):
    """Two things compared."""

    percent = serializers.IntegerField(label="part des points")
    ours = serializers.CharField(label="l’un")
    theirs = serializers.CharField(label="l’autre")


class KeptSerializer(serializers.Serializer):
    """What a distance leaves."""

    kilometres = serializers.IntegerField(label="kilomètres")
    percent = serializers.IntegerField(label="part des points")


class SourceSerializer(serializers.Serializer):
    """A table of likeness."""

    label = serializers.CharField(label="nomenclature")
    codes = serializers.IntegerField(label="codes")
    edition = serializers.IntegerField(label="édition")


class GuideSerializer(serializers.Serializer):
    """`Guide`."""

    valid_from = serializers.DateField(source="policy.valid_from", label="barème depuis le")
    criteria = CountedSerializer(many=True, label="ce qui compte")
    rules = serializers.ListField(child=serializers.CharField(), label="ce qui est exigé")
    jobs = ExampleSerializer(many=True, label="métiers comparés")
    fields_of_study = ExampleSerializer(many=True, source="fields", label="domaines d’études comparés")
    close_percent = serializers.IntegerField(label="part de la même famille")
    far_percent = serializers.IntegerField(label="part du même grand domaine")
    distances = KeptSerializer(many=True, label="distances")
    remote_percent = serializers.FloatField(label="part gardée à distance")
    tables = SourceSerializer(many=True, label="tables de ressemblance")
    full_waiting_days = serializers.IntegerField(source="policy.full_waiting_days", label="attente qui compte entière")


class MentorChoice(Resource):
    """How mentors are chosen; a reader's own occupation and field of study begin the examples."""

    single = True
    serializer_class = GuideSerializer
    template_folder = "mentoring/matching/guide"
    side: ClassVar[Side]

    def own_codes(self) -> dict[str, str]:
        """`{job, field}` of the reader, as far as they are known."""
        raise NotImplementedError

    def show(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """By the policy of today."""
        told = guide(policy_read(timezone.localdate()), self.side, **self.own_codes())
        data = self.get_serializer(told).data
        return Response({"guide": data} if self.door == "pages" else data)


class GraduateChoice(MentorChoice):
    """For the graduate."""

    audience, side = Audience.GRADUATE, Side.GRADUATE
    name = name_plural = "Comment votre parrain est choisi"

    def own_codes(self) -> dict[str, str]:
        """The occupation aimed at, the field studied."""
        mine = Graduate.objects.visible_to(self.actor).values_list("target_job__code", "study_field__code").first()
        return _codes(mine)


class MentorsChoice(MentorChoice):
    """For the mentor."""

    audience, side = Audience.MENTOR, Side.MENTOR
    name = name_plural = "Comment un jeune vous est proposé"

    def own_codes(self) -> dict[str, str]:
        """The occupation exercised, the field studied."""
        mine = Mentor.objects.visible_to(self.actor).values_list("occupation__code", "study_field__code").first()
        return _codes(mine)


class PublicChoice(MentorChoice):
    """For whoever thinks of applying, or waits for an answer: no account is needed to know the rule."""

    audience, side = Audience.PUBLIC, Side.GRADUATE
    name = name_plural = "Comment votre parrain est choisi"

    def own_codes(self) -> dict[str, str]:
        """Nobody in particular."""
        return {}


def _codes(pair: tuple[str | None, str | None] | None) -> dict[str, str]:
    job, field = pair or (None, None)
    return {"job": job or "", "field": field or ""}


door.register("mentor-choice", GraduateChoice)
door.register("mentor-choice", MentorsChoice)
door.register("mentor-choice", PublicChoice)
