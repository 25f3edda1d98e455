"""Settings: one file. Each variable is read once, here, and explained in `.env.example`; a missing secret stops the start."""

import tomllib
from datetime import time, timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if env("APP_MODE", default="serve") == "serve" and (BASE_DIR / ".env").exists():
    environ.Env.read_env(BASE_DIR / ".env")

# ── What this start is for ───────────────────────────────────────────────────────────────────────
# "serve" is the default and the strict one; "demo" and "test" are chosen by the Makefile, manage.py and pytest.
MODE = env("APP_MODE", default="serve")
if MODE not in {"serve", "demo", "test"}:
    raise ImproperlyConfigured(f"APP_MODE is {MODE!r}; it may be serve, demo or test.")
DEBUG = env.bool("DEBUG", default=False)
if DEBUG and MODE == "serve":
    raise ImproperlyConfigured("DEBUG shows everything to everybody; it is for APP_MODE=demo only.")
VAR_DIR = Path(env("VAR_DIR", default="") or BASE_DIR / "var")  # database, uploads, broker folder, static files


def secret(name: str, *, demo: str = "") -> str:
    """A variable without which nothing is served; the demo and the tests bring a value of their own."""
    value = env(name, default="" if MODE == "serve" else demo)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. See .env.example for what it is and how to make one.")
    return value


DEMO_SECRET_KEY = "only-for-the-demo-and-the-tests-0123456789-abcdefghijklmnop"  # noqa: S105  (secret from nobody)
SECRET_KEY = secret("SECRET_KEY", demo=DEMO_SECRET_KEY)
if MODE == "serve" and (SECRET_KEY == DEMO_SECRET_KEY or SECRET_KEY.startswith("django-insecure-") or len(SECRET_KEY) < 50):
    raise ImproperlyConfigured("SECRET_KEY is too short or known to everybody. See .env.example for how to make one.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"] if MODE != "serve" else [])
if MODE == "serve" and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts under which people reach the app, without '*'.")
PORT = env.int("PORT", default=8000)
BASE_URL = env("BASE_URL", default=f"http://localhost:{PORT}").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])
# How many proxies in front of us write X-Forwarded-For; 0 means the header is not believed.
TRUSTED_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)

# ── The agency ───────────────────────────────────────────────────────────────────────────────────
AGENCY_NAME = env("AGENCY_NAME", default="Fennel & Firth" if MODE == "demo" else "Account Services")
AGENCY_CURRENCY = env("AGENCY_CURRENCY", default="EUR")
# ISO country, or country-subdivision as in GB-SCT, whose public holidays are no working days. Empty: weekends only.
AGENCY_HOLIDAYS = env("AGENCY_HOLIDAYS", default="")
# From when to when the office is open, by TIME_ZONE: answer times run in these hours of working days (G2).
try:
    OFFICE_HOURS = tuple(time.fromisoformat(part.strip()) for part in env("OFFICE_HOURS", default="09:00-17:30").split("-"))
    _opens, _closes = OFFICE_HOURS
except ValueError as unreadable:
    raise ImproperlyConfigured("OFFICE_HOURS is two times of day with a dash between them, as in 09:00-17:30.") from unreadable
if _opens >= _closes:
    raise ImproperlyConfigured("OFFICE_HOURS must begin before they end.")
SMALL_SHOP_MODE = env.bool("SMALL_SHOP_MODE", default=False)  # P7: self-approval allowed, marked and counted
SECOND_FACTOR_RANKS = env.list("SECOND_FACTOR_RANKS", default=[])  # e.g. DIRECTOR,HEAD,ADMIN

# ── Applications ─────────────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "people",  # before the admin, whose log-in it replaces
    "core",
    "reminders",
    "clients",
    "care",
    "briefs",
    "exchange",
    "reports",
    "dashboards",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "bootstrap",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "lucide",
    "rules.apps.AutodiscoverRulesConfig",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.guards.GuardMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.sessions.SessionEndMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "people.middleware.OwnWaysMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.middleware.SecondFactorMiddleware",
    "core.limits.LimitMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.DomainAnswersMiddleware",
]

