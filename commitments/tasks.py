"""Entry points for Celery: an operation called, safe to run twice."""

from celery import shared_task
from django.utils import timezone

from .operations import reminders, workbook


@shared_task
def remind():
    reminders.ask_for_reminders(now=timezone.now())


@shared_task
def erase_workbooks():
    workbook.erase_workbooks(now=timezone.now())
