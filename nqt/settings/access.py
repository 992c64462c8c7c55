"""Who signs in, and how: accounts, sessions, the REST layer's defaults."""

import environ

from nqt.settings.api import API_DESCRIPTION, API_TITLE

env = environ.Env()

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "nqt.outbox.allauth.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "add_email": "nqt.accounts.forms.AddEmailForm",
    "confirm_email_verification_code": "nqt.accounts.forms.ConfirmEmailVerificationCodeForm",
    "confirm_login_code": "nqt.accounts.forms.ConfirmLoginCodeForm",
    "login": "nqt.accounts.forms.LoginForm",
    "request_login_code": "nqt.accounts.forms.RequestLoginCodeForm",
    "reset_password": "nqt.accounts.forms.ResetPasswordForm",
    "user_token": "nqt.accounts.forms.UserTokenForm",
}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False

# Nine wrong codes (three of three tries) and ten wrong passwords an account and a quarter of an hour, whoever tries. A
# browser where the account signed in before counts apart, so that nobody is locked out by a stranger (devices.py).
ACCOUNT_RATE_LIMITS = {
    "login": "300/15m/ip",
    "login_failed": "100/15m/ip,10/15m/key",
    "request_login_code": "30/15m/ip,3/15m/key",
    "reset_password": "30/15m/ip,3/15m/key",
    "reset_password_from_key": "30/15m/ip",
    "reauthenticate": "10/15m/user",
    "send_proof_code": "3/15m/user",
    "change_password": "10/15m/user",
    "manage_email": "10/15m/user",
}
NUM_PROXIES = env.int("NUM_PROXIES", default=0)
"""How many proxies of ours stand in front: the client's address is read that far from the end of X-Forwarded-For, and
from the connection itself when there is none, so that a forged header changes nothing."""
ALLAUTH_TRUSTED_PROXY_COUNT = NUM_PROXIES

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "nqt.accounts.passwords.LengthValidator"},
    {"NAME": "nqt.accounts.passwords.GuessableValidator"},
]
PASSWORD_RESET_TIMEOUT = 24 * 3600

REQUIRE_MFA = env.bool("REQUIRE_MFA", default=True)
"""Staff, board and auditors enrol a one-time-password app before they see anything; false in the demo alone."""
MFA_ADAPTER = "nqt.accounts.mfa.MfaAdapter"
MFA_FORMS = {
    "activate_totp": "nqt.accounts.forms.ActivateTotpForm",
    "authenticate": "nqt.accounts.forms.AuthenticateForm",
    "reauthenticate": "nqt.accounts.forms.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "NQT"
MFA_TOTP_TOLERANCE = 1

SESSION_ENGINE = "nqt.accounts.session_store"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_LONGEST = 12 * 3600
SESSION_IDLE = 2 * 3600
SESSION_IDLE_STRICT = 3600
"""Without a click: two hours in the portals, one for whoever wears a hat of the staff, the board or the auditors."""
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"

REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["nqt.door.http.permissions.Allowed"],
    "DEFAULT_SCHEMA_CLASS": "nqt.door.http.schema.DoorSchema",
    "EXCEPTION_HANDLER": "nqt.door.http.problems.handler",
    "NUM_PROXIES": NUM_PROXIES,
    "DATE_FORMAT": None,
    "DATETIME_FORMAT": None,
    "COERCE_DECIMAL_TO_STRING": False,
}
DOOR_RATES = {"visitor": "12/min", "write": "120/min", "export": "60/hour"}
"""Posts of a visitor (by address, or by personal link), writes and exports of a person; reading is not counted."""
CSRF_FAILURE_VIEW = "nqt.door.http.failures.csrf_failure"
RIGHTS_MONTHS = env.int("RIGHTS_MONTHS", default=1)
"""Within how many months a request about one's data is answered (GDPR art. 12.3; to be confirmed)."""
RIGHTS_EXTENSION_MONTHS = env.int("RIGHTS_EXTENSION_MONTHS", default=2)
"""How many more, once, when the person is told why."""

SPECTACULAR_SETTINGS = {
    "TITLE": API_TITLE,
    "DESCRIPTION": API_DESCRIPTION,
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "docExpansion": "none", "filter": True},
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [],
    "ENUM_NAME_OVERRIDES": {
        "Precision": "nqt.common.dates.Precision",
        "OrganizationKind": "partners.organizations.models.OrganizationKind",
        "RecordState": "partners.organizations.models.RecordState",
        "SuccessionKind": "partners.organizations.models.SuccessionKind",
        "ContactRoleKind": "partners.organizations.models.ContactRoleKind",
        "TieState": "partners.organizations.models.TieStage",
        "ConventionKind": "partners.conventions.models.words.ConventionKind",
        "AnswerState": "partners.conventions.wording.STAFF_ANSWERS",
        "PartnerState": "partners.conventions.wording.PartnerWord",
    },
}
