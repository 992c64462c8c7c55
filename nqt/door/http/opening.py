"""Where a deposited file is opened: bytes, beside the resources, by addresses that `nqt.files.addresses` makes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from nqt.accounts.actor import Actor
from nqt.audit import access, security
from nqt.common.errors import Refusal
from nqt.door.http.failures import answer
from nqt.door.http.problems import problem_of
from nqt.files import addresses
from nqt.files.actions import opened
from nqt.files.kinds import kind_of
from nqt.files.models import StoredFile


@require_safe
def show(request: HttpRequest, token: str) -> HttpResponse:
    """The bytes, for whoever the address was made for and only while the room lets them.

    404 for everybody else; nothing is kept by the browser, and nothing in the file can act on the site.
    """
    try:
        return _shown(request, token)
    except Refusal as refusal:
        return answer(request, problem_of(refusal))


def _shown(request: HttpRequest, token: str) -> HttpResponse:
    allowed = addresses.read(token)
    if allowed is None:
        raise Http404
    actor = _reader(request, allowed)
    file = StoredFile.objects.filter(public_id=allowed.file_id).first()
    if actor is None or file is None or not file.is_open or not kind_of(file.kind).readable(actor, file):
        if request.user.is_authenticated:
            security.denied(request, actor, detail="file")
        raise Http404
    data = opened(file)
    if kind_of(file.kind).personal:
        access.record(actor, access.READ, file)
    response = HttpResponse(data, content_type=file.content_type)
    shown = allowed.purpose == addresses.SHOW and file.content_type.startswith("image/")
    response["Content-Disposition"] = content_disposition_header(not shown, file.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _reader(request: HttpRequest, allowed: addresses.Pass) -> Actor | None:
    """Who opens it, when it is the one it was made for."""
    user_id = request.user.pk if request.user.is_authenticated else None
    return Actor.of(request, allowed.audience) if allowed.user_id == user_id else None