ROOT_URLCONF = "accounts_service.urls"
WSGI_APPLICATION = "accounts_service.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.house",
            ],
        },
    },
]
FORMS_URLFIELD_ASSUME_HTTPS = True  # "agency.org" means https://agency.org; the default of Django 6
FORM_RENDERER = "core.widgets.HouseRenderer"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# ── Database ─────────────────────────────────────────────────────────────────────────────────────
DATABASES = {"default": env.db_url_config(secret("DATABASE_URL", demo=f"sqlite:///{VAR_DIR / 'account-services.sqlite3'}"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock at BEGIN, so two writers wait instead of failing; WAL lets readers go on.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # A file also in the tests, so that they meet the locks which people will meet.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "tests.sqlite3"}
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", env.int("CONN_MAX_AGE", default=3600))
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a statement to machine code takes longer than any page's statement runs.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── Broker and cache ─────────────────────────────────────────────────────────────────────────────
# Rows are the queue and the broker is only a doorbell, so the embedded one is enough for one machine.
REDIS_URL = env("REDIS_URL", default="")
BROKER_DIR = VAR_DIR / "broker"
# Room for many: where it is full, the oldest go, and counted log-in attempts must not be pushed out by made-up addresses.
CACHES = {"default": {"BACKEND": "core.cache.CountingTable", "LOCATION": "core_cache", "OPTIONS": {"MAX_ENTRIES": 20_000}}}
if REDIS_URL:
    CACHES["table"] = CACHES["default"]  # while Redis is away
    CACHES["default"] = {
        "BACKEND": "core.cache.RedisElseTable",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},  # seconds
    }

# ── Log-in ───────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name", "job_title")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_day"
ACCOUNT_ADAPTER = "people.adapters.ClosedDoorAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True  # as long as SESSION_HOURS and SESSION_IDLE_MINUTES allow, and no longer
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
REQUESTS_A_MINUTE = {"search": 300, "export": 60, "link": 120}  # of one person, or of one address; the palette searches while one types
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by admins, nobody signs up: a second list of addresses vouches for nothing
MFA_TOTP_ISSUER = AGENCY_NAME
USERSESSIONS_TRACK_ACTIVITY = False  # it writes a row at every page; core/sessions.py notes it every five minutes
SESSION_COOKIE_AGE = int(timedelta(hours=env.int("SESSION_HOURS", default=12)).total_seconds())
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=120)

# ── Headers and cookies ──────────────────────────────────────────────────────────────────────────
SECURE = env.bool("SECURE", default=MODE == "serve")  # behind HTTPS: always, when real people log in
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap draws its tick marks with data URIs
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "upgrade-insecure-requests": SECURE,
    }
}

# ── Words, days, numbers ─────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = env("LANGUAGE_CODE", default="en-gb")
LANGUAGES = [("en-gb", _("English")), ("fi", _("Finnish")), ("ca", _("Catalan")), ("vi", _("Vietnamese")), ("th", _("Thai"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env("TIME_ZONE", default="Europe/London")
USE_I18N = True
FORMAT_MODULE_PATH = ["core.formats"]  # one way to write a clock time
USE_TZ = True

# ── Files ────────────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"  # outside the web root: only views that ask visible_to serve from here
FILE_UPLOAD_PERMISSIONS = 0o600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
UPLOAD_MAX_MB = env.int("UPLOAD_MAX_MB", default=50)

# ── E-mail ───────────────────────────────────────────────────────────────────────────────────────
# Without a server the mails are written to files, so that nobody is surprised by an import that writes to clients.
EMAIL_CONFIG = env.email_url_config(env("EMAIL_URL", default="") or "filemail://")
vars().update(EMAIL_CONFIG)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)  # seconds; shorter than a delivery's lease
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Account Services <account-services@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# ── Reminders: see docs/RELIABILITY.md ───────────────────────────────────────────────────────────
# How long a worker may hold what it sends; who dies with it gives it back then. Longer than EMAIL_TIMEOUT.
REMINDER_LEASE_SECONDS = env.int("REMINDER_LEASE_SECONDS", default=300)
REMINDER_ANY_HOUR = env.bool("REMINDER_ANY_HOUR", default=False)  # for drills: do not wait for the reader's morning

# ── What is over: how long each kind is kept ─────────────────────────────────────────────────────
RETENTION_DAYS = tomllib.loads((BASE_DIR / "accounts_service" / "retention.toml").read_text())

# ── Celery: see accounts_service/celery.py; the hours stand in accounts_service/schedule.py ──────
CELERY_BROKER_URL = REDIS_URL or "fsafe://localhost"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"asked": {"()": "core.faults.NotOfReadiness"}},
    "formatters": {"line": {"()": "core.discreet.DiscreetFormatter", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="") or "INFO"},
    "loggers": {
        "django.request": {"filters": ["asked"]},  # whoever asks /readyz gets the reason as the answer
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # the internet knocks at every door
    },
}
