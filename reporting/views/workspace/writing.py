"""The words and judgements of a report: a chapter beside what was reported, a part and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.record.day import commitments_on
from plans.http import reading_and_posting, version_in
from plans.kept import Difference, forget_words, gives_up, kept_words, left_differently
from plans.rules import NotReady, Reason, Stale

from ...account import account_of
from ...chapters import HELP, ROWS
from ...choices import ChapterKind
from ...forms import ChapterForm, PartForm
from ...models import Chapter, CommitmentAssessment, SelfAssessment
from ...operations.writing import confirm_completion, save_chapter, save_part
from ...words import how_proposed
from .desk import assessment_at_hand, crumbs_of, for_the_coordinator

# ---- A chapter -----------------------------------------------------------------------------------


@for_the_coordinator
@reading_and_posting
def chapter(request: HttpRequest, report: str, chapter: str) -> HttpResponse:
    """The text at the left, what was reported for it at the right."""
    assessment = assessment_at_hand(report)
    row = get_object_or_404(assessment.chapters, slug=chapter)
    if gives_up(request):
        return redirect(_chapter_url(row))
    if request.method == "POST":
        return _save_chapter(request, row)
    if words := kept_words(request):
        aside = _both(row, words.get("text", ""))
        return _show_chapter(request, row, ChapterForm(words), version=version_in(words), kept_aside=aside)
    return _show_chapter(request, row, ChapterForm(initial={"text": row.text}))


def _save_chapter(request: HttpRequest, row: Chapter) -> HttpResponse:
    """Keep what was typed, then go where the button leads; typing itself saves too, where scripts run."""
    form, is_typing = ChapterForm(request.POST), "X-Typing" in request.headers
    if not form.is_valid():
        return _show_chapter(request, row, form, version=version_in(request.POST), status=422)
    known = {"chapter": row, "version": version_in(request.POST), "by": request.user}
    try:
        row = save_chapter(**known, text=form.cleaned_data["text"], now=timezone.now())
    except NotReady as refused:
        return _show_refused(request, row.assessment, refused.reasons, form.cleaned_data["text"])
    except Stale:
        if is_typing:
            return HttpResponse(status=409)
        row = row.assessment.chapters.get(pk=row.pk)
        both = _both(row, form.cleaned_data["text"])
        return _show_chapter(request, row, form, conflict=both, status=409)
    forget_words(request)
    if is_typing:
        return _saved(request, row)
    goes_on = request.POST.get("action") == "next"
    after = _next_to(row.assessment.chapters.all(), row)[1] if goes_on else None
    return redirect(_chapter_url(after) if after else f"{_chapter_url(row)}#save")


def _both(row: Chapter, typed: str) -> list[Difference]:
    return [Difference(str(ChapterForm.base_fields["text"].label), "#text", row.text, typed)]


def _saved(request: HttpRequest, row: Chapter) -> HttpResponse:
    """The answer to saving while typing: what the savebar says now."""
    page = {"saved_at": row.saved_at, "today": timezone.localdate()}
    answer = render(request, "reporting/_saved.html", page)
    answer["X-Version"] = row.version
    return answer


def _show_chapter(
    request: HttpRequest, row: Chapter, form: ChapterForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    frozen = row.assessment.newest_draft
    account = frozen and account_of(frozen)
    last = row.history.select_related("history_user").first()
    page = {
        "assessment": row.assessment,
        "chapter": row,
        "url": _chapter_url(row),
        "help": HELP.get(ChapterKind(row.kind), ""),
        "form": form,
        "errors": list(form.problems()) if form.is_bound else [],
        "version": row.version,
        "draft": frozen,
        "account": account,
        "reported": account and account.chapter(row.slug),
        "saved_by": last and last.history_user,
        "conflict": None,
        "kept_aside": None,
        "saved_at": row.saved_at if row.version > 1 else None,
        "today": timezone.localdate(),
        "crumbs": crumbs_of(row.assessment, row.title),
        **_around(row.assessment.chapters.all(), row, _chapter_url, _("Chapter before"), _("Next chapter")),
    }
    return render(request, "reporting/workspace_chapter.html", page | more, status=status)


def _chapter_url(row: Chapter) -> str:
    return reverse("workspace-chapter", args=[row.assessment.slug, row.slug])


# ---- A part --------------------------------------------------------------------------------------


@for_the_coordinator
@reading_and_posting
def part(request: HttpRequest, report: str, position: int) -> HttpResponse:
    """The rows of OGP's template, and how far it is: as the stages propose, or otherwise with a reason."""
    assessment = assessment_at_hand(report)
    row = get_object_or_404(assessment.parts, position=position)
    if gives_up(request):
        return redirect(_part_url(row))
    if request.method == "POST":
        return _save_part(request, row)
    if words := kept_words(request):
        form = PartForm(words)
        return _show_part(request, row, form, version=version_in(words), kept_aside=_differences(row, form))
    return _show_part(request, row, PartForm(initial=_as_form(row)))


