"""Public pages of agencies: what each has promised, and how it stands."""

import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from plans.http import day_asked, day_query, public
from plans.models import ActionPlan, Agency
from plans.rules import holds_on, overlaps

from ..choices import LeadRole, Stage, Timeliness
from ..models import Commitment, Lead, ProgressReport
from ..models.milestones import Standing
from ..record.day import CommitmentOnDay, commitments_across_plans
from ..record.elsewhere import public_works, works_on
from ..record.rounds import Missed, missed_by
from ..words import CLAUSES, COMPLETED, a_number, joined, nothing_reported, number_words, sentence

AGENCIES_ON_A_PAGE = 100
REPORTS_SHOWN = 12
WORKS_SHOWN = 12


@public
def agencies(request: HttpRequest) -> HttpResponse:
    """Every agency by its name of the day, with how many commitments it leads and supports."""
    on = day_asked(request)
    ever = _public_leads()
    now = ever.holding_on(on).exclude(commitment__plan__in=ActionPlan.objects.over_on(on))
    found = (
        Agency.objects.published()
        .named_on(on)
        .annotate(
            leads_now=_commitments_of(now.filter(role=LeadRole.LEAD)),
            supports_now=_commitments_of(now.filter(role=LeadRole.SUPPORTING)),
            ever=_commitments_of(ever),
            is_named=Exists(_of_agency(ever)),
            is_real=Exists(_of_agency(ever.filter(commitment__plan__is_invented=False))),
        )
    )
    by_name = sorted(found, key=lambda agency: (_folded(agency.name), agency.slug))
    page = Paginator(by_name, AGENCIES_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "commitments/agency_list.html",
        {
            "on": on,
            "query": day_query(request, on),
            "page_obj": page,
            "total": len(by_name),
        },
    )


@public
def agency(request: HttpRequest, agency: str) -> HttpResponse:
    """One agency: what it leads and supports, plan by plan, its milestones and its reports."""
    on = day_asked(request)
    agency = get_object_or_404(Agency.objects.published().named_on(on), slug=agency)
    leads = Lead.objects.published().filter(agency=agency)
    commitments = Commitment.objects.filter(Exists(leads.filter(commitment=OuterRef("pk"))))
    shares = [_share(one, agency, on) for one in commitments_across_plans(commitments, on)]
    reports = _reports(shares, on)
    works = public_works(on).filter(agency=agency).with_updates(on).order_by("title", "slug")
    return render(
        request,
        "commitments/agency_detail.html",
        {
            "agency": agency,
            "on": on,
            "query": day_query(request, on),
            "names": list(agency.names.all()),
            "lede": _lede(shares),
            "groups": _by_plan(shares, on),
            "is_invented": bool(shares) and all(share.one.plan.is_invented for share in shares),
            "reports": reports[:REPORTS_SHOWN],
            "reports_total": len(reports),
            "missed": _missed(shares, agency, on),
            "works": works_on(works[:WORKS_SHOWN], on),
            "works_total": works.count(),
        },
    )


def _folded(name: str) -> str:
    """A name as people look it up: without marks and case, the same on every database."""
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


# ---- Counts of the list ------------------------------------------------------------------------------


def _public_leads():
    """Every lead of a published commitment in a published plan."""
    commitments = Commitment.objects.published().filter(plan__in=ActionPlan.objects.published())
    return Lead.objects.published().filter(commitment__in=commitments)


def _commitments_of(leads) -> Count:
    """How many commitments; parts of commitments never count as such."""
    counted = Q(leads__in=leads, leads__commitment__parent=None)
    return Count("leads__commitment", filter=counted, distinct=True)


def _of_agency(leads):
    return leads.filter(agency=OuterRef("pk"))


# ---- One agency -----------------------------------------------------------------------------------------


@dataclass
class Share:
    """What an agency has to do with one commitment, on a day."""

    one: CommitmentOnDay
    leads: list[Lead]  # its own, the latest first
    is_lead: bool  # on the day; on the plan's last one where the plan is over
    is_supporting: bool
    is_running: bool  # whether the plan is not over on the day

    @property
    def live(self) -> list[Standing]:
        return self.one.live


def _share(one: CommitmentOnDay, agency: Agency, on: date) -> Share:
    own = [lead for lead in one.commitment.published_leads if lead.agency_id == agency.pk]
    day = min(on, one.plan.ends_last) if one.plan.ends_last else on
    roles = {lead.role for lead in own if holds_on(lead.from_on, lead.until_on, day)}
    return Share(
        one=one,
        leads=sorted(own, key=lambda lead: lead.from_on or date.min, reverse=True),
        is_lead=LeadRole.LEAD in roles,
        is_supporting=LeadRole.SUPPORTING in roles,
        is_running=not one.plan.is_over_on(on),
    )


