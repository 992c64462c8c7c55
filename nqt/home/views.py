"""The front door: a signed-in person goes to her home, a visitor reads what NQT is."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from nqt.accounts import hats
from nqt.door.http.mount import door
from nqt.door.http.renderers import unshared


def landing(request: HttpRequest) -> HttpResponse:
    """`/`: the home of the first hat that has one, else the public page."""
    for hat in hats.worn(request):
        home = door.home_url(hat.audience)
        if home:
            return HttpResponseRedirect(home)
    response = render(request, "home/public.html", {"hatless": request.user.is_authenticated})
    unshared(response)
    return response
