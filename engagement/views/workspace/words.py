"""What of a submission the public will read: words redacted, and the words of a document copied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import reading_and_posting, version_in
from plans.kept import forget_words, gives_up, kept_words, left_differently
from plans.rules import NotReady, Reason, Stale

from ...forms.desk import RedactionForm, TranscriptForm
from ...models import Consultation, Redaction, Submission
from ...operations.at_work import reasons_not_to_read, reasons_not_to_work
from ...operations.desk import save_transcript
from ...operations.redacting import redact, take_back_redaction
from ...rules.desk import NOTHING_TO_COPY
from ...rules.passages import says
from .desk import consultation_at, crumbs, desk, submission_url


@dataclass
class Sent:
    """One submission of a consultation, and why nothing can be done to its words now."""

    consultation: Consultation
    submission: Submission

    @classmethod
    def at(cls, request: HttpRequest, slug: str, number: int, now: datetime) -> Sent:
        consultation = consultation_at(request, slug, now)
        rows = consultation.submissions.prefetch_related("redactions__made_by", "points", "files__file")
        submission = get_object_or_404(rows, number=number)
        submission.consultation = consultation
        return cls(consultation, submission)

    @property
    def not_now(self) -> list[Reason]:
        return [*reasons_not_to_work(self.consultation), *reasons_not_to_read(self.submission)]

    @property
    def redactions(self) -> list[tuple[Redaction, bool]]:
        """Each, and whether its words still stand in the text."""
        words = self.submission.words
        return [(one, says(words, one.text)) for one in self.submission.redactions.all()]


# ---- Redacted --------------------------------------------------------------------------------------


@reading_and_posting
def words(request: HttpRequest, consultation: str, number: int) -> HttpResponse:
    """The original at the left, what the public will read at the right; words are hidden and shown again."""
    now = timezone.now()
    sent = Sent.at(request, consultation, number, now)
    if request.method == "POST":
        return _act(request, sent, now)
    kept = kept_words(request)
    return _show(request, sent, RedactionForm(initial=kept.dict() if kept else None), now)


def _act(request: HttpRequest, sent: Sent, now: datetime) -> HttpResponse:
    action, version = request.POST.get("action", ""), version_in(request.POST)
    if gives_up(request):
        return redirect(request.path)
    if action == "select":  # chosen in the text, on this page or another
        form = RedactionForm(initial={"text": request.POST.get("selected", "")})
        return _show(request, sent, form, now, is_asked=True)
    form = RedactionForm(request.POST)
    if not form.is_valid():
        return _show(request, sent, form, now, status=422)
    about = {"submission": sent.submission, "version": version, "by": request.user, "now": now}
    try:
        if action.startswith("show-"):
            place = version_in({"version": action.removeprefix("show-")})
            take_back_redaction(place=place, **about)
        else:
            redact(text=form.cleaned_data["text"], ground=form.cleaned_data["ground"], **about)
    except NotReady as refused:
        sent = Sent.at(request, sent.consultation.slug, sent.submission.number, now)
        form.refuse(refused.reasons)
        return _show(request, sent, form, now, status=409)
    except Stale:
        sent = Sent.at(request, sent.consultation.slug, sent.submission.number, now)
        return _show(request, sent, form, now, is_stale=True, status=409)
    forget_words(request)
    return redirect(request.path)


def _show(
    request: HttpRequest, sent: Sent, form: RedactionForm, now: datetime, *, status: int = 200, **more
) -> HttpResponse:
    page = desk(sent.consultation, now) | {
        "submission": sent.submission,
        "redactions": sent.redactions,
        "form": form,
        "version": sent.submission.version,
        "errors": list(form.problems()) if form.is_bound else [],
        "not_now": sent.not_now,
        "is_stale": False,
        "is_asked": form.is_bound,
        "crumbs": _crumbs(sent, _("What the public will read")),
    }
    return render(request, "engagement/desk/words.html", page | more, status=status)


# ---- Copied from a document ------------------------------------------------------------------------


@reading_and_posting
def transcript(request: HttpRequest, consultation: str, number: int) -> HttpResponse:
    """Its documents, and the words that somebody copies from them."""
    now = timezone.now()
    sent = Sent.at(request, consultation, number, now)
    if request.method == "POST":
        return _copy(request, sent, now)
    if kept := kept_words(request):
        form = TranscriptForm(kept)
        form.full_clean()
        more = {"kept_aside": _difference(sent, form), "version": version_in(kept)}
        return _show_transcript(request, sent, form, now, **more)
    return _show_transcript(request, sent, _transcript(sent), now)


def _transcript(sent: Sent) -> TranscriptForm:
    return TranscriptForm(initial={"transcript": sent.submission.transcript})


def _copy(request: HttpRequest, sent: Sent, now: datetime) -> HttpResponse:
    if gives_up(request):
        return redirect(request.path)
    form = TranscriptForm(request.POST)
    if not form.is_valid():
        return _show_transcript(request, sent, form, now, status=422)
    try:
        save_transcript(
            submission=sent.submission,
            version=version_in(request.POST),
            transcript=form.cleaned_data["transcript"],
            by=request.user,
            now=now,
        )
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show_transcript(request, sent, form, now, status=409)
    except Stale:
        sent = Sent.at(request, sent.consultation.slug, sent.submission.number, now)
        return _show_transcript(request, sent, form, now, conflict=_difference(sent, form), status=409)
    forget_words(request)
    return redirect(submission_url(sent.submission))


def _difference(sent: Sent, form: TranscriptForm):
    typed = form.cleaned_data.get("transcript", "")
    return left_differently([(_("Its words"), "transcript", sent.submission.transcript, typed)])


def _show_transcript(
    request: HttpRequest, sent: Sent, form: TranscriptForm, now: datetime, *, status: int = 200, **more
) -> HttpResponse:
    page = desk(sent.consultation, now) | {
        "submission": sent.submission,
        "url": request.path,
        "form": form,
        "version": sent.submission.version,
        "errors": list(form.problems()) if form.is_bound else [],
        "not_now": sent.not_now or ([] if sent.submission.files.all() else [NOTHING_TO_COPY]),
        "conflict": None,
        "kept_aside": None,
        "crumbs": _crumbs(sent, _("Copy a document")),
    }
    return render(request, "engagement/desk/transcript.html", page | more, status=status)


def _crumbs(sent: Sent, label: str) -> list[dict]:
    trail = crumbs(sent.consultation, str(sent.submission), label)
    trail[-2]["url"] = submission_url(sent.submission)
    return trail
