"""Each step of a life cycle is checked, saved and written down, with who took it and why."""

import pytest
from django.db import InternalError, transaction

from nqt.accounts.actor import Actor
from nqt.audit.models import TransitionLog
from nqt.audit.transitions import label_of, move
from nqt.common.errors import Forbidden, InvalidTransition
from tests.harness.trial.models import Agreement

pytestmark = pytest.mark.django_db


def test_move_saves_the_state_and_logs_the_step(agreement, staff):
    move(agreement, "send", actor=staff, reason="Prête à signer")
    agreement.refresh_from_db()
    line = TransitionLog.objects.of(agreement).get()
    assert agreement.status == "sent"
    assert (line.name, line.field, line.from_state, line.to_state) == ("send", "status", "draft", "sent")
    assert (line.user, line.role, line.hat_key) == (staff.user, "staff_national", "staff-national")
    assert line.reason == "Prête à signer"


def test_move_from_a_state_that_does_not_allow_it_is_refused_and_says_so(agreement, staff):
    with pytest.raises(InvalidTransition) as refusal:
        move(agreement, "sign", actor=staff)
    assert refusal.value.message == "« sign » n’est pas possible dans l’état « Brouillon »."
    agreement.refresh_from_db()
    assert agreement.status == "draft"
    assert not TransitionLog.objects.exists()


def test_move_that_the_actor_may_not_take_is_forbidden(agreement, staff, partner):
    move(agreement, "send", actor=staff)
    with pytest.raises(Forbidden):
        move(agreement, "sign", actor=partner)
    agreement.refresh_from_db()
    assert agreement.status == "sent"
    assert TransitionLog.objects.of(agreement).count() == 1


def test_move_whose_condition_fails_says_its_sentence(agreement, staff, monkeypatch):
    def has_parties(agreement):
        return False

    has_parties.refusal = "Il manque une partie."
    monkeypatch.setattr(Agreement.send._django_fsm.transitions["draft"], "conditions", [has_parties])
    with pytest.raises(InvalidTransition, match="Il manque une partie"):
        move(agreement, "send", actor=staff)


def test_step_is_called_by_its_french_label(agreement, staff, monkeypatch):
    monkeypatch.setattr(Agreement.sign._django_fsm.transitions["sent"], "custom", {"label": "Signer"})
    assert label_of(Agreement, "status", "sign") == "Signer"
    with pytest.raises(InvalidTransition, match="« Signer » n’est pas possible"):
        move(agreement, "sign", actor=staff)


def test_move_by_the_holder_of_a_link_or_by_the_machine_names_them(agreement):
    move(agreement, "send", actor=Actor.system("conventions.freeze"))
    move(agreement, "refuse", actor=Actor.anonymous(bearer=("signatory", 12)))
    machine, bearer = TransitionLog.objects.of(agreement)
    assert (machine.role, machine.source, machine.user) == ("system", "conventions.freeze", None)
    assert (bearer.role, bearer.bearer) == ("anonymous", "signatory:12")


def test_log_of_one_object_is_not_anothers(agreement, staff):
    move(agreement, "send", actor=staff)
    agreement.pk += 1
    assert not TransitionLog.objects.of(agreement).exists()


@pytest.mark.parametrize("rewrite", [lambda lines: lines.update(reason="autre"), lambda lines: lines.delete()])
def test_log_cannot_be_rewritten(agreement, staff, rewrite):
    move(agreement, "send", actor=staff)
    with pytest.raises(InternalError, match="Cannot (update|delete)"), transaction.atomic():
        rewrite(TransitionLog.objects.all())
    assert TransitionLog.objects.get().reason == ""
