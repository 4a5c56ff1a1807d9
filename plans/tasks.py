"""Entry points for Celery: an id in, an operation called, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from .operations import files, outbox


@shared_task
def carry_out(item_id):
    outbox.carry_out_item(item_id=item_id, now=timezone.now())


@shared_task
def sweep():
    outbox.sweep_outbox(now=timezone.now())


@shared_task
def erase_loose_files():
    files.erase_loose_files(now=timezone.now())


@shared_task
def erase_stray_files():
    files.erase_stray_files(now=timezone.now())
