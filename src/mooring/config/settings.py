"""Settings, read from the environment. Every setting is listed in docs/operate.md (a check holds the two together).

``MOORING_MODE`` chooses what is allowed: ``production`` refuses to start insecurely; ``demo`` and ``development`` run on
loopback with a mailbox page; ``test`` is for the suite.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from mooring import __version__, channels
from mooring.config import secrets
from mooring.core import erased, logs, server_keys, signed

env = environ.Env()

REPO = Path(__file__).resolve().parents[3]
VERSION = __version__

# A bare pytest is a test; everything else must say so itself, for the default is the strict one.
MODE = env.str("MOORING_MODE", default="test" if "pytest" in sys.modules else "production")
if MODE not in {"production", "demo", "development", "test"}:
    raise ImproperlyConfigured(f"MOORING_MODE is “{MODE}”; it must be production, demo, development or test.")
PRODUCTION = MODE == "production"
DATA = Path(env.str("MOORING_DATA", default=str(REPO / "data"))).resolve()

DEBUG = env.bool("MOORING_DEBUG", default=False)

if MODE == "test":
    SECRET_KEY = "only-for-tests-" + "x" * 40
    FIELD_KEYS = ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]
    CIRCLE_KEYS = ["YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU="]
    CIRCLE_KEYS_FILE: Path | None = None
else:
    _made: dict[str, str] = {}
    if not (env.str("MOORING_SECRET_KEY", default="") and env.str("MOORING_FIELD_KEYS", default="")):
        try:
            _made = secrets.load_or_make(DATA)
        except secrets.InsecureSecrets as wrong:
            raise ImproperlyConfigured(str(wrong)) from wrong
    SECRET_KEY = env.str("MOORING_SECRET_KEY", default="") or _made["secret_key"]
    FIELD_KEYS = env.list("MOORING_FIELD_KEYS", default=[]) or _made["field_keys"].split(",")
    # A file is read again when it changes, so that a new key needs no restart; what stands in the environment cannot change.
    CIRCLE_KEYS = server_keys.split(env.str("MOORING_CIRCLE_KEYS", default=""))
    CIRCLE_KEYS_FILE = None if CIRCLE_KEYS else DATA / server_keys.NAME
    try:
        CIRCLE_KEYS = CIRCLE_KEYS or server_keys.load_or_make(DATA)
        server_keys.names_of(CIRCLE_KEYS)
    except server_keys.Unfit as wrong:
        raise ImproperlyConfigured(str(wrong)) from wrong
    if PRODUCTION and set(CIRCLE_KEYS) & {*FIELD_KEYS, "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU="}:
        raise ImproperlyConfigured("MOORING_CIRCLE_KEYS holds a field key or a default: the keys of circles must stand in no backup.")

# Accounts that were erased, so that no backup brings them back; and how long backups are kept, which people who go are told.
ERASURES = Path(env.str("MOORING_ERASURES", default=str(DATA / erased.NAME)))
BACKUP_DAYS = env.int("MOORING_BACKUP_DAYS", default=90)

PUBLIC_URL = env.str("MOORING_URL", default="http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.list("MOORING_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
if MODE == "test":
    ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

# What a production server must never start with.
if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("MOORING_DEBUG is on: a production server must not show its inside.")
    if "*" in ALLOWED_HOSTS or any(host.startswith(".") for host in ALLOWED_HOSTS):
        raise ImproperlyConfigured("MOORING_HOSTS is open to any name: list the names this server answers to.")
    if len(SECRET_KEY) < 50 or SECRET_KEY.startswith(("django-insecure", "only-for-tests", "changeme")):
        raise ImproperlyConfigured("MOORING_SECRET_KEY is short or a default: remove it and one is made for you.")

# A server reached over https sets secure cookies and HSTS; plain http is for loopback and for a proxy that says so.
HTTPS = PUBLIC_URL.startswith("https://")
if PRODUCTION and not HTTPS and not PUBLIC_URL.startswith(("http://localhost", "http://127.0.0.1", "http://[::1]")):
    raise ImproperlyConfigured("MOORING_URL must begin with https:// for any address but this machine's own.")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "mooring_session"
CSRF_COOKIE_NAME = "mooring_csrf"
LANGUAGE_COOKIE_NAME = "mooring_language"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
# Whether the domain's other hosts speak https too is for its owner to say, in the proxy.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_SSL_REDIRECT = HTTPS and env.bool("MOORING_REDIRECT_HTTPS", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("MOORING_BEHIND_PROXY", default=False) else None
BEHIND_PROXY = SECURE_PROXY_SSL_HEADER is not None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# Identity providers (https origins) that a sign-in form may send people to. They stand in the content policy as they are written here.
IDENTITY_ORIGINS = [origin.strip().rstrip("/") for origin in env.list("MOORING_IDENTITY_ORIGINS", default=[])]
for _origin in IDENTITY_ORIGINS if PRODUCTION else []:
    if not re.fullmatch(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?", _origin):
        raise ImproperlyConfigured(
            f"MOORING_IDENTITY_ORIGINS names “{_origin}”: each must be https:// and a host, as in https://id.example.org."
        )
CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *IDENTITY_ORIGINS],
    }
}

INSTALLED_APPS = [
    "mooring.core",
    "mooring.audit",
    "mooring.jobs",
    "mooring.people",
    "mooring.boundaries",
    "mooring.notices",
    "mooring.calendars",
    "mooring.meetings",
    "mooring.suggestions",
    "mooring.programmes",
    "mooring.reach",
    "mooring.circle",
    "mooring.today",
    "mooring.you",
    "mooring.welcome",
    "mooring.demo",
    *(f"mooring.channels.{name}" for name in channels.names()),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    # Both would set up the template loaders their own way, and the second would undo the first: TEMPLATES names them.
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "mooring.core.logs.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "mooring.core.headers.SecurityHeadersMiddleware",
    "mooring.core.pages.HelpMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mooring.people.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mooring.people.middleware.SeenMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mooring.people.middleware.AccessMiddleware",
    "mooring.boundaries.middleware.ClockMiddleware",
]

ROOT_URLCONF = "mooring.config.urls"
WSGI_APPLICATION = "mooring.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_found_by: list[Any] = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
if not DEBUG:
    _found_by = [("django.template.loaders.cached.Loader", _found_by)]
# Fields are drawn by the templates of this list of apps: of core first, which draws long lists of choices in its own way.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("template_partials.loader.Loader", _found_by)],
            "builtins": ["django_cotton.templatetags.cotton", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "mooring.core.context.page",
            ],
        },
    }
]

_sqlite_options = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;",
}
DATABASE_URL = env.str("DATABASE_URL", default="")
if DATABASE_URL:
    DATABASES: dict[str, Any] = {"default": env.db_url_config(DATABASE_URL)}
    if "postgresql" in DATABASES["default"]["ENGINE"] and MODE != "test":
        DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 10}
    DATABASES["default"]["CONN_MAX_AGE"] = 0
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "mooring.sqlite3"}}
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = _sqlite_options
DATABASES["default"]["ATOMIC_REQUESTS"] = False

CACHES = {
    "default": {
        # Rate limits must be shared by all processes, so they live in the database.
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache" if MODE == "test" else "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "mooring_cache",
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail", "solve"]}}
EMBEDDED_WORKER = env.bool("MOORING_EMBEDDED_WORKER", default=not DATABASE_URL)

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "mooring.people.signin.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
# Sign-up is closed; that a password is named here puts its field on the sign-in form.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
# One proxy, where there is one: its word on where a request comes from is believed, nobody else's.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
MFA_ADAPTER = "mooring.people.signin.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Mooring"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Noted every few minutes by people.middleware.SeenMiddleware; allauth's own way writes at every request.
USERSESSIONS_TRACK_ACTIVITY = False

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGES: list[tuple[str, Any]] = [("en", _("English")), ("de", _("German"))]
# A made-up language that shows every word left unmarked: longer, accented, right to left.
PSEUDO_LANGUAGE = "qps"
if MODE in {"test", "development"}:
    LANGUAGES = [*LANGUAGES, (PSEUDO_LANGUAGE, "Pseudo")]
LANGUAGES_BIDI = ["he", "ar", "ar-dz", "fa", "ur", PSEUDO_LANGUAGE]
LOCALE_PATHS = [REPO / "src" / "mooring" / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = DATA / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_MAX_BYTES = env.int("MOORING_UPLOAD_MAX_MB", default=60) * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Mail. In demo and development it lies on the mailbox page and goes nowhere.
MAILBOX = MODE in {"demo", "development", "test"}
MAIL_URL = env.str("MOORING_MAIL_URL", default="")
DEFAULT_FROM_EMAIL = env.str("MOORING_MAIL_FROM", default="Mooring <mooring@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = "mooring.notices.mailbox.MailboxBackend" if MAILBOX else "mooring.notices.mailserver.ConfiguredBackend"
if MODE == "test":
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
EMAIL_TIMEOUT = 20

# Where calendars answer invitations to: a mailbox (IMAP, POP3, a Maildir folder) or a program that posts mails here, signed; the address,
# and whose word on senders counts.
REPLIES_URL = env.str("MOORING_REPLIES_URL", default="")
REPLIES_ADDRESS = env.str("MOORING_REPLIES_ADDRESS", default="")
REPLIES_CHECKED_BY = env.str("MOORING_REPLIES_CHECKED_BY", default="")
REPLIES_SECRETS = [one.strip() for one in env.list("MOORING_REPLIES_SECRET", default=[])]
try:
    [signed.key_of(one) for one in REPLIES_SECRETS]
except ValueError as wrong:
    raise ImproperlyConfigured(f"MOORING_REPLIES_SECRET cannot be used. {wrong}") from wrong

# Addresses people name are read from the open network, by https; and from these private networks, by http too.
FETCH_NETWORKS = env.list("MOORING_FETCH_NETWORKS", default=[])

# Fast-forward is for demo and development only; the clock's offset lies in a file all processes read.
CLOCK_FILE = DATA / "clock" if MODE in {"demo", "development"} else None

SOLVE_SECONDS = env.int("MOORING_SOLVE_SECONDS", default=600)
SOLVE_MEMORY_MB = env.int("MOORING_SOLVE_MEMORY_MB", default=2048)
# A child process for each of a test's small rounds would take longer than the round.
SOLVE_IN_PROCESS = MODE == "test"

LOG_LEVEL = env.str("MOORING_LOG_LEVEL", default="INFO")
LOGGING_CONFIG = None
if MODE != "test":
    logs.configure(level=LOG_LEVEL, human=not PRODUCTION)
