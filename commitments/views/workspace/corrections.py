"""Corrections of a published report: what could be corrected, one being written, one that waits."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from plans.forms import PlainIds, Problem
from plans.http import reading_and_posting, version_in
from plans.kept import forget_words, gives_up, kept_words
from plans.models import User
from plans.rules import NotReady, Reason, Stale

from ...forms import MilestoneForm
from ...forms.corrections import DropForm, WhyForm, WordsForm
from ...forms.files import Sent
from ...models import ReportCorrection, StageUpdate
from ...operations.corrections import (
    correct_stage,
    correct_words,
    drop_correction,
    publish_correction,
    reasons_not_to_correct,
    take_back_correction,
)
from ...permissions import can_correct_report
from ...record.corrections import Correction, correction_url, corrections_waiting, stages_to_correct
from ...record.rounds import Line
from ...rules import CORRECTION_WAITS, Declared
from ...words.compared import Compared, milestone_label
from .desk import Desk
from .incoming import sent_before, with_files


def corrections(request: HttpRequest, plan: str, number: str, period: str) -> HttpResponse:
    """Everything that a published report says, each with a link to correct it."""
    desk = _desk(request, plan, number, period)
    if not desk.report.is_published:
        return redirect(desk.url())
    waiting = {one.what: one for one in corrections_waiting(desk.report)}
    page = {
        "things": [_thing(desk, name, waiting.get(name)) for name in _names(desk)],
        "refused": reasons_not_to_correct(desk.report),
        "published": _published(desk),
        "crumbs": desk.crumbs(_("Correct")),
    }
    return render(request, "commitments/correcting/correction_list.html", desk.page(**page))


@reading_and_posting
def correction(request: HttpRequest, plan: str, number: str, period: str, what: str) -> HttpResponse:
    """One thing to correct; where a correction of it waits, that one to be decided about."""
    desk = _desk(request, plan, number, period)
    if not desk.report.is_published or what not in _names(desk):
        raise Http404
    thing = _thing(desk, what, next((c for c in corrections_waiting(desk.report) if c.what == what), None))
    if request.method == "POST":
        return _post(request, desk, thing)
    if thing.waiting:
        return _show_waiting(request, desk, thing)
    if reasons_not_to_correct(desk.report):
        return redirect(_list_url(desk))
    words = kept_words(request)
    form = thing.form(words, by=request.user) if words else thing.form(is_back="back" in request.GET)
    return _write(request, desk, thing, form, is_kept=bool(words))


def _desk(request: HttpRequest, plan: str, number: str, period: str) -> Desk:
    desk = Desk.of(request, plan, number, period)
    if desk.report is None:
        raise Http404
    if not can_correct_report(request.user, desk.commitment, desk.period, desk.on):
        raise PermissionDenied
    return desk


def _list_url(desk: Desk) -> str:
    return desk.url("workspace-corrections")


# ---- What can be corrected ------------------------------------------------------------------------------


@dataclass
class Thing:
    """A stage that a report declared, or one of its texts: as published, and what waits to change it."""

    desk: Desk
    what: str
    label: str
    now: Declared | str
    read: int  # the entry, or the version of the report, that is published now
    waiting: Correction | None = None
    line: Line | None = None
    update: StageUpdate | None = None

    @property
    def url(self) -> str:
        return correction_url(self.desk.report, self.what)

    @property
    def is_of_a_stage(self) -> bool:
        return self.update is not None

    @cached_property
    def before(self) -> Declared | str | None:
        """What stood before it was corrected last, if it was."""
        if self.update:
            return self.update.corrects and self.update.corrects.said
        published = self.desk.report.corrections.published().filter(field=self.what)
        return published.order_by("-pk").values_list("before", flat=True).first()

    def form(
        self,
        data: QueryDict | None = None,
        *,
        sent: Sent | None = None,
        by: User | None = None,
        is_back=False,
    ) -> CorrectingForm:
        """To be filled in; with `is_back` it says what stood before. Kept words bring their files."""
        said = self.before if is_back and self.before is not None else self.now
        return CorrectingForm(self, said, data, sent=sent, by=by)


class CorrectingForm:
    """What is corrected, and why: the fields of the period's form for one milestone, or one text."""

    def __init__(self, thing: Thing, said, data: QueryDict | None, *, sent: Sent | None, by: User | None):
        self.stage: MilestoneForm | None = None
        if thing.line is None:
            self.own: WhyForm | WordsForm = WordsForm(data, initial={"text": said})
            return
        self.own = WhyForm(data)
        line = Line(thing.line.standing, thing.line.report, said)
        place = MilestoneForm(line=line, on=line.standing.on).files_name
        if sent is None:
            sent = sent_before(data, [place], by=by) if data is not None and by else Sent()
        self.stage = MilestoneForm(data, line=line, on=line.standing.on, sent=sent)

    @property
    def forms(self) -> list[PlainIds]:
        return [form for form in (self.stage, self.own) if form is not None]

    @property
    def problems(self) -> list[Problem]:
        return [problem for form in self.forms for problem in form.problems()]

    @property
    def said(self) -> Declared | str:
        """Whatever can be read of what was typed."""
        for form in self.forms:
            form.full_clean()
        return self.stage.said if self.stage else self.own.cleaned_data.get("text", "")

    @property
    def why(self) -> str:
        return self.own.cleaned_data.get("why", "")

    def to_mend(self, reasons: list[Reason]) -> list[Problem]:
        """What the operation asks for, each with the link to where it is filled in."""
        return [Problem(str(reason), self._href(reason.field)) for reason in reasons]

    def _href(self, field: str) -> str:
        if not field:
            return ""
        if field in self.own.fields or self.stage is None:
            return "#why" if field == "why" else "#text"
        return f"#{self.stage.anchor(field)}"


