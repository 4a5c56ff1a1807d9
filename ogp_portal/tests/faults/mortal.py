"""A worker that dies at a point: python -m ogp_portal.tests.faults.mortal (before|after) <dotted name>.

It does what beat and worker do together, and is killed when it comes to the function of that name, or
when it comes back from it.
"""

import os
import pkgutil
import signal
import sys
from unittest import mock

import django
from django.utils import timezone

django.setup()

from plans.operations.outbox import sweep_outbox  # noqa: E402
from reporting.operations.drafting import ask_for_due_drafts  # noqa: E402

moment, name = sys.argv[1:]
really = pkgutil.resolve_name(name)


def die(*args, **kwargs):
    if moment == "after":
        really(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)


with mock.patch(name, die):
    ask_for_due_drafts(now=timezone.now())
    for _ in range(2):  # the report, then the letters about it
        sweep_outbox(now=timezone.now())
