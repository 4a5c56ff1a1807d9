"""Entry points for Celery: an operation called, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from .operations import personal


@shared_task
def erase_contacts():
    personal.erase_contacts(now=timezone.now())
