"""A report written and sent by its agency."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from plans.http import reading_and_posting, version_in
from plans.kept import NOT_KEPT, forget_words, kept_words
from plans.rules import NotReady, Stale

from ...forms import ReportForm
from ...forms.files import Sent
from ...operations.decisions import report_nothing, submit_report, take_back_report
from ...operations.reports import ReportContent, save_report, what_is_new
from .desk import Desk, differences, problems_of
from .incoming import sent_before, with_files


@reading_and_posting
def report(request: HttpRequest, plan: str, number: str, period: str) -> HttpResponse:
    """The period's report, to be filled in; once it is sent, to be read."""
    desk = Desk.of(request, plan, number, period)
    if request.method == "POST":
        answers = {"take-back": _take_back, "drop": _drop}
        return answers.get(request.POST.get("action"), _save)(request, desk)
    if not desk.can_edit or desk.not_now:
        return show_report(request, desk)
    if words := kept_words(request):
        form = desk.form(words, sent=sent_before(words, desk.form().places, by=request.user))
        kept = {"kept_aside": differences(desk, form), "version": version_in(words)}
        return _fill_in(request, desk, form, **kept, files_not_kept=words.getlist(NOT_KEPT))
    return _fill_in(request, desk, desk.form(), preview=request.GET.get("preview", ""))


def show_report(request: HttpRequest, desk: Desk, *, status: int = 200, **decision) -> HttpResponse:
    """A report to be read; the review adds what is to be decided."""
    page = desk.page(send_back=None, may_answer=False, is_stale=False, refused=(), lost="") | decision
    return render(request, "commitments/workspace_report.html", page, status=status)


