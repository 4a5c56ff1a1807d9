"""Pure rules of taking part: the clock, what a submission needs, what of it may be read."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import available_timezones

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.rules import Reason

from .choices import PublishAs, Standing

WITHHELD = _("[withheld]")
MOST_LETTERS = 100_000  # of one submission: a book is sent in another way


def standing_at(
    now: datetime,
    *,
    opens_at: datetime | None,
    closes_at: datetime | None,
    answered_at: datetime | None,
    is_sourced: bool,
) -> Standing:
    """How far a consultation is at a moment. One without instants was brought in, and is over."""
    if answered_at and answered_at <= now:
        return Standing.ANSWERED
    if opens_at is None or closes_at is None:
        return Standing.OVER if is_sourced else Standing.PLANNED
    if now < opens_at:
        return Standing.PLANNED
    if now < closes_at:
        return Standing.OPEN
    return Standing.OVER if is_sourced else Standing.CLOSED


# ---- The same words ------------------------------------------------------------------------------------

ALIKE = str.maketrans(
    dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)


class Span(NamedTuple):
    """Where a piece stands in a text."""

    start: int
    end: int


class Folded(NamedTuple):
    """A text as its words are compared, and where each letter of that stands in the text itself."""

    words: str
    places: list[int]

    def span(self, start: int, end: int) -> Span:
        return Span(self.places[start], self.places[end - 1] + 1)

    def find(self, words: str, start: int = 0) -> int:
        """Where the words stand next; -1 for nowhere, and for no words."""
        return self.words.find(words, start) if words else -1


def folded(text: str) -> Folded:
    """Without regard to case, white space, invisible letters, and kinds of quotes and hyphens."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text.translate(ALIKE)):
        if letter.isspace():
            same = " " if letters and letters[-1] != " " else ""
        else:
            same = "" if unicodedata.category(letter) == "Cf" else letter.casefold()
        letters += same
        places += [place] * len(same)
    return Folded("".join(letters).rstrip(" "), places)


def stands_in(words: str, text: str) -> bool:
    """Whether a text says these words."""
    return folded(text).find(folded(words).words) >= 0


def without_passages(text: str, passages: Iterable[str]) -> str | None:
    """The text with every passage replaced wherever it stands; None where one does not stand in it."""
    passages = set(passages)
    if not passages:
        return text
    whole, found = folded(text), []
    for words in {folded(passage).words for passage in passages}:
        start = whole.find(words)
        if start < 0:
            return None
        while start >= 0:
            found.append(whole.span(start, start + len(words)))
            start = whole.find(words, start + len(words))
    kept, end = [], 0
    for span in sorted(found):
        if span.start >= end:
            kept += [text[end : span.start], str(WITHHELD)]
        end = max(end, span.end)
    return "".join([*kept, text[end:]])


# ---- Asking: what a consultation needs before it is public ----------------------------------------------

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
NO_PRIVACY = Reason("privacy", _("Say what happens to what people send."), "privacy")
IS_PUBLIC = Reason("public", _("This consultation is public already."))
NOT_PUBLIC = Reason("not-public", _("This consultation is not public yet."))
NO_THEME = Reason("theme", _("Say what the theme is called."), "label")
NO_LONGER_OPEN = Reason("not-open", _("Only the closing of a consultation that is open can be moved."))


# ---- Reading: a submission is cut into points ----------------------------------------------------------


def spans_of(text: str, pieces: Sequence[str]) -> list[Span | Reason]:
    """Where each piece stands in the text, or why it cannot be a point: no two may share a word.

    The longest are placed first, and the same words twice are two places.
    """
    whole, wanted = folded(text), [folded(piece).words for piece in pieces]
    found: dict[int, Span | Reason] = {}
    taken: list[Span] = []  # in order; in the folded text
    for place in sorted(range(len(pieces)), key=lambda place: -len(wanted[place])):
        words = wanted[place]
        free = _first_free(whole, words, taken)
        if free:
            insort(taken, free)
            found[place] = whole.span(*free)
        elif words:
            found[place] = about_point(NOT_FOUND if whole.find(words) < 0 else SHARES_WORDS, place + 1)
        else:
            found[place] = about_point(NO_WORDS, place + 1)
    return [found[place] for place in range(len(pieces))]


def _first_free(whole: Folded, words: str, taken: list[Span]) -> Span | None:
    """Where the words stand first without sharing any with what is taken."""
    start = whole.find(words)
    while start >= 0:
        span = Span(start, start + len(words))
        before = bisect_left(taken, Span(span.end, 0)) - 1  # the last that begins before this one ends
        if before < 0 or taken[before].end <= start:
            return span
        start = whole.find(words, taken[before].end)
    return None


def about_point(reason: Reason, place: int, field: str = "text") -> Reason:
    """The same reason said of one of several points; its field is that of the row on the page."""
    text = format_lazy(_("Point {place}: {text}"), place=place, text=reason.text)
    return Reason(reason.code, text, f"point-{place}-{field}")


NO_POINT = Reason("no-point", _("Keep at least one point. The whole text may be one."), "point-1-text")
NO_WORDS = Reason("no-words", _("copy its words from the text."))
NOT_FOUND = Reason("not-found", _("these words are not in the text. Copy them word for word."))
SHARES_WORDS = Reason("shares-words", _("some of these words belong to another point already."))
NO_GROUND = Reason("no-ground", _("say on what ground it is withheld."))
SHOWN_ELSEWHERE = Reason("shown-elsewhere", _("its words are withheld, and another point still shows them."))
IS_ANSWERED = Reason(
    "is-answered", _("An answer is written for a point that would go. Take the answer away first.")
)


# ---- Answering -----------------------------------------------------------------------------------------

NO_DISPOSITION = Reason("disposition", _("Say what was decided."), "disposition")
NO_WHY = Reason("reason", _("Say why."), "reason")
REPEATS_WITHHELD = Reason("repeats-withheld", _("The answer repeats words that are withheld."), "reason")
ANSWERED = Reason("answered", _("The answers are published. What is public stays as it is."))
STILL_OPEN = Reason("still-open", _("The consultation is still open: more may come in."))
NOT_OPENED = Reason("not-opened", _("The consultation has not opened yet."))
BROUGHT_IN = Reason("brought-in", _("This consultation was brought in from a document."))
NOTHING_HEARD = Reason("what-we-heard", _("Write what you heard, in short."), "what_we_heard")

NOT_OPEN = Reason("not-open", _("This consultation is not open now."))
NOTHING_SAID = Reason("text", _("Write what you want to say."), "text")
TOO_LONG = Reason("too-long", _("This is too long to be sent here: 100,000 letters is the most."), "text")
NOT_CHOSEN = Reason("publish-as", _("Choose how we may publish what you say."), "publish_as")
NO_NAME = Reason("name", _("Give the name that we may publish, or choose another way above."), "name")
NO_ORGANISATION = Reason(
    "organisation",
    _("Give the organisation that we may publish, or choose another way above."),
    "organisation",
)


def missing_for_submission(
    *, text: str, publish_as: PublishAs | None, name: str, organisation: str
) -> list[Reason]:
    """What a submission still needs before it can be received."""
    missing = []
    if not text.strip():
        missing.append(NOTHING_SAID)
    elif len(text) > MOST_LETTERS:
        missing.append(TOO_LONG)
    if publish_as is None:
        missing.append(NOT_CHOSEN)
    elif publish_as == PublishAs.NAME and not name:
        missing.append(NO_NAME)
    elif publish_as == PublishAs.ORGANISATION and not organisation:
        missing.append(NO_ORGANISATION)
    return missing
