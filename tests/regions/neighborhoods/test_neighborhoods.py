"""Priority neighborhoods: their files, their generations, and the answer for a point."""

import datetime
import json

import pytest
import shapely
from django.core.management import call_command
from django.urls import reverse

from nqt.accounts.actor import Actor
from nqt.common.errors import Invalid
from regions.neighborhoods import locating
from regions.neighborhoods.actions import neighborhoods_import
from regions.neighborhoods.imports import commune_codes, department_code
from regions.neighborhoods.locating import Answer, Reason, locate, locate_commune, locate_many
from regions.neighborhoods.models import PriorityNeighborhood
from regions.territories.imports import Source
from regions.territories.models import CommuneMove
from tests.harness.factories.regions import CommuneFactory, DepartmentFactory, a_neighborhood

pytestmark = pytest.mark.django_db
MACHINE = Actor.system("tests")
D = datetime.date
TODAY = D(2026, 11, 24)
BOX = (2.38, 48.91, 2.40, 48.93)
INSIDE, OUTSIDE = (48.92, 2.39), (48.95, 2.39)


@pytest.fixture
def seine():
    return DepartmentFactory(code="93", name="Seine-Saint-Denis")


@pytest.fixture
def complete(monkeypatch):
    """As if one perimeter a generation were all of them."""
    monkeypatch.setattr(locating, "PERIMETERS", {2015: 1, 2024: 1})


# the answer -----------------------------------------------------------------------------------------------------------
def test_point_inside_outside_and_near_the_border(seine, complete):
    found = a_neighborhood(seine, BOX)
    inside, outside = locate(*INSIDE, TODAY), locate(*OUTSIDE, TODAY)
    assert (inside.answer, inside.code, inside.generation) == (Answer.IN, found.code, 2024)
    assert (outside.answer, outside.reason) == (Answer.OUT, Reason.OUTSIDE)
    ten_meters = 10 / locating.METERS
    for latitude in (48.93 - ten_meters, 48.93 + ten_meters):
        near = locate(latitude, 2.39, TODAY)
        assert (near.answer, near.reason, near.code) == (Answer.UNKNOWN, Reason.NEAR_BORDER, found.code)
        assert near.distance == pytest.approx(10, abs=0.2)


@pytest.mark.parametrize("east", [True, False])
@pytest.mark.parametrize(("meters", "answer"), [(15, Answer.UNKNOWN), (25, None)])
def test_meters_are_meters_in_longitude_too(seine, complete, east, meters, answer):
    a_neighborhood(seine, BOX)
    step = meters / (locating.METERS * 0.6573)  # cosine of 48.92 degrees
    found = locate(48.92, 2.40 + (step if east else -step), TODAY)
    assert found.answer == (answer or (Answer.OUT if east else Answer.IN))


def test_part_of_the_perimeters_never_proves_being_out(seine):
    a_neighborhood(seine, BOX)
    assert locate(*INSIDE, TODAY).answer == Answer.IN
    assert locate(*OUTSIDE, TODAY) == locating.Located(Answer.UNKNOWN, Reason.NO_REFERENCE)


@pytest.mark.parametrize(
    ("on", "generation"),
    [(D(2015, 1, 1), 2015), (D(2023, 12, 31), 2015), (D(2024, 1, 1), 2024), (TODAY, 2024)],
)
def test_generation_is_that_of_the_day(seine, complete, on, generation):
    for year in (2015, 2024):
        a_neighborhood(seine, BOX, generation=year)
    assert locate(*INSIDE, on).generation == generation


def test_overseas_keeps_the_generation_of_2015_one_year_longer(complete):
    reunion = DepartmentFactory(code="974", name="La Réunion", zone="drom")
    for year in (2015, 2024):
        a_neighborhood(reunion, (55.4, -20.9, 55.5, -20.8), generation=year)
    assert locate(-20.85, 55.45, D(2024, 12, 31)).generation == 2015
    assert locate(-20.85, 55.45, D(2025, 1, 1)).generation == 2024


def test_before_2015_nobody_can_say(seine, complete):
    a_neighborhood(seine, BOX, generation=2015)
    assert locate(*INSIDE, D(2014, 12, 31)) == locating.Located(Answer.UNKNOWN, Reason.BEFORE_2015)
    assert locate_commune("93001", D(2014, 12, 31)).reason == Reason.BEFORE_2015


