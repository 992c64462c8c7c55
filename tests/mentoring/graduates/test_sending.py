"""Reading over and sending: everything frozen once, an account for the proved address, nobody refused by a machine."""

import pytest
from django.utils import timezone

from mentoring.graduates import actions, links
from mentoring.graduates.consents import TEXTS
from mentoring.graduates.models import Application, Consent, EligibilityRule, Graduate, GraduateState, RuleKind, Verdict
from nqt.accounts.actions import user_disable
from nqt.accounts.models import User
from nqt.common.errors import Conflict, Forbidden
from nqt.outbox.models import Message
from regions.coverage.actions import coverage_open
from tests.harness.at_once import at_once
from tests.harness.factories.accounts import UserFactory
from tests.harness.factories.conventions import MACHINE
from tests.harness.factories.mentoring import a_commune, a_graduate, a_mentorship, as_graduate
from tests.harness.factories.organizations import a_portal_user, an_organization
from tests.harness.factories.regions import DepartmentFactory, a_colleague
from tests.mentoring.graduates.pages import AGREED, YOU, ask, at, fill, fill_all, letters, send, version_of, words

pytestmark = pytest.mark.django_db
NEW = "ines@example.org"
HERS = {name: YOU[name] for name in ("first_name", "last_name")}


@pytest.fixture
def rules():
    """The general rules of today, and a covered department."""
    actions.rules_load(actor=MACHINE)
    commune = a_commune()
    coverage_open(actor=MACHINE, valid_from=timezone.localdate().replace(year=2015), department=commune.department)
    return commune


@pytest.fixture
def ready(client_as, rules):
    """Somebody who has filled everything in, and her browser."""
    visitor = client_as()
    return visitor, fill_all(visitor, ask(visitor, NEW), commune=rules, background="scholarship")


def test_everything_is_read_over_before_sending(ready):
    visitor, draft = ready
    page = visitor.get(at(draft))
    text = words(page)
    for told in ("Inès", "Master Droit public", "3 rue des Lilas", "Développement local", "Les conditions d’accès"):
        assert told in text
    for step in ("you", "degree", "home", "project"):
        assert at(draft)[:40] in page.content.decode()
        assert f"/edit/{step}/" in page.content.decode()
    for each in TEXTS:
        assert each.text in text


def test_sending_freezes_what_was_told_and_what_the_rules_said(ready, rules):
    visitor, draft = ready
    assert send(visitor, draft).status_code == 303
    sent, application = Graduate.objects.get(), Application.objects.get()
    assert (sent.state, application.verdict) == (GraduateState.SUBMITTED, Verdict.ELIGIBLE)
    assert {check["kind"] for check in application.checks} == set(RuleKind.values)
    assert application.inputs["department"] == rules.department.code
    assert application.inputs["birth_date"] == "2002-05-04"
    consents = {c.purpose: (c.text_hash, c.text_version, c.channel) for c in Consent.objects.all()}
    assert consents == {text.purpose: (text.hash, text.version, "link") for text in TEXTS}


@pytest.mark.parametrize("refused", sorted(AGREED))
def test_nothing_is_sent_without_each_consent(ready, refused):
    visitor, draft = ready
    page = visitor.post(
        f"{at(draft)}submit/", {"version": version_of(draft), **{k: v for k, v in AGREED.items() if k != refused}}
    )
    assert page.status_code == 400
    assert "Cochez cette case" in words(page)
    assert not Application.objects.exists()
    assert not Consent.objects.exists()


def test_what_is_missing_keeps_from_sending_and_says_where(client_as):
    visitor = client_as()
    draft = ask(visitor, NEW)
    fill(visitor, draft, "you", YOU)
    assert "Il manque une réponse" in words(visitor.get(f"{at(draft)}?read"))
    refused = send(visitor, draft)
    assert refused.status_code == 400
    assert "Le niveau de votre diplôme manque." in words(refused)
    assert Graduate.objects.get().state == GraduateState.DRAFT


def test_a_condition_not_met_is_told_kindly_and_nobody_is_kept_from_sending(client_as, rules):
    visitor = client_as()
    elsewhere = a_commune(DepartmentFactory(code="33"))
    draft = fill_all(visitor, ask(visitor, NEW), commune=elsewhere)
    page = words(visitor.get(at(draft)))
    assert "Nous n’accompagnons pas encore dans votre département." in page
    assert "Vous pouvez tout de même envoyer" in page
    assert "mission locale" in page
    assert send(visitor, draft).status_code == 303
    assert Application.objects.get().verdict == Verdict.NOT_ELIGIBLE
    assert Graduate.objects.get().state == GraduateState.SUBMITTED


def test_without_any_rule_nobody_is_refused(client_as):
    assert not EligibilityRule.objects.exists()
    visitor = client_as()
    draft = fill_all(visitor, ask(visitor, NEW))
    assert send(visitor, draft).status_code == 303