def _names(desk: Desk) -> list[str]:
    return [*(f"milestone-{number}" for number in _stages(desk)), *_texts(desk)]


def _texts(desk: Desk) -> tuple[str, ...]:
    return () if desk.report.nothing_to_report else desk.texts


def _stages(desk: Desk) -> dict[int, StageUpdate]:
    """By milestone: the row of this report that stands."""
    return {update.milestone.number: update for update in stages_to_correct(desk.report)}


def _thing(desk: Desk, what: str, waiting: Correction | None) -> Thing:
    if what in desk.texts:
        label = dict(desk.labelled_texts)[what]
        return Thing(desk, what, label, getattr(desk.report, what), desk.version, waiting)
    number = int(what.removeprefix("milestone-"))
    update = _stages(desk)[number]
    standing = update.milestone
    line = next((line for line in desk.lines if line.number == number), None)
    label = milestone_label(line) if line else f"{standing.full_number} {standing.title}"
    return Thing(desk, what, label, update.said, update.entry, waiting, line, update)


def _published(desk: Desk) -> list[Compared | ReportCorrection]:
    found = desk.report.corrections.published().select_related("published_in").order_by("pk")
    return list(found)


# ---- Writing ----------------------------------------------------------------------------------------


def _post(request: HttpRequest, desk: Desk, thing: Thing) -> HttpResponse:
    if gives_up(request):
        return redirect(thing.url)
    answers = {"publish": _publish, "not-publish": _drop, "take-back": _take_back}
    return answers.get(request.POST.get("action"), _send)(request, desk, thing)


def _send(request: HttpRequest, desk: Desk, thing: Thing) -> HttpResponse:
    """What was typed waits for the coordinator then; as long as it cannot, it stays in the form."""
    words, sent = request.POST, None
    if thing.update:
        place = thing.form().stage.files_name
        words, sent = with_files(request, [place], desk.report, desk.now)
    form = thing.form(words, sent=sent)
    said = form.said
    is_adding = request.POST.get("action", "").startswith("attach-")
    if form.problems or is_adding or any(name.endswith("_drop") for name in request.POST):
        status = 422 if form.problems else 200
        return _write(request, desk, thing, form, errors=form.problems, status=status)
    if thing.waiting and (thing.waiting.after, thing.waiting.why) == (said, form.why.strip()):
        return redirect(thing.url)  # the same button pressed twice
    if thing.waiting:
        errors = form.to_mend([CORRECTION_WAITS])
        return _write(request, desk, thing, form, errors=errors, status=409)
    if version_in(request.POST) != thing.read:
        return _write(request, desk, thing, form, is_stale=True, status=409)
    known = {"why": form.why, "by": request.user, "now": desk.now}
    try:
        if thing.update:
            correct_stage(update=thing.update, said=said, **known)
        else:
            words_of = {"report": desk.report, "version": thing.read, "field": thing.what}
            correct_words(**words_of, text=said, **known)
    except NotReady as refused:
        return _write(request, desk, thing, form, errors=form.to_mend(refused.reasons), status=409)
    except Stale:
        return _write(request, desk, thing, form, is_stale=True, status=409)
    forget_words(request)
    return redirect(thing.url)