def test_overlap_goes_to_the_neighborhood_of_the_commune(seine, complete):
    here, there = CommuneFactory(code="93001", department=seine), CommuneFactory(code="93002", department=seine)
    first, second = a_neighborhood(seine, BOX), a_neighborhood(seine, (2.37, 48.90, 2.41, 48.94))
    first.communes.add(here)
    second.communes.add(there)
    assert locate(*INSIDE, TODAY, commune="93001").code == first.code
    assert locate(*INSIDE, TODAY, commune="93002").code == second.code


def test_commune_without_a_neighborhood_is_out_without_a_point(seine, complete):
    found = a_neighborhood(seine, BOX)
    found.communes.add(CommuneFactory(code="93001", department=seine))
    CommuneFactory(code="93002", department=seine)
    assert locate_commune("93001", TODAY) is None
    assert locate_commune("93002", TODAY).reason == Reason.NO_NEIGHBORHOOD_IN_COMMUNE


def test_holes_and_several_parts_are_read_as_drawn(seine, complete):
    ring = shapely.box(*BOX).difference(shapely.box(2.385, 48.915, 2.395, 48.925))
    both = shapely.union_all([ring, shapely.box(2.50, 48.91, 2.52, 48.93)])
    a_neighborhood(seine, shape=shapely.to_wkb(both))
    points = [(48.92, 2.39), (48.912, 2.382), (48.92, 2.51), (48.92, 2.45)]
    assert [found.answer for found in locate_many(points, TODAY)] == ["out", "in", "in", "out"]


def test_list_without_perimeters_says_out_for_a_commune_it_does_not_name(seine, complete):
    found = a_neighborhood(seine, shape=None)
    found.communes.add(CommuneFactory(code="93001", department=seine))
    city = CommuneFactory(code="93002", department=seine)
    CommuneFactory(code="93003", department=seine, parent=city)
    assert locate_commune("93001", TODAY) is None
    assert locate(*INSIDE, TODAY, commune="93001").reason == Reason.NO_REFERENCE
    for commune in ("93002", "93003"):
        assert locate_commune(commune, TODAY).reason == Reason.NO_NEIGHBORHOOD_IN_COMMUNE
        assert locate(*INSIDE, TODAY, commune=commune).answer == Answer.OUT
    for nobody in ("93999", "x"):
        assert locate_commune(nobody, TODAY) == locating.Located(Answer.UNKNOWN, Reason.NO_REFERENCE)


def test_drawn_discs_never_prove_being_out(seine, complete):
    found = a_neighborhood(seine, BOX, is_approximate=True)
    found.communes.add(CommuneFactory(code="93001", department=seine))
    CommuneFactory(code="93002", department=seine)
    assert locate(*INSIDE, TODAY).is_approximate
    assert locate(*OUTSIDE, TODAY) == locating.Located(Answer.UNKNOWN, Reason.NO_REFERENCE)
    assert locate(*OUTSIDE, TODAY, commune="93001").answer == Answer.UNKNOWN
    assert locate(*INSIDE, TODAY, commune="93002").answer == Answer.OUT, "a drawing is less than the official list"


@pytest.mark.parametrize("point", [(float("nan"), 2.39), (48.92, float("inf"))])
def test_point_without_coordinates_has_no_answer(seine, complete, point):
    a_neighborhood(seine, BOX)
    with pytest.raises(ValueError, match="nowhere"):
        locate(*point, TODAY)


def test_many_points_answer_as_one_by_one(seine, complete):
    a_neighborhood(seine, BOX)
    points = [(48.90 + i * 0.001, 2.37 + j * 0.001) for i in range(40) for j in range(40)]
    assert locate_many(points, TODAY) == [locate(*point, TODAY) for point in points]
    assert locate_many([], TODAY) == []


def test_import_is_seen_at_once(seine, complete):
    a_neighborhood(seine, BOX)
    assert locate(*OUTSIDE, TODAY).answer == Answer.OUT
    a_neighborhood(seine, (2.38, 48.94, 2.40, 48.96))
    assert locate(*OUTSIDE, TODAY).answer == Answer.IN


# the files ------------------------------------------------------------------------------------------------------------
def perimeters(*features, name="qpv2024_wgs84.geojson"):
    content = json.dumps({"type": "FeatureCollection", "features": list(features)})
    return Source(name, content.encode(), "2024")


