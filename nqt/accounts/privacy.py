"""What accounts keep about people, how long, and what erasing somebody does to it (access.md, art. 30)."""

from nqt.common.keeping import NO_ADDRESS, Entry, days, deleted, forgotten, months, together

PRIVACY = {
    "accounts.User": Entry(
        subject="the person who signs in",
        fields=["email", "first_name", "last_name", "time_zone", "last_login", "date_joined", "password"],
        purpose="signing in, signing acts with a name",
        keeps=[
            forgotten(
                months(24),
                "date_joined",
                "last_login",
                said="the last sign-in, once no hat, file or assignment needs the account",
            )
        ],
        blanks={"first_name": "", "last_name": "", "email": NO_ADDRESS, "is_active": False},
        erasure="names emptied, address replaced by <public id>@erased.invalid, password made unusable, disabled;"
        " the row stays, since acts refer to it; events of the row rewritten the same way; the address is given back as"
        " soon as it is somebody else's",
    ),
    "accounts.Invitation": Entry(
        subject="the person invited",
        fields=["email", "first_name", "last_name", "facts"],
        purpose="proving an address, once",
        keeps=[deleted(months(12), "expires_at", "used_at", "voided_at", said="it was used, replaced and out of date")],
        erasure="rows of the address deleted, with their events",
    ),
    "account.EmailAddress": Entry(
        subject="the person who signs in",
        fields=["email"],
        purpose="the proved address of the account",
        keeps=[together("accounts.User")],
        erasure="deleted",
    ),
    "mfa.Authenticator": Entry(
        subject="the person who signs in",
        fields=["data"],
        purpose="one-time passwords; secrets sealed with the service's key",
        keeps=[together("accounts.User")],
        erasure="deleted",
    ),
    "sessions.Session": Entry(
        subject="the person who signs in",
        fields=["session_data"],
        purpose="staying signed in, for twelve hours at most (`SESSION_LONGEST`)",
        keeps=[deleted(days(0), "expire_date", said="its last hour")],
        erasure="ended by the change of the account's session generation, then cleared",
    ),
}
NOBODY = {
    "account.EmailConfirmation": "never written: the links that prove an address are signed",
    "auth.Group": "the framework's, unused",
    "auth.Permission": "the framework's, unused",
    "contenttypes.ContentType": "names of tables",
}