def _write(
    request: HttpRequest,
    desk: Desk,
    thing: Thing,
    form: CorrectingForm,
    *,
    errors=(),
    is_stale: bool = False,
    is_kept: bool = False,
    status: int = 200,
) -> HttpResponse:
    page = desk.page(
        thing=thing,
        form=form,
        errors=list(errors),
        is_stale=is_stale,
        is_kept=is_kept,
        crumbs=_crumbs(desk, thing),
    )
    return render(request, "commitments/correcting/correction_form.html", page, status=status)


def _crumbs(desk: Desk, thing: Thing) -> list[dict]:
    trail = desk.crumbs(_("Correct"), thing.label)
    trail[-2]["url"] = _list_url(desk)
    return trail


# ---- Deciding -----------------------------------------------------------------------------------------


def _publish(request: HttpRequest, desk: Desk, thing: Thing) -> HttpResponse:
    return _decide(request, desk, thing, publish_correction)


def _drop(request: HttpRequest, desk: Desk, thing: Thing) -> HttpResponse:
    form = DropForm(request.POST)
    form.full_clean()
    return _decide(request, desk, thing, drop_correction, form, reason=form.cleaned_data.get("reason", ""))


def _decide(
    request: HttpRequest, desk: Desk, thing: Thing, operation, form: DropForm | None = None, **more
) -> HttpResponse:
    """Do it with what was read; where another waits by now, show that. Where none does, it is done."""
    if not desk.can_publish:
        raise PermissionDenied
    if thing.waiting is None:
        return redirect(_list_url(desk))
    form = form or DropForm()
    try:
        operation(
            correction=thing.waiting,
            seal=request.POST.get("seal", ""),
            by=request.user,
            now=desk.now,
            **more,
        )
    except NotReady as refused:
        if form.is_bound:
            form.refuse(refused.reasons)
            errors = list(form.problems())
        else:
            errors = [Problem(str(reason), "") for reason in refused.reasons]
        return _show_waiting(request, desk, thing, form, errors=errors, status=409)
    except Stale:
        return _show_waiting(request, desk, thing, form, is_stale=True, status=409)
    forget_words(request)
    return redirect(_list_url(desk))


def _take_back(request: HttpRequest, desk: Desk, thing: Thing) -> HttpResponse:
    """What waited is in the form again, to be written anew; it waits no longer."""
    if thing.waiting is None:
        return redirect(thing.url)
    try:
        take_back_correction(
            correction=thing.waiting, seal=request.POST.get("seal", ""), by=request.user, now=desk.now
        )
    except Stale:
        return _show_waiting(request, desk, thing, is_stale=True, status=409)
    taken, thing.waiting = thing.waiting, None
    form = CorrectingForm(thing, taken.after, None, sent=None, by=None)
    form.own.initial["why"] = taken.why
    return _write(request, desk, thing, form)


def _show_waiting(
    request: HttpRequest,
    desk: Desk,
    thing: Thing,
    form: DropForm | None = None,
    *,
    errors=(),
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    if form is None:
        form = DropForm(initial={"reason": (kept_words(request) or {}).get("reason", "")})
    page = desk.page(
        thing=thing,
        waiting=thing.waiting,
        one=Compared(thing.label, thing.waiting.before, thing.waiting.after, thing.what),
        form=form,
        errors=list(errors),
        is_stale=is_stale,
        is_own=thing.waiting.written_by == request.user,
        back=reverse("workspace"),
        crumbs=_crumbs(desk, thing),
    )
    return render(request, "commitments/correcting/correction_waiting.html", page, status=status)