def feature(code="QN09301M", communes="93001", shape=None, **more):
    properties = {"code_qp": code, "lib_qp": "Les Agnettes", "insee_com": communes, **more}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": shapely.geometry.mapping(shape or shapely.box(*BOX)),
    }


def names(*rows, header="code_qp;lib_qp;insee_reg;lib_reg;insee_dep;lib_dep;insee_com;lib_com;siren_epci;lib_epci;;"):
    return Source("listeqp2024.csv", b"\xef\xbb\xbf" + "\r\n".join([header, *rows, ""]).encode(), "2024")


@pytest.fixture
def communes(seine):
    return [CommuneFactory(code=code, department=seine) for code in ("93001", "93002")]


def test_perimeters_and_list_are_imported_once(communes):
    row = 'QN09301M;Les Agnettes;11;IdF;93;SSD;"=""93001;93002""";A, B;200;EPT;;'
    files = {"names": names(row), "perimeters": perimeters(feature())}
    assert neighborhoods_import(actor=MACHINE, generation=2024, **files).created == 1
    again = neighborhoods_import(actor=MACHINE, generation=2024, **files)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)
    found = PriorityNeighborhood.objects.get()
    assert (found.valid_from, found.valid_until) == (D(2024, 1, 1), None)
    assert {commune.code for commune in found.communes.all()} == {"93001", "93002"}


def test_list_alone_keeps_the_perimeter_and_corrects_the_name(communes):
    neighborhoods_import(actor=MACHINE, generation=2024, perimeters=perimeters(feature()))
    report = neighborhoods_import(
        actor=MACHINE, generation=2024, names=names('QN09301M;Autre nom;11;I;93;S;"=""93001""";A;2;E;;')
    )
    found = PriorityNeighborhood.objects.get()
    assert (report.updated, found.name, found.shape is not None) == (1, "Autre nom", True)


def test_former_commune_is_followed_to_the_one_of_today(communes):
    CommuneMove.objects.create(before="93059", after="93002", on=D(2025, 1, 1))
    neighborhoods_import(actor=MACHINE, generation=2024, perimeters=perimeters(feature(communes="93059")))
    assert [c.code for c in PriorityNeighborhood.objects.get().communes.all()] == ["93002"]


def test_crossed_perimeter_is_mended(communes, complete):
    bowtie = shapely.Polygon([(2.38, 48.91), (2.40, 48.93), (2.40, 48.91), (2.38, 48.93)])
    neighborhoods_import(actor=MACHINE, generation=2024, perimeters=perimeters(feature(shape=bowtie)))
    assert locate(48.92, 2.395, TODAY).answer == Answer.IN


SPIKE = shapely.Polygon(
    [(2.300, 48.930), (2.310, 48.930), (2.310, 48.937), (2.320, 48.945), (2.310, 48.937), (2.300, 48.937)]
)
"""As published: the border goes out to a point, and back."""


def around(shape, steps=30):
    west, south, east, north = shape.bounds
    return [
        (south + (north - south) * i / steps, west + (east - west) * j / steps)
        for i in range(steps)
        for j in range(steps)
    ]


@pytest.mark.parametrize("stored_as", ["published", "collection"])
def test_spike_of_a_perimeter_keeps_its_surface_alone(communes, complete, stored_as):
    report = neighborhoods_import(actor=MACHINE, generation=2024, perimeters=perimeters(feature(shape=SPIKE)))
    assert report.remarks == ["QN09301M Les Agnettes : tracé réparé, même surface."]
    found = PriorityNeighborhood.objects.get()
    assert shapely.from_wkb(bytes(found.shape)).geom_type == "Polygon"
    if stored_as == "collection":  # as a release of before kept it
        PriorityNeighborhood.objects.update(shape=shapely.to_wkb(shapely.make_valid(SPIKE)))
        locating._built.cache_clear()
    assert locate(48.9335, 2.305, TODAY).answer == Answer.IN
    assert locate(48.9435, 2.3025, TODAY).answer == Answer.OUT
    near = locate(48.93693, 2.305, TODAY)
    assert (near.answer, near.reason) == (Answer.UNKNOWN, Reason.NEAR_BORDER)
    assert near.distance == pytest.approx(7.8, abs=0.1)
    right = shapely.box(2.300, 48.930, 2.310, 48.937)
    for latitude, longitude in around(SPIKE):
        answer = locate(latitude, longitude, TODAY).answer
        if answer != Answer.UNKNOWN:
            assert (answer == Answer.IN) == right.covers(shapely.Point(longitude, latitude)), (latitude, longitude)


