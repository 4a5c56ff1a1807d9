"""The house: settings, addresses, sign-in, health, demo and the tests that hold the whole together.

It may know every app below it (reporting, engagement, commitments, plans); none of them knows it.
Celery's application is bound here, so that `delay()` in any process reaches this portal's own queue.
"""

from .celery import app as celery_app

__all__ = ["celery_app"]
