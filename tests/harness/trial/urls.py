"""The trial's addresses: its own register of resources, beside the product's."""

from django.urls import include, path

from nqt.door.http import registry
from nqt.door.http.mount import ApiRouter, PageRouter, door
from nqt.home.views import landing
from tests.harness.trial.resources import register

ENTRIES: list = []


def _mounted() -> list:
    product, registry.entries = registry.entries, ENTRIES
    try:
        register()
        return [
            path("api/v1/", include((door.mount(ApiRouter), "api"))),
            path("", include((door.mount(PageRouter), "pages"))),
        ]
    finally:
        registry.entries = product


urlpatterns = [path("", landing, name="landing"), path("", include("nqt.accounts.urls")), *_mounted()]

handler400 = "nqt.door.http.failures.bad_request"
handler403 = "nqt.door.http.failures.forbidden"
handler404 = "nqt.door.http.failures.not_found"
handler500 = "nqt.door.http.failures.server_error"
