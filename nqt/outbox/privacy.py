"""What the outbox keeps about people, how long, and what erasing somebody does to it (access.md)."""

PRIVACY = {
    "outbox.Message": {
        "subject": "the reader of the mail",
        "fields": ["to", "user", "context", "secret", "subject", "last_error"],
        "purpose": "sending each mail once, showing what was written about an object, and which addresses refuse",
        "retention": "12 months after it was written (`actions.messages_purge`); the text of a mail is never kept, a"
        " sealed code is wiped when the mail leaves or expires",
        "erasure": "rows of the address and of the account deleted, those on their way included; the subject of mails"
        " to others about the person is emptied; the last mail to whoever asked to be forgotten goes once it has left",
    },
    "outbox.Stop": {
        "subject": "the reader who wants no more of a family of mails",
        "fields": ["digest"],
        "purpose": "obeying a stop, for an address that may come back from a list, an import or a colleague",
        "retention": "until the reader starts again",
        "erasure": "kept: a hash of the address, without which the stop would be forgotten with the person",
    },
}