@pytest.mark.parametrize("part", ["west", "east"])
def test_border_rule_holds_for_each_part(communes, complete, part):
    west, east = shapely.box(2.30, 48.93, 2.31, 48.94), shapely.box(2.32, 48.93, 2.33, 48.94)
    whole = shapely.GeometryCollection(
        [west, shapely.LineString([(2.31, 48.94), (2.32, 48.95)]), shapely.MultiPolygon([east])]
    )
    report = neighborhoods_import(actor=MACHINE, generation=2024, perimeters=perimeters(feature(shape=whole)))
    assert len(report.remarks) == 1
    middle = {"west": 2.305, "east": 2.325}[part]
    for latitude, answer in ((48.935, "in"), (48.93995, "unknown"), (48.94005, "unknown"), (48.9405, "out")):
        assert locate(latitude, middle, TODAY).answer == answer
    assert locate(48.935, 2.315, TODAY).answer == Answer.OUT
    assert locate(48.945, 2.315, TODAY).answer == Answer.OUT, "a line has no inside, and no border"


def test_repair_that_changes_the_surface_is_told_first(communes, complete, tmp_path, capsys):
    bowtie = shapely.Polygon([(2.38, 48.91), (2.40, 48.93), (2.40, 48.91), (2.38, 48.93)])
    twice = shapely.Polygon([(2.30, 48.93), (2.31, 48.93), (2.31, 48.94), (2.30, 48.94)] * 2)
    file = tmp_path / "qpv2024_wgs84.geojson"
    shapes = {"QN09301M": SPIKE, "QN09302M": bowtie, "QN09303M": twice, "QN09304M": shapely.box(*BOX)}
    file.write_bytes(perimeters(*(feature(code=code, shape=shape) for code, shape in shapes.items())).content)
    call_command("import_neighborhoods", "--generation", "2024", "--perimeters", file)
    told = capsys.readouterr().out.splitlines()
    assert told[1] == "Périmètres invalides tels que publiés (3) :"
    assert ["à vérifier" in line for line in told[2:]] == [True, True, False]
    assert [line[:8] for line in told[2:]] == ["QN09302M", "QN09303M", "QN09301M"]


def test_unknown_commune_says_to_load_the_moves_first(communes):
    with pytest.raises(Invalid) as refused:
        neighborhoods_import(actor=MACHINE, generation=2024, perimeters=perimeters(feature(communes="93059")))
    assert "la commune 93059 est inconnue" in refused.value.message
    assert "chargez d’abord les mouvements de communes" in refused.value.message


def test_commune_that_the_published_files_have_wrong_is_corrected():
    mayotte = DepartmentFactory(code="976", name="Mayotte", zone="drom")
    right, wrong = CommuneFactory(code="97604", department=mayotte), CommuneFactory(code="97602", department=mayotte)
    file = perimeters(feature(code="QN97654C", communes=wrong.code))
    neighborhoods_import(actor=MACHINE, generation=2024, perimeters=file)
    assert list(PriorityNeighborhood.objects.get().communes.all()) == [right]


NAN = b'{"type": "Polygon", "coordinates": [[[2.30, 48.93], [2.31, NaN], [2.31, 48.94], [2.30, 48.93]]]}'


def test_coordinate_that_is_no_number_imports_nothing(communes):
    file = perimeters(feature())
    geometry = json.dumps(feature()["geometry"]).encode()
    assert geometry in file.content
    with pytest.raises(Invalid, match="ce n’est pas un périmètre"):
        neighborhoods_import(
            actor=MACHINE, generation=2024, perimeters=Source(file.name, file.content.replace(geometry, NAN), "2024")
        )


def test_perimeter_without_a_surface_imports_nothing(communes):
    flat = shapely.Polygon([(2.30, 48.93), (2.31, 48.94), (2.30, 48.93), (2.31, 48.94)])
    with pytest.raises(Invalid, match="n’a pas de surface"):
        neighborhoods_import(actor=MACHINE, generation=2024, perimeters=perimeters(feature(shape=flat)))


