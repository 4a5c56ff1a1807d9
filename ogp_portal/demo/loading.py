"""Bringing the demonstration in, once: what is there already stays as people left it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from commitments.choices import DelayReason, Stage
from commitments.operations.decisions import send_back_report, sign_report, submit_report
from commitments.operations.reports import ReportContent, save_report
from commitments.rules import Declared, Link
from ogp_portal.accounts import DEMO_DOMAIN
from plans.choices import PeriodKind, Role
from plans.dates import PartialDate
from plans.models import ActionPlan, Agency, User
from plans.operations.people import give_role
from reporting.choices import Outcome
from reporting.operations.document import bring_in
from reporting.operations.drafting import begin_assessment, propose_parts
from reporting.operations.reviews import answer_comment, comment, open_round
from reporting.operations.writing import freeze_draft, save_chapter

from . import example
from .elsewhere import work_elsewhere
from .forums import keep_forums
from .ideas import gather_in_the_open
from .making import make_next_plan
from .voices import PREPARED, ask_and_hear

PASSWORD = "ask-me-anything"  # noqa: S105 - known to everybody, and of use only where the demo was asked for
REAL_PLANS = {  # oldest first: each follows the one before
    "nz-2014-16": "the plan of New Zealand for 2014–16",
    "nz-2016-18": "the plan of New Zealand for 2016–18",
}
RECORDS, DATA = "agency-for-public-records", "office-for-open-data"


@dataclass(frozen=True)
class Player:
    """One of the cast: who they are and in what role they act."""

    name: str
    role: Role
    title: str
    agency: str = ""

    @property
    def email(self) -> str:
        return self.name.lower() + DEMO_DOMAIN

    @property
    def part(self) -> str:
        """What they do here, for the sign-in list."""
        return f"{self.role.label} ({self.title})"


CAST = (
    Player("Ana", Role.COORDINATOR, "Principal Adviser, Open Government"),
    Player("Ben", Role.EDITOR, "Manager, Policy", RECORDS),
    Player("Bo", Role.APPROVER, "Director, Policy and Standards", RECORDS),
    Player("Bea", Role.EDITOR, "Manager, Data Services", DATA),
    Player("Chi", Role.PANEL, "Member, Expert Advisory Panel"),
)


@transaction.atomic
def load(*, now: datetime) -> list[str]:
    """Bring in whatever of the demonstration is missing; what was added, in words."""
    on = timezone.localdate(now)
    added = []
    for slug, words in REAL_PLANS.items():
        if _is_missing(slug):
            bring_in(document=real_plan(slug), name=f"{slug}.json")
            added.append(words)
    is_new = _is_missing(example.SLUG)
    if is_new:
        bring_in(document=example.document(on), name=f"{example.SLUG}.json", now=now)
        added.append("an invented plan in force")
    if people := list(_invite_cast(from_on=on - PREPARED)):
        added.append("accounts for " + ", ".join(people))
    if is_new:
        _begin_reports(on, now)
        added.append("reports that are being written")
        plan, ana = ActionPlan.objects.get(slug=example.SLUG), User.objects.get(email="ana" + DEMO_DOMAIN)
        script = example.elsewhere(on)
        work_elsewhere(script, editor=User.objects.get(email=script["by"] + DEMO_DOMAIN), ana=ana, now=now)
        added.append("work outside the plan")
        make_next_plan(example.next_plan(on), follows=plan, ana=ana, now=now)
        added.append("a plan in the making")
        ask_and_hear(plan=plan, ana=ana, on=on)
        added.append("an open consultation, and one that is being read")
        cast = {name: User.objects.get(email=name + DEMO_DOMAIN) for name in ("ana", "chi", "bea")}
        keep_forums(plan=plan, agency=Agency.objects.get(slug=DATA), now=now, **cast)
        added.append("forums that meet")
        ben = User.objects.get(email="ben" + DEMO_DOMAIN)
        next_plan = ActionPlan.objects.get(follows=plan)
        gather_in_the_open(next_plan=next_plan, ana=ana, ben=ben, on=on, now=now)
        added.append("ideas in the open, and a draft commitment made of them")
        _begin_review(on, now)
        added.append("a draft in review")
    return added


def real_plan(slug: str) -> dict:
    """The plan document of one of New Zealand's plans."""
    return json.loads((example.HERE / f"{slug}.json").read_text(encoding="utf-8"))


