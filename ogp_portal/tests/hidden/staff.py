"""What only those who work here read: plans in the making, files, corrections, notes, figures."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from commitments.choices import DelayReason, Stage
from commitments.models import (
    Evidence,
    HandoverNote,
    Indicator,
    IndicatorValue,
    Presence,
    ProgressReport,
    Reminder,
    ReminderLetter,
    ReportCorrection,
    StageUpdate,
    WorkbookUpload,
    WorkElsewhere,
    WorkUpdate,
)
from commitments.record.whole import whole_plan
from ogp_portal.demo import example
from plans.dates import PartialDate
from plans.models import (
    ActionPlan,
    Agency,
    CalendarFeed,
    Leave,
    OutboxItem,
    PlanDraft,
    PreviewLink,
    StoredFile,
    Timeline,
    TimelineStep,
    User,
)

from .words import CANARY, sow

SECRET = f"{CANARY}-secret"  # in addresses that open for whoever knows them


def sow_staff(plan: ActionPlan, stranger: User) -> None:
    """Everything that stands around the example and the hidden plan, and around one person."""
    hidden = ActionPlan.objects.get(slug=CANARY)
    sow_making(hidden, plan)
    sow_files(plan)
    sow_corrections(plan)
    sow_of_a_person(plan, stranger)
    sow_figures(plan)
    sow_elsewhere()


def sow_making(hidden: ActionPlan, plan: ActionPlan) -> None:
    """A timeline being written of each; a draft and addresses to read it at, of the plan nobody knows of."""
    today = timezone.localdate()
    for one in (hidden, plan):
        timeline = sow(Timeline, plan=one, number=99, development_starts_on=today)
        sow(TimelineStep, timeline=timeline, position=1, starts_on=PartialDate.of(today))
    content = whole_plan(hidden) | {"summary": f"{CANARY} as it was"}
    frozen = {"content": content, "published_in": plan.published_in}
    PlanDraft.objects.create(plan=hidden, number=1, **frozen)
    until = {"plan": hidden, "until_on": today + timedelta(days=9)}
    PreviewLink.objects.create(key=CANARY, ended_at=timezone.now(), **until)
    PreviewLink.objects.create(key=SECRET, **until)


def sow_files(plan: ActionPlan) -> None:
    """Beside what waits: a file that is not there, so that whoever may have it finds nothing either."""
    stored = sow(StoredFile, key=CANARY, name=f"{CANARY}.pdf", file="files/never.pdf", size=1)
    report = ProgressReport.objects.get(
        commitment__plan=plan, commitment__number="2", period__slug=example.OPEN_PERIOD
    )
    sow(Evidence, report=report, file=stored, url="")


def sow_corrections(plan: ActionPlan) -> None:
    """One of each kind that waits, on a report that everybody reads."""
    report = ProgressReport.objects.get(
        commitment__plan=plan, commitment__number="1", period__slug="quarter-3"
    )
    sow(ReportCorrection, report=report, field="doing", before=report.doing, written_at=timezone.now())
    wrong = report.updates.published().earliest("pk")
    sow(
        StageUpdate,
        milestone=wrong.milestone,
        report=report,
        corrects=wrong,
        stage=Stage.DELAYS,
        reason=DelayReason.OTHER,
        as_of_on=wrong.as_of_on,
        source_at="",
        not_stated="",
    )


def sow_of_a_person(plan: ActionPlan, stranger: User) -> None:
    """What a person is told, tells and sets for themselves."""
    now, today = timezone.now(), timezone.localdate()
    commitment = plan.commitments.get(number="1")
    period = plan.periods.get(slug=example.OPEN_PERIOD)
    led_by = Agency.objects.get(leads__commitment=commitment, leads__role="lead")
    sow(HandoverNote, commitment=commitment, agency=led_by)
    sow(
        Reminder,
        user=stranger,
        on=today,
        owed=[{"what": CANARY, "address": f"/{CANARY}/"}],
        mail=OutboxItem.objects.last(),
    )
    sow(ReminderLetter)
    sow(WorkbookUpload, plan=plan, period=period, sent_by=stranger, rows=[{"note": CANARY}])
    CalendarFeed.objects.create(user=stranger, key=SECRET)
    Leave.objects.create(user=stranger, from_on=today, until_on=today)
    Presence.objects.create(commitment=commitment, period=period, user=stranger, came_at=now, seen_at=now)


def sow_figures(plan: ActionPlan) -> None:
    """A figure that waits, a published one of a promise that waits, and a value of each."""
    day = PartialDate.of(timezone.localdate() - timedelta(days=3))
    figures = {"baseline": 97531, "baseline_on": day, "target": 97532, "target_on": day, "why_withdrawn": ""}
    sow(Indicator, commitment=plan.commitments.get(number="1"), position=99, **figures)
    unknown = plan.commitments.get(number="99")
    sow(Indicator, commitment=unknown, published_in=plan.published_in, **figures)
    for indicator in Indicator.objects.all():
        sow(IndicatorValue, indicator=indicator, value=97533, as_of_on=day)


def sow_elsewhere() -> None:
    """Work that waits, news that wait of all such work, and a correction that does."""
    day = PartialDate.of(timezone.localdate() - timedelta(days=3))
    agency = Agency.objects.get(slug="office-for-open-data")
    links = [{"url": f"https://{CANARY}.example/", "title": CANARY}]
    wrong = WorkUpdate.objects.published().earliest("pk")
    sow(WorkUpdate, work=wrong.work, corrects=wrong, as_of_on=wrong.as_of_on)
    sow(WorkElsewhere, agency=agency, links=links, starts_on=day, why_withdrawn="")
    for work in WorkElsewhere.objects.all():
        sow(WorkUpdate, work=work, as_of_on=day, why_corrected="")
