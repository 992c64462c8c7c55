"""The mentor's answer, by her link or in her space: yes, no, too late, twice, at the same moment."""

import datetime
from functools import partial

import pytest
from django.utils import timezone

from mentoring.graduates.models import GraduateState
from mentoring.mentors.models import Mentor, MentorState
from mentoring.mentorships.actions import mentorship_close
from mentoring.mentorships.models import Mentorship
from mentoring.proposals import actions, links
from mentoring.proposals.models import MatchProposal, ProposalState
from nqt.common.errors import Conflict, Refusal
from nqt.outbox.models import Message
from tests.harness.at_once import at_once, raised_at_once
from tests.harness.factories.mentoring import a_graduate, a_mentor, a_mentor_user, a_mentorship, a_proposal
from tests.harness.factories.organizations import MACHINE

pytestmark = pytest.mark.django_db
SECRETS = {"last_name": "Canari", "address": "3 rue du Canari", "school": "Université Canari"}
REASONS = [{"criterion": "distance", "points": 90, "staff": "interne", "mentor": "À 5 km l’un de l’autre."}]


def an_offer(**facts):
    return a_proposal(ProposalState.OFFERED, parts=REASONS, **facts)


def again(row):
    return type(row).objects.get(pk=row.pk)


def act(visitor, proposal, name, **data):
    return visitor.post(f"{links.path_of(proposal)}{name}/", {"version": again(proposal).version, **data})


def test_link_shows_the_question_the_reasons_and_a_masked_profile(client_as):
    proposal = an_offer(graduate=a_graduate(first_name="Yanis", project="Travailler ici.", **SECRETS))
    page = client_as().get(links.path_of(proposal)).content.decode()
    assert "Sophie, voulez-vous accompagner Yanis ?" in page.replace("\u202f", " ").replace("\xa0", " ")
    assert "À 5 km l’un de l’autre." in page and "Travailler ici." in page
    for word in ("Canari", "interne", proposal.graduate.email, str(proposal.graduate.degree_year)):
        assert word not in page


def test_opening_the_link_any_number_of_times_decides_nothing(client_as):
    proposal = an_offer()
    robot = client_as()
    for name in ("", "accept/", "decline/"):
        assert robot.get(links.path_of(proposal) + name).status_code == 200
    assert again(proposal).state == ProposalState.OFFERED and not Mentorship.objects.exists()


def test_yes_by_the_link_creates_the_pair_and_writes_to_both(client_as):
    proposal = an_offer()
    answer = act(client_as(), proposal, "accept")
    assert answer.status_code == 303
    pair = Mentorship.objects.get()
    assert (pair.graduate, pair.mentor, pair.proposal) == (proposal.graduate, proposal.mentor, proposal)
    written = dict(Message.objects.values_list("kind", "to"))
    assert written["mentoring.mentorships.announced_to_graduate"] == proposal.graduate.email
    assert written["mentoring.mentorships.announced_to_mentor"] == proposal.mentor.email


@pytest.mark.parametrize("has_space", [False, True])
def test_yes_by_the_link_ends_on_a_page_that_names_whom_she_accompanies_and_what_comes(client_as, has_space):
    mentor = a_mentor_user().mentor if has_space else a_mentor()
    proposal = an_offer(mentor=mentor, graduate=a_graduate(first_name="Yanis", **SECRETS))
    visitor = client_as()
    answer = act(visitor, proposal, "accept")
    page = visitor.get(answer["Location"]).content.decode()
    assert "vous accompagnez Yanis" in page and "premier rendez-vous" in page
    assert str(proposal.graduate.target_job) in page and proposal.mentor.email in page
    assert "Canari" not in page and proposal.graduate.email not in page
    assert ("/mentor/home/" in page) == has_space
    mentorship_close(actor=MACHINE, target=Mentorship.objects.get(), close_reason="term")
    assert visitor.get(answer["Location"]).status_code == 410


def test_no_by_the_link_names_nobody_and_an_unanswered_offer_has_no_such_page(client_as):
    proposal, visitor = an_offer(graduate=a_graduate(first_name="Yanis")), client_as()
    answered = f"{links.path_of(proposal)}answered/"
    assert visitor.get(answered).status_code == 410
    answer = act(visitor, proposal, "decline", decline_reason="no_time")
    assert answer["Location"] == answered
    page = visitor.get(answered).content.decode()
    assert "Merci de nous l’avoir dit" in page and "Yanis" not in page


def test_second_yes_says_that_it_is_already_accepted(client_as):
    proposal, visitor = an_offer(), client_as()
    act(visitor, proposal, "accept")
    late = act(visitor, proposal, "accept")
    assert late.status_code == 409 and "déjà acceptée" in late.content.decode()
    reading = visitor.get(links.path_of(proposal))
    assert reading.status_code == 410 and "déjà acceptée" in reading.content.decode()
    assert Mentorship.objects.count() == 1


def test_no_after_yes_changes_nothing(client_as):
    proposal, visitor = an_offer(), client_as()
    act(visitor, proposal, "accept")
    late = act(visitor, proposal, "decline", decline_reason="no_time")
    assert late.status_code == 409 and "déjà acceptée" in late.content.decode()
    with pytest.raises(Conflict, match="déjà acceptée"):
        actions.offer_decline(actor=MACHINE, target=again(proposal), decline_reason="no_time")
    assert again(proposal).state == ProposalState.ACCEPTED and Mentorship.objects.count() == 1