def _is_missing(slug: str) -> bool:
    return not ActionPlan.objects.filter(slug=slug).exists()


def _invite_cast(*, from_on: date) -> Iterator[str]:
    """Accounts for those who have none, with their roles; their names."""
    for player in CAST:
        if User.objects.filter(email=player.email).exists():
            continue
        user = User.objects.create_user(player.email, PASSWORD, name=player.name)
        agency = Agency.objects.get(slug=player.agency) if player.agency else None
        give_role(user=user, role=player.role, title=player.title, agency=agency, from_on=from_on)
        yield player.name


def _begin_reports(on: date, now: datetime) -> None:
    """Write what is unpublished in the open quarter, the way people do: saved, submitted, sent back."""
    plan = ActionPlan.objects.get(slug=example.SLUG)
    period = plan.periods.get(slug=example.OPEN_PERIOD)
    cast = {player.name.lower(): User.objects.get(email=player.email) for player in CAST}
    for entry in example.unpublished(on):
        by = cast[entry["by"]]
        report = save_report(
            commitment=plan.commitments.get(number=entry["commitment"]),
            period=period,
            version=0,
            content=_content(entry),
            by=by,
            now=now,
        )
        if entry.get("submitted"):
            submit_report(report=report, version=report.version, by=by, now=now)
        if entry.get("signed"):
            sign_report(report=report, version=report.version, by=cast["bo"], now=now)
        if entry.get("sent_back"):
            send_back_report(
                report=report, version=report.version, reason=entry["sent_back"], by=cast["ana"], now=now
            )


def _begin_review(on: date, now: datetime) -> None:
    """A mid-term self-assessment that Ana wrote and froze is before the panel; Chi has begun to comment."""
    plan = ActionPlan.objects.get(slug=example.SLUG)
    ana, chi = (User.objects.get(email=name + DEMO_DOMAIN) for name in ("ana", "chi"))
    script = example.review(on)
    assessment = begin_assessment(
        plan=plan,
        kind=PeriodKind.MID_TERM,
        slug=f"{example.SLUG}-mid-term",
        starts_on=plan.starts_on.first,
        ends_on=date.fromisoformat(script["ends_on"]),
    )
    propose_parts(assessment)
    for chapter in assessment.chapters.filter(slug__in=script["chapters"]):
        text = script["chapters"][chapter.slug]
        save_chapter(chapter=chapter, version=chapter.version, text=text, by=ana, now=now)
    draft = freeze_draft(assessment=assessment, by=ana, now=now)
    due_on = on + timedelta(days=script["days"])
    round = open_round(draft=draft, members=[chi], asked=script["asked"], due_on=due_on, by=ana, now=now)
    for entry in script["comments"]:
        said = comment(
            round=round, chapter=entry["chapter"], text=entry["text"], key=str(uuid4()), by=chi, now=now
        )
        if "outcome" in entry:
            answer_comment(
                comment=said,
                version=said.version,
                outcome=Outcome(entry["outcome"]),
                answer=entry["answer"],
                by=ana,
                now=now,
            )


def _content(entry: dict) -> ReportContent:
    return ReportContent(
        doing=entry["doing"],
        next=entry.get("next", ""),
        links=_links(entry.get("links", ())),
        stages={int(number): _declared(said) for number, said in entry["stages"].items()},
    )


def _declared(said: dict) -> Declared:
    return Declared(
        stage=Stage(said["stage"]),
        note=said.get("note", ""),
        reason=DelayReason(said["reason"]) if "reason" in said else None,
        reason_words=said.get("reason_words", ""),
        expected_on=PartialDate.parse(said["expected_on"]) if "expected_on" in said else None,
        evidence=_links(said.get("evidence", ())),
    )


def _links(entries) -> tuple[Link, ...]:
    return tuple(Link(entry["url"], entry["title"]) for entry in entries)
