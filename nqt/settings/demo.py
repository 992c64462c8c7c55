"""A machine of one's own: embedded servers, known accounts, mail kept in a folder."""

from nqt.settings.base import *  # noqa: F403
from nqt.settings.base import RUN_DIR, SECRET_KEY, env

DEMO = True
SECRET_KEY = SECRET_KEY or "demo-only-" + "0" * 50
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
PUBLIC_URL = env("PUBLIC_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}").rstrip("/")
GEOCODER = env("GEOCODER", default="nqt.demo.geocoder.CommittedAddresses")  # no request leaves the demo
FILE_KEYS = FILE_KEYS or "demo:" + "0" * 43 + "="  # noqa: F405
SCANNER = env("SCANNER", default="nqt.files.scanning.KnownSample")
REQUIRE_MFA = env.bool("REQUIRE_MFA", default=False)
EMAIL_FILE_PATH = env("EMAIL_FILE_PATH", default=str(RUN_DIR / "mail"))  # `/demo/mail/` reads it in any case
if not env("EMAIL_URL", default=""):
    EMAIL_BACKEND = "nqt.demo.mail.FolderBackend"
LOGGING["root"]["level"] = env("LOG_LEVEL", default="WARNING")  # noqa: F405