# once and for all ----------------------------------------------------------------------------------------------------
def test_a_double_click_sends_once(ready):
    visitor, draft = ready
    answers = [send(visitor, draft, version=draft.version) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert Application.objects.count() == 1
    assert Message.objects.filter(kind__endswith="application_received").count() == 1


def test_a_page_of_before_another_change_sends_nothing(ready):
    visitor, draft = ready
    seen = version_of(draft)
    fill(visitor, draft, "you", {**YOU, "first_name": "Inaya"})
    assert send(visitor, draft, version=seen).status_code == 409
    assert not Application.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_send_at_once_send_once():
    draft = a_graduate(GraduateState.DRAFT, email_proved_at=timezone.now())

    def sending():
        return actions.application_submit(actor=MACHINE, target=draft, accompaniment=True, shown_to_mentors=True)

    at_once(sending, sending)
    assert Application.objects.count() == 1
    assert Consent.objects.count() == len(TEXTS)
    assert User.objects.filter(email=draft.email).count() == 1


# the account ---------------------------------------------------------------------------------------------------------
def test_a_proved_address_gets_its_account_and_follows_by_code(ready, client_as):
    visitor, draft = ready
    page = words(visitor.get(send(visitor, draft)["Location"]))
    assert "Votre candidature est envoyée" in page
    assert "Belkacem" not in page, "the link shows no more of the file"
    user = User.objects.get(email=NEW)
    assert Graduate.objects.get().user == user
    assert not user.has_usable_password()
    (received,) = letters(NEW, "application_received")
    assert "/graduate/home/" in received.text
    asked = visitor.post("/accounts/login/code/", {"email": NEW, "next": "/graduate/home/"})
    assert asked.status_code == 302
    home = client_as(user=user).get("/graduate/home/")
    assert home.status_code == 200


def test_a_partner_s_contact_who_applies_keeps_her_account(client_as, rules):
    user = a_portal_user(an_organization())
    User.objects.filter(pk=user.pk).update(**HERS)
    visitor = client_as()
    send(visitor, fill_all(visitor, ask(visitor, user.email), commune=rules))
    assert Graduate.objects.get().user == user
    hers = client_as(user=user)
    assert hers.get("/graduate/home/").status_code == 200
    assert hers.get("/partner/home/").status_code == 200


def test_a_closed_account_is_not_opened_by_applying(client_as, rules):
    user = UserFactory()
    user_disable(actor=MACHINE, user=user)
    visitor = client_as()
    link = at(ask(visitor, user.email))
    answer = visitor.get(link)
    assert answer.status_code == 410 and "L’accès de cette personne a été fermé" in words(answer)
    assert visitor.post(f"{link}submit/", {}).status_code == 410
    user.refresh_from_db()
    assert not user.is_active and Graduate.objects.get().state == GraduateState.DRAFT


def test_an_account_in_another_name_waits_for_its_reader_to_say_whose_it_is(client_as, rules):
    """The application is sent all the same; neither the former password nor the former name leads to it."""
    former = a_portal_user(an_organization())
    visitor = client_as()
    draft = fill_all(visitor, ask(visitor, former.email), commune=rules)
    assert send(visitor, draft).status_code == 303
    sent = Graduate.objects.get()
    assert (sent.state, sent.user) == (GraduateState.SUBMITTED, None)
    assert client_as(user=former).get("/graduate/home/").status_code == 404

    opening = f"{at(draft)}open-space/"
    asked = visitor.post(opening, {"version": sent.version})
    assert (
        asked.status_code == 400 and former.get_full_name() in words(asked) and "address_holder" in str(asked.content)
    )
    refused = visitor.post(opening, {"version": sent.version, "address_holder": "other"})
    assert refused.status_code == 403, "it still opens a portal"
    assert visitor.post(opening, {"version": sent.version, "address_holder": "same"}).status_code == 303
    former.refresh_from_db()
    assert Graduate.objects.get().user == former and not former.has_usable_password()


def test_an_account_of_somebody_gone_gives_its_address_back_to_its_next_reader(client_as, rules):
    former = UserFactory(email=NEW)
    visitor = client_as()
    draft = fill_all(visitor, ask(visitor, NEW), commune=rules)
    send(visitor, draft)
    version = Graduate.objects.get().version
    visitor.post(f"{at(draft)}open-space/", {"version": version, "address_holder": "other"})
    mine = Graduate.objects.get().user
    assert mine != former and mine.get_full_name() == "Inès Belkacem" and mine.email == NEW
    assert User.objects.get(pk=former.pk).is_retired


def test_what_a_colleague_types_opens_no_account_until_the_address_is_proved(client_as):
    colleague = a_colleague()
    typed = a_graduate(GraduateState.DRAFT, typed_by=colleague.user, email="tapee@example.org")
    actions.typed_submit(actor=colleague, target=typed, expected_version=typed.version)
    assert not User.objects.filter(email=typed.email).exists(), "a slip of the keyboard would open it to a stranger"
    (received,) = letters(typed.email, "application_received")
    assert "/apply/draft/" in received.text
    visitor = client_as()
    url = f"/apply/draft/{links.APPLICATION.sign(typed)}/"
    assert "Ouvrir mon espace" in words(visitor.get(url))
    opened = visitor.post(f"{url}open-space/", {"version": version_of(typed)})
    assert opened["Location"] == "/accounts/login/code/?next=/graduate/home/"
    assert Graduate.objects.get().user == User.objects.get(email=typed.email)


def test_an_account_is_opened_by_its_link_alone():
    typed = a_graduate(GraduateState.SUBMITTED)
    with pytest.raises(Forbidden):
        actions.space_open(actor=MACHINE, target=typed)


# again ---------------------------------------------------------------------------------------------------------------
def test_somebody_refused_applies_again_and_her_account_follows(client_as, rules):
    former = a_graduate(GraduateState.REFUSED, email=NEW, user=UserFactory(email=NEW, **HERS))
    visitor = client_as()
    again = ask(visitor, NEW)
    assert again.pk != former.pk
    assert send(visitor, fill_all(visitor, again, commune=rules)).status_code == 303
    again.refresh_from_db()
    former.refresh_from_db()
    assert (again.state, again.user, former.user) == (GraduateState.SUBMITTED, User.objects.get(email=NEW), None)


def test_asked_for_more_she_completes_and_sends_again(client_as, ready):
    visitor, draft = ready
    send(visitor, draft)
    sent = Graduate.objects.get()
    actions.application_ask_more(actor=MACHINE, target=sent, question="Quel est votre diplôme ?")
    mine = client_as(user=User.objects.get(email=NEW))
    home = words(mine.get("/graduate/home/"))
    assert "Quel est votre diplôme ?" in home
    url = f"/graduate/application/{sent.public_id}/"
    step = mine.post(f"{url}edit/you/", {**YOU, "first_name": "Inès-Marie", "version": version_of(sent)})
    assert step.status_code == 303, words(step)
    again = mine.post(f"{url}submit/", {**AGREED, "version": version_of(sent)})
    assert again["Location"] == "/graduate/home/"
    sent.refresh_from_db()
    assert (sent.state, sent.question, sent.first_name) == (GraduateState.SUBMITTED, "", "Inès-Marie")
    assert Application.objects.count() == 2
    assert Consent.objects.count() == len(TEXTS), "agreed once"


# taking it back ------------------------------------------------------------------------------------------------------
def test_she_withdraws_and_takes_it_up_again(client_as):
    sent = a_graduate(GraduateState.SUBMITTED)
    visitor = client_as(user=as_graduate(sent).user)
    url = f"/graduate/profile/{sent.public_id}/"
    assert visitor.post(f"{url}withdraw/", {"version": version_of(sent)}).status_code == 303
    sent.refresh_from_db()
    assert sent.state == GraduateState.WITHDRAWN
    assert "reprendre" in words(visitor.get("/graduate/home/"))
    assert visitor.post(f"{url}take-up/", {"version": version_of(sent)}).status_code == 303
    sent.refresh_from_db()
    assert sent.state == GraduateState.SUBMITTED


def test_what_a_colleague_withdrew_is_a_colleague_s_to_reopen(client_as):
    sent = a_graduate(GraduateState.SUBMITTED)
    actor = as_graduate(sent)
    actions.application_withdraw(actor=MACHINE, target=sent)
    with pytest.raises(Conflict):
        actions.application_take_up(actor=actor, target=sent)


def test_nobody_withdraws_the_application_of_another(client_as):
    mine, theirs = a_graduate(GraduateState.SUBMITTED), a_graduate(GraduateState.SUBMITTED)
    with pytest.raises(Forbidden):
        actions.application_withdraw(actor=as_graduate(mine), target=theirs)


def test_an_accompaniment_is_ended_before_the_application_is_withdrawn():
    pair = a_mentorship()
    with pytest.raises(Conflict):
        actions.application_withdraw(actor=as_graduate(pair.graduate), target=pair.graduate)


def test_a_consent_is_withdrawn_dated_and_never_erased(client_as, ready):
    visitor, draft = ready
    send(visitor, draft)
    mine = client_as(user=User.objects.get(email=NEW))
    consent = Consent.objects.get(purpose=TEXTS[1].purpose)
    assert mine.post(f"/graduate/consents/{consent.public_id}/withdraw/").status_code == 303
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    other = client_as(user=as_graduate(a_graduate()).user)
    kept = Consent.objects.get(purpose=TEXTS[0].purpose)
    assert other.post(f"/graduate/consents/{kept.public_id}/withdraw/").status_code == 404