def _drop(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Go on with what is saved; what was kept aside for this person is given up."""
    forget_words(request)
    return redirect(desk.url())


def _take_back(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Have what was sent back to go on writing; where it has been decided meanwhile, say so."""
    if desk.report is None or desk.report.is_being_written:  # the same button pressed twice
        return redirect(desk.url())
    known = {"report": desk.report, "version": version_in(request.POST), "by": request.user, "now": desk.now}
    try:
        take_back_report(**known)
    except NotReady as refused:
        return show_report(request, desk, refused=refused.reasons, status=409)
    except Stale:
        desk.read_again()
        if not desk.report.is_being_written:
            return show_report(request, desk, is_stale=True, status=409)
    return redirect(desk.url())


def _save(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Keep what was typed; then do what the button asks for."""
    if not desk.can_edit:
        raise PermissionDenied
    words, sent = with_files(request, desk.form().places, desk.report, desk.now)
    form, action = desk.form(words, sent=sent), request.POST.get("action", "save")
    is_typing = "X-Typing" in request.headers
    content, left = _with_texts_before(desk, form.content, action)
    try:
        save_report(
            commitment=desk.commitment,
            period=desk.period,
            version=version_in(request.POST),
            content=content,
            by=request.user,
            now=desk.now,
        )
    except NotReady as refused:
        desk.read_again()
        lost = differences(desk, desk.form(words, sent=sent))
        if not lost and desk.is_sent:  # the same button pressed twice
            return redirect(desk.url())
        page = desk.page(reasons=refused.reasons, differences=lost)
        return render(request, "commitments/workspace_refused.html", page, status=409)
    except Stale:
        return HttpResponse(status=409) if is_typing else _conflict(request, desk, words, sent)
    forget_words(request)
    if left:
        words = _("What you have written stays, only empty texts are filled: %(texts)s.")
        messages.info(request, words % {"texts": ", ".join(f"“{label}”" for label in left)})
    desk.read_again()
    if is_typing:
        return _savebar(request, desk, form)
    if form.problems:
        reasons = desk.missing if action == "send" else []
        return _fill_in(request, desk, form, reasons=reasons, status=422)
    if action == "send":
        return _send(request, desk, words, sent)
    if action == "nothing":
        return _send_nothing_or_ask(request, desk)
    if action == "link":
        return _fill_in(request, desk, desk.form(room_for_links=2))
    return redirect(desk.url() + _back_to(form, action))


def _back_to(form: ReportForm, action: str) -> str:
    """Where on the page somebody goes on after a button in the middle of it."""
    what, _, where = action.partition("-")
    if what == "preview" and where in form.texts.fields:
        return f"?preview={where}#{where}"
    if what == "copy" and where in form.texts.fields:
        return f"#{where}"
    if what == "attach" and where in form.places:
        return f"#{where}-place"
    return next((f"#{name}-place" for name, place in form.places.items() if place.dropped), "")


def _with_texts_before(
    desk: Desk, content: ReportContent, action: str
) -> tuple[ReportContent, list[str | Promise]]:
    """*Start from this text*, or from all: the words of last period where nothing stands yet.

    And the labels of those texts that stay, because something does.
    """
    name = action.removeprefix("copy-")
    if name == action:
        return content, []
    before = {one: text for one, text in desk.texts_before.items() if text and name in (one, "all")}
    empty = {one: text for one, text in before.items() if not getattr(content, one).strip()}
    left = [label for one, label in desk.labelled_texts if one in before and one not in empty]
    return replace(content, **empty), left


def _send(request: HttpRequest, desk: Desk, words: QueryDict, sent: Sent) -> HttpResponse:
    try:
        submit_report(report=desk.report, version=desk.version, by=request.user, now=desk.now)
    except NotReady as refused:
        desk.read_again()
        if not desk.is_sent:
            return _fill_in(request, desk, desk.form(), reasons=refused.reasons, status=409)
    except Stale:
        desk.read_again()
        if not desk.is_sent:
            return _conflict(request, desk, words, sent)
    return redirect(desk.url())


def _send_nothing_or_ask(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One step where nothing was typed; else what would be dropped is shown first."""
    if not desk.can_submit:
        raise PermissionDenied
    if what_is_new(desk.kept, desk.lines) == ReportContent():
        return _send_nothing(request, desk, desk.version)
    return redirect(desk.url("workspace-report-nothing"))


@reading_and_posting
def nothing(request: HttpRequest, plan: str, number: str, period: str) -> HttpResponse:
    """Nothing to report, although something was typed: what would be dropped, and a button."""
    desk = Desk.of(request, plan, number, period)
    if not desk.can_submit:
        raise PermissionDenied
    if request.method == "POST":
        return _send_nothing(request, desk, version_in(request.POST))
    return redirect(desk.url()) if desk.not_now else _ask(request, desk)


def _ask(request: HttpRequest, desk: Desk, *, is_stale: bool = False) -> HttpResponse:
    page = desk.page(crumbs=desk.crumbs(_("Nothing to report")), kept=desk.kept, is_stale=is_stale)
    return render(request, "commitments/workspace_nothing.html", page, status=409 if is_stale else 200)


def _send_nothing(request: HttpRequest, desk: Desk, version: int) -> HttpResponse:
    try:
        report_nothing(
            commitment=desk.commitment, period=desk.period, version=version, by=request.user, now=desk.now
        )
    except (NotReady, Stale):
        desk.read_again()
        if not desk.not_now:
            return _ask(request, desk, is_stale=True)
    return redirect(desk.url())


def _fill_in(
    request: HttpRequest, desk: Desk, form: ReportForm, *, reasons=(), status: int = 200, **more
) -> HttpResponse:
    page = desk.page(
        form=form,
        version=desk.version,
        errors=problems_of(form, list(reasons)),
        missing=form.to_mend(desk.missing),
        conflict=None,
        kept_aside=None,
        files_not_kept=(),
        preview="",
        others=desk.others,
    )
    return render(request, "commitments/workspace_form.html", page | more, status=status)


def _savebar(request: HttpRequest, desk: Desk, form: ReportForm) -> HttpResponse:
    """The answer to saving while typing: what the savebar says now."""
    page = desk.page(problems=form.problems, missing=form.to_mend(desk.missing), others=desk.others)
    answer = render(request, "commitments/_savebar_words.html", page)
    answer["X-Version"] = desk.version
    answer["X-Missing"] = len(page["missing"])
    return answer


def _conflict(request: HttpRequest, desk: Desk, words: QueryDict, sent: Sent) -> HttpResponse:
    """Somebody else has saved since: both versions, and the typed one still in the fields."""
    desk.read_again()
    form = desk.form(_with_theirs_where_untouched(words, desk), sent=sent)
    return _fill_in(request, desk, form, conflict=differences(desk, form), status=409)


def _with_theirs_where_untouched(words: QueryDict, desk: Desk) -> QueryDict:
    """What was typed; but a text that this person left as they had read it takes the other's words."""
    posted = words.copy()
    read = desk.report.history.filter(version=version_in(posted)).first()
    typed = desk.form(posted).content
    for name in desk.texts:
        if getattr(typed, name) == (getattr(read, name) if read else ""):
            posted[name] = getattr(desk.report, name)
    return posted
