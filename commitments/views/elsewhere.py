"""Public pages of open government work outside any plan: never counted as commitments."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from plans.http import day_asked, day_query, public
from plans.models import Agency

from ..record.elsewhere import public_works, readable_works, works_on
from ..words import number_words, sentence

WORKS_ON_A_PAGE = 50


@public
def works(request: HttpRequest) -> HttpResponse:
    """All of it, of every agency or of one."""
    on = day_asked(request)
    found = public_works(on).with_updates(on)
    agency = None
    if slug := request.GET.get("agency"):
        agency = Agency.objects.published().named_on(on).filter(slug=slug).first()
        if agency is None:
            raise Http404
        found = found.filter(agency=agency)
    page = Paginator(found.order_by("title", "slug"), WORKS_ON_A_PAGE).get_page(request.GET.get("page"))
    shown = works_on(page.object_list, on)
    return render(
        request,
        "commitments/elsewhere/work_list.html",
        {
            "on": on,
            "query": day_query(request, on),
            "agency": agency,
            "lede": _lede(page.paginator.count),
            "works": shown,
            "page_obj": page,
            "is_invented": bool(shown) and all(one.work.is_invented for one in shown),
        },
    )


def _lede(count: int) -> str:
    if not count:
        return _("Nothing has been published here yet.")
    if count == 1:
        return _("One piece of work that no action plan promises.")
    return sentence(
        _("%(number)s pieces of work that no action plan promises") % {"number": number_words(count)}
    )


@public
def work(request: HttpRequest, work: str) -> HttpResponse:
    """One piece of work: what is done, by whom, and its news."""
    on = day_asked(request)
    found = works_on(readable_works(on).with_updates(on).filter(slug=work), on)
    if not found:
        raise Http404
    [one] = found
    page = {"on": on, "query": day_query(request, on), "one": one, "agency": one.work.agency}
    return render(request, "commitments/elsewhere/work_detail.html", page)
