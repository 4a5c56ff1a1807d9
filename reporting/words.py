"""The sentences of the reports: what one says, what is published, what comes next, how its review is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from commitments.choices import Stage
from commitments.words import COMPLETED, a_number, joined, number_words, when
from plans.dates import PartialDate
from plans.models import OutboxItem

from .chapters import is_written, parts_in
from .choices import AssessmentStanding, Completion
from .models import CommitmentAssessment, ReviewRound, SelfAssessment

PUBLISHED = ngettext_lazy("%(number)s report is published here", "%(number)s reports are published here", "n")
BEING_MADE = ngettext_lazy("%(number)s report is being made", "%(number)s reports are being made", "n")
IN_REVIEW = ngettext_lazy("%(number)s is with the panel", "%(number)s are with the panel", "n")
DRAFTED = ngettext_lazy("%(number)s draft is being made", "%(number)s drafts are being made", "n")
CHAPTERS = ngettext_lazy("%(number)s chapter", "%(number)s chapters", "n")
TO_WRITE = ngettext_lazy("write %(number)s chapter", "write %(number)s chapters", "n")
TO_JUDGE = ngettext_lazy("say how far %(number)s part is", "say how far %(number)s parts are", "n")
JUDGED = {
    Completion.COMPLETED: ngettext_lazy("%(number)s completed", "%(number)s completed", "n"),
    Completion.SUBSTANTIAL: ngettext_lazy("%(number)s substantial", "%(number)s substantial", "n"),
    Completion.LIMITED: ngettext_lazy("%(number)s limited", "%(number)s limited", "n"),
    Completion.NOT_STARTED: ngettext_lazy("%(number)s not started", "%(number)s not started", "n"),
}


# ---- In public -----------------------------------------------------------------------------------


def published_accounts(count: int, newest: SelfAssessment | None) -> str:
    """ "Two reports are published here, the newest on 15 January 2016." """
    if newest is None:
        return _("No report has been published yet.")
    words = capfirst(a_number(PUBLISHED, count))
    if count == 1:
        return _("%(reports)s; it came out %(when)s.") % {
            "reports": words,
            "when": when(newest.day_published),
        }
    return _("%(reports)s, the newest %(when)s.") % {"reports": words, "when": when(newest.day_published)}


def account_lede(content: Mapping[str, Any]) -> str:
    """ "The government's own account of the 2014–16 plan up to 31 December 2015. It judges 14 parts: ..." """
    report = content["report"]
    first = _("The government’s own account of the %(plan)s plan, up to %(day)s.") % {
        "plan": report["plan"]["short_title"],
        "day": date_format(date.fromisoformat(report["ends_on"]), "j F Y"),
    }
    judged = judged_words([part["completion"]["code"] for part in parts_in(content) if part["completion"]])
    return f"{first} {judged}" if judged else first


def judged_words(completions: Sequence[str]) -> str:
    """ "It finds all fourteen parts substantial." ; or how many of them are what; nothing where none is."""
    if not completions:
        return ""
    counts = Counter(Completion(code) for code in completions)
    if len(counts) == 1:
        [(code, number)] = counts.items()
        words = ngettext(
            "It judges one part, and finds it %(completion)s.",
            "It judges %(number)s parts, and finds all of them %(completion)s.",
            number,
        )
        return words % {"number": number_words(number), "completion": str(code.label).lower()}
    parts = joined([a_number(JUDGED[code], counts[code]) for code in JUDGED if counts[code]])
    words = _("Of %(number)s parts that it judges it finds %(parts)s.")
    return words % {"number": number_words(len(completions)), "parts": parts}


def covers_words(starts_on: date | None, ends_on: date) -> str:
    """ "1 July 2014 to 31 December 2015", "up to 31 December 2015"."""
    last = date_format(ends_on, "j F Y")
    if starts_on is None:
        return _("up to %(last)s") % {"last": last}
    return _("%(first)s to %(last)s") % {"first": date_format(starts_on, "j F Y"), "last": last}


def verdict_words(parts: Sequence[CommitmentAssessment], day: PartialDate) -> str:
    """ "Substantial in all nine parts, by the government's own account of January 2016." """
    found = {part.completion for part in parts}
    words = {"day": day.words, "number": number_words(len(parts))}
    if len(found) > 1:
        return _("Not the same in its %(number)s parts, by the government’s own account of %(day)s.") % words
    words["completion"] = Completion(found.pop()).label
    if len(parts) == 1:
        return _("%(completion)s, by the government’s own account of %(day)s.") % words
    return _("%(completion)s in all %(number)s parts, by the government’s own account of %(day)s.") % words


# ---- At the coordinator's desk --------------------------------------------------------------------


def desk_lede(being_made: Sequence[SelfAssessment], items: Sequence[OutboxItem]) -> str:
    """ "Two reports are being made, one is with the panel. One draft is being made now." """
    first = capfirst(a_number(BEING_MADE, len(being_made))) if being_made else _("No report is being made")
    with_panel = sum(one.standing == AssessmentStanding.IN_REVIEW for one in being_made)
    if with_panel:
        first = _("%(first)s, %(second)s") % {"first": first, "second": a_number(IN_REVIEW, with_panel)}
    sentences = [f"{first}."]
    if items:
        sentences.append(f"{capfirst(a_number(DRAFTED, len(items)))}.")
    return " ".join(sentences)


def what_is_next(assessment: SelfAssessment) -> str:
    """The next step with a report that is being made; its chapters, parts and drafts are at hand."""
    rounds = [one for draft in assessment.drafts.all() for one in draft.rounds.all()]
    if open_ones := [one for one in rounds if one.is_open]:
        due = max(one.due_on for one in open_ones)
        return _("With the panel until %(day)s.") % {"day": date_format(due, "j F Y")}
    if not all(comment.is_answered for one in rounds for comment in one.comments.all()):
        return _("Next: answer what the panel said.")
    if to_do := _to_do(assessment):
        return _("Next: %(to_do)s.") % {"to_do": joined(to_do)}
    if rounds:
        return _("Next: freeze what has changed since, and publish.")
    return _("Next: put it before the panel, or publish.")


def _to_do(assessment: SelfAssessment) -> list[str]:
    chapters = [one for one in assessment.chapters.all() if not is_written(one.kind, one.text)]
    parts = [one for one in assessment.parts.all() if not one.completion]
    clauses = ((TO_WRITE, len(chapters)), (TO_JUDGE, len(parts)))
    return [a_number(clause, number) for clause, number in clauses if number]


def assessment_lede(assessment: SelfAssessment) -> str:
    """Where a report stands, in one sentence."""
    chapters = len(assessment.chapters.all())
    words = a_number(CHAPTERS, chapters)
    if assessment.is_published:
        return _("This report is published: %(chapters)s.") % {"chapters": words}
    return f"{capfirst(words)}. {what_is_next(assessment)}"


def how_proposed(proposed: str, stages: Sequence[str | None]) -> str:
    """How it was worked out: "The stages propose limited: of three milestones one is completed." """
    if not proposed:
        return _("Nothing is proposed: no stage of a milestone had been published.")
    completed = sum(stage == Stage.COMPLETED for stage in stages)
    words = ngettext(
        "The stages propose %(proposed)s: of %(number)s milestone %(completed)s.",
        "The stages propose %(proposed)s: of %(number)s milestones %(completed)s.",
        len(stages),
    )
    return words % {
        "proposed": str(Completion(proposed).label).lower(),
        "number": number_words(len(stages)),
        "completed": a_number(COMPLETED, completed) if completed else _("none is completed"),
    }


# ---- Of a review ----------------------------------------------------------------------------------

TO_REVIEW = ngettext_lazy(
    "%(number)s draft waits for your position", "%(number)s drafts wait for your position", "n"
)
OPEN = ngettext_lazy("%(number)s draft is open for comments", "%(number)s drafts are open for comments", "n")
COMMENTS = ngettext_lazy("%(number)s comment", "%(number)s comments", "n")
WAIT = ngettext_lazy("%(number)s waits for an answer", "%(number)s wait for an answer", "n")


def review_lede(round: ReviewRound, *, taken: str, comments: int, unanswered: int, on: date) -> str:
    """ "The review is open until 20 March. One of two members has taken a position. Two comments; ..." """
    sentences = [until_words(round, on), taken]
    if comments:
        made = capfirst(a_number(COMMENTS, comments))
        answered = a_number(WAIT, unanswered) if unanswered else _("each is answered")
        sentences.append(_("%(comments)s; %(answered)s.") % {"comments": made, "answered": answered})
    else:
        sentences.append(_("There are no comments.") if round.closed_at else _("There are no comments yet."))
    return " ".join(sentences)


def taken_words(positions: int, members: int, *, is_you: bool = False) -> str:
    """ "Two of three members have taken a position." `is_you`: who reads is one of them."""
    if members == 1 and is_you:
        return _("You have taken your position.") if positions else _("You have not taken a position yet.")
    if members == 1:
        if positions:
            return _("The member who was asked has taken a position.")
        return _("The member who was asked has not taken a position yet.")
    counted = {"taken": capfirst(number_words(positions)), "number": number_words(members)}
    if not positions:
        return _("None of the %(number)s members has taken a position.") % counted
    if positions == members:
        return _("Each of the %(number)s members has taken a position.") % counted
    words = ngettext(
        "%(taken)s of %(number)s members has taken a position.",
        "%(taken)s of %(number)s members have taken a position.",
        positions,
    )
    return words % counted


def until_words(round: ReviewRound, on: date) -> str:
    """ "The review is open until 20 March."; or it was due and is still open; or it is closed."""
    day = date_format(round.due_on, "l j F Y")
    if round.closed_at:
        return _("The review is closed.")
    if round.due_on < on:
        return _("The review was due on %(day)s; it is still open.") % {"day": day}
    return _("The review is open until %(day)s.") % {"day": day}


def days_left(round: ReviewRound, on: date) -> str:
    """ "8 days left", "today is the last day"; nothing once the day is past."""
    days = (round.due_on - on).days
    if days < 0:
        return ""
    if days == 0:
        return _("Today is the last day.")
    return ngettext("%(n)d day left.", "%(n)d days left.", days) % {"n": days}


def reviews_lede(waiting: int, open_rounds: int) -> str:
    """ "One draft waits for your position." """
    if waiting:
        return f"{capfirst(a_number(TO_REVIEW, waiting))}."
    if open_rounds:
        words = capfirst(a_number(OPEN, open_rounds))
        return _("%(open)s; you have taken your position.") % {"open": words}
    return _("No draft waits for you now. When one is put before the panel, you hear of it by mail.")


def comments_words(comments: int, answered: int) -> str:
    """ "3 comments, 1 answered", in figures, as a list says it."""
    if not comments:
        return _("No comments")
    words = ngettext("%(n)d comment", "%(n)d comments", comments) % {"n": comments}
    if not answered:
        return words
    return _("%(comments)s, %(answered)d answered") % {"comments": words, "answered": answered}
