"""A draft is made, Ana writes, Chi reviews it, Ana publishes it, everyone reads: in three ways."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from plans.choices import PeriodKind
from plans.models import ActionPlan, User
from plans.operations.outbox import sweep_outbox
from reporting.models import Draft, SelfAssessment
from reporting.operations.drafting import ask_for_due_drafts, draft_report
from reporting.operations.reviews import open_round
from reporting.operations.writing import freeze_draft, save_chapter

pytestmark = pytest.mark.browser

PERIOD = "/workspace/plans/example/periods/quarter-4/"
ACHIEVED = "Nine of twelve agencies publish their answers."
ASKED = "Is the account of each commitment fair?"
SAYS = "Say which three do not."
ANSWER = "The next report names them."


def the_worker_works() -> None:
    """What its schedule does every minute."""
    ask_for_due_drafts(now=timezone.now())
    sweep_outbox(now=timezone.now())


# ---- Ana closes a period and writes its report ----------------------------------------------------


def test_ana_closes_a_period_and_writes_the_report_that_is_drafted(somebody):
    ana, chi = somebody("Ana"), somebody("Chi")
    ana_closes_the_period(ana)
    the_worker_works()
    report = SelfAssessment.objects.get(period__slug="quarter-4", plan__slug="example")
    ana_writes_a_chapter(ana, report)
    ana_asks_the_panel(ana, report)
    chi.open("/review/")
    chi.follow(chi.page.locator(f'main a[href="{reverse("review", args=[report.slug, 2])}"]'))
    expect(chi.page.get_by_text(ASKED)).to_be_visible()


def ana_closes_the_period(ana):
    page = ana.page
    ana.open("/workspace/plans/example/")
    ana.follow(page.get_by_role("link", name="Open or close this period"))
    ana.follow(page.get_by_role("link", name="Close this period"))
    ana.look()
    ana.follow(page.get_by_role("main").get_by_role("button", name="Close"))
    expect(page.get_by_role("button", name="Open this period again")).to_be_visible()
    ana.open("/workspace/")
    ana.follow(page.get_by_role("link", name="Self-assessments", exact=True))
    expect(page.get_by_text("Closed; its draft is on the way.")).to_be_visible()
    ana.look()


def ana_writes_a_chapter(ana, report):
    page = ana.page
    ana.open("/workspace/reports/")
    expect(page.get_by_text("Closed; its draft is on the way.")).to_have_count(0)
    ana.follow(page.locator(f'main a[href="{reverse("workspace-assessment", args=[report.slug])}"]'))
    ana.look()
    ana.follow(page.locator(f'main a[href$="{report.slug}/chapters/commitment-1/"]'))
    ana.look()
    ana.write(page.get_by_label("Text of this chapter"), ACHIEVED)
    ana.follow(page.get_by_role("button", name="Save and go on"))
    ana.open(reverse("workspace-assessment", args=[report.slug]))
    ana.follow(page.get_by_role("button", name="Freeze a new draft"))
    ana.follow(page.get_by_role("link", name="Draft 2", exact=True))
    expect(page.get_by_text(ACHIEVED)).to_be_visible()
    ana.look()


def ana_asks_the_panel(ana, report):
    page = ana.page
    ana.open(reverse("workspace-assessment", args=[report.slug]))
    ana.follow(page.get_by_role("link", name="Put draft 2 before the panel"))
    ana.follow(page.get_by_role("button", name="Open the review"))  # without a word
    ana.look()
    expect(page.get_by_role("link", name="Give the day until which they have time.")).to_be_visible()
    ana.write(page.get_by_label("What should they look at?"), ASKED)
    ana.write_day(page.get_by_label("By when?"), timezone.localdate() + timedelta(days=14))
    ana.follow(page.get_by_role("button", name="Open the review"))
    expect(page.get_by_text("Not taken yet")).to_be_visible()


# ---- Chi reviews, Ana publishes -------------------------------------------------------------------


def before_the_panel() -> Draft:
    """A bulletin that Ana has written and frozen, before Chi."""
    ana, chi = User.objects.get(name="Ana"), User.objects.get(name="Chi")
    now, plan = timezone.now(), ActionPlan.objects.get(slug="example")
    yesterday = timezone.localdate(now) - timedelta(days=1)
    report = draft_report(plan=plan, kind=PeriodKind.PROGRESS, ends_on=yesterday, now=now)
    for chapter in report.chapters.all():
        save_chapter(chapter=chapter, version=chapter.version, text=ACHIEVED, by=ana, now=now)
    draft = freeze_draft(assessment=report, by=ana, now=now)
    due_on = yesterday + timedelta(days=14)
    open_round(draft=draft, members=[chi], asked=ASKED, due_on=due_on, by=ana, now=now)
    return draft


def test_chi_reviews_a_draft_and_everybody_reads_the_report(somebody):
    draft = before_the_panel()
    report = draft.assessment
    ana, chi, dee = somebody("Ana"), somebody("Chi"), somebody("Dee")
    dee.open(report.get_absolute_url())
    expect(dee.page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    chi_comments(chi, draft)
    chi_takes_a_position(chi, draft)
    ana_answers_and_closes(ana, draft)
    ana_publishes_the_report(ana, report)
    dee_reads_it(dee, report, draft)


def chi_comments(chi, draft):
    page = chi.page
    chi.open("/review/")
    chi.follow(
        page.locator(f'main a[href="{reverse("review", args=[draft.assessment.slug, draft.number])}"]')
    )
    chi.follow(page.locator("#content .chapters-wide").get_by_role("link", name=re.compile("^1 ")))
    chi.follow(page.get_by_role("button", name="Send comment"))  # without a word
    chi.look()
    chi.write(page.get_by_label("Your comment"), SAYS)
    chi.follow(page.get_by_role("button", name="Send comment"))
    expect(page.get_by_role("article").get_by_text(SAYS)).to_be_visible()
    chi.look()


def chi_takes_a_position(chi, draft):
    page = chi.page
    chi.open(reverse("review", args=[draft.assessment.slug, draft.number]))
    chi.choose(page.get_by_role("radio", name="Do not support"))
    chi.follow(page.get_by_role("button", name="Record my position"))  # without a reason
    chi.look()
    chi.choose(page.get_by_role("radio", name="No changes requested"))
    chi.follow(page.get_by_role("button", name="Record my position"))
    expect(page.get_by_role("definition").get_by_text("No changes requested")).to_be_visible()


def ana_answers_and_closes(ana, draft):
    page = ana.page
    ana.open("/workspace/")
    address = reverse("workspace-review", args=[draft.assessment.slug, draft.number])
    ana.follow(page.locator(f'main a[href="{address}"]'))
    expect(page.get_by_text("No changes requested")).to_be_visible()
    expect(page.get_by_role("button", name="Close the review")).to_have_count(0)
    ana.choose(page.get_by_role("radio", name="Accepted"))
    ana.follow(page.get_by_role("button", name="Answer"))  # without words
    ana.look()
    ana.write(page.get_by_label("Your answer"), ANSWER)
    ana.follow(page.get_by_role("button", name="Answer"))
    ana.follow(page.get_by_role("button", name="Close the review"))
    expect(page.get_by_text("Nothing can be added or changed.")).to_be_visible()
    ana.look()


def ana_publishes_the_report(ana, report):
    page = ana.page
    ana.open(reverse("workspace-assessment", args=[report.slug]))
    ana.follow(page.get_by_role("link", name="Read and publish"))
    ana.look()
    ana.follow(page.get_by_role("button", name="Publish this report"))
    expect(page.get_by_role("link", name="The published report")).to_be_visible()


def dee_reads_it(dee, report, draft):
    page = dee.page
    dee.open("/")
    dee.follow(page.get_by_role("main").get_by_role("link", name=report.title))
    dee.look()
    expect(page.get_by_text(ACHIEVED).first).to_be_visible()
    for said in (SAYS, ANSWER, "Ana"):
        expect(page.get_by_text(said, exact=True)).to_have_count(0)
    assert dee.download(page.get_by_role("link", name="Download as JSON")) == draft.content
    answer = page.request.get(f"/api/v1/reports/{report.slug}/").json()
    assert (answer["title"], answer["digest"]) == (report.title, draft.digest)


# ---- Everyone reads -------------------------------------------------------------------------------


def test_everyone_reads_what_was_asked_and_what_came_of_it(somebody):
    dee = somebody("Dee")
    page = dee.page
    dee.open("/")
    dee.look()
    expect(page.get_by_role("link", name="Ideas for the next plan", exact=True)).to_be_visible()
    dee.follow(page.get_by_role("link", name="All consultations"))
    dee.pick(page.get_by_label("How far"), "Answered")
    dee.follow(page.get_by_role("button", name="Show"))
    expect(page.get_by_role("link", name="Ideas for the next plan", exact=True)).to_have_count(0)
    dee.follow(page.get_by_role("link", name="Ideas for this plan", exact=True))
    dee.follow(page.get_by_role("link", name="What we heard, what we decided, why"))
    heard = page.request.get("/api/v1/consultations/example-ideas/").json()
    counted = page.locator(".figures div").filter(has_text="points")
    expect(counted.first).to_contain_text(str(heard["points"]))

    dee.follow(page.get_by_role("main").get_by_role("link", name="commitment 1").first)
    said = page.get_by_role("region", name="What people said")
    points = [
        point
        for one in page.request.get("/api/v1/submissions/?consultation=example-ideas").json()["results"]
        for point in one["points"]
        if point["commitment"] == "1"
    ]
    assert points
    for point in points:
        expect(said.get_by_text(point["text"])).to_be_visible()
        expect(said.get_by_text(point["answer"]["reason"])).to_be_visible()
    dee.look()

    dee.open("/")
    dee.follow(page.get_by_role("link", name="All reports"))
    [report] = page.request.get("/api/v1/reports/").json()["results"]
    dee.follow(page.get_by_role("link", name=report["title"]))
    expect(page.get_by_role("heading", level=1)).to_have_text(report["title"])
    expect(page.locator(".digest")).to_have_text(report["digest"])
