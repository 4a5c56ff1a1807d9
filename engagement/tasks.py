"""Entry points for Celery: an operation called, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from .operations import chasing, ledger, personal, unsent, uploads


@shared_task
def erase_contacts():
    personal.erase_contacts(now=timezone.now())


@shared_task
def write_ledger():
    ledger.write_what_is_missing()


@shared_task
def erase_unsent():
    unsent.erase_unsent(now=timezone.now())


@shared_task
def chase_answers():
    chasing.chase_answers(now=timezone.now())


@shared_task
def erase_registers():
    uploads.erase_registers(now=timezone.now())
