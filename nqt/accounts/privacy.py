"""What accounts keep about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

PRIVACY = {
    "accounts.User": {
        "subject": "the person who signs in",
        "fields": ["email", "first_name", "last_name", "time_zone", "last_login", "date_joined", "password"],
        "purpose": "signing in, signing acts with a name",
        "retention": "while a hat or a contact needs it; disabled at the end, erased with the contact; the address is"
        " given back as soon as it is somebody else's",
        "erasure": "names emptied, address replaced by <public id>@erased.invalid, password made unusable, disabled;"
        " the row stays, since acts refer to it; events of the row rewritten the same way",
    },
    "accounts.Invitation": {
        "subject": "the person invited",
        "fields": ["email", "first_name", "last_name", "facts"],
        "purpose": "proving an address, once",
        "retention": "12 months after it was used, replaced or out of date",
        "erasure": "rows of the address deleted, with their events",
    },
    "account.EmailAddress": {
        "subject": "the person who signs in",
        "fields": ["email"],
        "purpose": "the proved address of the account",
        "retention": "as the account",
        "erasure": "deleted",
    },
    "mfa.Authenticator": {
        "subject": "the person who signs in",
        "fields": ["data"],
        "purpose": "one-time passwords; secrets sealed with the service's key",
        "retention": "until deactivated",
        "erasure": "deleted",
    },
    "sessions.Session": {
        "subject": "the person who signs in",
        "fields": ["session_data"],
        "purpose": "staying signed in",
        "retention": "12 hours",
        "erasure": "ended by the change of the account's session generation, then cleared",
    },
}
