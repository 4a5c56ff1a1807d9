"""The house's own pages: what stands above every app."""

from datetime import date
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from commitments.record.counts import Asked
from commitments.record.day import plan_on
from commitments.record.glance import at_a_glance, newest_plan
from commitments.record.making import drafts_on
from commitments.record.tallies import tallies_on
from commitments.words import begins_after
from commitments.words.putting_out import drafts_words
from plans.choices import PlanState
from plans.http import day_asked, day_query, public
from plans.models import ActionPlan

LONGEST_ADDRESS = 500
OTHER_PLANS = 3


@public
def home(request: HttpRequest) -> HttpResponse:
    """The plan in force on the day at a glance, or the one before; beside it the others."""
    on = day_asked(request)
    plan = newest_plan(on)
    if plan is None:
        return render(request, "home.html", {"on": on, "plan": None})
    others = ActionPlan.objects.published().exclude(pk=plan.pk).newest_first()[:OTHER_PLANS]
    glance = at_a_glance(plan_on(plan, on), today=timezone.localdate(), asked=Asked())
    drafts = drafts_on(plan, on)
    return render(
        request,
        "home.html",
        glance
        | {
            "query": day_query(request, on),
            "others": tallies_on(others, on),
            "standing_words": standing_of(plan, on),
            "draft_words": drafts_words(drafts) if drafts else "",
        },
    )


def standing_of(plan: ActionPlan, on: date) -> str:
    """Which plan this is, said before its title."""
    if plan.is_over_on(on):
        return _("The newest plan; it is over")
    if plan.state == PlanState.DRAFT:
        return _("The draft of the next plan")
    dates = {"first": plan.starts_on.words, "last": plan.ends_on.words}
    if begins_after(plan.starts_on, on):
        return _("The next plan, from %(first)s") % dates
    return _("The plan in force, %(first)s to %(last)s") % dates


@public
def data(request: HttpRequest) -> HttpResponse:
    """What there is, and how to take it."""
    plans = list(ActionPlan.objects.published().newest_first())
    return render(
        request,
        "pages/data.html",
        {
            "plans": plans,
            "example": plans[0] if plans else None,
            "resources": resources(plans),
            "docs_url": reverse("api-docs"),
            "site": request.build_absolute_uri("/").rstrip("/"),
        },
    )


def resources(plans: list[ActionPlan]) -> list[dict[str, str]]:
    """The lists of the API, each with a question to try: about the newest plan, where it depends on one."""
    of_plan = f"?plan={plans[0].slug}" if plans else ""
    on_a_day = f"&on={timezone.localdate().isoformat()}" if plans else ""
    lists = [
        ("plans", "", _("Action plans: title, days, whether in force or over")),
        ("commitments", of_plan, _("What was promised, by whom, with dates and OGP values")),
        (
            "milestones",
            of_plan + on_a_day,
            _("Steps with agreed, current and expected date, stage and timeliness on a day"),
        ),
        ("stage-updates", of_plan, _("Every stage that was published, with reason and evidence")),
        ("progress-reports", of_plan, _("What agencies reported: done, next, reflection, links")),
        ("agencies", "", _("Public bodies and the names they have had")),
        ("work-elsewhere", "", _("What agencies do for open government outside the plans")),
        ("periods", of_plan, _("Reporting periods: first, last and due day")),
        ("amendments", of_plan, _("Decisions that moved dates or changed words, before and after")),
        ("consultations", of_plan, _("What the public was asked, how far it is, and how much came in")),
        ("submissions", "", _("What people sent, as each allows it to be read, with the answers")),
        ("themes", "", _("What points were about, and what was decided about them")),
        ("ideas", "", _("Points that others speak to while they are gathered, and how many do")),
        ("proposals", "", _("Draft commitments made of ideas, and how each ended")),
        ("forums", "", _("Who meets about the plans: rules, seats and meetings")),
        ("meetings", of_plan, _("Where people met about a plan, and what was spoken of")),
        ("outreach", of_plan, _("How people were told that they could take part")),
        ("reports", "", _("The government’s own accounts, with how far it finds each part")),
    ]
    return [{"url": reverse(f"api-{name}"), "query": query, "words": words} for name, query, words in lists]


@public
def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask, by role; and what is wrong, naming the page it is wrong on."""
    page = own_page(request.GET.get("page", ""))
    address = page and request.build_absolute_uri(page)
    return render(
        request,
        "pages/contact.html",
        {"page": page, "address": address, "mail_url": mail_url(address)},
    )


def own_page(path: str) -> str:
    """A path of this portal as it was given, or nothing."""
    is_path = path.startswith("/") and len(path) <= LONGEST_ADDRESS and path.isprintable()
    return path if is_path and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""


def mail_url(address: str) -> str:
    """A mail to the portal's mailbox; about a page, with its address filled in."""
    if not settings.CONTACT_EMAIL:
        return ""
    if not address:
        return f"mailto:{settings.CONTACT_EMAIL}"
    subject = quote(_("Something is wrong on a page of the portal"))
    body = quote(_("This is the page: %(address)s\n\nThis is what is wrong:\n") % {"address": address})
    return f"mailto:{settings.CONTACT_EMAIL}?subject={subject}&body={body}"


@public
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html", {"months_kept": settings.MONTHS_KEPT_UNANSWERED})


@public
def licence(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/licence.html")
