"""Pages: words and native values, forms that work without JavaScript, messages, fragments."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nqt.audit.models import AccessRecord
from tests.harness.trial.models import Agreement, Request, Signatory
from tests.harness.trial.world import an_agreement, api, page, text, typed


def test_same_field_is_native_in_json_and_words_on_the_page(world):
    data = world.staff.get(api("agreements-detail", public_id=world.agreement.public_id)).json()
    assert (data["amount"], data["starts_on"], data["kind"]) == ("1234.50", "2015-01-01", "local")
    assert data["body"] == str(world.mine.public_id)
    assert data["updated_at"].endswith("Z")
    words = text(world.staff.get(page("agreements-detail", public_id=world.agreement.public_id)))
    for word in ("Locale", "1 234,50", "1er janv. 2015", "Emploi", "Tours (37261)", "Brouillon", "Organisation A"):
        assert word in words, word


def test_date_of_the_past_is_said_as_precisely_as_known(world):
    Agreement.objects.update(signed_on="2012-09-01", signed_precision="month")
    assert "en sept. 2012" in text(world.staff.get(page("agreements-list")))
    row = world.staff.get(api("agreements-list")).json()["results"][0]
    assert row["signed_on"] == "2012-09-01"


def test_field_that_the_serializer_lacks_is_nowhere(world):
    Agreement.objects.update(status="sent")
    for address in (page, api):
        response = world.partner.get(address("agreements-detail", "partner", public_id=world.agreement.public_id))
        assert response.status_code == 200
        assert "SECRET" not in text(response)
        assert "1234.50" not in text(response)
        assert "1 234,50" not in text(response)


def test_form_shows_a_control_a_field_with_its_words(world):
    words = text(world.staff.get(page("agreements-new")))
    assert 'type="date"' in words
    assert "<legend>La convention</legend>" in words
    assert 'role="combobox"' in words
    assert 'data-search="/staff/towns/suggestions/"' in words


def test_form_typed_without_javascript_finds_its_references(world):
    response = world.staff.post(page("agreements-new"), typed(world, is_confidential="true"))
    assert response.status_code == 303, text(response)
    made = Agreement.objects.get(title="Neuve")
    assert response.url == page("agreements-detail", public_id=made.public_id)
    assert made.town == world.blois
    assert str(made.amount) == "12345.67"
    assert made.is_confidential
    assert made.themes.count() == 2
    assert made.signed_on is None


def test_edit_is_a_full_update_where_an_absent_box_is_false(world):
    Agreement.objects.update(is_confidential=True)
    url = page("agreements-edit", public_id=world.agreement.public_id)
    shown = text(world.staff.get(url))
    assert 'name="version" value="1"' in shown
    assert 'value="2015-01-01"' in shown
    assert 'value="1234,50"' in shown or 'value="1 234,50"' in shown
    form = typed(world, version="1", town=str(world.blois.public_id))
    del form["themes"]
    assert world.staff.post(url, form).status_code == 303
    world.agreement.refresh_from_db()
    assert not world.agreement.is_confidential
    assert world.agreement.themes.count() == 0
    assert world.agreement.version == 2


def test_ambiguous_reference_comes_back_as_radios(world):
    response = world.staff.post(page("agreements-new"), typed(world, town__text="tour"))
    words = text(response)
    assert response.status_code == 400
    assert words.count('type="radio"') == 2
    assert 'aria-invalid="true"' in words
    assert 'id="id_town_error"' in words
    assert 'value="tour"' in words
    choice = typed(world, town__text="tour", town=str(world.savoie.public_id))
    assert world.staff.post(page("agreements-new"), choice).status_code == 303
    assert Agreement.objects.get(title="Neuve").town == world.savoie


@pytest.mark.parametrize("words", ["tours", "TOURS", "37261", "Tours (37261)"])
def test_reference_of_this_very_name_or_code_is_the_one_meant(world, words):
    assert world.staff.post(page("agreements-new"), typed(world, town__text=words)).status_code == 303
    assert Agreement.objects.get(title="Neuve").town == world.tours


def test_words_typed_over_a_reference_count_more_than_the_id_left_beside_them(world):
    url = page("agreements-edit", public_id=world.agreement.public_id)
    form = typed(world, version="1", town=str(world.tours.public_id), town__text="Blois")
    assert world.staff.post(url, form).status_code == 303
    world.agreement.refresh_from_db()
    assert world.agreement.town == world.blois
    unknown = typed(world, version="2", town=str(world.blois.public_id), town__text="Nowhere")
    response = world.staff.post(url, unknown)
    assert response.status_code == 400
    assert "Rien ne correspond" in text(response)
    assert str(world.blois.public_id) not in text(response)


@pytest.mark.parametrize("words", ["introuvable", "%", "_", "\\"])
def test_reference_that_answers_to_nothing_says_so(world, words):
    response = world.staff.post(page("agreements-new"), typed(world, town__text=words + "zz"))
    assert response.status_code == 400
    assert "Rien ne correspond" in text(response)


def test_refused_form_keeps_what_was_typed(world):
    form = typed(world, amount="abc", starts_on="31/31/31", town=str(world.blois.public_id))
    response = world.staff.post(page("agreements-new"), form)
    words = text(response)
    assert response.status_code == 400
    assert 'value="abc"' in words
    assert 'value="31/31/31"' in words
    assert str(world.blois.public_id) in words
    assert words.count("selected") >= 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": "Première"}, "Cette organisation a déjà une convention de ce nom."),
        ({"ends_on": "2014-01-01"}, "La fin doit suivre le début."),
    ],
)
def test_named_constraint_answers_with_its_sentence_and_the_values(world, changes, sentence):
    response = world.staff.post(page("agreements-new"), typed(world, **changes))
    assert response.status_code == 400
    assert sentence in text(response)
    assert 'value="12 345,67"' in text(response) or 'value="12345,67"' in text(response)
    assert Agreement.objects.count() == 1


def test_write_is_followed_by_its_message(world):
    url = page("agreements-edit", public_id=world.agreement.public_id)
    form = typed(world, version="1", town=str(world.tours.public_id))
    followed = world.staff.post(url, form, follow=True)
    assert "C’est modifié." in text(followed)


def test_htmx_gets_the_part_and_its_history_the_page(world):
    url = page("agreements-list")
    whole, part = world.staff.get(url), world.staff.get(url, headers={"HX-Request": "true"})
    restored = world.staff.get(url, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in text(whole)
    assert "<html" not in text(part)
    assert "Première" in text(part)
    assert "<html" in text(restored)


def test_htmx_form_refused_is_the_form_alone(world):
    url = page("signatories-new", agreement=world.agreement.public_id)
    refused = world.staff.post(url, {"name": "", "role": "x"}, headers={"HX-Request": "true"})
    assert refused.status_code == 400
    assert "<html" not in text(refused)
    assert 'aria-invalid="true"' in text(refused)


def test_sub_resource_lives_under_its_parent(world):
    url = page("signatories-new", agreement=world.agreement.public_id)
    response = world.staff.post(url, {"name": "Claire", "role": "Directrice"})
    assert response.status_code == 303
    assert response.url == page("agreements-detail", public_id=world.agreement.public_id) + "#signatories"
    assert Signatory.objects.get().agreement == world.agreement
    again = world.staff.post(url, {"name": "Claire", "role": "Directrice"})
    assert again.status_code == 400
    assert "Cette personne signe déjà." in text(again)
    other = an_agreement(world, title="Autre")
    mine = Signatory.objects.get()
    assert (
        world.staff.get(page("signatories-detail", agreement=other.public_id, public_id=mine.public_id)).status_code
        == 404
    )


def test_panel_of_another_resource_shows_its_rows_on_the_page(world):
    Signatory.objects.create(agreement=world.agreement, name="Claire Vasseur", role="Directrice")
    words = text(world.staff.get(page("agreements-detail", public_id=world.agreement.public_id)))
    assert "Signataires" in words
    assert "Claire Vasseur" in words
    assert page("signatories-new", agreement=world.agreement.public_id) in words


def test_long_form_is_saved_step_by_step_on_the_same_draft(world):
    first = text(world.graduate.get(page("requests-new", "graduate")))
    assert "Prénom" in first or "prénom" in first
    assert "projet" not in first.lower().split("<form")[1]
    response = world.graduate.post(page("requests-new", "graduate"), {"first_name": "Lina", "last_name": "Belkacem"})
    draft = Request.objects.get()
    situation = page("requests-step", "graduate", public_id=draft.public_id, step="situation")
    assert response.url == situation
    response = world.graduate.post(
        situation, {"degree": "BTS", "degree_year": "", "is_seeking": "true", "version": str(draft.version)}
    )
    draft.refresh_from_db()
    assert (draft.first_name, draft.degree, draft.is_seeking) == ("Lina", "BTS", True)
    response = world.graduate.post(response.url, {"aims": "Comptable", "version": str(draft.version)})
    draft.refresh_from_db()
    assert (draft.degree, draft.is_seeking, draft.aims) == ("BTS", True, "Comptable")
    unknown = page("requests-step", "graduate", public_id=draft.public_id, step="nothing")
    assert world.graduate.get(unknown).status_code == 404


def test_single_page_reads_figures(world):
    assert "1 à envoyer, 0 en attente" in text(world.staff.get("/staff/today/"))
    assert world.staff.get("/api/v1/staff/today/").json() == {"drafts": 1, "sent": 0}


def test_day_read_is_today_unless_the_address_says_another(world):
    assert "23 juillet 2015" in text(world.staff.get(page("agreements-list") + "?au=2015-07-23"))
    assert "Revenir à aujourd" not in text(world.staff.get(page("agreements-list")))


@pytest.mark.parametrize("day", ["hier", "2015-02-30", "0001-01-01", "2015", "2015-07-23T00", "%00", "9999-12-31"])
def test_day_that_is_none_is_refused_with_a_sentence(world, day):
    response = world.staff.get(api("agreements-list") + f"?au={day}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "au"
    assert world.staff.get(page("agreements-list") + f"?au={day}").status_code == 400


def test_person_s_file_read_leaves_a_line_in_the_access_log(world):
    Agreement.objects.update(status="sent")
    world.partner.get(page("agreements-detail", "partner", public_id=world.agreement.public_id))
    line = AccessRecord.objects.of(world.agreement).get()
    assert (line.user_id, line.verb) == (world.partner.user.pk, "read")


def test_history_names_the_actor_and_the_hat_of_a_request(world):
    form = typed(world, version="1", town=str(world.tours.public_id))
    world.staff.post(page("agreements-edit", public_id=world.agreement.public_id), form)
    event = Agreement.pgh_event_model.objects.filter(pgh_label="update").latest("pgh_id")
    assert event.pgh_context.metadata["user"] == world.staff.user.pk
    assert event.pgh_context.metadata["role"] == "staff_national"


@pytest.mark.parametrize("address", [page, api])
def test_list_costs_the_same_statements_whatever_it_holds(world, address):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert world.staff.get(address("agreements-list") + "?page_size=100").status_code == 200
        return len(captured)

    statements()  # the session is written once a minute
    few = statements()
    for number in range(99):
        an_agreement(world, title=f"T{number}")
    assert statements() == few <= 12


def test_act_whose_time_has_passed_leads_back_to_its_object(world):
    Agreement.objects.update(status="signed")
    detail = page("agreements-detail", public_id=world.agreement.public_id)
    response = world.staff.post(page("agreements-send", public_id=world.agreement.public_id), {"version": "1"})
    assert response.status_code == 409
    assert f'href="{detail}">Revenir à « {world.agreement} »' in text(response)
    missing = world.staff.get(page("agreements-detail", public_id=world.mine.public_id))
    assert missing.status_code == 404
    assert "Revenir à «" not in text(missing)


def test_form_that_waited_for_too_long_can_be_opened_again(world):
    url = page("agreements-send", public_id=world.agreement.public_id)
    response = world.staff.post(url, {"version": "1"}, csrf=False)
    assert response.status_code == 403
    assert "<h1>Ce formulaire a expiré</h1>" in text(response)
    assert f'href="{url}">Rouvrir le formulaire' in text(response)
