"""Rows for tests: a plan that asks people something, what they send in, and the answers.

Everything is seen at noon on 12 March 2026, the `TODAY` of the ground floor.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

import pytest

from commitments.models import Commitment
from commitments.tests.factories import a_commitment
from engagement.choices import Disposition, ForumKind, MeetingKind, PublishAs, Purpose, Sector
from engagement.models import (
    Consultation,
    Forum,
    ForumMember,
    Meeting,
    Outreach,
    ReasonedResponse,
    Submission,
    SubmissionContact,
    SubmissionPoint,
    Theme,
)
from plans.dates import PartialDate
from plans.models import ActionPlan, Edition, SourceDocument, Turn
from plans.tests.factories import a_plan, an_edition, at

OPENED, CLOSES = date(2026, 3, 2), date(2026, 3, 27)  # open on the day of the tests
WORDS = "Put the minutes online within a week. And say who came."


def a_consultation(plan: ActionPlan, slug: str = "ideas", **fields) -> Consultation:
    """Published and open: from 2 March to 5 pm on 27 March 2026."""
    fields = {
        "title": "Ideas for the next plan",
        "purpose": Purpose.IDEAS,
        "background": "Every two years a new plan is made.",
        "question": "What should the next plan promise?",
        "opens_at": at(OPENED, 9),
        "closes_at": at(CLOSES, 17),
        "zone": "Pacific/Auckland",
        "decided_by": "The minister",
        "decided_how": "On the advice of the panel.",
        "answers_due_on": date(2026, 5, 29),
        "privacy": "We keep your name apart from what you say.",
        "published_in": an_edition(),
    } | fields
    consultation = Consultation(plan=plan, slug=slug)
    for name, value in fields.items():
        setattr(consultation, name, value)
    consultation.save()
    for moment in (consultation.opens_at, consultation.closes_at):
        if moment and consultation.is_published:
            Turn.objects.get_or_create(at=moment)
    return consultation


def a_theme(consultation: Consultation, slug: str, label: str = "", **fields) -> Theme:
    fields.setdefault("position", consultation.themes.count() + 1)
    return Theme.objects.create(
        consultation=consultation, slug=slug, label=label or slug.capitalize(), **fields
    )


def a_submission(consultation: Consultation, text: str = WORDS, **fields) -> Submission:
    """Sent in through the portal, not public yet; `name`, `email` and `organisation` are kept apart."""
    contact = {name: fields.pop(name, "") for name in ("name", "email", "organisation")}
    number = consultation.submissions.count() + 1
    fields = {
        "number": number,
        "key": str(uuid.uuid4()),
        "secret": f"secret-{consultation.slug}-{number}",
        "received_at": at(date(2026, 3, 10)),
        "publish_as": PublishAs.ANONYMOUS,
        "privacy": consultation.privacy,
    } | fields
    submission = Submission.objects.create(consultation=consultation, text=text, **fields)
    if any(contact.values()):
        SubmissionContact.objects.create(submission=submission, **contact)
    return submission


def a_point(submission: Submission, text: str = "", **fields) -> SubmissionPoint:
    """The whole of what was said, unless a piece is given."""
    fields.setdefault("position", submission.points.count() + 1)
    return SubmissionPoint.objects.create(submission=submission, text=text or submission.text, **fields)


def an_answer(point: SubmissionPoint, disposition: Disposition = Disposition.ADOPTED, **fields):
    fields.setdefault("reason", "It helps people to follow what is decided.")
    return ReasonedResponse.objects.create(point=point, disposition=disposition, **fields)


def answered(
    consultation: Consultation, words: str = "People want to see more.", *, on: date = date(2026, 3, 11)
) -> Edition:
    """As after publishing the answers: every submission and every answer is public."""
    edition = an_edition(on)
    consultation.submissions.update(published_in=edition)
    ReasonedResponse.objects.filter(point__submission__consultation=consultation).update(published_in=edition)
    consultation.what_we_heard, consultation.answered_in = words, edition
    consultation.save()
    return edition


def a_source(slug: str = "a-printed-plan", **fields) -> SourceDocument:
    fields.setdefault("title", "A printed plan")
    return SourceDocument.objects.create(slug=slug, **fields)


def a_forum(plan: ActionPlan, slug: str = "the-panel", **fields) -> Forum:
    """A panel that sits, with a chair from a university and two members."""
    fields = {
        "kind": ForumKind.PANEL,
        "name": "Advisory panel",
        "remit": "It advises on the plan.",
        "rules": "It meets twice a year, in the open.",
        "rules_published_on": PartialDate.parse("2025-08-01"),
        "starts_on": PartialDate.parse("2025-08"),
        "published_in": an_edition(),
    } | fields
    forum = Forum(plan=plan, slug=slug)
    for name, value in fields.items():
        setattr(forum, name, value)
    forum.save()
    seats = [("Chair", Sector.ACADEMIA), ("Member", Sector.CIVIL_SOCIETY), ("Member", Sector.GOVERNMENT)]
    for position, (role, sector) in enumerate(seats, 1):
        ForumMember.objects.create(forum=forum, position=position, role=role, sector=sector)
    return forum


def a_seat(forum: Forum, user=None, **fields) -> ForumMember:
    """One more seat; `user` signs in for it."""
    fields = {
        "role": "Member",
        "sector": Sector.CIVIL_SOCIETY,
        "position": forum.members.count() + 1,
    } | fields
    return ForumMember.objects.create(forum=forum, user=user, **fields)


def a_meeting(plan: ActionPlan, slug: str = "first-meeting", **fields) -> Meeting:
    fields = {
        "kind": MeetingKind.PUBLIC,
        "title": "Public meeting",
        "place": "Wellington",
        "held_on": PartialDate.parse("2026-03-05"),
        "attended": 40,
        "published_in": an_edition(),
    } | fields
    meeting = Meeting(plan=plan, slug=slug)
    for name, value in fields.items():
        setattr(meeting, name, value)
    meeting.save()
    return meeting


def an_outreach(plan: ActionPlan, slug: str = "letters", **fields) -> Outreach:
    fields = {
        "channel": "E-mail",
        "audience": "community groups",
        "reach": 845,
        "starts_on": PartialDate.parse("2026-03-02"),
        "ends_on": PartialDate.parse("2026-03-06"),
        "published_in": an_edition(),
    } | fields
    outreach = Outreach(plan=plan, slug=slug)
    for name, value in fields.items():
        setattr(outreach, name, value)
    outreach.save()
    return outreach


@dataclass
class Asked:
    """A published plan with a commitment; one consultation is open, one was answered."""

    plan: ActionPlan
    commitment: Commitment
    consultation: Consultation  # open, nothing sent in yet
    before: Consultation  # closed on 13 February 2026; its answers were published on 11 March


@pytest.fixture
def asked(db) -> Asked:
    plan = a_plan()
    commitment = a_commitment(plan)
    before = a_consultation(
        plan,
        "first-round",
        title="First round",
        opens_at=at(date(2026, 1, 19), 9),
        closes_at=at(date(2026, 2, 13), 17),
        answers_due_on=date(2026, 3, 31),
    )
    minutes, register = a_theme(before, "minutes"), a_theme(before, "register")
    by_name = a_submission(
        before, publish_as=PublishAs.NAME, name="Pania Q.", email="pania@people.example", organisation="Q."
    )
    first = a_point(by_name, "Put the minutes online within a week.", theme=minutes, commitment=commitment)
    second = a_point(by_name, "And say who came.", theme=register)
    unseen = a_submission(before, "Only for you to read.", publish_as=PublishAs.NOT_AT_ALL, name="Rawiri")
    third = a_point(unseen, theme=minutes)
    an_answer(first, changed="A new milestone", changed_commitment=commitment)
    an_answer(second, Disposition.NOT_ADOPTED, reason="It would take a new law.")
    an_answer(third, Disposition.PARTLY, reason="Some of it fits.", changed_commitment=commitment)
    answered(before)
    return Asked(plan, commitment, a_consultation(plan, "second-round", follows=before), before)
