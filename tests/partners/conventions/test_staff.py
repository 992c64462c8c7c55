"""Staff, through the door: list, page, form, acts."""

import datetime

import pytest
from django.utils import timezone

from partners.conventions import actions
from partners.conventions.models import Answer, Convention, Stage
from partners.organizations.models import Membership
from tests.harness.factories.conventions import MACHINE, a_draft, again, an_organization, nqt, sign, to_sign

pytestmark = pytest.mark.django_db
LIST = "/staff/conventions/"
API = "/api/v1/staff/conventions/"


def page(convention, *more):
    return "/".join([f"{LIST}{convention.public_id}", *more]) + "/"


def api(convention, *more):
    return "/".join([f"{API}{convention.public_id}", *more]) + "/"


def typed(**more):
    today = timezone.localdate()
    return {
        "title": "Convention Aquitaine",
        "kind": "multipartite",
        "starts_on": today.isoformat(),
        "ends_on": (today + datetime.timedelta(days=900)).isoformat(),
        "entry_rule": "all_signed",
        "territory_scope": "national",
        "quorum": "",
        "notice_months": "3",
        "renewal_months": "",
        **more,
    }


def test_list_shows_each_convention_with_its_signatures(client_as):
    convention = to_sign(title="AROSH et trois bailleurs", parties=4)
    sign(convention.text.signatories.first())
    staff = client_as("staff_national")
    html = staff.get(LIST).content.decode()
    assert "AROSH et trois bailleurs" in html
    assert convention.number in html
    assert "1 sur 4" in html
    row = staff.get(API).json()["results"][0]
    assert (row["stage"], row["life"], row["signed"]) == ("to_sign", "pending", "1 sur 4")


@pytest.mark.parametrize(
    "query", ["stage=draft", "life=pending", "kind=bilateral", "search=deux sevres", "sort=title", "sort=-number"]
)
def test_list_filters_searches_and_sorts(client_as, query):
    a_draft(title="Habitat Sud-Deux-Sèvres")
    results = client_as("staff_national").get(f"{API}?{query}").json()["results"]
    assert [row["title"] for row in results] == ["Habitat Sud-Deux-Sèvres"]


@pytest.mark.parametrize("query", ["stage=nothing", "sort=owner__password", "page_size=abc", "after=xyz", "what=1"])
def test_list_answers_malformed_queries_with_a_sentence(client_as, query):
    response = client_as("staff_national").get(f"{API}?{query}")
    assert response.status_code in (400, 404)
    assert response.json()["detail"]


def test_list_costs_the_same_for_many_rows(client_as, django_assert_max_num_queries):
    staff = client_as("staff_national")
    staff.get(LIST)
    counts = []
    for parties in (2, 5):
        to_sign(parties=parties)
        for _ in range(parties):
            a_draft(parties=parties)
        with django_assert_max_num_queries(9) as captured:
            staff.get(LIST)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_create_with_an_association_and_its_members(client_as):
    nqt()
    arosh = an_organization("AROSH d’essai", kind="regional_association")
    members = [an_organization(f"Habitat {n}") for n in range(3)]
    for member in members:
        Membership.objects.create(body=arosh, member=member, valid_from=datetime.date(2020, 1, 1))
    staff = client_as("staff_national")
    response = staff.post(f"{LIST}new/", typed(partner=str(arosh.public_id), with_members="true"))
    assert response.status_code == 303, response.content.decode()
    convention = Convention.objects.get(text__title="Convention Aquitaine")
    names = {line.organization.name for line in convention.text.signatories.all()}
    assert names == {"NQT", "AROSH d’essai", "Habitat 0", "Habitat 1", "Habitat 2"}
    assert convention.text.articles.count() > 3
    assert response["Location"] == page(convention)


def test_create_with_dates_out_of_order_keeps_what_was_typed(client_as):
    today = timezone.localdate()
    response = client_as("staff_national").post(
        f"{LIST}new/", typed(starts_on=today.isoformat(), ends_on=(today - datetime.timedelta(days=1)).isoformat())
    )
    html = response.content.decode()
    assert response.status_code == 400
    assert "La fin doit suivre le début" in html
    assert "Convention Aquitaine" in html
    assert not Convention.objects.exists()


