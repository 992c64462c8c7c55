"""From an address to an answer: the national geocoder's contract on recorded answers, and what each answer decides."""

import datetime
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from regions.neighborhoods import locating
from regions.neighborhoods.geocoding import GeocoderAway, Geoplateforme, Place
from regions.neighborhoods.locating import Answer, Reason
from regions.neighborhoods.situating import situate
from tests.harness.factories.regions import CommuneFactory, DepartmentFactory, a_neighborhood

TODAY = datetime.date(2026, 11, 24)


def feature(kind="housenumber", score=0.97, **more):
    """As the service answers, less what is not read."""
    properties = {
        "label": "189 Rue d’Aubervilliers 75018 Paris",
        "score": score,
        "type": kind,
        "citycode": "75118",
        "postcode": "75018",
        **more,
    }
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [2.370134, 48.896641]},
        "properties": properties,
    }


class Service(ThreadingHTTPServer):
    """The service, on this machine: it keeps what it was asked and answers what it is told."""

    daemon_threads = True
    status, body, asked = 200, b"{}", None

    def answers(self, *features):
        self.body = json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *args):
        pass


@pytest.fixture
def service(monkeypatch, settings):
    server = Service(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(Geoplateforme, "URL", f"http://127.0.0.1:{server.server_port}/geocodage/search")
    settings.GEOCODER = "regions.neighborhoods.geocoding.Geoplateforme"
    yield server
    server.shutdown()
    server.server_close()


# the contract ---------------------------------------------------------------------------------------------------------
def test_address_is_found_at_its_number(service):
    service.answers(feature())
    found = Geoplateforme().search("189 rue d’Aubervilliers, 75018 Paris", commune="75118")
    label = "189 Rue d’Aubervilliers 75018 Paris"
    assert found == Place(label, 48.896641, 2.370134, "housenumber", 0.97, "75118")
    assert service.asked == {
        "q": "189 rue d'Aubervilliers, 75018 Paris",
        "limit": "1",
        "index": "address",
        "citycode": "75118",
    }


def test_address_that_nobody_knows_is_nothing(service):
    service.answers()
    assert Geoplateforme().search("1 rue de Nulle-Part") is None


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, b"{}"), (429, b"{}"), (200, b"<html>"), (200, b"{}"), (200, b'{"features": [{}]}'), (200, b"[]")],
)
def test_answer_in_another_form_is_an_absence(service, status, body):
    service.status, service.body = status, body
    with pytest.raises(GeocoderAway):
        Geoplateforme().search("1 rue des Lilas")


@pytest.mark.parametrize("point", [[None, 48.9], ["x", 48.9], [2.37, 99.0], [2.37]])
def test_point_that_is_none_is_an_absence(service, point):
    service.answers({**feature(), "geometry": {"type": "Point", "coordinates": point}})
    with pytest.raises(GeocoderAway):
        Geoplateforme().search("1 rue des Lilas")


def test_point_that_is_no_number_is_an_absence(service):
    service.body = json.dumps({"features": [feature()]}).replace("48.896641", "NaN").encode()
    with pytest.raises(GeocoderAway):
        Geoplateforme().search("1 rue des Lilas")


def test_service_that_is_gone_is_an_absence(service):
    service.shutdown()
    service.server_close()
    with pytest.raises(GeocoderAway):
        Geoplateforme().search("1 rue des Lilas")


# what it decides ------------------------------------------------------------------------------------------------------
@pytest.fixture
def paris(monkeypatch):
    monkeypatch.setattr(locating, "PERIMETERS", {2015: 1, 2024: 1})
    department = DepartmentFactory(code="75", name="Paris")
    found = a_neighborhood(department, (2.36, 48.89, 2.38, 48.90))
    city = CommuneFactory(code="75056", department=department)
    found.communes.add(city)
    CommuneFactory(code="75118", department=department, parent=city)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("features", "answer", "reason"),
    [
        ([feature()], Answer.IN, Reason.INSIDE),
        ([feature(kind="street")], Answer.UNKNOWN, Reason.ADDRESS_IMPRECISE),
        ([feature(kind="municipality")], Answer.UNKNOWN, Reason.ADDRESS_IMPRECISE),
        ([feature(score=0.4)], Answer.UNKNOWN, Reason.ADDRESS_IMPRECISE),
        ([], Answer.UNKNOWN, Reason.ADDRESS_NOT_FOUND),
    ],
)
def test_a_number_alone_decides(service, paris, features, answer, reason):
    service.answers(*features)
    located = situate("189 rue d’Aubervilliers", TODAY).located
    assert (located.answer, located.reason) == (answer, reason)


@pytest.mark.django_db
def test_service_away_leaves_the_answer_open(service, paris):
    service.status = 503
    located = situate("189 rue d’Aubervilliers", TODAY).located
    assert (located.answer, located.reason) == (Answer.UNKNOWN, Reason.GEOCODER_AWAY)


@pytest.mark.django_db
def test_commune_without_a_neighborhood_asks_nobody(service, paris):
    CommuneFactory(code="17299")
    located = situate("1 rue des Lilas", TODAY, commune="17299").located
    assert (located.answer, located.reason) == (Answer.OUT, Reason.NO_NEIGHBORHOOD_IN_COMMUNE)
    assert service.asked is None


@pytest.mark.django_db
def test_district_of_paris_is_in_its_city(service, paris):
    service.answers(feature())
    assert situate("189 rue d’Aubervilliers", TODAY, commune="75118").located.answer == Answer.IN
    assert service.asked["citycode"] == "75118"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("3 rue des Amandiers Bleus", Reason.OUTSIDE),
        ("rue des Amandiers-Bleus", Reason.ADDRESS_IMPRECISE),
        ("12 rue de Nulle-Part", Reason.ADDRESS_NOT_FOUND),
    ],
)
def test_addresses_of_the_demo_need_no_service(paris, address, reason):
    assert situate(address, TODAY).located.reason == reason
