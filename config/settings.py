"""All settings. One file: what differs between machines comes from the environment.

BIFALL_ENV is demo (the default), test or production. In production an unsafe or missing value
stops the start with a message. docs/operating.md lists every variable.
"""

import os
import re
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import database, storage

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = database.data_folder()

ENV = os.environ.get("BIFALL_ENV") or ("test" if "PYTEST_VERSION" in os.environ else "demo")
if ENV not in {"demo", "test", "production"}:
    raise ImproperlyConfigured("BIFALL_ENV must be demo, test or production.")
PRODUCTION = ENV == "production"
TESTING = ENV == "test"


def _words(name: str) -> list[str]:
    """A comma-separated variable as a list."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def _required(name: str, why: str) -> str:
    """A variable that production cannot do without."""
    if not (value := os.environ.get(name, "").strip()):
        raise ImproperlyConfigured(f"{name} is not set: {why}")
    return value


def _demo_secret() -> str:
    """The demo's own secret, made once and kept in the data folder."""
    file = DATA_DIR / "secret-key"
    try:
        return file.read_text()
    except FileNotFoundError:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
    draft = DATA_DIR / f"secret-key.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(50))
    try:
        os.link(draft, file)  # fails if another process was a moment faster
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return file.read_text()


# --- safety ---------------------------------------------------------------------------------

DEBUG = False

if PRODUCTION:
    SECRET_KEY = _required("SECRET_KEY", "make a long random one and keep it.")
    if (
        len(SECRET_KEY) < 50
        or len(set(SECRET_KEY)) < 10
        or SECRET_KEY.startswith("django-insecure")
    ):
        raise ImproperlyConfigured("SECRET_KEY must be at least 50 random characters.")
    ALLOWED_HOSTS = _words("ALLOWED_HOSTS")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS is not set: the site's names, with commas.")
    if any(host in {"*", "."} for host in ALLOWED_HOSTS):
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the site; * lets anybody pose as it.")
    _required("DATABASE_URL", "production has a PostgreSQL of its own.")
    _required("BIFALL_EMAIL_URL", "decisions are sent by e-mail: smtp://user:password@host:587.")
    _required("BIFALL_DATA", "the folder of the uploaded files.")
else:
    SECRET_KEY = os.environ.get("SECRET_KEY") or _demo_secret()
    ALLOWED_HOSTS = _words("ALLOWED_HOSTS") or ["localhost", "127.0.0.1", "[::1]", "testserver"]

CSRF_TRUSTED_ORIGINS = _words("CSRF_TRUSTED_ORIGINS")
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 12 * 3600  # a working day
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
if os.environ.get("BIFALL_BEHIND_PROXY") == "1":
    # The proxy in front must set this header itself and drop what the visitor sent.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- what the house consists of -------------------------------------------------------------

INSTALLED_APPS = [
    "grants",
    "applications",
    "decisions",
    "followup",
    "catalog",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "pgtrigger",
    "pghistory",
    "rules",
    "import_export",
    "django_filters",
    "django_htmx",
    "template_partials",
    "csp",
    "bootstrap",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "grants.clock.ArrivalMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "grants.files.arriving.WholeMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,  # template_partials puts its own loader around these
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "template_partials.templatetags.partials",
                "grants.templatetags.bifall",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")  # its templates, for the renderer above

# --- database, cache, jobs ------------------------------------------------------------------

DATABASES = {"default": database.settings()}
_options = DATABASES["default"].setdefault("OPTIONS", {})
# Compiling a question takes longer than any of ours takes to answer: seconds, on a young database
# whose statistics are not gathered yet.
_session = "-c jit=off"
if TESTING:
    # A test database may be lost with the power, and commits twice as fast.
    _session += " -c synchronous_commit=off"
else:
    _options["pool"] = {"min_size": 1, "max_size": 16, "timeout": 10}
_options["options"] = f"{_options.get('options', '')} {_session}".strip()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits must hold over all workers, so the cache is shared.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    }
}
if TESTING:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}

