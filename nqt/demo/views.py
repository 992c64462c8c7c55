"""`/demo/mail/`: the mailbox of everybody. Mounted in the demo alone, since it shows sign-in codes to all comers."""

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from nqt.demo import mail

MAIL_POLICY = {
    "default-src": [NONE],
    "style-src": ["'unsafe-inline'"],
    "img-src": [SELF, "data:"],
    "frame-ancestors": [NONE],
    "form-action": [NONE],
    "base-uri": [NONE],
}
"""A mail is styled inline, as mail readers want it: for that one answer styles are let in, and nothing that runs."""


@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """The latest mails, newest first; `?to=` keeps one address."""
    to = request.GET.get("to", "").strip()[:254]
    return render(request, "demo/mail/list.html", {"letters": list(mail.letters(to)), "to": to, "shown": mail.SHOWN})


@require_safe
@never_cache
def letter(request: HttpRequest, id: str) -> HttpResponse:
    """One mail as text, its links alive, and the way to its HTML."""
    return render(request, "demo/mail/letter.html", {"letter": _letter(id)})


@require_safe
@never_cache
@csp(MAIL_POLICY)
def letter_html(request: HttpRequest, id: str) -> HttpResponse:
    """The HTML part, alone on its page, as a mail reader draws it."""
    html = _letter(id).html
    if not html:
        raise Http404
    return HttpResponse(html)


def _letter(id: str) -> mail.Letter:
    found = mail.letter(id)
    if found is None:
        raise Http404
    return found
