"""What Ana has begun: a plan in the making, an amendment, a consultation that is open."""

from datetime import timedelta

from django.utils import timezone

from commitments.choices import LeadRole
from commitments.models import Commitment
from commitments.operations.adoption import publish_draft
from commitments.operations.amending import amend, drop_milestone, split_milestone
from commitments.operations.amendments import begin_amendment
from commitments.operations.making import CommitmentContent, LeadContent, MilestoneContent, save_commitment
from commitments.record.amending import Draft, Terms
from commitments.record.whole import digest_of, whole_plan
from engagement.models import Consultation
from engagement.operations.consultations import publish_consultation
from engagement.operations.preparing import ConsultationContent, save_consultation
from plans.dates import PartialDate
from plans.models import ActionPlan, PreviewLink, User
from plans.operations.making import PlanFacts, SectionContent, begin_plan, make_preview_link, save_section
from plans.operations.timeline import TimelineContent, publish_timeline, save_timeline
from plans.rules import Step

SLUG = "fourth"


def a_plan_in_the_making() -> PreviewLink:
    """Its timeline and a draft are public, and one commitment has changed since."""
    now, year = timezone.now(), timezone.localdate().year
    by = {"by": User.objects.get(name="Ana"), "now": now}
    facts = PlanFacts(
        title="Fourth action plan",
        slug=SLUG,
        country="NZ",
        starts_on=PartialDate.parse(f"{year + 1}"),
        ends_on=PartialDate.parse(f"{year + 2}"),
    )
    plan = begin_plan(facts=facts, **by)
    step = Step(
        title="Workshops in five towns",
        starts_on=PartialDate.parse(f"{year}-03"),
        how_to_take_part="Come to the library of your town.",
        decision="What the plan promises.",
        decided_by="The Minister for Fair Dealing",
    )
    written = TimelineContent(timezone.localdate(now), "How it is made.", (step,))
    timeline = save_timeline(plan=plan, version=0, content=written, **by)
    publish_timeline(plan=plan, version=timeline.version, **by)
    how = SectionContent("How it was made", "how", "- With people from five towns.")
    save_section(plan=plan, section=None, version=0, content=how, **by)
    register = MilestoneContent("Open the register", agreed_due_on=PartialDate.parse(f"{year + 2}-03"))
    content = CommitmentContent(
        number="1",
        title="Contracts in the open",
        promise="Every contract of the government can be read by everybody.",
        agreed_due_on=PartialDate.parse(f"{year + 2}-06"),
        leads=(LeadContent("agency-for-public-records", LeadRole.LEAD),),
        milestones=(register,),
    )
    save_commitment(plan=plan, commitment=None, version=0, content=content, **by)
    plan = ActionPlan.objects.get(slug=SLUG)
    publish_draft(plan=plan, read=digest_of(whole_plan(plan, timezone.localdate(now))), **by)
    forms = CommitmentContent(number="2", title="Forms in plain words")
    save_commitment(plan=plan, commitment=None, version=0, content=forms, **by)
    return make_preview_link(plan=plan, until_on=timezone.localdate(now) + timedelta(days=7), **by)


def an_amendment() -> str:
    """It moves a date, changes words, splits one milestone and drops another: where it is drafted."""
    by = {"by": User.objects.get(name="Ana"), "now": timezone.now()}
    plan = ActionPlan.objects.get(slug="example")
    amendment = begin_amendment(plan=plan, title="A later search", **by)

    def do(operation, **more):
        amendment.refresh_from_db()
        operation(amendment=amendment, version=amendment.version, **more, **by)

    first, second = (plan.commitments.get(number=number) for number in "13")
    kept = Draft(amendment).terms(search := first.milestones.get(number=3))
    later = Terms(dict(kept.words) | {"title": "Open a search over most answers"}, kept.starts, kept.due)
    do(amend, thing=search, wanted=later)
    halves = [Terms(dict(kept.words) | {"title": f"Part {one}"}, kept.starts, kept.due) for one in "AB"]
    do(split_milestone, milestone=first.milestones.get(number=2), parts=halves)
    do(drop_milestone, milestone=second.milestones.get(number=1))
    return f"/workspace/plans/example/amendments/{amendment.slug}/"


def promised() -> Commitment:
    return Commitment.objects.get(plan__slug="example", number="1")


def asked_now() -> Consultation:
    """A consultation that is open, with two themes."""
    ana, now = User.objects.get(name="Ana"), timezone.now()
    about = promised()
    content = ConsultationContent(
        title="Minutes of meetings",
        background="Minutes appear after months.",
        question="How should minutes be published?",
        opens_at=now,
        closes_at=now + timedelta(days=14),
        decided_by="The coordinator",
        decided_how="In the open.",
        answers_due_on=timezone.localdate(now) + timedelta(days=40),
        privacy="Names are kept apart.",
        themes=("Speed", "People"),
    )
    prepared = save_consultation(
        plan=about.plan, consultation=None, version=0, content=content, by=ana, now=now
    )
    return publish_consultation(consultation=prepared, version=prepared.version, by=ana, now=now)
