"""A report is drafted once: asked for as a row, carried out by the worker, whatever stops in between."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from commitments.choices import LeadRole
from commitments.record.day import CommitmentOnDay, commitments_on, plan_on, recorded_from
from plans.choices import OutboxKind, OutboxState, PeriodKind, PlanState, Role
from plans.models import ActionPlan, Agency, Membership, OutboxItem, ReportingPeriod, User
from plans.operations.editions import hold_editions
from plans.operations.outbox import enqueue, enqueue_mail
from plans.permissions import can_coordinate
from plans.rules import NotReady, Reason

from ..assembly import assemble
from ..chapters import HAS_PARTS, ROWS, outline
from ..models import Chapter, CommitmentAssessment, Draft, SelfAssessment
from ..rules import AHEAD, BEFORE_PLAN, NOT_PUBLISHED_PLAN, propose_completion

# ---- Asking --------------------------------------------------------------------------------------


def slug_of(plan: ActionPlan, kind: PeriodKind, ends_on: date, period: ReportingPeriod | None = None) -> str:
    """What a report is called in its address: by its period, or by its kind and last day."""
    return f"{plan.slug}-{period.slug}" if period else f"{plan.slug}-{kind.value}-{ends_on.isoformat()}"


def ask_for_due_drafts(*, now: datetime) -> int:
    """Ask for the report of every period that is over and due, or closed; how many there were.

    Safe to run at any time and by many at once: a period's key is asked for once.
    """
    today = timezone.localdate(now)
    due = ReportingPeriod.objects.filter(was_closed=False, assessment=None).filter(
        Q(due_on__lt=today) | Q(closed_at__isnull=False)
    )
    periods = due.filter(plan__in=ActionPlan.objects.published().filter(state=PlanState.ADOPTED))
    for period in periods:
        _ask_for(period)
    return len(periods)


def _ask_for(period: ReportingPeriod) -> OutboxItem:
    return enqueue(kind=OutboxKind.DRAFT, key=f"draft-period-{period.pk}", payload={"period": period.pk})


def reasons_not_to_draft(plan: ActionPlan, ends_on: date, today: date) -> list[Reason]:
    if not plan.is_published:
        return [NOT_PUBLISHED_PLAN]
    if ends_on >= today:
        return [AHEAD]
    recorded = recorded_from(plan)
    return [BEFORE_PLAN] if recorded and ends_on < recorded else []


@transaction.atomic
def ask_for_draft(
    *,
    plan: ActionPlan,
    kind: PeriodKind,
    ends_on: date,
    by: User,
    now: datetime,
    starts_on: date | None = None,
) -> OutboxItem:
    """Have a report drafted now, up to a day. The same question again is the same row, and a period's own
    report is asked for as the sweep would ask for it, so that it is made once."""
    today = timezone.localdate(now)
    if not can_coordinate(by, today):
        raise PermissionDenied
    if reasons := reasons_not_to_draft(plan, ends_on, today):
        raise NotReady(reasons)
    for period in plan.periods.filter(kind=kind, ends_on=ends_on, was_closed=False):
        if starts_on in (None, period.starts_on):
            return _ask_for(period)
    payload = {
        "plan": plan.pk,
        "kind": kind.value,
        "starts_on": starts_on and starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
    }
    return enqueue(kind=OutboxKind.DRAFT, key=f"draft-{slug_of(plan, kind, ends_on)}", payload=payload)


def drafts_being_made(plan: ActionPlan | None = None) -> QuerySet[OutboxItem]:
    """What was asked for and is not there yet, failed ones included."""
    waiting = OutboxItem.objects.filter(kind=OutboxKind.DRAFT).exclude(state=OutboxState.DONE)
    if plan is None:
        return waiting
    periods = list(plan.periods.values_list("pk", flat=True))
    return waiting.filter(Q(payload__plan=plan.pk) | Q(payload__period__in=periods))


# ---- Carrying out --------------------------------------------------------------------------------


def draft_as_asked(*, item: OutboxItem, now: datetime) -> None:
    """What the worker does for a row of the outbox; safe to run twice."""
    asked = item.payload
    if period_id := asked.get("period"):
        period = ReportingPeriod.objects.select_related("plan").get(pk=period_id)
        draft_report(
            plan=period.plan,
            kind=PeriodKind(period.kind),
            period=period,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            now=now,
        )
    else:
        draft_report(
            plan=ActionPlan.objects.get(pk=asked["plan"]),
            kind=PeriodKind(asked["kind"]),
            starts_on=asked["starts_on"] and date.fromisoformat(asked["starts_on"]),
            ends_on=date.fromisoformat(asked["ends_on"]),
            now=now,
        )


def draft_report(
    *,
    plan: ActionPlan,
    kind: PeriodKind,
    ends_on: date,
    now: datetime,
    starts_on: date | None = None,
    period: ReportingPeriod | None = None,
) -> SelfAssessment:
    """Make the chapters and the first frozen draft, and tell the coordinators: all of it once, or nothing."""
    slug = slug_of(plan, kind, ends_on, period)
    if made := SelfAssessment.objects.filter(slug=slug).first():
        return made
    try:
        with transaction.atomic():
            hold_editions()
            assessment = begin_assessment(
                plan=plan, kind=kind, slug=slug, period=period, starts_on=starts_on, ends_on=ends_on
            )
            if kind in HAS_PARTS:
                propose_parts(assessment)
            freeze(assessment, by=None, words=_("the portal"), now=now)
            _tell_coordinators(assessment, timezone.localdate(now))
            return assessment
    except IntegrityError:
        if made := SelfAssessment.objects.filter(slug=slug).first():  # somebody else was quicker
            return made
        raise


def begin_assessment(
    *,
    plan: ActionPlan,
    kind: PeriodKind,
    slug: str,
    ends_on: date,
    starts_on: date | None = None,
    period: ReportingPeriod | None = None,
    **columns: Any,
) -> SelfAssessment:
    """A report with the chapters that its kind has, all of them still empty."""
    with override(plan.language):
        title = columns.pop("title", "") or _title(plan, kind, period, ends_on)
        assessment = SelfAssessment.objects.create(
            plan=plan, kind=kind, slug=slug, period=period, starts_on=starts_on, ends_on=ends_on,
            title=title, **columns,
        )  # fmt: skip
        commitments = [one.commitment for one in commitments_on(plan.commitments.all(), plan, ends_on)]
        Chapter.objects.bulk_create(
            Chapter(
                assessment=assessment,
                position=place,
                slug=chapter.slug,
                kind=chapter.kind,
                title=chapter.title,
                commitment=chapter.commitment,
            )
            for place, chapter in enumerate(outline(kind, commitments), start=1)
        )
    return assessment


def propose_parts(assessment: SelfAssessment) -> None:
    """One part a commitment, or those of the account before, whose judgement is to be confirmed anew."""
    published = SelfAssessment.objects.published().filter(
        plan=assessment.plan, ends_on__lte=assessment.ends_on
    )
    before = published.newest_first().first()
    known = list(before.parts.all()) if before else []
    rows = [
        (words, propose_completion([standing.stage for standing in one.live]), one.commitment)
        for one in plan_on(assessment.plan, assessment.ends_on).commitments
        for words in _template_of(one, [part for part in known if part.commitment_id == one.commitment.pk])
    ]
    CommitmentAssessment.objects.bulk_create(
        CommitmentAssessment(
            assessment=assessment, commitment=commitment, position=place, proposed=proposed or "", **words
        )
        for place, (words, proposed, commitment) in enumerate(rows, start=1)
    )


def _template_of(one: CommitmentOnDay, before: list[CommitmentAssessment]) -> list[dict[str, str]]:
    """The rows of OGP's template for a commitment, as the account before had them, or from the plan."""
    if before:
        return [{row: getattr(part, row) for row in (*ROWS, "completion")} for part in before]
    leading = [lead.agency_id for lead in one.leads if lead.role == LeadRole.LEAD]
    leads = Agency.objects.named_on(one.on).filter(pk__in=leading)
    plan, promised = one.plan, one.commitment
    labels = [*map(plan.value_label, promised.values), *map(plan.challenge_label, promised.challenges)]
    return [
        {
            "name": f"{one.commitment.number} {one.title}",
            "lead_agency": ", ".join(agency.name for agency in leads)[:300],
            "objective": one.words["objective"] or one.words["promise"],
            "description": one.words["promise"],
            "relevance": ", ".join(labels),
            "ambition": one.words["ambition"],
            "ends": one.due.words,
        }
    ]