def _save_part(request: HttpRequest, row: CommitmentAssessment) -> HttpResponse:
    """Keep the rows; then, where it was chosen or reasoned anew, say how far the part is."""
    form, version = PartForm(request.POST), version_in(request.POST)
    is_valid = form.is_valid()
    known = {"by": request.user, "now": timezone.now()}
    try:
        row = save_part(part=row, version=version, fields=form.typed_rows, **known)
        if not is_valid:
            return _show_part(request, row, form, status=422)
        said = {name: form.cleaned_data[name] for name in ("completion", "reason")}
        if said != {"completion": row.completion, "reason": row.completion_reason}:
            row = confirm_completion(part=row, version=row.version, **said, **known)
    except NotReady as refused:
        if row.assessment.is_published:
            return _show_refused(request, row.assessment, refused.reasons, "")
        form.refuse(refused.reasons)
        return _show_part(request, row, form, status=409)
    except Stale:
        row = row.assessment.parts.get(pk=row.pk)
        return _show_part(request, row, form, conflict=_differences(row, form), status=409)
    forget_words(request)
    return redirect(f"{_part_url(row)}#save")


def _as_form(row: CommitmentAssessment) -> dict[str, str]:
    rows = {name: getattr(row, name) for name in ROWS}
    return rows | {"completion": row.completion, "reason": row.completion_reason}


def _differences(row: CommitmentAssessment, form: PartForm) -> list[Difference]:
    form.full_clean()
    saved, typed = _as_form(row), form.cleaned_data
    return left_differently(
        (form.fields[name].label, form.anchor(name), saved[name], typed[name])
        for name in form.fields
        if name in typed
    )


def _show_part(
    request: HttpRequest, row: CommitmentAssessment, form: PartForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    assessment = row.assessment
    on = assessment.ends_on
    [one] = commitments_on(assessment.plan.commitments.filter(pk=row.commitment_id), assessment.plan, on)
    last = row.history.select_related("history_user").first()
    page = {
        "assessment": assessment,
        "part": row,
        "url": _part_url(row),
        "form": form,
        "errors": list(form.problems()) if form.is_bound else [],
        "version": row.version,
        "standings": one.standings,
        "how_proposed": how_proposed(row.proposed, [standing.stage for standing in one.live]),
        "saved_by": last and last.history_user,
        "saved_at": last and last.history_date,
        "today": timezone.localdate(),
        "conflict": None,
        "kept_aside": None,
        "crumbs": crumbs_of(assessment, row.name),
        **_around(row.assessment.parts.all(), row, _part_url, _("Part before"), _("Next part")),
    }
    return render(request, "reporting/workspace_part.html", page | more, status=status)


def _part_url(row: CommitmentAssessment) -> str:
    return reverse("workspace-part", args=[row.assessment.slug, row.position])


# ---- Both ----------------------------------------------------------------------------------------


def _next_to(rows: Iterable[Any], this: Any) -> tuple[Any, Any]:
    """What stands before and after this one, where something does."""
    found = [None, *rows, None]
    at = found.index(this)
    return found[at - 1], found[at + 1]


def _around(rows: Iterable[Any], this: Any, url: Callable, *labels: str) -> dict[str, dict | None]:
    """The same as links for the pager."""
    links = [
        one and {"url": url(one), "label": label, "title": str(one)}
        for one, label in zip(_next_to(rows, this), labels, strict=True)
    ]
    return dict(zip(("previous", "next"), links, strict=True))


def _show_refused(
    request: HttpRequest, assessment: SelfAssessment, reasons: list[Reason], typed: str
) -> HttpResponse:
    """It was published meanwhile: why, and what was typed, to be copied."""
    page = {"assessment": assessment, "reasons": reasons, "typed": typed, "crumbs": crumbs_of(assessment)}
    return render(request, "reporting/workspace_refused.html", page, status=409)
