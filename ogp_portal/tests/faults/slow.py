"""The worker's application, but no draft of its is ever done: it leaves a sign, and waits to be killed."""

import os
import time
from pathlib import Path
from unittest import mock

from celery.signals import worker_init

from ogp_portal.celery import app as app


@worker_init.connect
def never_finish(**kwargs):
    from reporting.operations import drafting  # the apps are loaded by now, and not before

    freeze = drafting.freeze

    def freeze_and_wait(*args, **kwargs):
        freeze(*args, **kwargs)
        (Path(os.environ["DRILL_STATE"]) / "drafting").touch()
        time.sleep(600)

    mock.patch.object(drafting, "freeze", freeze_and_wait).start()
