"""The workspace: what I owe, the report of a period, who has reported."""

from django.http import Http404


def home(request):
    raise Http404


def board(request, plan):
    raise Http404


def period(request, plan, period):
    raise Http404


def report_form(request, plan, number, period):
    raise Http404


def report_nothing(request, plan, number, period):
    raise Http404


def report_review(request, plan, number, period):
    raise Http404


def outbox(request):
    raise Http404