LAMBERT = shapely.box(652000, 6867000, 653000, 6868000)


@pytest.mark.parametrize(
    ("features", "said"),
    [
        ([feature(shape=LAMBERT)], "WGS 84"),
        ([feature(code="XX")], "Ligne 1 : « XX » n’est pas un code de quartier."),
        ([feature(), feature()], "Ligne 2 : le quartier QN09301M y est deux fois."),
        ([feature(), feature(code="QN09302M", communes="93999")], "Ligne 2 : la commune 93999 est inconnue."),
        ([feature(code="QP093001")], "n’est pas un quartier de la génération 2024"),
        ([feature(lib_qp="")], "il n’y a pas de nom"),
        ([{"properties": {}, "geometry": None}], "ce n’est pas un périmètre"),
        ([{"properties": {}, "geometry": {"type": "Point", "coordinates": [2, 48]}}], "ce n’est pas un périmètre"),
        ([], "aucun quartier"),
    ],
)
def test_bad_perimeter_imports_nothing(communes, features, said):
    with pytest.raises(Invalid) as refused:
        neighborhoods_import(actor=MACHINE, generation=2024, perimeters=perimeters(*features))
    assert said in refused.value.message
    assert not PriorityNeighborhood.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"features": 3}', b"PK\x03\x04", '{"features": ["é'.encode()[:-1]]
)
def test_file_that_is_no_geojson_is_refused(content):
    with pytest.raises(Invalid):
        neighborhoods_import(actor=MACHINE, generation=2024, perimeters=Source("x.geojson", content, ""))


@pytest.mark.parametrize(
    ("text", "codes"),
    [('="60057"', ["60057"]), ('="13055;13070"', ["13055", "13070"]), ("2691, 02571", ["02691", "02571"]), ("", [])],
)
def test_communes_of_every_spelling(text, codes):
    assert commune_codes(text) == codes


@pytest.mark.parametrize(
    ("code", "department"),
    [("QN00101M", "01"), ("QN02A01N", "2A"), ("QN97401M", "974"), ("QP093028", "93"), ("QP974001", "974")],
)
def test_department_is_in_the_code(code, department):
    assert department_code(code) == department


# through the door -----------------------------------------------------------------------------------------------------
def test_staff_ask_about_a_point(client_as, seine, complete):
    found = a_neighborhood(seine, BOX, name="Les Agnettes")
    staff = client_as("staff_regional")
    answer = staff.get("/api/v1/staff/locate/?lat=48.92&lon=2.39").json()
    assert (answer["answer"], answer["code"]) == ("in", found.code)
    html = staff.get("/staff/locate/?lat=48,92&lon=2,39").content.decode()
    assert "En quartier prioritaire" in html
    assert "Les Agnettes" in html
    assert "Situer" in staff.get("/staff/locate/").content.decode()
    answer = staff.get("/api/v1/staff/locate/?address=3 rue des Amandiers-Bleus").json()
    assert (answer["answer"], answer["place"]) == ("out", "3 rue des Amandiers-Bleus")
    assert "À confirmer" not in staff.get("/staff/locate/?address=3 rue des Amandiers-Bleus").content.decode()


@pytest.mark.parametrize(
    "query", ["", "lat=48", "lat=nord&lon=2", "lat=99&lon=2", "lat=48&lon=2&commune=x", "lat=nan&lon=2"]
)
def test_question_that_is_none_is_refused_with_a_sentence(client_as, query):
    answer = client_as("staff_regional").get(f"/api/v1/staff/locate/?{query}")
    assert answer.status_code == 400
    assert client_as("staff_regional").get(f"/staff/locate/?{query}").status_code == (400 if query else 200)


def test_list_has_the_perimeters_of_the_day(client_as, seine):
    old, new = a_neighborhood(seine, BOX, generation=2015), a_neighborhood(seine, BOX)
    staff = client_as("staff_national")
    for on, code in (("2020-01-01", old.code), ("2026-01-01", new.code)):
        rows = staff.get(f"/api/v1/staff/neighborhoods/?au={on}").json()["results"]
        assert [row["code"] for row in rows] == [code]
    page = reverse("pages:staff:neighborhoods-detail", kwargs={"public_id": old.public_id})
    assert staff.get(page).status_code == 200