@dataclass
class Group:
    """An agency's commitments in one plan."""

    plan: ActionPlan
    shares: list[Share]
    is_over: bool

    @property
    def standings(self) -> list[Standing]:
        """The milestones of what it leads, the longest overdue first, then by how they stand."""
        led = [standing for share in self.shares if share.is_lead for standing in share.live]
        return sorted(led, key=_urgency)


URGENCY = [
    Timeliness.OVERDUE,
    Timeliness.NOT_FINISHED,
    Timeliness.ON_SCHEDULE,
    Timeliness.NO_DATE,
    Timeliness.NOT_REPORTED,
    Timeliness.NOT_DUE_TO_START,
    Timeliness.DONE_LATE,
    Timeliness.DONE,
]


def _urgency(standing: Standing) -> tuple:
    return URGENCY.index(standing.timeliness), standing.due.on.last if standing.due.on else date.max


def _by_plan(shares: list[Share], on: date) -> list[Group]:
    """The newest plan first."""
    groups: dict[int, Group] = {}
    for share in shares:
        plan = share.one.plan
        groups.setdefault(plan.pk, Group(plan, [], plan.is_over_on(on))).shares.append(share)
    return sorted(groups.values(), key=lambda group: group.plan.starts_last or date.max, reverse=True)


def _reports(shares: list[Share], on: date) -> list[ProgressReport]:
    """The published reports of periods in which the agency led, newest first."""
    by_commitment = {share.one.commitment.pk: share for share in shares}
    found = ProgressReport.objects.published().known_on(on).filter(commitment__in=by_commitment)
    reports = []
    for report in found.select_related("period").order_by("-period__ends_on", "commitment__sort_key"):
        share, period = by_commitment[report.commitment_id], report.period
        report.commitment = share.one.commitment
        if any(
            lead.role == LeadRole.LEAD
            and overlaps(lead.from_on, lead.until_on, period.starts_on, period.ends_on)
            for lead in share.leads
        ):
            reports.append(report)
    return reports


def _missed(shares: list[Share], agency: Agency, on: date) -> list[Missed]:
    """The missed reports of periods in which the agency led."""
    found = missed_by([share.one for share in shares], on)
    return [missed for missed in found if agency.pk in {lead.agency_id for lead in missed.leads}]


def _lede(shares: list[Share]) -> str:
    """The sentence that answers: what it leads on the day, and how that stands."""
    led = [share for share in shares if share.is_running and share.is_lead]
    if not led:
        return _lede_without_leads(shares)
    live = [standing for share in led for standing in share.live]
    milestones = ngettext("%(number)s milestone", "%(number)s milestones", len(live))
    first = _("Leads %(commitments)s with %(milestones)s.") % {
        "commitments": _counted(led),
        "milestones": milestones % {"number": number_words(len(live))},
    }
    if live and all(standing.stage is None for standing in live):
        return f"{first} {nothing_reported(len(live), is_sourced=led[0].one.plan.is_sourced)}"
    clauses = _clauses(live)
    return f"{first} {sentence(joined(clauses))}" if clauses else first


def _counted(shares: list[Share]) -> str:
    """ "two commitments and one part of a commitment": never added up."""
    parts = sum(share.one.commitment.parent_id is not None for share in shares)
    clauses = []
    if whole := len(shares) - parts:
        clause = ngettext_lazy("%(number)s commitment", "%(number)s commitments", "n")
        clauses.append(a_number(clause, whole))
    if parts:
        clause = ngettext_lazy("%(number)s part of a commitment", "%(number)s parts of commitments", "n")
        clauses.append(a_number(clause, parts))
    return joined(clauses)


def _clauses(live: list[Standing]) -> list[str]:
    completed = sum(standing.stage == Stage.COMPLETED for standing in live)
    clauses = [a_number(COMPLETED, completed)] if completed else []
    counts = Counter(standing.timeliness for standing in live)
    return clauses + [
        a_number(clause, counts[timeliness]) for timeliness, clause in CLAUSES.items() if counts[timeliness]
    ]


def _lede_without_leads(shares: list[Share]) -> str:
    supported = [share for share in shares if share.is_running and share.is_supporting]
    if supported:
        return _("Supports %(commitments)s.") % {"commitments": _counted(supported)}
    if not shares:
        return _("No commitment that names it has been published.")
    words = _("Has worked on %(commitments)s, in no plan that runs on this day.")
    return words % {"commitments": _counted(shares)}
