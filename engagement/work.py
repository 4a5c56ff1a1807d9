"""What a coordinator has to do on each consultation, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from commitments.words import a_number, joined
from commitments.words.workspace import due_words

from .choices import Standing
from .models import Consultation, Submission
from .operations.consultations import reasons_not_to_publish
from .words import closes, opens

RECEIVED = ngettext_lazy("%(number)s submission was received", "%(number)s submissions were received", "n")
DOUBTED = ngettext_lazy(
    "%(number)s doubtful submission waits to be looked at",
    "%(number)s doubtful submissions wait to be looked at",
    "n",
)
TO_CUT = ngettext_lazy(
    "%(number)s submission is not cut into points", "%(number)s submissions are not cut into points", "n"
)
TO_ANSWER = ngettext_lazy("%(number)s point has no answer", "%(number)s points have no answer", "n")
UNANSWERED = ngettext_lazy("%(n)s point without an answer", "%(n)s points without an answer", "n")
MISSING = ngettext_lazy("%(number)s thing is missing", "%(number)s things are missing", "n")


@dataclass(frozen=True)
class Work:
    """One consultation at a moment, read `with_work`: how far it is, and what comes next."""

    consultation: Consultation
    now: datetime

    @cached_property
    def standing(self) -> Standing | None:
        """None while it is being prepared."""
        return self.consultation.standing_at(self.now) if self.consultation.is_published else None

    @property
    def standing_words(self) -> str:
        return str(self.standing.label) if self.standing else _("Being prepared")

    @property
    def is_late(self) -> bool:
        return self.consultation.is_published and self.consultation.is_late_at(self.now)

    @property
    def is_to_do(self) -> bool:
        return self.standing in (None, Standing.OPEN, Standing.CLOSED)

    @property
    def is_to_answer(self) -> bool:
        return self.standing == Standing.CLOSED

    @property
    def left(self) -> int:
        """How much is still to be cut or answered."""
        return self.consultation.uncut + self.consultation.unanswered

    @property
    def answered(self) -> int:
        return self.consultation.points_cut - self.consultation.unanswered

    @property
    def progress(self) -> str:
        """ "12 of 30 read, 5 points without an answer" """
        one = self.consultation
        if not one.received:
            return _("Nothing to read")
        read = _("%(read)s of %(received)s read") % {
            "read": one.received - one.uncut,
            "received": one.received,
        }
        if not one.unanswered:
            return f"{read}, {_('no point without an answer')}" if one.points_cut else read
        return f"{read}, {UNANSWERED % {'n': one.unanswered}}"

    @property
    def url(self) -> str:
        """Where the next step is taken."""
        page = "workspace-consultation"
        if self.standing == Standing.CLOSED and not self.left:
            page = "workspace-answers"
        return reverse(page, args=[self.consultation.slug])

    @property
    def verb(self) -> str:
        if self.standing is None:
            return _("Go on")
        if self.standing == Standing.OPEN:
            return _("Read")
        if self.standing == Standing.CLOSED:
            return _("Read and answer") if self.left else _("Publish the answers")
        return _("Look")

    @property
    def words(self) -> str:
        """ "Closed. One submission is not cut into points and three points have no answer." """
        if self.standing is None:
            return self._prepared()
        if self.standing == Standing.PLANNED:
            return _("Opens at %(when)s.") % {"when": opens(self.consultation)}
        if self.standing == Standing.OPEN:
            until = _("Open until %(when)s.") % {"when": closes(self.consultation)}
            return f"{until} {self._received()}"
        if self.standing == Standing.CLOSED:
            return f"{_('Closed.')} {self._left()}"
        if self.standing == Standing.ANSWERED:
            return _("Answered on %(day)s.") % {"day": self.consultation.day_answered.words}
        return _("Over; brought in from a document.")

    def _prepared(self) -> str:
        missing = len(reasons_not_to_publish(self.consultation, self.now))
        if not missing:
            return _("Being prepared; nothing is missing.")
        return _("Being prepared; %(missing)s.") % {"missing": a_number(MISSING, missing)}

    def _received(self) -> str:
        one = self.consultation
        return _counted((RECEIVED, one.received), (DOUBTED, one.doubted)) or _("Nothing has come in yet.")

    def _left(self) -> str:
        one = self.consultation
        if not one.received and not one.doubted:
            return _("Nobody sent anything in. Say so, and publish that.")
        if left := _counted((TO_CUT, one.uncut), (TO_ANSWER, one.unanswered), (DOUBTED, one.doubted)):
            return left
        if not self.consultation.what_we_heard:
            return _("Every point has an answer. Say what you heard, and publish.")
        return _("Every point has an answer. They wait to be published.")

    @property
    def promise(self) -> str:
        """ "Answers are promised by 29 May 2026, in 78 days." """
        due = self.consultation.answers_due_on
        if due is None or self.standing not in (Standing.OPEN, Standing.CLOSED):
            return ""
        today = timezone.localdate(self.now, self.consultation.timezone)
        words = {"day": date_format(due, "j F Y"), "from_now": due_words(due, today)}
        if due < today:
            return _("Answers were promised by %(day)s, %(from_now)s.") % words
        return _("Answers are promised by %(day)s, %(from_now)s.") % words


def _counted(*clauses: tuple) -> str:
    """ "Two submissions were received and one doubtful submission waits to be looked at." """
    found = [a_number(clause, number) for clause, number in clauses if number]
    return f"{capfirst(joined(found))}." if found else ""


def works_at(now: datetime, consultations) -> list[Work]:
    """What is to do, the most pressing first: late, to answer, open, being prepared; then the rest."""
    order = [Standing.CLOSED, Standing.OPEN, None, Standing.PLANNED, Standing.ANSWERED, Standing.OVER]
    works = [Work(consultation, now) for consultation in consultations]
    return sorted(works, key=lambda work: (not work.is_late, order.index(work.standing)))


def submission_words(submission: Submission) -> str:
    """What is left on one submission, read with `cut` and `unanswered`, and with its group."""
    if not submission.cut and submission.is_spoken_for:
        return _("Answered with others")
    if not submission.cut:
        return _("Not cut into points")
    if not submission.unanswered:
        return _("Answered")
    return capfirst(a_number(TO_ANSWER, submission.unanswered))