# Each floor's jobs are in its jobs.py. A job that went well is not kept: the history tells it.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

PGHISTORY_APPEND_ONLY = True

# --- people ---------------------------------------------------------------------------------

AUTH_USER_MODEL = "grants.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "catalog:desk"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if PRODUCTION else "optional"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False

# --- language, time, numbers ----------------------------------------------------------------

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Stockholm"
USE_THOUSAND_SEPARATOR = True

# --- files ----------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "config" / "static"]
# Uploads have no address of their own: a view hands them out after asking who may see them.
MEDIA_ROOT = DATA_DIR / "uploads"
MEDIA_URL = ""
FILE_UPLOAD_PERMISSIONS = 0o600
# The longest question that a form can have is a budget of 200 rows with nine boxes each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "grants.files.arriving.Bounded",
]
STORAGES = {
    "default": storage.of(os.environ.get("BIFALL_STORAGE", "").strip()),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
if not PRODUCTION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when it is missing
if TESTING:
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True

# The virus scanner, and what happens to a file when it does not answer: refuse or accept.
CLAMAV = os.environ.get("BIFALL_CLAMAV", "").strip()
CLAMAV_SILENT = os.environ.get("BIFALL_CLAMAV_SILENT") or "refuse"
_SCANNERS = r"tcp://([^/:@]+|\[[0-9a-f:]+\])(:\d+)?|(unix://)?/.+"
if CLAMAV and not re.fullmatch(_SCANNERS, CLAMAV):
    raise ImproperlyConfigured(
        "BIFALL_CLAMAV must look like tcp://host:3310 or /run/clamav/clamd.ctl."
    )
if CLAMAV_SILENT not in {"refuse", "accept"}:
    raise ImproperlyConfigured("BIFALL_CLAMAV_SILENT must be refuse or accept.")

# --- e-mail ---------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = os.environ.get("BIFALL_EMAIL_FROM") or "Bifall <no-reply@bifall.example>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
if _url := os.environ.get("BIFALL_EMAIL_URL"):
    _mail = urlsplit(_url)
    if _mail.scheme not in {"smtp", "smtps"} or not _mail.hostname:
        raise ImproperlyConfigured(
            "BIFALL_EMAIL_URL must look like smtp://user:password@host:587 (or smtps://)."
        )
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _mail.hostname
    EMAIL_PORT = _mail.port or (465 if _mail.scheme == "smtps" else 587)
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp" and EMAIL_PORT != 25
    EMAIL_TIMEOUT = 20

# --- the boards ------------------------------------------------------------------------------

SITE_URL = (os.environ.get("BIFALL_SITE_URL") or "http://127.0.0.1:8000").rstrip("/")
MAIL_DOMAIN = urlsplit(SITE_URL).hostname
# The group of integration cases in the boards' own filing plan; first part of a case number.
VAS_CODE = os.environ.get("BIFALL_VAS_CODE") or "851"
# Domains of the boards' own e-mail addresses: having one says nothing of where else one belongs.
BOARD_DOMAINS = _words("BIFALL_BOARD_DOMAINS") or ["lansstyrelsen.se", "lansstyrelsen.example"]
# Days before money goes to an account that has been exchanged for another.
ACCOUNT_COOLING_DAYS = int(os.environ.get("BIFALL_ACCOUNT_COOLING_DAYS") or 3)
# The account the boards pay from. The default passes the check digit and belongs to nobody's bank.
PAYER_BANKGIRO = os.environ.get("BIFALL_PAYER_BANKGIRO") or "991-2346"
PAYER_BIC = os.environ.get("BIFALL_PAYER_BIC") or "SWEDSESS"

# --- log ------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"no_links": {"()": "config.logs.NoPersonalLinks"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_links"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR" if TESTING else "WARNING"}},
}
