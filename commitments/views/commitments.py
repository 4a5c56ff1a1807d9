"""Public pages of a commitment and its progress reports."""

from django.http import Http404

from plans.http import public


@public
def commitment(request, plan, number):
    raise Http404


@public
def report(request, plan, number, period):
    raise Http404
