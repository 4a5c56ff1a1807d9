"""Pure rules of taking part: the clock, what a submission needs, what of it may be read."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import available_timezones

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans.files import DOCX, ODT, PDF, TEXT
from plans.rules import Reason

from .choices import Doubt, PublishAs, QuestionKind, Standing

WITHHELD = _("[withheld]")
MOST_LETTERS = 100_000  # of one submission: a book is sent in another way
COMMON_WORDS = 4  # so many in a row may be anybody's


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


def plain(text: str) -> str:
    """The words of `folded` alone, quickly: for texts that are many."""
    seen = "".join(filter(_is_seen, text)) if not text.isascii() else text
    return " ".join(seen.translate(ALIKE).casefold().split())


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) != "Cf"


class Passages:
    """Many passages, as `plain` has them: which of them a text says is told in one walk through it."""

    KEY = 32  # letters by which a passage is looked up; a shorter one by all of its own

    def __init__(self, passages: Iterable[str]):
        self.by_start: dict[int, dict[str, list[str]]] = {}
        for passage in passages:
            known = self.by_start.setdefault(min(len(passage), self.KEY), {})
            known.setdefault(passage[: self.KEY], []).append(passage)

    def said_in(self, text: str) -> set[str]:
        return {
            passage
            for length, known in self.by_start.items()
            for start in range(len(text) - length + 1)
            for passage in known.get(text[start : start + length], ())
            if text.startswith(passage, start)
        }


class TheseWords:
    """Words that are taken out of texts, word for word."""

    def __init__(self, words: str):
        self.words, self.plain = words, plain(words)

    def said_in(self, text: str) -> bool:
        return bool(self.plain) and self.plain in plain(text)

    def taken_out_of(self, text: str) -> str:
        return (without_passages(text, [self.words]) or text) if self.said_in(text) else text


class RunsOfWords:
    """More words in a row of some text than may be anybody's, taken out of other texts."""

    def __init__(self, *texts: str):
        self.runs = {run for text in texts for run, _place in _runs_in(plain(text))}

    def said_in(self, text: str) -> bool:
        return bool(self.runs_in(text))

    def runs_in(self, text: str) -> set[str]:
        return {run for run, _place in _runs_in(plain(text)) if run in self.runs} if self.runs else set()

    def taken_out_of(self, text: str) -> str:
        whole = folded(text)
        places = [place for run, place in _runs_in(whole.words) if run in self.runs]
        return _without(text, [whole.span(*place) for place in places])


def _runs_in(words: str) -> Iterator[tuple[str, Span]]:
    """Each run of words one longer than may be anybody's, and where it stands."""
    found = [(one[0], one.start(), one.end()) for one in re.finditer(r"\w+", words)]
    for first in range(len(found) - COMMON_WORDS):
        run = found[first : first + COMMON_WORDS + 1]
        yield " ".join(word for word, _start, _end in run), Span(run[0][1], run[-1][2])


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
    return _without(text, found)


def _without(text: str, spans: Iterable[Span]) -> str:
    """The text with each of these places replaced; places that share letters are one."""
    kept, end = [], 0
    for span in sorted(spans):
        if span.start >= end:
            kept += [text[end : span.start], str(WITHHELD)]
        end = max(end, span.end)
    return "".join([*kept, text[end:]])


def part_without(part: str, whole: str, passages: Iterable[str]) -> str:
    """A part of a text as the public reads it: all of it is replaced that belongs to a passage of the whole,
    where the part begins or ends within one too."""
    wanted = {folded(passage).words for passage in passages} - {""}
    if not wanted:
        return part
    own, around = folded(part), folded(whole)
    found = [span for words in wanted for span in everywhere(words, own)]
    places = everywhere(own.words, around)
    for words in wanted:
        for span in everywhere(words, around):
            for place in places:
                shared = Span(max(span.start, place.start), min(span.end, place.end))
                if shared.start < shared.end:
                    found.append(Span(shared.start - place.start, shared.end - place.start))
    return _without(part, [own.span(*span) for span in found])


def everywhere(words: str, text: Folded) -> list[Span]:
    """Every place of a folded text at which the folded words stand."""
    found, start = [], text.find(words)
    while start >= 0:
        found.append(Span(start, start + len(words)))
        start = text.find(words, start + 1)
    return found


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
NO_EVENT_DAY = Reason("event-day", _("Say on which day it is."), "held_on")


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
IS_DOUBTED = Reason(
    "doubted", _("Nobody has looked yet whether a person sent this. Accept it first, or set it aside.")
)
SENDER_WITHDREW = Reason("withdrawn", _("Its sender has withdrawn it."))
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
NOT_ANSWERED = Reason(
    "not-answered", _("Its answers are not published yet. Until then, do this at the desk.")
)
TAKEN_BACK = Reason("withdrawn", _("It was withdrawn. None of its words is kept."))
NO_SUCH_WORDS = Reason(
    "no-such-words", _("The public does not read these words here. Copy them word for word."), "text"
)
NO_REDACTED_WORDS = Reason("no-words", _("Copy the words that the public is to read no longer."), "text")
NO_GROUND_SAID = Reason("no-ground", _("Say on what ground. The public reads it."), "ground")
GROUND_SAYS_IT = Reason("ground-says-it", _("The ground repeats the words that are to go."), "ground")
NOTHING_HEARD = Reason("what-we-heard", _("Write what you heard, in short."), "what_we_heard")