def freeze(
    assessment: SelfAssessment, *, by: User | None, words: str, now: datetime, content: Any = None
) -> Draft:
    """Put down what the report says now, with every figure, as its next draft.

    Inside a transaction: meanwhile nothing is published, and no words are taken out that it would keep.
    """
    edition = hold_editions()
    content = content or assemble(assessment, edition=edition)
    last = assessment.newest_draft
    return Draft.objects.create(
        assessment=assessment,
        number=last.number + 1 if last else 1,
        content=content,
        digest=digest(content),
        edition_id=edition or None,
        frozen_at=now,
        frozen_by=by,
        frozen_words=words,
    )


def canonical(content: Any) -> str:
    """A draft's content as the one text that stands for it: sorted keys, no space that means nothing."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(content: Any) -> str:
    """SHA-256 of a draft's content, in UTF-8."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


# ---- Words ---------------------------------------------------------------------------------------


def _title(plan: ActionPlan, kind: PeriodKind, period: ReportingPeriod | None, ends_on: date) -> str:
    names = {
        PeriodKind.PROGRESS: _("Progress bulletin"),
        PeriodKind.YEAR_END: _("Year-end self-assessment"),
        PeriodKind.MID_TERM: _("Mid-term self-assessment"),
        PeriodKind.END_OF_TERM: _("End-of-term self-assessment"),
    }
    if period:
        return _("%(kind)s, %(period)s") % {"kind": names[kind], "period": period.words}
    words = {"kind": names[kind], "plan": plan.short_title, "day": date_format(ends_on, "j F Y")}
    return _("%(kind)s, %(plan)s, up to %(day)s") % words


def _tell_coordinators(assessment: SelfAssessment, on: date) -> None:
    for user in {held.user for held in Membership.objects.acting(Role.COORDINATOR, on)}:
        enqueue_mail(
            to=user.email,
            subject=_("A draft is ready: %(report)s") % {"report": assessment.title},
            body=_(
                "The portal has drafted this report from what was published. "
                "Write what only people can say, then freeze a draft for the panel: %(link)s"
            )
            % {"link": settings.SITE_URL + reverse("workspace-assessment", args=[assessment.slug])},
            key=f"draft-{assessment.slug}-ready-{user.pk}",
        )