def test_page_tells_parties_life_and_history(client_as):
    convention = to_sign(title="Trois bailleurs", parties=3)
    line = sign(convention.text.signatories.first())
    html = client_as("staff_national").get(page(convention)).content.decode()
    assert str(line.organization) in html
    assert "Texte figé, 3\u00a0invitations envoyées." in html
    assert f"Nadège Ollivier signe pour {line.organization}." in html
    assert "Repasser en brouillon" in html


def test_page_costs_the_same_for_many_parties(client_as, django_assert_max_num_queries):
    staff = client_as("staff_national")
    staff.get(LIST)
    counts = []
    for parties in (2, 9):
        convention = to_sign(parties=parties)
        with django_assert_max_num_queries(15) as captured:
            staff.get(page(convention))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_freezing_what_a_colleague_froze_meanwhile_keeps_the_day_typed_and_promises_nothing(client_as):
    convention = to_sign()
    sent = {"version": convention.version - 1, "sign_by": "2031-02-03"}
    answer = client_as("staff_national").post(page(convention, "freeze"), sent)
    told = answer.content.decode()
    assert answer.status_code == 409 and 'value="2031-02-03"' in told
    assert "reçoivent leur lien" not in told and "error-summary" in told


def test_freeze_from_the_page_numbers_and_asks(client_as):
    convention = a_draft()
    staff = client_as("staff_national")
    assert "personnes reçoivent leur lien" in staff.get(page(convention, "freeze")).content.decode()
    response = staff.post(page(convention, "freeze"), {"version": convention.version, "sign_by": ""})
    assert response.status_code == 303
    assert again(convention).text.stage == Stage.TO_SIGN


def test_two_staff_editing_one_convention_the_second_sees_both(client_as):
    convention = a_draft(title="Avant")
    first, second = client_as("staff_national"), client_as("staff_national")
    seen = convention.version
    assert first.post(page(convention, "edit"), typed(title="Le sien", version=seen)).status_code == 303
    response = second.post(page(convention, "edit"), typed(title="Le mien", version=seen))
    html = response.content.decode()
    assert response.status_code == 409
    assert "Le sien" in html
    assert "Le mien" in html
    assert again(convention).text.title == "Le sien"
    stale = second.patch(
        api(convention), {"title": "X"}, content_type="application/json", headers={"If-Match": f'"{seen}"'}
    )
    assert stale.status_code == 412


def test_agreed_facts_do_not_change_once_frozen(client_as):
    convention = to_sign(title="Figée")
    staff = client_as("staff_national")
    response = staff.post(page(convention, "edit"), typed(title="Autre", version=convention.version))
    assert response.status_code == 409
    assert again(convention).text.title == "Figée"


def test_back_to_draft_says_whose_signatures_it_voids(client_as):
    convention = to_sign(parties=3)
    line = sign(convention.text.signatories.last())
    staff = client_as("staff_national")
    asked = staff.get(page(convention, "back-to-draft")).content.decode()
    assert f"Annule 1 signature : {line.organization}." in asked.replace("\u00a0", " ")
    response = staff.post(
        page(convention, "back-to-draft"), {"version": again(convention).version, "reason": "Article 4 à revoir."}
    )
    assert response.status_code == 303
    assert again(line).answer == Answer.LISTED


def test_parties_duplicate_unknown_and_foreign_persons_are_refused(client_as):
    convention = a_draft()
    party = convention.text.signatories.last()
    stranger = an_organization().contacts.get()
    staff = client_as("staff_national")
    new = page(convention, "parties", "new")
    again_party = staff.post(new, {"organization": str(party.organization.public_id), "contact": "", "annex": ""})
    assert again_party.status_code == 400
    assert "déjà partie" in again_party.content.decode()
    unknown = staff.post(new, {"organization": "00000000-0000-4000-8000-000000000000", "contact": "", "annex": ""})
    assert unknown.status_code == 400
    foreign = staff.post(
        page(convention, "parties", str(party.public_id), "edit"),
        {"contact": str(stranger.public_id), "annex": "", "version": party.version},
    )
    assert foreign.status_code == 400
    assert "pas un contact" in foreign.content.decode()
    assert convention.text.signatories.count() == 2


