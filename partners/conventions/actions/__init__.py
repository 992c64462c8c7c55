"""Every write on conventions.

`draft`, `articles` and `parties` prepare the text, `signing` gathers the answers, `life` follows the dates.
"""

from partners.conventions.actions.amending import amendment_update, convention_amend
from partners.conventions.actions.articles import article_add, article_move, article_remove, article_update, body_write
from partners.conventions.actions.draft import (
    convention_create,
    convention_delete,
    convention_entrust,
    convention_update,
)
from partners.conventions.actions.handover import conventions_hand_over, followed_by
from partners.conventions.actions.life import (
    convention_resume,
    convention_terminate,
    notice_cancel,
    notice_give,
)
from partners.conventions.actions.parties import party_add, party_remove, party_succeed, party_update
from partners.conventions.actions.readiness import lacking_to_read, lacking_to_sign
from partners.conventions.actions.record import convention_record, signed_convention_record
from partners.conventions.actions.rounds import (
    convention_abandon,
    convention_back_to_draft,
    convention_close_round,
    convention_freeze,
    convention_reopen,
    convention_submit_for_review,
    left_aside,
    readers,
    voided_by_reopening,
)
from partners.conventions.actions.signing import (
    convention_refuse,
    convention_sign,
    signature_delegate,
    signing_code_request,
)
from partners.conventions.actions.soliciting import (
    convention_remind,
    fresh_link,
    nobody_to_remind,
    party_reinstate,
    party_reinvite,
    party_replace_person,
    party_withdraw,
    reminded_now,
    reminder_pause,
    signatory_remind,
)

__all__ = [
    "amendment_update",
    "article_add",
    "article_move",
    "article_remove",
    "article_update",
    "body_write",
    "convention_abandon",
    "convention_amend",
    "convention_back_to_draft",
    "convention_close_round",
    "convention_create",
    "convention_delete",
    "convention_entrust",
    "convention_freeze",
    "convention_record",
    "convention_refuse",
    "convention_remind",
    "convention_reopen",
    "convention_resume",
    "convention_sign",
    "convention_submit_for_review",
    "convention_terminate",
    "convention_update",
    "conventions_hand_over",
    "followed_by",
    "fresh_link",
    "lacking_to_read",
    "lacking_to_sign",
    "left_aside",
    "nobody_to_remind",
    "reminded_now",
    "notice_cancel",
    "notice_give",
    "party_add",
    "party_reinstate",
    "party_reinvite",
    "party_remove",
    "party_replace_person",
    "party_succeed",
    "party_update",
    "party_withdraw",
    "readers",
    "reminder_pause",
    "signatory_remind",
    "signed_convention_record",
    "signature_delegate",
    "signing_code_request",
    "voided_by_reopening",
]
