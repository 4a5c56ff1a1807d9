"""One submission: read, cut into points, answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.models import Commitment
from plans.forms import count_rows, with_a_row
from plans.http import reading_and_posting, version_in
from plans.kept import Difference, forget_words, gives_up, kept_words, left_differently
from plans.rules import NotReady, Reason, Stale

from ...choices import Disposition
from ...forms.answering import MOST_POINTS, AnswersForm, PointsForm
from ...models import AnswerTemplate, Consultation, Submission, SubmissionPoint
from ...operations.answers import (
    Answer,
    Piece,
    answer_of,
    answer_points,
    cut_into_points,
    pieces_of,
    take_back_answer,
)
from ...operations.at_work import reasons_not_to_read, reasons_not_to_work
from ...rules.reading import words_outside
from .desk import (
    commitments_of,
    consultation_at,
    crumbs,
    desk,
    next_to_do,
    submission_url,
    views_on,
    with_milestones,
)


@dataclass
class Reading:
    """One submission as it is now, and what may be said of it."""

    request: HttpRequest
    consultation: Consultation
    submission: Submission
    points: list[SubmissionPoint]
    commitments: list[Commitment]
    now: datetime

    @classmethod
    def of(cls, request: HttpRequest, slug: str, number: int) -> Reading:
        now = timezone.now()
        consultation = consultation_at(request, slug, now)
        rows = consultation.submissions.select_related(
            "contact", "about", "assigned_to", "group__lead", "entered_by"
        )
        rows = rows.prefetch_related("redactions", "files__file", "notes__written_by")
        submission = get_object_or_404(rows, number=number)
        submission.consultation = consultation
        points = submission.points.with_subject().select_related("response__changed_commitment__plan")
        return cls(request, consultation, submission, list(points), commitments_of(consultation), now)

    def again(self) -> Reading:
        """As it is by now."""
        return Reading.of(self.request, self.consultation.slug, self.submission.number)

    @property
    def url(self) -> str:
        return submission_url(self.submission)

    @property
    def not_now(self) -> list[Reason]:
        """Why its points and answers can only be read."""
        return [*reasons_not_to_work(self.consultation), *reasons_not_to_read(self.submission)]

    def points_form(self, data=None, more: Sequence[Piece] = ()) -> PointsForm:
        """The points as they are kept, and `more` that somebody has just marked in the text."""
        return PointsForm(
            kept=[*pieces_of(self.submission), *more],
            themes=list(self.consultation.themes.all()),
            commitments=with_milestones(self.commitments),
            about=self.submission.about,
            data=data,
        )

    def answers_form(self, data=None) -> AnswersForm:
        templates = list(AnswerTemplate.objects.all())
        return AnswersForm(points=self.points, commitments=self.commitments, templates=templates, data=data)


@reading_and_posting
def submission(request: HttpRequest, consultation: str, number: int) -> HttpResponse:
    """The text at the left; at the right its points, or their answers. `?cut` opens the points again."""
    reading = Reading.of(request, consultation, number)
    if request.method == "POST":
        return _act(reading)
    if reading.not_now:
        return _show(reading)
    words = kept_words(request)
    if words and count_rows(words, "point", "text"):
        return _cut(reading, reading.points_form(words), kept_aside=[], version=version_in(words))
    if words:
        form = reading.answers_form(words)
        return _answer(reading, form, kept_aside=_differences(reading, form), version=version_in(words))
    if "cut" in request.GET or not reading.points:
        return _cut(reading, reading.points_form())
    return _answer(reading, reading.answers_form())


def _act(reading: Reading) -> HttpResponse:
    """Do what the button asks for."""
    if gives_up(reading.request):
        return redirect(reading.url)
    posted = reading.request.POST
    action = posted.get("action", "")
    if action == "row":
        more = with_a_row(posted, "point", "text", MOST_POINTS)
        if last := posted.get("selected"):  # marked in the text while every row had words
            more[f"point-{count_rows(more, 'point', 'text')}-text"] = last
        return _cut(reading, reading.points_form(more), is_quiet=True)
    if action == "select" and not reading.not_now:
        marked = [Piece(posted["selected"])] if posted.get("selected") else []
        return _cut(reading, reading.points_form(more=marked), is_quiet=True)
    if action.startswith("begin-") and not reading.not_now:
        return _begin(reading, action.removeprefix("begin-"))
    if action.startswith("take-back-"):
        return _take_back(reading, action.removeprefix("take-back-"))
    if action in ("whole", "points"):
        return _keep_points(reading, action)
    return _keep_answers(reading, action)


# ---- Points ---------------------------------------------------------------------------------------------


def _keep_points(reading: Reading, action: str) -> HttpResponse:
    form = reading.points_form(reading.request.POST)
    form.whole.full_clean()
    pieces = form.pieces
    if action == "whole":
        pieces = [Piece(reading.submission.words.strip(), **form.whole.subject)]
    if form.problems:
        return _cut(reading, form, status=422)
    try:
        cut_into_points(
            submission=reading.submission,
            version=version_in(reading.request.POST),
            pieces=pieces,
            by=reading.request.user,
            now=reading.now,
        )
    except NotReady as refused:
        if reading.again().not_now:
            return _show(reading, refused=refused.reasons, status=409)
        return _cut(reading, form, reasons=refused.reasons, status=409)
    except Stale:
        reading = reading.again()
        form = reading.points_form(reading.request.POST)
        return _cut(reading, form, conflict=_how_they_cut(reading, form), status=409)
    forget_words(reading.request)
    return redirect(f"{reading.url}#points")


def _how_they_cut(reading: Reading, form: PointsForm) -> list[Difference]:
    both = pieces_of(reading.submission), form.pieces
    theirs, yours = ("\n\n".join(piece.text for piece in pieces) for pieces in both)
    return left_differently([(_("Points"), "points", theirs, yours)])


def _take_back(reading: Reading, place: str) -> HttpResponse:
    """Drop one answer, so that its point can be cut differently; the rows stay as they were typed."""
    point = next((point for point in reading.points if str(point.position) == place), None)
    response = getattr(point, "response", None)
    try:
        if response:
            take_back_answer(
                point=point,
                version=version_in({"version": reading.request.POST.get(f"read-{place}", "")}),
                by=reading.request.user,
                now=reading.now,
            )
    except NotReady as refused:
        return _show(reading, refused=refused.reasons, status=409)
    except Stale:
        reading = reading.again()
        return _cut(reading, reading.points_form(reading.request.POST), is_stale=True, status=409)
    reading = reading.again()
    return _cut(reading, reading.points_form(reading.request.POST), is_quiet=True)


def _cut(
    reading: Reading, form: PointsForm, *, reasons=(), status: int = 200, is_quiet: bool = False, **more
) -> HttpResponse:
    errors = [] if is_quiet else [*form.problems, *form.to_mend(reasons)]
    page = {"form": form, "errors": errors, "is_cutting": True, "is_asked_for_room": is_quiet}
    return _page(reading, page | more, status)


# ---- Answers --------------------------------------------------------------------------------------------


def _keep_answers(reading: Reading, action: str) -> HttpResponse:
    form = reading.answers_form(reading.request.POST)
    answers = form.answers
    if form.problems:
        return _answer(reading, form, status=422)
    try:
        answer_points(
            submission=reading.submission,
            version=version_in(reading.request.POST),
            answers=answers,
            by=reading.request.user,
            now=reading.now,
        )
    except NotReady as refused:
        if reading.again().not_now:
            return _show(reading, refused=refused.reasons, lost=_differences(reading, form), status=409)
        return _answer(reading, form, reasons=refused.reasons, status=422)
    except Stale:
        return _overtaken(reading.again())
    forget_words(reading.request)
    _say_saved(reading, sum(bool(answer) for _read, answer in answers.values()))
    following = next_to_do(reading.consultation, reading.submission.number) if action == "next" else None
    if following:
        return redirect("workspace-submission", reading.consultation.slug, following.number)
    if action == "next":
        return redirect("workspace-answers", reading.consultation.slug)
    return redirect(f"{reading.url}#points")


def _say_saved(reading: Reading, n: int) -> None:
    if n:
        words = ngettext("%(n)s answer is saved.", "%(n)s answers are saved.", n)
        messages.success(reading.request, words % {"n": n})
    else:
        messages.warning(reading.request, _("No answer was typed, so none is saved."))


def _begin(reading: Reading, place: str) -> HttpResponse:
    """Words to begin an answer with, where nothing is typed yet; nothing is saved."""
    posted = reading.request.POST.copy()
    for row in reading.answers_form(posted).rows:
        if str(row.point.position) == place:
            for name, words in row.begun().items():
                posted[name] = words
    return _answer(reading, reading.answers_form(posted))


def _overtaken(reading: Reading) -> HttpResponse:
    """Somebody else has answered, or cut differently, meanwhile: both, and the typed words in the fields."""
    posted = reading.request.POST.copy()
    form = reading.answers_form(posted)
    differences = _differences(reading, form)
    for row in form.rows:  # pressed again, it is their answers that are replaced, and knowingly
        response = getattr(row.point, "response", None)
        posted[row.add_prefix("version")] = str(response.version if response else 0)
    return _answer(reading, reading.answers_form(posted), conflict=differences, status=409)


def _differences(reading: Reading, form: AnswersForm) -> list[Difference]:
    answers, pairs = form.answers, []
    for point in reading.points:
        theirs = answer_of(getattr(point, "response", None))
        _read, yours = answers[point.position]
        label = _("Point %(place)s") % {"place": point.position}
        pairs.append((label, f"answer-{point.position}-disposition_0", _in_words(theirs), _in_words(yours)))
    return left_differently(pairs)


def _in_words(answer: Answer) -> str:
    decided = Disposition(answer.disposition).label if answer.disposition else ""
    changed = str(answer.changed_commitment or "")
    return "\n".join(filter(None, [str(decided), answer.reason, answer.changed, changed]))


def _answer(reading: Reading, form: AnswersForm, *, reasons=(), status: int = 200, **more) -> HttpResponse:
    page = {"form": form, "errors": [*form.problems, *form.to_mend(reasons)], "is_answering": True}
    return _page(reading, page | more, status)


# ---- The page -------------------------------------------------------------------------------------------


def _show(reading: Reading, *, status: int = 200, **more) -> HttpResponse:
    """To be read only: why, and what was typed if it came too late."""
    page = {"not_now": reading.not_now}
    return _page(reading, page | more, status)


def _page(reading: Reading, more: dict, status: int) -> HttpResponse:
    page = desk(reading.consultation, reading.now)
    sent, number = reading.consultation.submissions, reading.submission.number
    is_left = bool(page["work"].left)  # the way leads past what is done, as long as something is left
    others = (sent.left_to_do() if is_left else sent.standing()).order_by("number")
    others = others.values_list("number", flat=True)
    page |= {
        "submission": reading.submission,
        "contact": getattr(reading.submission, "contact", None),
        "points": reading.points,
        "outside": words_outside(reading.submission.words, [point.text for point in reading.points]),
        "url": reading.url,
        "version": reading.submission.version,
        "errors": [],
        "is_cutting": False,
        "is_answering": False,
        "is_stale": False,
        "not_now": [],
        "refused": [],
        "lost": [],
        "conflict": None,
        "kept_aside": None,
        "notes": reading.submission.notes.all(),
        "views": views_on(reading.submission, reading.now),
        "previous": _link(
            reading,
            others.filter(number__lt=number).last(),
            _("Previous left to do") if is_left else _("Previous"),
        ),
        "next": _link(
            reading,
            others.filter(number__gt=number).first(),
            _("Next left to do") if is_left else _("Next"),
        ),
        "crumbs": crumbs(reading.consultation, str(reading.submission)),
    }
    return render(reading.request, "engagement/workspace_submission.html", page | more, status=status)


def _link(reading: Reading, number: int | None, label: str) -> dict | None:
    if number is None:
        return None
    url = reverse("workspace-submission", args=[reading.consultation.slug, number])
    return {"url": url, "label": label, "title": str(Submission(number=number))}
