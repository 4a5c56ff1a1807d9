"""What people are asked in the example and what they send: one consultation is open, one is being read."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.utils import timezone

from commitments.models import Commitment
from engagement.choices import GroupKind, PublishAs, StakeholderType
from engagement.models import Consultation, Submission, Theme
from engagement.operations.answers import Answer, Piece, answer_point, cut_into_points
from engagement.operations.consultations import publish_consultation
from engagement.operations.desk import ask_agency, assign, write_note
from engagement.operations.entering import Entry, enter
from engagement.operations.events import EventContent, add_event
from engagement.operations.grouping import put_together
from engagement.operations.preparing import ConsultationContent, Paper, save_consultation
from engagement.operations.submissions import Contact, Said, receive_submission
from engagement.operations.templates import save_template
from engagement.rules.asking import Asked
from plans.models import ActionPlan, Agency, User

from .example import HERE

PREPARED = timedelta(days=40)  # before the day of the demonstration: when the first of them was begun
PRIVACY = (
    "We publish what you send, in the way you choose. Your name, e-mail address and organisation are kept "
    "apart from it, are shown only as you choose, and are erased a year after the answers."
)


def ask_and_hear(*, plan: ActionPlan, ana: User, on: date) -> None:
    """Everything the way people do it: Ana asks, people send in, Ana reads, cuts and answers some of it."""
    for words in json.loads((HERE / "answers.json").read_text(encoding="utf-8")):
        save_template(template=None, version=0, **words, by=ana, now=_at(on - PREPARED, 10))
    for entry in json.loads((HERE / "voices.json").read_text(encoding="utf-8")):
        opens_at = _at(on + timedelta(days=entry["opens"]), 9)
        consultation = _ask(entry, plan, ana, on, opens_at)
        for said in entry["submissions"]:
            received_at = opens_at + timedelta(days=said["after"], hours=8, minutes=17)
            submission = _send(said, consultation, received_at)
            if "points" in said:
                _talk_it_over(said, submission, ana, on)
                read_at = _at(on + timedelta(days=entry["closes"]), 17) + timedelta(days=2)
                _read(said["points"], submission, ana, read_at)
        if "entered" in entry:
            _enter(entry["entered"], consultation, ana, _at(on + timedelta(days=entry["closes"] + 1), 10))


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _ask(entry: dict, plan: ActionPlan, ana: User, on: date, opens_at: datetime) -> Consultation:
    before = opens_at - timedelta(days=3)
    consultation = save_consultation(
        plan=plan,
        consultation=None,
        version=0,
        content=ConsultationContent(
            title=entry["title"],
            slug=entry["slug"],
            purpose=entry["purpose"],
            shows_ideas=entry.get("shows_ideas", False),
            background=entry["background"],
            question=entry["question"],
            opens_at=opens_at,
            closes_at=_at(on + timedelta(days=entry["closes"]), 17),
            decided_by=entry["decided_by"],
            decided_how=entry["decided_how"],
            answers_due_on=on + timedelta(days=entry["answers_due"]),
            privacy=PRIVACY,
            questions=tuple(
                Asked(**one | {"options": tuple(one.get("options", ()))})
                for one in entry.get("questions", ())
            ),
            documents=tuple(Paper(**paper) for paper in entry["documents"]),
            themes=tuple(entry["themes"]),
        ),
        by=ana,
        now=before,
    )
    for event in entry.get("events", ()):
        held_on = on + timedelta(days=event.pop("after"))
        content = EventContent(**event, held_on=held_on)
        add_event(consultation=consultation, content=content, by=ana, now=before)
    return publish_consultation(consultation=consultation, version=consultation.version, by=ana, now=before)


def _send(said: dict, consultation: Consultation, now: datetime) -> Submission:
    return receive_submission(
        consultation=consultation,
        key=str(uuid4()),
        said=Said(
            text=said["text"],
            publish_as=PublishAs(said["publish_as"]),
            stakeholder_type=StakeholderType(said["stakeholder_type"]),
            about=_commitment(consultation.plan, said.get("about")),
        ),
        contact=Contact(said["name"], said["email"], said.get("organisation", "")),
        now=now,
    )


def _enter(said: dict, consultation: Consultation, ana: User, now: datetime) -> None:
    """What an organisation handed in for its members: entered by Ana, put together and answered once."""
    came_on = timezone.localdate(consultation.opens_at) + timedelta(days=said["after"])
    entries = [
        Entry(
            said=Said(text=text, publish_as=PublishAs(said["publish_as"])),
            contact=Contact(),
            channel=said["channel"],
            came_on=came_on,
            handed_in_by=said["handed_in_by"],
        )
        for text in said["texts"]
    ]
    keyed = [(str(uuid4()), entry) for entry in entries]
    entered = enter(consultation=consultation, entries=keyed, by=ana, now=now)
    group = put_together(
        consultation=consultation,
        numbers=[one.number for one in entered],
        kind=GroupKind(said["kind"]),
        title=said["title"],
        by=ana,
        now=now,
    )
    lead = consultation.submissions.select_related("consultation").get(pk=group.lead_id)
    _read(said["points"], lead, ana, now)


def _read(points: list[dict], submission: Submission, ana: User, now: datetime) -> None:
    consultation = submission.consultation
    themes = {theme.slug: theme for theme in consultation.themes.all()}
    pieces = [_piece(entry, themes, consultation.plan) for entry in points]
    cut = cut_into_points(submission=submission, version=submission.version, pieces=pieces, by=ana, now=now)
    for point, entry in zip(cut, points, strict=True):
        if decided := entry.get("answer"):
            answer = Answer(
                disposition=decided["disposition"],
                reason=decided["reason"],
                changed=decided.get("changed", ""),
                changed_commitment=_commitment(consultation.plan, decided.get("changed_commitment")),
            )
            answer_point(point=point, version=0, answer=answer, by=ana, now=now)


def _piece(entry: dict, themes: dict[str, Theme], plan: ActionPlan) -> Piece:
    commitment, number = _commitment(plan, entry["commitment"]), entry.get("milestone")
    milestone = commitment.milestones.get(number=number) if commitment and number else None
    return Piece(entry["text"], themes[entry["theme"]], commitment, milestone)


def _talk_it_over(said: dict, submission: Submission, ana: User, on: date) -> None:
    """What Ana notes, and which agency she asks."""
    now = _at(on - timedelta(days=2), 11)
    if note := said.get("note"):
        write_note(submission=submission, text=note, by=ana, now=now)
        numbers = {submission.number}
        assign(consultation=submission.consultation, numbers=numbers, to=ana, by=ana, now=now)
    if asked := said.get("asked"):
        agency = Agency.objects.get(slug=asked["agency"])
        ask_agency(submission=submission, agency=agency, question=asked["question"], by=ana, now=now)


def _commitment(plan: ActionPlan, number: str | None) -> Commitment | None:
    return plan.commitments.get(number=number) if number else None
