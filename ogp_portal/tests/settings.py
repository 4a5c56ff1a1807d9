"""The settings of the tests: those of a production start, but for what needs a proxy, a disk or time."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ |= {
    "SECRET_KEY": "only for tests",
    "DEBUG": "false",
    "DEMO": "false",
    "SITE_URL": "http://testserver",
}
os.environ.pop("EMAIL_URL", None)

from ogp_portal.settings import *  # noqa: F403
from ogp_portal.settings import DATABASES, MIDDLEWARE, STORAGES

DATABASES["default"]["CONN_MAX_AGE"] = 0  # a live server's threads would keep the test database from going
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because in memory all threads share one connection and no race can be seen; one a process,
    # so that two runs at once do not meet.
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / f"ogp-portal-{os.getpid()}.sqlite3")
    }

SECONDS_TO_WRITE = 0  # the tests are faster than any person; those of haste say otherwise
GUESSES_PER_HOUR = 1_000_000  # they all come from one address
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict = {}
MEDIA_ROOT = Path(tempfile.gettempdir()) / f"ogp-portal-media-{os.getpid()}"
ERASURE_LEDGER = MEDIA_ROOT.with_suffix(".erasures") / "lines.jsonl"
for folder in (MEDIA_ROOT, ERASURE_LEDGER.parent):
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
