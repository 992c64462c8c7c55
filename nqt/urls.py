"""Every address: the door's two mounts, sign-in beside it, and the machine's own pages."""

from django.urls import include, path

from nqt.common.features import furnish
from nqt.door.mount import ApiRouter, PageRouter, door
from nqt.home import health

furnish("resources")

urlpatterns = [
    path("live", health.live),
    path("ready", health.ready),
    path("", include("nqt.accounts.urls")),
    path("api/v1/", include((door.mount(ApiRouter), "api"))),
    path("", include((door.mount(PageRouter), "pages"))),
]
