"""A draft commitment as the public reads it; and its page for whoever was invited by a link."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from plans.dates import PartialDate
from plans.http import public_now, reading_and_posting, version_in

from ..models import ProposalInvitation
from ..record import ideas_of, proposals_told
from .drafting import Hand, act, form_of, show
from .holders import for_holders
from .ideas import gathering

GUEST = "engagement/proposing/proposal_guest.html"


@public_now
def proposal(request: HttpRequest, consultation: str, slug: str) -> HttpResponse:
    """What went into it, who decides next, how it ended; its working text as it was last put out."""
    one = gathering(consultation)
    found = get_object_or_404(proposals_told(one), slug=slug)
    found.consultation = one
    shown = found.public_text
    due = shown.get("decides_next_on", "")
    page = {
        "consultation": one,
        "plan": one.plan,
        "proposal": found,
        "address_of_plan": found.plan.public_address,
        "shown": shown,
        "decides_next_on": due and PartialDate.parse(due).words,
        "milestones": [_with_dates(row) for row in shown.get("milestones", ())],
        "values": [found.plan.value_label(value) for value in shown.get("values", ())],
        "ideas": ideas_of(one).filter(proposals=found).with_words().with_voices().order_by("number"),
    }
    return render(request, "engagement/proposing/proposal_detail.html", page)


def _with_dates(row: dict) -> dict:
    dates = {name: row[name] for name in ("starts_on", "due_on")}
    return row | {name: said and PartialDate.parse(said).words for name, said in dates.items()}


@for_holders(has_form=True)
@reading_and_posting
def guest(request: HttpRequest, consultation: str, secret: str) -> HttpResponse:
    """Work on it, for whoever sent a submission and holds the link; 404 once the invitation has ended."""
    hand, now = _invited(consultation, secret), timezone.now()
    found = hand.guest.proposal
    if request.method == "POST":
        return act(request, found, hand, now)
    return show(request, found, hand, form_of(found, hand, now))


@for_holders(has_form=True)
def guest_again(request: HttpRequest, consultation: str, secret: str) -> HttpResponse:
    """The same page with the same words, for a form whose token does not fit: nothing was kept."""
    hand, now = _invited(consultation, secret), timezone.now()
    found = hand.guest.proposal
    is_comment = request.POST.get("action") == "comment"
    form = form_of(found, hand, now, None if is_comment else request.POST)
    more = {"is_too_old": True, "version": version_in(request.POST)}
    return show(request, found, hand, form, status=403, **more)


def _invited(slug: str, secret: str) -> Hand:
    rows = ProposalInvitation.objects.standing().select_related(
        "proposal__consultation__plan__source",
        "proposal__consultation__plan__published_in",
        "proposal__plan",
        "proposal__theme",
        "proposal__lead",
        "submission",
    )
    asked = {"proposal__consultation__slug": slug, "submission__withdrawn_at": None}
    found = get_object_or_404(rows, secret=secret, submission__isnull=False, **asked)
    return Hand(GUEST, guest=found)
