"""A request that asks for five letters in one transaction; prints how many seconds it took."""

import time

import django
from django.db import connection, transaction

django.setup()

from plans.operations.outbox import enqueue_mail  # noqa: E402

connection.ensure_connection()
begun = time.monotonic()
with transaction.atomic():
    for number in range(5):
        enqueue_mail(to="chi@agency.example", subject="A draft", body="To read.", key=f"letter-{number}")
print(time.monotonic() - begun)