def test_regional_staff_read_national_conventions_and_write_their_own_region_alone(client_as):
    national = a_draft(title="Nationale")
    staff = client_as("staff_regional", department_codes=frozenset({"86"}))
    body = staff.get(api(national)).json()
    assert body["title"] == "Nationale"
    assert body["actions"] == []
    refused = staff.post(
        api(national, "freeze"), {}, content_type="application/json", headers={"If-Match": f'"{national.version}"'}
    )
    assert refused.status_code in (403, 409)
    assert again(national).text.stage == Stage.DRAFT


def test_export_is_the_filtered_list(client_as):
    a_draft(title="=Formule")
    a_draft(title="Autre")
    response = client_as("staff_national").get("/staff/conventions.csv?search=formule")
    text = b"".join(response.streaming_content).decode()
    assert "'=Formule" in text
    assert "Autre" not in text


def test_notice_then_termination_and_back(client_as):
    convention = a_draft(notice_months=3)
    actions.convention_freeze(actor=MACHINE, target=convention, expected_version=convention.version)
    for line in convention.text.signatories.all():
        sign(line)
    convention = again(convention)
    staff = client_as("staff_national")
    today = timezone.localdate().isoformat()
    notice = {"on": today, "reason": "Réorganisation.", "version": convention.version}
    assert staff.post(page(convention, "give-notice"), notice).status_code == 303
    assert again(convention).closes_on == convention.text.ends_on
    assert staff.get(api(convention)).json()["life"] == "notice_given"
    ended = {"on": today, "reason": "Fin d’activité.", "version": again(convention).version}
    assert staff.post(page(convention, "terminate"), ended).status_code == 303
    assert staff.get(api(convention)).json()["life"] == "terminated"
    resumed = {"reason": "Erreur de saisie.", "version": again(convention).version}
    assert staff.post(page(convention, "resume"), resumed).status_code == 303
    assert staff.get(api(convention)).json()["life"] == "notice_given"


def test_articles_are_added_moved_changed_and_removed_while_the_text_is_open(client_as):
    convention = a_draft()
    staff = client_as("staff_national")
    new = page(convention, "articles", "new")
    assert staff.post(new, {"title": "Bilan", "wording": "Chaque semestre."}).status_code == 303
    added = convention.text.articles.last()
    assert added.title == "Bilan"
    where = page(convention, "articles", str(added.public_id))
    assert staff.get(where).status_code == 200
    assert staff.post(where + "up/", {"version": added.version}).status_code == 303
    assert again(added).position == added.position - 1
    edited = {"title": "Bilan annuel", "wording": "Chaque année.", "version": again(added).version}
    assert staff.post(where + "edit/", edited).status_code == 303
    assert again(added).title == "Bilan annuel"
    count = convention.text.articles.count()
    assert staff.post(where + "delete/", {"version": again(added).version}).status_code == 303
    positions = list(convention.text.articles.values_list("position", flat=True))
    assert positions == list(range(1, count))


def test_articles_do_not_change_once_frozen(client_as):
    convention = to_sign()
    article = convention.text.articles.first()
    body = convention.text.body
    staff = client_as("staff_national")
    where = page(convention, "articles", str(article.public_id))
    edited = {"title": "Autre", "wording": "Autre.", "version": article.version}
    assert staff.post(where + "edit/", edited).status_code == 409
    assert staff.post(where + "up/", {"version": article.version}).status_code == 409
    assert again(convention).text.body == body


def test_organization_page_shows_its_conventions(client_as):
    convention = to_sign(title="Sur la fiche")
    party = convention.text.signatories.last().organization
    html = client_as("staff_national").get(f"/staff/organizations/{party.public_id}/").content.decode()
    assert "Sur la fiche" in html
    assert page(convention) in html