@pytest.mark.parametrize("swept", [False, True])
def test_answer_after_the_last_day_is_too_late_and_says_so(client_as, time_machine, swept):
    proposal, visitor = an_offer(), client_as()
    time_machine.move_to(proposal.expires_at + datetime.timedelta(seconds=30))
    if swept:
        actions.offers_expire(now=timezone.now())
    for name in ("accept", "decline"):
        late = act(visitor, proposal, name, decline_reason="no_time")
        assert late.status_code == 409 and "délai de réponse est passé" in late.content.decode()
    reading = visitor.get(links.path_of(proposal))
    assert reading.status_code == 410 and proposal.graduate.degree_title not in reading.content.decode()
    assert not Mentorship.objects.exists()


def test_no_takes_a_reason_and_the_profile_is_gone(client_as):
    proposal, visitor = an_offer(graduate=a_graduate(project="Travailler ici.")), client_as()
    assert act(visitor, proposal, "decline").status_code == 400
    assert act(visitor, proposal, "decline", decline_reason="too_far", decline_note="Un mot.").status_code == 303
    assert again(proposal).decline_reason == "too_far"
    assert "Travailler ici." not in visitor.get(links.path_of(proposal)).content.decode()
    assert not Message.objects.filter(to=proposal.graduate.email).exists()


def test_link_sent_to_a_mistyped_address_opens_nothing_once_it_is_corrected(client_as):
    proposal, visitor = an_offer(), client_as()
    old = links.path_of(proposal)
    Mentor.objects.filter(pk=proposal.mentor_id).update(email="bonne.adresse@example.org")
    assert visitor.get(old).status_code == 410
    assert visitor.post(f"{old}accept/", {"version": 1}).status_code == 410
    assert again(proposal).state == ProposalState.OFFERED


def test_made_up_link_is_no_page(client_as):
    token = links.OFFER.sign(an_offer())
    assert client_as().get(f"/offer/{token[:-3]}AAA/").status_code == 404


def test_mentor_answers_in_her_space_and_reads_nobody_elses(client_as):
    user = a_mentor_user()
    mine, theirs = an_offer(mentor=user.mentor), an_offer()
    visitor = client_as(user=user)
    assert visitor.get(f"/mentor/offers/{theirs.public_id}/").status_code == 404
    assert visitor.get(f"/mentor/offers/{mine.public_id}/").status_code == 200
    accepted = visitor.post(f"/mentor/offers/{mine.public_id}/accept/", {"version": mine.version})
    pair = Mentorship.objects.get()
    assert accepted.status_code == 303 and accepted["Location"] == f"/mentor/mentees/{pair.public_id}/"
    page = visitor.get(accepted["Location"]).content.decode()
    assert str(pair.graduate) in page and "Proposer un rendez-vous" in page, "whom she accompanies, and what comes next"
    assert visitor.get(f"/mentor/offers/{mine.public_id}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_mentors_last_places_and_one_yes_each_hold_every_capacity():
    mentor = a_mentor(capacity=1)
    offers = [an_offer(mentor=mentor), an_offer(mentor=mentor)]  # one too many, as a bad import would leave it
    yes = [partial(actions.offer_accept, actor=MACHINE, target=offer) for offer in offers]
    assert all(isinstance(refusal, Conflict) for refusal in raised_at_once(*yes))
    assert Mentorship.objects.filter(mentor=mentor, closed_on=None).count() <= mentor.capacity


@pytest.mark.django_db(transaction=True)
def test_yes_twice_at_once_is_one_pair():
    proposal = an_offer()
    yes = partial(actions.offer_accept, actor=MACHINE, target=proposal)
    [refusal] = raised_at_once(yes, yes)
    assert isinstance(refusal, Conflict)
    assert Mentorship.objects.count() == 1
    assert Message.objects.of_kind("mentoring.mentorships.announced_to_graduate").count() == 1


@pytest.mark.django_db(transaction=True)
def test_yes_and_no_at_once_are_one_answer():
    proposal = an_offer()
    outcomes = at_once(
        partial(actions.offer_accept, actor=MACHINE, target=proposal),
        partial(actions.offer_decline, actor=MACHINE, target=proposal, decline_reason="no_time"),
    )
    assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 1
    assert Mentorship.objects.count() == (again(proposal).state == ProposalState.ACCEPTED)


def test_graduate_who_withdrew_meanwhile_is_accompanied_by_nobody(client_as):
    proposal = an_offer(graduate=a_graduate(GraduateState.WITHDRAWN))
    late = act(client_as(), proposal, "accept")
    assert late.status_code == 409 and not Mentorship.objects.exists()
    assert again(proposal).state == ProposalState.OFFERED


def test_graduate_found_by_another_way_is_not_accompanied_twice():
    proposal = an_offer()
    a_mentorship(graduate=proposal.graduate)
    with pytest.raises(Refusal, match="déjà un parrain"):
        actions.offer_accept(actor=MACHINE, target=proposal)
    assert again(proposal).state == ProposalState.OFFERED


def test_mentor_who_paused_may_still_say_yes_and_one_who_left_may_not():
    paused, gone = an_offer(mentor=a_mentor(MentorState.PAUSED)), an_offer(mentor=a_mentor(MentorState.LEFT))
    assert actions.offer_accept(actor=MACHINE, target=paused)
    with pytest.raises(Conflict, match="n’êtes plus parmi"):
        actions.offer_accept(actor=MACHINE, target=gone)
    assert MatchProposal.objects.filter(state=ProposalState.ACCEPTED).count() == 1
