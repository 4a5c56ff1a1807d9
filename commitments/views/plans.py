"""Public pages of plans and agencies."""

from django.http import Http404

from plans.http import public


@public
def plans(request):
    raise Http404


@public
def plan(request, plan):
    raise Http404


@public
def changes(request, plan):
    raise Http404


@public
def agencies(request):
    raise Http404


@public
def agency(request, agency):
    raise Http404
