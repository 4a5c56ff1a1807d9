"""The worker's application. What is to be done stands in the database; the queue only wakes somebody up."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ogp_portal.settings")

app = Celery("ogp_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_demo_accounts(**kwargs):
    # Here, because it needs the apps, which are not loaded yet when this file is read.
    from .checks import stop_if_demo_accounts

    stop_if_demo_accounts()
