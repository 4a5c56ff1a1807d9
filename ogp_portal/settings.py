"""One settings file, from the environment. .env.example says what each variable means."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import get_random_string

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"  # what runs leaves its state here
VAR.mkdir(exist_ok=True)

env = environ.Env()
env.read_env(BASE_DIR / ".env")  # never over what the environment says


# -- What kind of start this is ------------------------------------------------------------------------------

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", False)  # a newcomer's `make run`: invented accounts, mail into var/mail, plain http
SECURE = not (DEBUG or DEMO)


def demo_secret_key() -> str:
    """One key a machine, made by the first start, so that a second start keeps people signed in."""
    path = VAR / "secret_key"
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(get_random_string(64))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEMO:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Give the portal a long random text as SECRET_KEY, in the environment "
            "or in .env; to try it out without one, start it with `make run`."
        )
    SECRET_KEY = demo_secret_key()


# -- This portal ---------------------------------------------------------------------------------------------

PORTAL_NAME = env.str("PORTAL_NAME", "OGP portal, demonstration" if DEMO else "OGP portal")
RELEASE = "0.1"  # advances with every release; pages that caches kept are asked for anew
PORTAL_STRAPLINE = env.str("PORTAL_STRAPLINE", "")
PORTAL_COUNTRY = env.str("PORTAL_COUNTRY", "New Zealand")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "contact@demo.example" if DEMO else "")
LICENCE_NAME = env.str("LICENCE_NAME", "Creative Commons Attribution 4.0 International")
LICENCE_URL = env.str("LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/")

SITE_URL = env.str("SITE_URL", "" if SECURE else "http://localhost:8000").rstrip(
    "/"
)  # a passkey wants a name
if not SITE_URL:
    raise ImproperlyConfigured(
        "SITE_URL is not set. Say where readers find the portal: SITE_URL=https://ogp.example.org"
    )
SITE_HOST = urlsplit(SITE_URL).hostname
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[SITE_HOST] if SECURE else [SITE_HOST, "localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

TIME_ZONE = env.str("TIME_ZONE", "Pacific/Auckland")
USE_TZ = True
LANGUAGE_CODE = env.str("LANGUAGE_CODE", "en")
LANGUAGES = [("en", "English")]  # a language is added here together with its catalogue in locale/
LOCALE_PATHS = [BASE_DIR / "locale"]


# -- What it is made of --------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "ogp_portal",
    "reporting",
    "engagement",
    "commitments",
    "plans",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "corsheaders",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "ogp_portal.middleware.private_answers",  # outside the session, so that it sees whatever comes back
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "ogp_portal.middleware.not_too_much",  # before anything reads what came in
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "ogp_portal.middleware.NoNul",
    "ogp_portal.middleware.SignInFirst",  # what is public says so
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ogp_portal.middleware.SecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "ogp_portal.errors.NotNow",
]

ROOT_URLCONF = "ogp_portal.urls"
WSGI_APPLICATION = "ogp_portal.wsgi.application"

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
                "ogp_portal.context_processors.portal",
            ],
        },
    }
]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "media"

# What was erased and when, beside the database and never inside it: a backup of the database that is put back
# forgets again what this says. Back it up with the files; it only ever grows.
ERASURE_LEDGER = Path(env.str("ERASURE_LEDGER", str(VAR / "erasures.jsonl")))
MONTHS_KEPT_UNANSWERED = env.int("MONTHS_KEPT_UNANSWERED", 24)  # who sent something, after the closing

# How much comes in at once. What is refused in words is the size of a file; what a form may weigh as a whole
# only guards the machine, so it lies far above.
MEGABYTE = 1024 * 1024
MOST_BYTES_A_FILE = env.int("MOST_MEGABYTES_A_FILE", 10) * MEGABYTE
MOST_BYTES_A_REPORT = env.int("MOST_MEGABYTES_A_REPORT", 50) * MEGABYTE  # all its files together
MOST_BYTES_A_REQUEST = MOST_BYTES_A_REPORT + 10 * MEGABYTE
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * MEGABYTE  # words alone: a grid of a thousand rows, each letter as six
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000


# -- Database, cache, queue, mail ----------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": env.db_url("DATABASE_URL", f"sqlite:///{VAR / 'portal.sqlite3'}")}
DATABASES["default"] |= {
    "CONN_MAX_AGE": 600,  # a connection for every request would cost more than the page
    "CONN_HEALTH_CHECKS": True,
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue up instead of failing midway. So never ATOMIC_REQUESTS: every reader would queue too.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
    }

# In the database even where Redis is at hand: what counts failed sign-ins must not fall open when Redis does.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}}
CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 100_000}  # beyond it counts would be dropped

REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_connect_timeout": 1,
        "socket_timeout": 1,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.2,
        "interval_max": 0.2,
    }
else:
    QUEUE = VAR / "queue"
    MESSAGES, CONTROL = QUEUE / "messages", QUEUE / "control"
    for folder in (MESSAGES, CONTROL):  # the transport does not make them, and dies without
        folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": MESSAGES,  # sender and worker share one folder: one's out is the other's in
        "data_folder_out": MESSAGES,
        "control_folder": CONTROL,
        "polling_interval": 0.2,
    }

# Waking the worker is a hint that may fail, and must fail fast: the sweep finds the row anyway.
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_TIMER_PRECISION = 0.2  # so that Ctrl-C is over before the runner loses patience (5 s)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    # Not carried out before the next one, a round is dropped: the next one sees the same rows.
    name: {"task": task, "schedule": seconds, "options": {"expires": seconds}}
    for name, task, seconds in (
        ("sweep", "plans.tasks.sweep", 60),
        ("due-reports", "reporting.tasks.ask_for_due_drafts", 60),
        ("remind", "commitments.tasks.remind", 60),
        ("chase-answers", "engagement.tasks.chase_answers", 3600),
        ("erase-contacts", "engagement.tasks.erase_contacts", 3600),
        ("write-ledger", "engagement.tasks.write_ledger", 3600),
        ("erase-unsent", "engagement.tasks.erase_unsent", 3600),
        ("erase-registers", "engagement.tasks.erase_registers", 3600),
        ("erase-workbooks", "commitments.tasks.erase_workbooks", 3600),
        ("erase-loose-files", "plans.tasks.erase_loose_files", 3600),
        ("erase-stray-files", "plans.tasks.erase_stray_files", 6 * 3600),
        ("erase-presence", "commitments.tasks.erase_presence", 3600),
    )
}

# What carries out each kind of row in the outbox; said here because only the project knows all apps.
OUTBOX_CARRIERS = {
    "mail": "plans.operations.outbox.send_mail",
    "draft": "reporting.operations.drafting.draft_as_asked",
    "reminders": "commitments.operations.reminders.write_as_asked",
    "answered": "engagement.operations.letters.tell_as_asked",
}

# Who keeps copies of what consultations say, tells which of them say some words, and takes words out of them.
COPIES_THAT_SAY = ("reporting.operations.taken_out.reports_that_say",)
COPIES_TAKEN_OUT_OF = ("reporting.operations.taken_out.take_out_of_reports",)

# Who hears that somebody of the staff downloads a file that is not public.
DOWNLOADS_TOLD_TO = ("engagement.operations.contact_log.document_seen",)

EMAIL_CONFIG = env.email_url(
    "EMAIL_URL", f"filemail:///{VAR / 'mail'}" if not SECURE else "smtp://localhost:25"
)
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"portal@{SITE_HOST}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL


# -- Sign-in -------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "plans.User"
AUTHENTICATION_BACKENDS = ["ogp_portal.accounts.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/workspace/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # the life of an invitation too
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
MESSAGE_STORAGE = (
    "django.contrib.messages.storage.session.SessionStorage"  # one private cookie instead of two
)

REQUIRE_SECOND_FACTOR = env.bool(
    "REQUIRE_SECOND_FACTOR", not DEMO
)  # of coordinators and of whoever sees the admin

ACCOUNT_ADAPTER = "ogp_portal.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the link of the invitation has shown whose address it is
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers; the page says the same to all
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or factor is told to its owner
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"

MFA_ADAPTER = "ogp_portal.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody can sit on another's address: people are invited to theirs
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = PORTAL_NAME

# An agency's own identity provider. It may speak for the mail domains named here, for nobody else.
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "")
OIDC_ORIGIN = "{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER_URL))
OIDC_DOMAINS = env.list("OIDC_DOMAINS", default=[])
SOCIALACCOUNT_ADAPTER = "ogp_portal.accounts.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
if OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "agency",
            "name": env.str("OIDC_NAME", "your agency"),
            "client_id": env.str("OIDC_CLIENT_ID"),
            "secret": env.str("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": OIDC_SERVER_URL},
        }
    ]


# -- Safety --------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # the picture that an authenticator app reads
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # Browsers hold a form's answer to this too, and sign-in at an agency's provider begins with a form.
        "form-action": [SELF, OIDC_ORIGIN] if OIDC_SERVER_URL else [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES  # whose address the limits count
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "ogp_portal.errors.csrf_failure"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # probes come from inside, over plain http
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = (
    False  # other sites of the domain are not ours to decide about
)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # the two just decided

# From one network address. More than an office sends is received, and somebody looks at it first; of what no
# office sends the words stay with whoever wrote them.
SUBMISSIONS_PER_HOUR = env.int("SUBMISSIONS_PER_HOUR", 20)
MOST_SUBMISSIONS_PER_HOUR = env.int("MOST_SUBMISSIONS_PER_HOUR", 5000)
DOCUMENTS_PER_HOUR = env.int("DOCUMENTS_PER_HOUR", 300)  # they fill the disk
GUESSES_PER_HOUR = env.int("GUESSES_PER_HOUR", 100)  # of links that open something
LINKS_PER_HOUR = env.int("LINKS_PER_HOUR", 30)  # mails with a link to what was begun
SECONDS_TO_WRITE = env.int("SECONDS_TO_WRITE", 3)  # faster is no person
MOST_BYTES_A_DOCUMENT = env.int("MOST_MEGABYTES_A_DOCUMENT", 10) * MEGABYTE  # that comes with a submission
RECEIPTS_PER_DAY = env.int("RECEIPTS_PER_DAY", 3)  # mails to one e-mail address

# OGP Participation and Co-creation Standards (2022), minimum requirement 3.1: two weeks before the start.
OGP_TIMELINE_DAYS_AHEAD = env.int("OGP_TIMELINE_DAYS_AHEAD", 14)

# The days that no plan brings: budget, elections, OGP's own deadlines. Read in ogp_portal/calendar/days.py.
CALENDAR_DAYS = env.str("CALENDAR_DAYS", "")

# Other sites' scripts may read what is public; they never send this site's cookies.
CORS_URLS_REGEX = r"^/((api/v1|data)/|reports/[^/]+\.json$)"
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_EXPOSE_HEADERS = ["ETag", "Link"]


# -- The API -------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    # The API is public and read-only. A view that should not be says so.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "ogp_portal.api.problem",
    "URL_FORMAT_OVERRIDE": None,  # `?format=` would be a parameter that no resource knows
}
SPECTACULAR_SETTINGS = {
    "TITLE": PORTAL_NAME,
    "VERSION": "1",
    "DESCRIPTION": "Open Government Partnership action plans, as they stood on any day. "
    "Read-only, without an account.",
    "LICENSE": {"name": LICENCE_NAME, "url": LICENCE_URL},
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "PlanState": "plans.choices.PlanState",
        "PeriodKind": "plans.choices.PeriodKind",
        "DateKind": "commitments.choices.DateKind",
        "DelayReason": "commitments.choices.DelayReason",
        "LeadRole": "commitments.choices.LeadRole",
        "Stage": "commitments.choices.Stage",
        "Timeliness": "commitments.choices.Timeliness",
        "Work": "commitments.choices.Work",
        **{
            name: f"engagement.choices.{name}"
            for name in (
                "Channel",
                "Dimension",
                "Disposition",
                "ForumKind",
                "MeetingKind",
                "ProposalState",
                "PublishAs",
                "Purpose",
                "Sector",
                "StakeholderType",
                "Standing",
                "VoiceKind",
            )
        },
        "Completion": "reporting.choices.Completion",
    },
}


# -- Logs ----------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"fido2": {"level": "WARNING"}},  # it writes whose key was used
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "INFO")},
}
