"""Every address: the door's two mounts, sign-in beside it, and the machine's own pages."""

from django.conf import settings
from django.urls import include, path, re_path

from nqt.common.features import Reader, furnish_for
from nqt.door.http.documentation import Documentation, Schema
from nqt.door.http.mount import ApiRouter, PageRouter, door
from nqt.door.http.opening import show
from nqt.files import addresses as files
from nqt.home import health, stops
from nqt.home.views import landing

furnish_for(Reader.ADDRESSES)

api_v1 = [path("api/v1/", include((door.mount(ApiRouter), "api")))]

urlpatterns = [
    path("", landing, name="landing"),
    path("live", health.live, name="live"),
    path("ready", health.ready, name="ready"),
    path("", include("nqt.accounts.urls")),
    re_path(rf"^files/(?P<token>{files.TOKEN})$", show, name="file"),
    re_path(rf"^stop/(?P<token>{stops.TOKEN})/one-click/$", stops.one_click, name="mail_stop_one_click"),
    path("api/v1/schema/", Schema.as_view(patterns=api_v1), name="schema"),
    path("api/docs/", Documentation.as_view(url_name="schema"), name="api-docs"),
    *api_v1,
    path("", include((door.mount(PageRouter), "pages"))),
]

if getattr(settings, "DEMO", False):
    urlpatterns.insert(0, path("demo/", include("nqt.demo.urls")))

handler400 = "nqt.door.http.failures.bad_request"
handler403 = "nqt.door.http.failures.forbidden"
handler404 = "nqt.door.http.failures.not_found"
handler500 = "nqt.door.http.failures.server_error"
