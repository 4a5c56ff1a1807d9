"""Asking: what a consultation, its questions and its events need before they are public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import available_timezones

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.rules import Reason

from ..choices import QuestionKind

A_MOMENT = timedelta(hours=1)  # an opening of just now, while the button was looked for, is none of the past


def missing_for_consultation(
    *,
    now: datetime,
    background: str,
    question: str,
    opens_at: datetime | None,
    closes_at: datetime | None,
    closing_day: date | None,
    zone: str,
    decided_by: str,
    decided_how: str,
    answers_due_on: date | None,
    privacy: str,
) -> list[Reason]:
    """What stands between a consultation and the public; the checklist and the gate."""
    reasons = [
        reason
        for said, reason in (
            (background.strip(), NO_BACKGROUND),
            (question.strip(), NO_QUESTION),
            (opens_at, NO_OPENING),
            (closes_at, NO_CLOSING),
        )
        if not said
    ]
    if opens_at and opens_at < now - A_MOMENT:
        reasons.append(OPENS_IN_THE_PAST)
    if opens_at and closes_at and closes_at <= opens_at:
        reasons.append(CLOSES_FIRST)
    elif closes_at and closes_at <= now:
        reasons.append(CLOSES_IN_THE_PAST)
    if zone not in available_timezones():
        reasons.append(NO_ZONE)
    if not decided_by.strip():
        reasons.append(NO_DECIDER)
    if not decided_how.strip():
        reasons.append(NO_DECISION)
    if not answers_due_on:
        reasons.append(NO_PROMISE)
    elif closing_day and answers_due_on < closing_day:
        reasons.append(PROMISED_TOO_SOON)
    if not privacy.strip():
        reasons.append(NO_PRIVACY)
    return reasons


MOST_QUESTIONS = 30


@dataclass(frozen=True)
class Asked:
    """One question of a consultation, as it is asked."""

    label: str
    kind: QuestionKind = QuestionKind.LONG
    hint: str = ""
    options: tuple[str, ...] = ()

    @property
    def is_chosen(self) -> bool:
        """Whether it is answered by choosing rather than by writing."""
        return self.kind in (QuestionKind.ONE, QuestionKind.SEVERAL)


def missing_for_questions(questions: Sequence[Asked], *, has_commitments: bool) -> list[Reason]:
    """What keeps a question from being asked: each reason names its place."""
    reasons = [] if len(questions) <= MOST_QUESTIONS else [TOO_MANY_QUESTIONS]
    for place, one in enumerate(questions, 1):
        if not one.label.strip():
            reasons.append(about_question(NO_LABEL, place, "label"))
        if one.is_chosen and len(one.options) < 2:
            reasons.append(about_question(TOO_FEW_OPTIONS, place, "options"))
        if one.options and not one.is_chosen:
            reasons.append(about_question(NO_CHOICE, place, "kind"))
        if one.kind == QuestionKind.COMMITMENTS and not has_commitments:
            reasons.append(about_question(NO_COMMITMENTS, place, "kind"))
    return reasons


def about_question(reason: Reason, place: int, field: str) -> Reason:
    """The same reason said of one of several questions; its field is that of the row on the page."""
    text = format_lazy(_("Question {place}: {text}"), place=place, text=reason.text)
    return Reason(reason.code, text, f"question-{place}-{field}")


TOO_MANY_QUESTIONS = Reason(
    "questions", _("At most 30 questions. Fewer get more answers."), "question-1-label"
)
NO_LABEL = Reason("question-label", _("write the question."))
TOO_FEW_OPTIONS = Reason("question-options", _("give at least two choices, one a line."))
NO_CHOICE = Reason("question-kind", _("only a question with choices has any. Choose that, or delete them."))
NO_COMMITMENTS = Reason("question-commitments", _("neither the plan nor the draft has a commitment yet."))

NO_TITLE = Reason("title", _("Give it a title."), "title")
SLUG_TAKEN = Reason("slug", _("Another page has this address. Choose another."), "slug")
PLAN_NOT_PUBLIC = Reason("plan", _("The plan that it belongs to is not public."))
NO_BACKGROUND = Reason("background", _("Say what people need to know first."), "background")
NO_QUESTION = Reason("question", _("Say what you ask."), "question")
NO_OPENING = Reason("opens", _("Say when it opens."), "opens_on")
NO_CLOSING = Reason("closes", _("Say when it closes."), "closes_on")
OPENS_IN_THE_PAST = Reason(
    "opens-in-the-past", _("It would have opened in the past. Choose a moment from now on."), "opens_on"
)
CLOSES_FIRST = Reason("closes-first", _("It would close before it opens."), "closes_on")
CLOSES_IN_THE_PAST = Reason(
    "closes-in-the-past", _("The closing is in the past. Choose a moment from now on."), "closes_on"
)
NO_ZONE = Reason("zone", _("The time zone of its hours is not known."), "opens_on")
NO_DECIDER = Reason("decided-by", _("Say who decides."), "decided_by")
NO_DECISION = Reason("decided-how", _("Say how and when it is decided."), "decided_how")
NO_PROMISE = Reason("answers-due", _("Say by when you promise the answers."), "answers_due_on")
PROMISED_TOO_SOON = Reason(
    "answers-too-soon", _("The answers are promised for a day before it closes."), "answers_due_on"
)
NOT_OF_THE_PLAN = Reason("draft", _("Choose a draft of this plan."), "draft")
NOT_BEFORE = Reason("follows", _("Choose a round that is public already."), "follows")
NO_PRIVACY = Reason("privacy", _("Say what happens to what people send."), "privacy")
IS_PUBLIC = Reason("public", _("This consultation is public already."))
NOT_PUBLIC = Reason("not-public", _("This consultation is not public yet."))
NO_THEME = Reason("theme", _("Say what the theme is called."), "label")
NO_LONGER_OPEN = Reason("not-open", _("Only the closing of a consultation that is open can be moved."))


def missing_for_event(*, title: str, held_on: date | None) -> list[Reason]:
    """What an event needs before anybody is told of it."""
    missing = [] if title.strip() else [NO_EVENT]
    return missing if held_on else [*missing, NO_EVENT_DAY]


NO_EVENT = Reason("event", _("Say what it is."), "title")
CALLED_OFF = Reason("called-off", _("This event was called off meanwhile."))
NO_EVENT_DAY = Reason("event-day", _("Say on which day it is."), "held_on")
