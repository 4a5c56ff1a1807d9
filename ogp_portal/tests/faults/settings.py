"""The settings of the processes that the drills start: a demonstration's, with its state in a folder of its
own and a beat every second instead of every minute.
"""

import os
from pathlib import Path

from ogp_portal.settings import *  # noqa: F403
from ogp_portal.settings import CELERY_BEAT_SCHEDULE, CELERY_BROKER_TRANSPORT_OPTIONS, REDIS_URL, STORAGES

STATE = Path(os.environ["DRILL_STATE"])

if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = os.environ["DRILL_KEYS"]
else:
    for name in ("data_folder_in", "data_folder_out", "control_folder"):
        CELERY_BROKER_TRANSPORT_OPTIONS[name] = STATE / CELERY_BROKER_TRANSPORT_OPTIONS[name].name
        CELERY_BROKER_TRANSPORT_OPTIONS[name].mkdir(exist_ok=True)
for entry in CELERY_BEAT_SCHEDULE.values():
    entry["schedule"] = 1

# Nobody collects the static files for a drill.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
