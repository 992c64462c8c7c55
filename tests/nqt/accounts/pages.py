"""Addresses for the tests of sign-in: the real ones, and one page an audience that says who comes."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from nqt.accounts.actor import Actor


def whoami(request: HttpRequest, audience: str) -> HttpResponse:
    actor = Actor.of(request, audience)
    if actor is None:
        return JsonResponse(
            {"user": str(request.user), "role": None}, status=404 if request.user.is_authenticated else 401
        )
    return JsonResponse({"user": str(actor.user), "role": actor.role, "hat": actor.hat_key})


urlpatterns = [
    path("", include("nqt.accounts.urls")),
    path("", whoami, {"audience": "public"}),
    path("<str:audience>/whoami/", whoami),
    path("api/v1/<str:audience>/whoami/", whoami),
]
