"""Every write on applications and graduates; each action locks the row it changes."""

from mentoring.graduates.actions.applying import (
    application_start,
    application_submit,
    application_take_up,
    application_withdraw,
    consent_withdraw,
    draft_update,
    profile_update,
    space_open,
)
from mentoring.graduates.actions.deciding import (
    application_accept,
    application_ask_more,
    application_refuse,
    application_reopen,
    qpv_correct,
)
from mentoring.graduates.actions.rules import rules_load
from mentoring.graduates.actions.sourcing import link_close, link_create, link_reopen, link_update
from mentoring.graduates.actions.typing import application_type, file_update, typed_submit

__all__ = [
    "application_accept",
    "application_ask_more",
    "application_refuse",
    "application_reopen",
    "application_start",
    "application_submit",
    "application_take_up",
    "application_type",
    "application_withdraw",
    "consent_withdraw",
    "draft_update",
    "file_update",
    "link_close",
    "link_create",
    "link_reopen",
    "link_update",
    "profile_update",
    "qpv_correct",
    "rules_load",
    "space_open",
    "typed_submit",
]
