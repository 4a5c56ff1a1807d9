"""Each page asks the database a known number of questions, however many rows there are."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.models import (
    Commitment,
    HandoverNote,
    Indicator,
    IndicatorValue,
    Lead,
    Milestone,
    Presence,
    Reminder,
    WordingChange,
    WorkElsewhere,
    WorkUpdate,
)
from engagement.choices import Doubt, MeetingKind, PublishAs
from engagement.models import (
    AgencyView,
    AnswerTemplate,
    Consultation,
    Meeting,
    Redaction,
    Submission,
    SubmissionFile,
    SubmissionNote,
)
from engagement.tests.factories import a_consultation, a_point, a_submission, a_theme, an_answer
from plans.choices import PeriodKind, Role
from plans.dates import PartialDate
from plans.models import (
    ActionPlan,
    Agency,
    Amendment,
    CalendarFeed,
    Edition,
    Leave,
    Membership,
    PlanSection,
    PreviewLink,
    StoredFile,
    Timeline,
    TimelineStep,
    User,
)
from plans.operations.people import give_role
from reporting.models import SelfAssessment
from reporting.operations.document import bring_in
from reporting.operations.drafting import ask_for_draft, ask_for_due_drafts, draft_report
from reporting.tests import factories as review

from .world import undone

FEW, MANY = 2, 7
ELSEWHERE = range(1, 3)  # what commitments beside the first have
PLAN = "/plans/counted/"
REPORT = "/workspace/plans/counted/commitments/1/round-2"
ACCOUNT = "/workspace/reports/counted-mid-term-2026-03-31"
ASKED = "/workspace/consultations/counted-1"
HEARD = "/consultations/heard-1/"
SOMEBODY = "5a2e0c1d-0000-4000-8000-000000000002"

# The most questions that a page may ask: to read them all, signed out or as Ana.
PUBLIC = {
    "/": 19,
    "/plans/": 8,
    PLAN: 27,
    f"{PLAN}?on=2026-01-31": 27,
    f"{PLAN}?stage=underway": 27,
    f"{PLAN}changes/": 10,
    f"{PLAN}commitments/1/": 27,
    f"{PLAN}commitments/1/round-1/": 16,
    "/agencies/": 4,
    "/agencies/counted-1/": 20,
    "/reports/": 6,
    "/reports/counted-account-1/": 4,
    "/reports/counted-account-1.json": 3,
    "/consultations/": 7,
    "/consultations/?standing=answered&plan=counted": 7,
    HEARD: 15,
    f"{HEARD}take-part/": 8,
    f"{HEARD}submissions/": 13,
    f"{HEARD}submissions/2/": 11,
    f"{HEARD}responses/": 22,
    f"{HEARD}responses/theme-1/": 9,
    f"{HEARD}responses/commitments/1/": 10,
    f"{HEARD}receipts/secret-heard-1-1/": 10,
    f"{HEARD}receipts/secret-heard-1-1/data/": 15,
    f"{HEARD}receipts/secret-heard-1-1/data.json": 15,
    f"{HEARD}receipts/secret-heard-1-1/data.txt": 15,
    f"{HEARD}receipts/secret-heard-1-1/erase/": 14,
    "/consultations/counted-1/receipts/secret-counted-1-1/": 10,
    "/forum/": 3,
    "/forum/counted-1/": 11,
    "/data/": 3,
    "/plans/counted-next/timeline/": 7,
    "/work-elsewhere/": 7,
    "/work-elsewhere/counted-0/": 6,
    "/calendar/counted.ics": 3,
    "/calendar/": 12,
    "/calendar/?plan=counted&when=past": 12,
    "/calendar.ics": 11,
    "/preview/counted/": 6,
    "/preview/consultations/counted/": 13,
    "/api/v1/work-elsewhere/?page_size=500": 6,
    "/api/v1/plans/": 9,
    "/api/v1/plans/counted/": 8,
    "/api/v1/periods/?plan=counted&page_size=500": 4,
    "/api/v1/amendments/?plan=counted&page_size=500": 6,
    "/api/v1/agencies/?page_size=500": 6,
    "/api/v1/commitments/?plan=counted&page_size=500": 13,
    "/api/v1/milestones/?plan=counted&page_size=500": 8,
    "/api/v1/milestones/?plan=counted&timeliness=overdue&page_size=500": 12,
    "/api/v1/stage-updates/?plan=counted&page_size=500": 6,
    "/api/v1/progress-reports/?plan=counted&page_size=500": 9,
    "/api/v1/consultations/?plan=counted&page_size=500": 17,
    "/api/v1/submissions/?plan=counted&page_size=500": 7,
    "/api/v1/submissions/?consultation=heard-1&theme=theme-1&page_size=500": 7,
    "/api/v1/themes/?plan=counted&page_size=500": 5,
    "/api/v1/ideas/?plan=counted&page_size=500": 7,
    "/api/v1/ideas/?consultation=heard-1&proposal=made-1&page_size=500": 7,
    "/api/v1/proposals/?plan=counted&page_size=500": 4,
    "/api/v1/forums/?plan=counted&page_size=500": 10,
    "/api/v1/meetings/?plan=counted&page_size=500": 6,
    "/api/v1/outreach/?plan=counted&page_size=500": 4,
    "/api/v1/reports/?plan=counted&page_size=500": 5,
}
STAFF = {
    "/workspace/": 42,
    "/workspace/plans/counted/": 20,
    "/workspace/plans/counted/periods/round-2/": 20,
    f"{REPORT}/": 25,
    "/workspace/outbox/": 12,
    "/workspace/reports/": 18,
    f"{ACCOUNT}/": 15,
    f"{ACCOUNT}/chapters/commitment-1/": 15,
    f"{ACCOUNT}/parts/1/": 22,
    f"{ACCOUNT}/drafts/1/": 12,
    f"{ACCOUNT}/drafts/1/review/": 16,
    "/workspace/reports/counted-mid-term-2026-03-30/drafts/1/review/": 11,
    "/workspace/consultations/": 10,
    "/workspace/consultations/new/counted/": 9,
    f"{ASKED}/": 12,
    f"{ASKED}/events/": 10,
    f"{ASKED}/invitations/": 14,
    "/workspace/forums/": 8,
    "/workspace/forums/new/counted/": 8,
    "/workspace/forums/counted-1/": 16,
    "/workspace/forums/counted-1/seats/": 10,
    "/workspace/forums/counted-1/meetings/": 12,
    "/workspace/forums/counted-1/meetings/meeting-1/": 18,
    "/workspace/forums/counted-1/decisions/": 10,
    "/workspace/consultations/counted-prepared/": 20,
    f"{ASKED}/answers/": 22,
    f"{ASKED}/submissions/1/": 20,
    f"{ASKED}/submissions/1/?cut": 21,
    f"{ASKED}/submissions/2/": 20,
    f"{ASKED}/submissions/": 16,
    f"{ASKED}/submissions/?show=left&whose=nobody&theme=counted": 16,
    f"{ASKED}/submissions/1/words/": 16,
    f"{ASKED}/submissions/1/beside/": 16,
    f"{ASKED}/submissions/1/sender/": 20,
    f"{ASKED}/personal/": 20,
    f"{ASKED}/submissions/1/document/": 16,
    f"{ASKED}/points/": 16,
    f"{ASKED}/points/?show=all&theme=counted&says=online": 16,
    f"{ASKED}/doubtful/": 16,
    f"{ASKED}/enter/": 16,
    f"{ASKED}/register/": 12,
    f"{ASKED}/alike/": 16,
    "/workspace/themes/counted/?theme=counted": 16,
    "/workspace/answer-templates/": 16,
    "/workspace/outreach/counted/": 10,
    "/workspace/consultations/heard-1/submissions/1/after/": 12,
}
# A plan in the making, an amendment that is drafted, and who works on what.
MAKING = "/workspace/making/counted-next"
MADE = {
    "/workspace/making/": 7,
    f"{MAKING}/": 27,
    f"{MAKING}/commitments/1/": 12,
    f"{MAKING}/timeline/": 14,
    f"{MAKING}/draft/": 17,
    f"{MAKING}/adopt/": 19,
    f"{MAKING}/versions/": 14,
    f"{MAKING}/previews/": 7,
    "/workspace/making/counted/periods/": 8,
    "/workspace/plans/counted/amendments/": 16,
    "/workspace/plans/counted/amendments/drafted/": 16,
    "/workspace/plans/counted/amendments/drafted/commitments/1/": 15,
    "/workspace/plans/counted/commitments/1/leads/": 11,
    "/workspace/plans/counted/commitments/1/history/": 16,
    "/workspace/plans/counted/commitments/1/notes/": 9,
    "/workspace/plans/counted/commitments/1/indicators/": 10,
    "/workspace/plans/counted/commitments/1/indicators/counted-0/": 10,
    "/workspace/plans/counted/periods/round-2/grid/": 17,
    "/workspace/plans/counted/periods/round-2/workbook/": 17,
    "/workspace/plans/counted/periods/round-2/workbook/rows.xlsx": 16,
    "/workspace/plans/counted/extract/": 9,
    "/workspace/plans/counted/extract/?period=round-1&of=plan&kind=txt": 18,
    "/workspace/elsewhere/": 10,
    "/workspace/elsewhere/counted-0/": 12,
    "/workspace/plans/counted/commitments/1/indicators/counted-0/withdraw/": 9,
    "/workspace/elsewhere/counted-0/withdraw/": 9,
    "/workspace/people/": 10,
    f"/workspace/people/{SOMEBODY}/": 13,
    f"/workspace/people/{SOMEBODY}/roles/1/": 13,
    "/workspace/agencies/": 7,
    "/workspace/reminders/": 25,
    "/workspace/you/": 7,
}
# And as Chi or Ben, where they work.
DESK = {
    "/workspace/": 10,
    "/review/": 5,
    "/review/counted-mid-term-2026-03-31/1/": 9,
    "/review/counted-mid-term-2026-03-31/1/commitment-1/": 8,
}
BUDGETS = {"Dee": PUBLIC, "Ana": STAFF | MADE, "Chi": DESK, "Ben": {"/workspace/": 24}}


def counted(size):
    """A plan with as many commitments, agencies, amendments and periods as its size; and its first commitment
    with as many milestones and reports."""
    places = range(1, size + 1)
    return {
        "format": "ogp-plan-document",
        "version": 1,
        "plan": {
            "slug": "counted",
            "country": "XX",
            "language": "en",
            "title": "A plan to count with",
            "short_title": "Counted",
            "starts_on": "2026-01",
            "ends_on": "2027-12",
            "state": "adopted",
        },
        "agencies": [{"slug": f"counted-{n}", "names": [{"name": f"Agency {n}"}]} for n in places],
        "periods": [a_period(n) for n in places],
        "amendments": [an_amendment(n) for n in places],
        "sources": [{"slug": "counted", "title": "What was counted"}],
        "assessments": [an_account(n, places) for n in places],
        "forums": [a_forum(n, places) for n in places],
        "consultations": [a_round(n, places if n == 1 else ELSEWHERE) for n in places],
        "meetings": [a_meeting(n, places if n == 1 else ELSEWHERE) for n in places],
        "outreach": [
            {"slug": f"told-{n}", "channel": "letters", "audience": "all", "starts_on": "2026-01"}
            for n in places
        ],
        "commitments": [a_commitment(n, places if n == 1 else ELSEWHERE) for n in places],
        "proposals": [a_proposal(n, places) for n in places],
    }


def a_period(n):
    month, end = divmod(n - 1, 3)[0] % 12 + 1, 10 + n % 15
    first = date(2026, month, end - 2)
    days = {"starts_on": str(first), "ends_on": str(date(2026, month, end)), "due_on": "2027-01-31"}
    return {"slug": f"round-{n}", "kind": "progress"} | days


def an_amendment(n):
    words = {"title": f"Amendment {n}", "reason": "More time.", "decided_by": "Cabinet"}
    return {"slug": f"amendment-{n}", "number": n, "decided_on": "2026-02-01"} | words


def an_account(n, places):
    """A published self-assessment that judges a part of every commitment."""
    parts = [{"commitment": str(place), "name": f"Part {place}", "completion": "limited"} for place in places]
    return {
        "slug": f"counted-account-{n}",
        "kind": "mid-term",
        "title": f"Account {n}",
        "ends_on": str(date(2026, 1, 10 + n)),
        "source": {"document": "counted"},
        "parts": parts,
    }


def a_forum(n, places):
    seats = [{"seat": place, "role": "Member", "sector": "business"} for place in places]
    forum = {"slug": f"counted-{n}", "kind": "officials-group", "name": f"Forum {n}", "starts_on": "2026-01"}
    decided = {"decided_on": "2026-01-15", "decided_by": "All", "why": "Why.", "meeting": "meeting-1"}
    taken = [{"number": place, "what": "Something."} | decided for place in places] if n == 1 else []
    return forum | {"members": seats, "decisions": taken}


def a_round(n, places):
    """An answered consultation with as many submissions as places, each about a theme and a milestone."""
    answer = {"disposition": "adopted", "reason": "It helps.", "changed_commitment": "1"}
    asked = {
        "slug": f"heard-{n}",
        "title": f"Round {n}",
        "purpose": "ideas",
        "opens_at": "2026-01-09T09:00:00+13:00",
        "closes_at": "2026-01-20T17:00:00+13:00",
        "zone": "Pacific/Auckland",
        "answered_on": "2026-02-01",
        "what_we_heard": "More.",
        "themes": [{"slug": f"theme-{place}", "label": f"Theme {place}"} for place in places],
        "submissions": [
            {
                "number": place,
                "received_on": "2026-01-10",
                "channel": "online",
                "publish_as": "anonymous",
                "text": "Say more.",
                "points": [
                    {
                        "text": "Say more.",
                        "theme": f"theme-{place}",
                        "commitment": "1",
                        "milestone": place,
                        "response": answer,
                    }
                ],
            }
            for place in places
        ],
        "ideas": [
            {
                "number": place,
                "submission": place,
                "point": 1,
                "voices": {"support": place, "addition": 2},
                "reasons": [{"kind": "addition", "reason": "And this.", "given_on": "2026-01-12"}],
            }
            for place in places
        ],
    }
    return asked if n == 1 else asked | {"follows": "heard-1"}


def a_proposal(n, places):
    """A draft commitment that was declined, made of as many ideas as places."""
    decided = {"decided_on": "2026-01-30", "decided_by": "Cabinet", "decision_reason": "It is done already."}
    made = {"consultation": "heard-1", "slug": f"made-{n}", "title": f"Made {n}", "state": "declined"}
    text = {"title": f"Made {n}", "values": ["transparency"], "milestones": [{"title": "A step"}]}
    return made | decided | {"ideas": list(places), "text": text}


def a_meeting(n, places):
    held = {"slug": f"meeting-{n}", "kind": "forum-meeting", "title": f"Meeting {n}", "held_on": "2026-01-15"}
    paper = {"kind": "paper", "title": "A paper", "url": "https://example.org/paper", "due_on": "2026-01-10"}
    came = [{"sector": "government", "number": 3}, {"number": 2}]
    beside = {"attended": 5, "attendance": came, "papers": [paper | {"place": place} for place in places]}
    return held | beside | {"number": 1, "forum": "counted-1", "consultation": "heard-1"}


def a_commitment(number, places):
    return {
        "number": str(number),
        "title": f"Promise {number}",
        "promise": "To do it.",
        "values": ["transparency"],
        "agreed_starts": {"on": "2026-01"},
        "agreed_due": {"on": "2027-06"},
        "leads": [
            {"agency": "counted-1", "role": "lead"},
            {"agency": f"counted-{number}", "role": "supporting"},
        ],
        "milestones": [a_milestone(n, number) for n in places],
        "reports": [
            {"period": f"round-{n}", "doing": "- A step.", "links": [{"url": "https://example.org/"}]}
            for n in places
            if n != 2
        ],
    }


def a_milestone(number, commitment):
    moved = {"kind": "due", "amendment": f"amendment-{commitment}", "before": {"on": "2026-03"}}
    said = {"stage": "underway", "note": "A step.", "evidence": [{"url": "https://example.org/"}]}
    return {
        "number": number,
        "title": f"Step {number}",
        "agreed_starts": {"on": "2026-01"},
        "agreed_due": {"on": "2026-03"},
        "date_changes": [moved | {"after": {"on": "2026-09"}, "moved_on": "2026-02-01"}],
        "updates": [
            said | {"entry": 1, "as_of": "2026-01-28", "period": "round-1"},
            said | {"entry": 2, "as_of": "2026-02-28"},
        ],
    }


def questions(world, name, addresses):
    """How many questions each page asks; once before, so that what is kept for the process is there."""
    client = world.client(name)
    found = {}
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200, address
        found[address] = len(asked)
    return found


def report_on_it(size):
    """As many self-assessments that are being made; as many drafts asked for, by Ana and by periods."""
    plan, now = ActionPlan.objects.get(slug="counted"), timezone.now()
    ana = User.objects.get(email="ana@demo.example")
    ask_for_due_drafts(now=now + timedelta(days=500))
    for n in range(size):
        ends_on = date(2026, 3, 31) - timedelta(days=n)
        draft_report(plan=plan, kind=PeriodKind.MID_TERM, ends_on=ends_on, now=now)
        ask_for_draft(plan=plan, kind=PeriodKind.PROGRESS, ends_on=ends_on, by=ana, now=now)


def review_it(size):
    """As many reports before the panel; the first before as many members, each with a comment and a position.
    The second was never put before it."""
    chi = User.objects.get(email="chi@demo.example")
    panel = [
        User.objects.create_user(f"member-{n}@demo.example", name=f"Member {n}") for n in range(size - 1)
    ]
    for user in panel:
        give_role(user=user, role=Role.PANEL, title="Member", from_on=date(2026, 1, 1))
    in_order = SelfAssessment.objects.being_made().filter(plan__slug="counted").newest_first()
    first, _, *others = [one.drafts.get() for one in in_order if one.kind == PeriodKind.MID_TERM]
    round = review.a_round(first, chi, *panel)
    for n, user in enumerate((chi, *panel)):
        (review.an_answered_comment if n else review.a_comment)(round, user)
        review.a_position(round, user)
    for draft in others:
        review.a_comment(review.a_round(draft, chi), chi)


def ask_about_it(size):
    """As many consultations that are closed; the first with as many themes, submissions and answers."""
    plan = ActionPlan.objects.get(slug="counted")
    commitment = plan.commitments.get(number="1")
    milestone = commitment.milestones.first()
    for n in range(1, size + 1):
        consultation = a_consultation(plan, f"counted-{n}")
        theme = a_theme(consultation, "counted")
        for place in range(size if n == 1 else 1):
            a_theme(consultation, f"counted-{place}")
            sent = a_submission(consultation, publish_as=PublishAs.NAME, name="Somebody", about=commitment)
            for _ in range(0 if sent.number == 2 else size):
                point = a_point(sent, theme=theme, commitment=commitment, milestone=milestone)
                an_answer(point, changed_commitment=commitment)
    talk_it_over(size)


def talk_it_over(size):
    """As many doubted ones, and on the first submission as many notes, redactions, documents and views."""
    consultation, now = Consultation.objects.get(slug="counted-1"), timezone.now()
    first = consultation.submissions.get(number=1)
    for n in range(1, size + 1):
        a_submission(consultation, doubt=Doubt.HASTE)
        SubmissionNote.objects.create(submission=first, text="A note.", written_at=now)
        Redaction.objects.create(submission=first, text="minutes", ground="A name", made_at=now)
        agency = Agency.objects.get(slug=f"counted-{n}")
        AgencyView.objects.create(submission=first, agency=agency, asked_at=now)
        AnswerTemplate.objects.create(title=f"Words {n}", reason="Councils decide.")
        held = {"name": "letter.pdf", "media_type": "application/pdf", "size": 9}
        stored = StoredFile.objects.create(key=f"counted-{n}", **held)
        SubmissionFile.objects.create(submission=first, position=n, file=stored)


def prepare_it(size):
    """One that is being prepared, with as many questions, papers and events, after as many rounds; of these
    the first has as many too."""
    plan = ActionPlan.objects.get(slug="counted")
    prepared = {"published_in": None, "preview_key": "counted", "follows": plan.consultations.first()}
    for consultation in (
        a_consultation(plan, "counted-prepared", **prepared),
        plan.consultations.get(slug="counted-1"),
        plan.consultations.get(slug="heard-1"),
    ):
        for n in range(1, size + 1):
            consultation.questions.create(position=n, kind="one", label="Which?", options=["This", "That"])
            stored = StoredFile.objects.create(
                key=f"{consultation.slug}-{n}", name="a.pdf", file="files/never.pdf", size=1
            )
            consultation.documents.create(position=n, title="A paper", file=stored)
            an_event(consultation, f"{consultation.slug}-event-{n}")
        for forum in plan.forums.all():
            consultation.invitations.create(forum=forum, invited_at=timezone.now())


def an_event(consultation, slug):
    Meeting.objects.create(
        plan=consultation.plan,
        consultation=consultation,
        slug=slug,
        title="An event",
        kind=MeetingKind.WORKSHOP,
        held_on=PartialDate.parse("2026-01-15"),
        published_in=consultation.published_in,
    )


def make_another(size):
    """A plan in the making, with as many steps, sections, commitments, previews and milestones."""
    today, edition = timezone.localdate(), Edition.objects.last()
    dates = {"starts_on": PartialDate.parse("2028-01"), "ends_on": PartialDate.parse("2029-12")}
    plan = ActionPlan.objects.create(
        slug="counted-next", country="XX", language="en", title="Next", short_title="Next", **dates
    )
    timeline = Timeline.objects.create(plan=plan, number=1, development_starts_on=today, published_in=edition)
    for n in range(1, size + 1):
        TimelineStep.objects.create(timeline=timeline, position=n, title="A step", **dates)
        PlanSection.objects.create(plan=plan, position=n, slug=f"part-{n}", title="Part", text="Words.")
        PreviewLink.objects.create(plan=plan, key=f"counted-{n}", until_on=today)
        commitment = Commitment.objects.create(plan=plan, number=str(n), title="Promise", promise="Words.")
        for place in range(1, (size if n == 1 else 2) + 1):
            Milestone.objects.create(commitment=commitment, number=place, title="Step")
            agency = Agency.objects.get(slug=f"counted-{place}")
            Lead.objects.create(commitment=commitment, agency=agency, role="lead", position=place)
    PreviewLink.objects.create(plan=plan, key="counted", until_on=today)


def work_on_it(size):
    """As many drafted changes, indicators, values, notes, works, news, people and reminders."""
    plan, edition, now = ActionPlan.objects.get(slug="counted"), Edition.objects.last(), timezone.now()
    first, day, today = plan.commitments.get(number="1"), PartialDate.parse("2026-01"), timezone.localdate()
    amendment = Amendment.objects.create(plan=plan, slug="drafted", number=99, title="Drafted")
    CalendarFeed.objects.create(user=User.objects.get(email="ana@demo.example"), key="counted")
    somebody = User.objects.create_user("counted@demo.example", name="Counted", key=SOMEBODY)
    for n in range(size):
        agency = Agency.objects.get(slug=f"counted-{n + 1}")
        milestone = first.milestones.get(number=n + 1)
        WordingChange.objects.create(
            amendment=amendment, commitment=first, milestone=milestone, field="title", after="Other"
        )
        indicator = Indicator.objects.create(
            commitment=first, slug=f"counted-{n}", name="Figure", unit="%", published_in=edition
        )
        HandoverNote.objects.create(commitment=first, agency=agency, text="A note.", written_words="Editor")
        work = WorkElsewhere.objects.create(
            slug=f"counted-{n}", title="Work", agency=agency, what="Words.", published_in=edition
        )
        for place in range(size if n == 0 else 1):
            IndicatorValue.objects.create(
                indicator=indicator, value=place, as_of_on=day, published_in=edition if place else None
            )
            WorkUpdate.objects.create(
                work=work, text="News.", as_of_on=day, published_in=edition if place else None
            )
        give_role(user=somebody, role=Role.EDITOR, agency=agency, title="Adviser", from_on=today)
        user = User.objects.create_user(f"editor-{n}@demo.example", name=f"Editor {n}")
        give_role(user=user, role=Role.EDITOR, agency=agency, title="Adviser", from_on=today)
        Leave.objects.create(user=somebody, from_on=today, until_on=today)
        Presence.objects.create(
            commitment=first, period=plan.periods.get(slug="round-2"), user=user, came_at=now, seen_at=now
        )
        Reminder.objects.create(user=user, on=today, owed=[])


@pytest.fixture(scope="module")
def counts(stage, django_db_blocker):
    """By size: the questions of every page, by who asks and where."""
    found = {}
    with django_db_blocker.unblock(), override_settings(DEMO=True):
        for size in (FEW, MANY):
            with undone():
                bring_in(document=counted(size), name="counted.json")
                report_on_it(size)
                ask_about_it(size)
                prepare_it(size)
                review_it(size)
                make_another(size)
                work_on_it(size)
                answered = Submission.objects.filter(consultation__slug="heard-1", number=1)
                answered.update(secret="secret-heard-1-1")
                found[size] = {name: questions(stage, name, pages) for name, pages in BUDGETS.items()}

    return found


@pytest.mark.parametrize(
    ("name", "address", "most"),
    [(name, address, most) for name, pages in BUDGETS.items() for address, most in pages.items()],
)
def test_a_page_asks_no_more_when_there_is_more_and_keeps_to_its_budget(counts, name, address, most):
    assert counts[MANY][name][address] == counts[FEW][name][address]
    assert counts[MANY][name][address] <= most


def test_nobody_is_asked_about_more_often_than_they_have_roles(world):
    """What somebody may do is read once a request."""
    with CaptureQueriesContext(connection) as asked:
        world.client("Ben").get("/workspace/")
    assert sum(f'FROM "{Membership._meta.db_table}"' in question["sql"] for question in asked) == 1
