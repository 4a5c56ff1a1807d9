"""Entry points for Celery: an operation called, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from .operations import drafting


@shared_task
def ask_for_due_drafts():
    drafting.ask_for_due_drafts(now=timezone.now())
