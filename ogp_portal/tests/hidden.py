"""Things that are not published, with one telling word in every text they hold."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from commitments.choices import DateKind, DelayReason, LeadRole, ReportState, Stage
from commitments.models import (
    Commitment,
    DateChange,
    Evidence,
    Lead,
    Milestone,
    ProgressReport,
    StageUpdate,
    WordingChange,
)
from ogp_portal.demo import example
from ogp_portal.demo.loading import REAL_PLAN
from plans.choices import OutboxKind
from plans.dates import PartialDate
from plans.models import (
    ActionPlan,
    Agency,
    AgencyName,
    Amendment,
    Membership,
    OutboxItem,
    PlanSection,
    ReportingPeriod,
    SourceDocument,
    User,
)

WORD = "zqx"  # what to look for
CANARY = (
    "zqxcanary"  # in every text; the plan, the agency and the period of this name are not published either
)
PERSON = "zqxperson"  # in the name of everybody


def sow(model: type[models.Model], **given) -> models.Model:
    """A new row whose every text says the word; `given` are the columns that need something else."""
    row = model(**given)
    say_the_word(row, but=given)
    row.save()
    return row


def say_the_word(row: models.Model, *, but=()) -> None:
    """Put the word, and the name of the column, into every text of a row."""
    for field in texts_of(row):
        if field.name in but:
            continue
        if isinstance(field, models.URLField):
            words = f"https://{CANARY}.example/{row._meta.model_name}/{field.name}"
        elif isinstance(field, models.EmailField):
            words = f"{CANARY}-{row.pk or 'new'}@{CANARY}.example"
        elif isinstance(field, models.SlugField):
            words = CANARY
        else:
            words = f"{CANARY} {row._meta.model_name} {field.name}"[: field.max_length]
        setattr(row, field.name, words)


def texts_of(row: models.Model) -> list[models.Field]:
    """The columns into which somebody writes."""
    return [
        field
        for field in row._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not (field.choices or field.primary_key or field.name in ("sort_key", "password"))
    ]


def sow_everywhere() -> None:
    """An unpublished plan with all that a plan has, and unpublished things on the published ones."""
    source = sow(SourceDocument)
    agency = sow(Agency, source=source)
    sow(AgencyName, agency=agency)
    sow_plan(agency, source)
    plan = ActionPlan.objects.get(slug=example.SLUG)
    sow_promise(plan, agency, source)
    sow_on_published_milestones(plan, agency, source)
    sow_reports(plan, source)
    sow_people()


def sow_plan(agency: Agency, source: SourceDocument) -> None:
    """It follows a published plan, and a published agency leads one of its commitments."""
    today = timezone.localdate()
    plan = sow(
        ActionPlan,
        country="NZ",
        language="en",
        starts_on=PartialDate.of(today - timedelta(days=90)),
        ends_on=PartialDate.of(today + timedelta(days=600)),
        follows=ActionPlan.objects.get(slug=REAL_PLAN),
        value_labels={"transparency": f"{CANARY} value label"},
        challenge_labels={"public-services": f"{CANARY} challenge label"},
        source=source,
    )
    sow(PlanSection, plan=plan, position=1)
    commitment = sow_promise(plan, agency, source)
    sow(
        Lead,
        commitment=commitment,
        agency=Agency.objects.published().first(),
        role=LeadRole.LEAD,
        position=2,
        source=source,
    )
    period = sow(
        ReportingPeriod,
        plan=plan,
        starts_on=today - timedelta(days=80),
        ends_on=today - timedelta(days=2),
        due_on=today + timedelta(days=20),
        source=source,
    )
    sow(ProgressReport, commitment=commitment, period=period, state=ReportState.DRAFT, source=source)


def sow_promise(plan: ActionPlan, agency: Agency, source: SourceDocument) -> Commitment:
    """An unpublished commitment with everything under it."""
    commitment = sow(
        Commitment,
        plan=plan,
        number="99",
        values=["transparency"],
        challenges=["public-services"],
        resources_public=True,
        source=source,
    )
    sow(Lead, commitment=commitment, agency=agency, role=LeadRole.LEAD, source=source)
    milestone = sow(Milestone, commitment=commitment, number=1, source=source)
    amendment = sow(
        Amendment,
        plan=plan,
        number=99,
        decided_on=PartialDate.of(timezone.localdate() - timedelta(days=3)),
        source=source,
    )
    sow_on(milestone, amendment, source)
    return commitment


def sow_on(milestone: Milestone, amendment: Amendment, source: SourceDocument) -> None:
    """A stage, moved dates and changed words of one milestone."""
    day = PartialDate.of(timezone.localdate() - timedelta(days=3))
    update = sow(
        StageUpdate,
        milestone=milestone,
        stage=Stage.DELAYS,
        reason=DelayReason.OTHER,
        expected_on=day,
        as_of_on=day,
        source=source,
    )
    sow(Evidence, update=update)
    for kind in DateKind:
        sow(
            DateChange,
            milestone=milestone,
            amendment=amendment,
            kind=kind,
            before_on=day,
            after_on=day,
            moved_on=day,
            source=source,
        )
    sow(
        WordingChange,
        amendment=amendment,
        commitment=milestone.commitment,
        milestone=milestone,
        field="title",
    )
    sow(WordingChange, amendment=amendment, commitment=milestone.commitment, field="promise")


def sow_on_published_milestones(plan: ActionPlan, agency: Agency, source: SourceDocument) -> None:
    amendment = plan.amendments.get(number=99)
    sow(Milestone, commitment=plan.commitments.get(number="1"), number=99, source=source)
    for commitment in plan.commitments.published():
        sow(
            Lead,
            commitment=commitment,
            agency=agency,
            role=LeadRole.SUPPORTING,
            position=99,
            source=source,
        )
        sow_on(commitment.milestones.published().first(), amendment, source)
    plan.commitments.get(number="3").milestones.filter(number=3).update(withdrawn_by=amendment)


def sow_reports(plan: ActionPlan, source: SourceDocument) -> None:
    """One report of each kind that is still being written: begun, sent, sent back."""
    period = plan.periods.get(slug=example.OPEN_PERIOD)
    for report in ProgressReport.objects.filter(published_in=None, period=period):
        report.source = source
        say_the_word(report)
        report.save()
        for update in report.updates.drafts():
            update.stage, update.reason, update.source = Stage.DELAYS, DelayReason.OTHER, source
            say_the_word(update)
            update.save()
            sow(Evidence, update=update)
        sow(Evidence, report=report)
    sow(
        ProgressReport,
        commitment=plan.commitments.get(number="4"),
        period=period,
        state=ReportState.SENT_BACK,
        sent_back_at=timezone.now(),
        source=source,
    )


def sow_people() -> None:
    """Names and addresses of everybody, what a stranger is called, and a letter that waits."""
    for user in User.objects.all():
        user.name = f"{PERSON} {user.name}"
        user.save()
    stranger = sow(User)
    sow(Membership, user=stranger, role="panel", from_on=timezone.localdate())
    sow(OutboxItem, kind=OutboxKind.MAIL, payload={"to": CANARY, "subject": CANARY, "body": CANARY})