IS_TEMPLATE = Reason(
    "template", _("This is word for word what every answer may begin with. Say it for this person."), "reason"
)
NOBODY_TICKED = Reason("nothing-ticked", _("Tick what you mean first."))

# ---- Beside the points: what is redacted, copied, noted, asked; what is doubted ---------------------------

NOT_IN_TEXT = Reason("not-in-text", _("These words are not in the text. Copy them word for word."), "text")
NOTHING_CHOSEN = Reason("no-words", _("Copy the words that the public is not to read."), "text")
ON_WHAT_GROUND = Reason("no-ground", _("Say on what ground. The public reads it."), "ground")
GROUND_REPEATS = Reason(
    "ground-repeats", _("The ground repeats the words that are not to be read."), "ground"
)
NOTHING_TO_COPY = Reason("no-document", _("No document came with this submission."), "transcript")
TRANSCRIPT_USED = Reason(
    "transcript-used",
    _("A point, or words that are redacted, would no longer stand in the text. Change those first."),
    "transcript",
)
NOTHING_NOTED = Reason("no-note", _("Write the note."), "text")
NOBODY_OF_OURS = Reason("nobody", _("Nobody of this name coordinates today."), "to")
NOT_FOR_OTHERS = Reason(
    "not-for-others", _("Its sender does not want it shown: no agency reads it."), "agency"
)
ASKED_ALREADY = Reason("asked", _("This agency was asked already."), "agency")
NO_AGENCY = Reason("agency", _("Choose an agency."), "agency")
NOBODY_WRITES = Reason("nobody-writes", _("Nobody writes or signs for this agency today."), "agency")
NO_VIEW = Reason("view", _("Write what your agency thinks."), "text")
NO_WHY_ASIDE = Reason("why", _("Say why you set it aside."), "why")
NO_WHY_DOUBTED = Reason("why", _("Say why you doubt it."), "why")

# ---- The themes of a plan, and words with which answers begin ----------------------------------------------

LABEL_TAKEN = Reason("taken", _("Another theme of this plan is called that. Merge the two."), "label")
INTO_ITSELF = Reason("itself", _("Choose another theme for its points."), "into")
THEME_ANSWERED = _("The answers of “{title}” are public with this theme. It can be renamed, not merged.")
THEME_BROUGHT_IN = _("“{title}” was brought in from a document. Its themes stay as they are there.")
NO_TEMPLATE_TITLE = Reason("title", _("Say what it is for."), "title")
NO_TEMPLATE_WORDS = Reason("reason", _("Write the words to begin with."), "reason")
TITLE_TAKEN = Reason("title-taken", _("Another one has this title."), "title")

NOT_OPEN = Reason("not-open", _("This consultation is not open now."))
NOTHING_SAID = Reason("text", _("Write what you want to say, or send a document."), "text")
TOO_LONG = Reason("too-long", _("This is too long to be sent here: 100,000 letters is the most."), "text")
NOT_CHOSEN = Reason("publish-as", _("Choose how we may publish what you say."), "publish_as")
NO_NAME = Reason("name", _("Give the name that we may publish, or choose another way above."), "name")
NO_ORGANISATION = Reason(
    "organisation",
    _("Give the organisation that we may publish, or choose another way above."),
    "organisation",
)


def missing_for_submission(
    *, text: str, publish_as: PublishAs | None, name: str, organisation: str, documents: int = 0
) -> list[Reason]:
    """What a submission still needs before it can be received; a document says as much as words."""
    missing = []
    if not text.strip() and not documents:
        missing.append(NOTHING_SAID)
    elif len(text) > MOST_LETTERS:
        missing.append(TOO_LONG)
    if documents > MOST_DOCUMENTS:
        missing.append(TOO_MANY_DOCUMENTS)
    if publish_as is None:
        missing.append(NOT_CHOSEN)
    elif publish_as == PublishAs.NAME and not name:
        missing.append(NO_NAME)
    elif publish_as == PublishAs.ORGANISATION and not organisation:
        missing.append(NO_ORGANISATION)
    return missing


MOST_DOCUMENTS = 3
DOCUMENT_KINDS = (PDF, DOCX, ODT, TEXT)
NO_DOCUMENT = Reason(
    "type",
    _("This is no kind of document that we take. Send a PDF, a Word or OpenDocument text, or a plain text."),
)
TOO_MANY_DOCUMENTS = Reason(
    "too-many-documents", _("Three documents are the most. Take one of them out."), "documents"
)
IS_WITHDRAWN = Reason("withdrawn", _("This submission was withdrawn."))


def as_one_text(text: str, replies: Iterable[tuple[str, str]], comments: Iterable[tuple[str, str]]) -> str:
    """Everything that was written: what was said freely, each question with its reply, each passage with its
    comment. No word of it is ours, so that it reads alike in every language."""
    answered = [f"{asked}\n{reply}" for asked, reply in replies]
    commented = [f"“{passage}”\n{comment}" for passage, comment in comments]
    return "\n\n".join(filter(None, [text.strip(), *answered, *commented]))


def doubt_about(*, is_trapped: bool, took: timedelta | None, least: timedelta) -> Doubt | None:
    """Why somebody should look whether a person sent it: what was filled in, and how long that took.

    `took` is None where the form does not say when it was opened, or its word for it is not ours.
    """
    if is_trapped:
        return Doubt.TRAP
    return Doubt.HASTE if least and (took is None or took < least) else None
