"""How the states of a convention look, said once."""

from nqt.door.pages.look import dress

dress(
    draft="mute edit",
    in_review="info eye",
    to_sign="warn signature",
    abandoned="mute x",
    pending="info hourglass",
    in_force="ok circle-check",
    notice_given="alt hourglass",
    expired="mute history",
    terminated="mute x",
    listed="mute user listed",
    invited="warn send invited",
    viewed="info eye viewed",
    delegated="alt user-share delegated",
    late="bad clock late",
    signed="ok check signed",
    refused="bad x refused",
    withdrawn="mute x withdrawn",
    partner_proposed="info eye",
    partner_to_sign="warn signature",
    partner_awaited="info hourglass",
    partner_signed_by_us="ok check",
    partner_refused_by_us="bad x",
    partner_complete="ok check",
    partner_in_force="ok circle-check",
    partner_ending="warn hourglass",
    partner_ended="mute history",
    partner_terminated="mute x",
)
