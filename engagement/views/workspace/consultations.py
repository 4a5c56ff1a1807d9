"""Consultations as their coordinator sees them: the list, one that is prepared, one that is public."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.forms import rearranged, with_a_row
from plans.http import reading_and_posting, version_in
from plans.kept import Difference, forget_words, gives_up, kept_words, left_differently
from plans.rules import NotReady, Stale

from ...choices import Retention
from ...forms.asking import (
    MOST_DOCUMENTS,
    PRIVACY,
    ClosingForm,
    ConsultationForm,
    ThemeForm,
    day_and_hour,
)
from ...models import Consultation
from ...operations.at_work import reasons_not_to_work
from ...operations.consultations import (
    change_closing,
    end_preview,
    make_preview,
    publish_consultation,
    reasons_not_to_move,
    reasons_not_to_publish,
)
from ...operations.entering import reasons_not_to_enter
from ...operations.preparing import ConsultationContent, Paper, content_of, save_consultation
from ...operations.themes import add_theme
from ...rules.asking import MOST_QUESTIONS, Asked
from ...work import Work, works_at
from .desk import consultation_at, crumbs, next_to_do, plans_to_ask_about
from .papers import files_named, with_files


def consultations(request: HttpRequest) -> HttpResponse:
    """What is to do on each, and where a new one begins."""
    now = timezone.now()
    plans = list(plans_to_ask_about(request, now))
    rows = Consultation.objects.visible_to(request.user, timezone.localdate(now)).with_work()
    works = works_at(now, rows.select_related("plan", "answered_in", "source").newest_first())
    page = {
        "to_do": [work for work in works if work.is_to_do],
        "others": [work for work in works if not work.is_to_do],
        "plans": plans,
        "crumbs": crumbs(),
    }
    return render(request, "engagement/workspace_consultations.html", page)


@reading_and_posting
def new(request: HttpRequest, plan: str) -> HttpResponse:
    """A consultation is begun; nothing of it is public."""
    now = timezone.now()
    found = get_object_or_404(plans_to_ask_about(request, now), slug=plan)
    return _prepare(request, Consultation(plan=found, zone=settings.TIME_ZONE, privacy=str(PRIVACY)), now)


@reading_and_posting
def consultation(request: HttpRequest, consultation: str) -> HttpResponse:
    """One that is not public is prepared here; one that is public is overseen."""
    now = timezone.now()
    found = consultation_at(request, consultation, now)
    return _oversee(request, found, now) if found.is_published else _prepare(request, found, now)


# ---- Not public yet -------------------------------------------------------------------------------------


def _prepare(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    if request.method == "POST":
        return _save(request, found, now)
    if words := kept_words(request):
        form = _form(request, found, words)
        more = {"kept_aside": _differences(found, form), "version": version_in(words)}
        return _fill_in(request, found, form, now, **more)
    return _fill_in(request, found, _form(request, found), now)


def _form(request: HttpRequest, found: Consultation, data=None, refused=()) -> ConsultationForm:
    kept = content_of(found) if found.pk else ConsultationContent(privacy=str(PRIVACY))
    return ConsultationForm(
        kept=kept,
        zone=found.timezone,
        rounds=found.plan.consultations.published().newest_first(),
        drafts=found.plan.drafts.select_related("published_in").order_by("-number"),
        files=files_named(data or {}, found, request.user),
        refused=refused,
        data=data,
    )


def _save(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    """Keep what was typed; then do what the button asks for."""
    if gives_up(request):
        return redirect(_url(found))
    action = request.POST.get("action", "")
    posted, refused = with_files(request, now)
    form = _form(request, found, _with_rows(posted, action), refused)
    if action in MORE_ROOM or action.partition("-")[0] in MOVED:
        return _fill_in(request, found, form, now, is_quiet=not refused, status=422 if refused else 200)
    content = form.content
    if form.problems:
        return _fill_in(request, found, form, now, status=422)
    try:
        saved = save_consultation(
            plan=found.plan,
            consultation=found if found.pk else None,
            version=version_in(request.POST),
            content=content,
            by=request.user,
            now=now,
        )
        if action == "preview":
            make_preview(consultation=saved, by=request.user, now=now)
        elif action == "end-preview":
            end_preview(consultation=saved, by=request.user, now=now)
    except NotReady as refused:
        return _fill_in(request, found, form, now, reasons=refused.reasons, status=409)
    except Stale:
        return _conflict(request, found, now)
    forget_words(request)
    if action == "publish":
        return _publish(request, saved, now)
    return redirect("workspace-consultation", saved.slug)


# What is pressed while something is being typed: nothing is saved, and nothing is said to be wrong yet.
MORE_ROOM = ("document", "question", "attach")
MOVED = {"question": "label", "document": "title"}  # by `question-up-2` and the like


def _with_rows(posted: QueryDict, action: str) -> QueryDict:
    """The same words with room for one row more, or with the rows in the order asked for."""
    if action == "document":
        return with_a_row(posted, "document", "title", MOST_DOCUMENTS)
    if action == "question":
        return with_a_row(posted, "question", "label", MOST_QUESTIONS)
    stem, _dash, move = action.partition("-")
    return rearranged(posted, stem, MOVED[stem], move) if stem in MOVED else posted


def _publish(request: HttpRequest, saved: Consultation, now: datetime) -> HttpResponse:
    """Only what is saved is published; what is missing is listed, each with its link."""
    try:
        publish_consultation(consultation=saved, version=saved.version, by=request.user, now=now)
    except NotReady as refused:
        return _fill_in(request, saved, _form(request, saved), now, reasons=refused.reasons, status=409)
    except Stale:
        return _conflict(request, saved, now)
    return redirect("workspace-consultation", saved.slug)


def _conflict(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    """Somebody else has saved since: both versions, and the typed one still in the fields."""
    found = consultation_at(request, Consultation.objects.get(pk=found.pk).slug, now)
    if found.is_published:
        return _fill_in(request, found, _form(request, found, request.POST), now, reasons=[], status=409)
    form = _form(request, found, _with_theirs_where_untouched(request, found))
    return _fill_in(request, found, form, now, conflict=_differences(found, form), status=409)


TEXTS = (
    "title",
    "slug",
    "purpose",
    "stage",
    "background",
    "question",
    "decided_by",
    "decided_how",
    "privacy",
    "kept_months",
)


def _with_theirs_where_untouched(request: HttpRequest, found: Consultation) -> QueryDict:
    """What was typed; but a text that this person left as they had read it takes the other's words."""
    posted = request.POST.copy()
    read = found.history.filter(version=version_in(posted)).first()
    typed = _form(request, found, posted).content
    for name in TEXTS:
        if read and getattr(typed, name) == getattr(read, name):
            posted[name] = str(getattr(found, name))
    return posted


LABELS = {
    "opens_at": gettext_lazy("Opens"),
    "closes_at": gettext_lazy("Closes"),
    "questions": gettext_lazy("Questions"),
    "documents": gettext_lazy("Documents"),
}


def _differences(found: Consultation, form: ConsultationForm) -> list[Difference]:
    """In the order of the page, each in words."""
    theirs = content_of(found) if found.pk else ConsultationContent()
    yours, pairs = form.content, []
    for name in ConsultationContent.__dataclass_fields__:
        field = {"opens_at": "opens_on", "closes_at": "closes_on"}.get(name, name)
        label = LABELS.get(name) or form.about.fields[name].label
        pairs.append((label, field, *(_in_words(getattr(one, name), found) for one in (theirs, yours))))
    return left_differently(pairs)


def _in_words(said, found: Consultation) -> str:
    if isinstance(said, datetime):
        return date_format(timezone.localtime(said, found.timezone), "j F Y, H:i")
    if isinstance(said, tuple):
        return "\n".join(_row_in_words(one) for one in said)
    if isinstance(said, bool):
        return _("Yes") if said else _("No")
    if isinstance(said, int):
        return str(Retention(said).label)
    return "" if said is None else date_format(said, "j F Y") if hasattr(said, "year") else str(said)


def _row_in_words(row: str | Asked | Paper) -> str:
    if isinstance(row, Asked):
        return " / ".join(filter(None, (row.label, str(row.kind.label), row.hint, *row.options)))
    return row if isinstance(row, str) else f"{row.title} {row.url or row.file} {row.size}"


def _url(found: Consultation) -> str:
    if found.pk:
        return reverse("workspace-consultation", args=[found.slug])
    return reverse("workspace-consultation-new", args=[found.plan.slug])


def _fill_in(
    request: HttpRequest,
    found: Consultation,
    form: ConsultationForm,
    now: datetime,
    *,
    reasons=(),
    status: int = 200,
    is_quiet: bool = False,
    **more,
) -> HttpResponse:
    """The form; `is_quiet` while somebody only asked for more room."""
    saved = found.history.select_related("history_user").first() if found.pk else None
    page = {
        "consultation": found,
        "plan": found.plan,
        "form": form,
        "url": _url(found),
        "version": found.version if found.pk else 0,
        "errors": [] if is_quiet else [*form.problems, *form.to_mend(reasons)],
        "missing": form.to_mend(reasons_not_to_publish(found, now)),
        "saved": saved,
        "preview": _preview(request, found),
        "conflict": None,
        "kept_aside": None,
        "crumbs": crumbs(found if found.pk else None, *([] if found.pk else [_("New")])),
    }
    return render(request, "engagement/workspace_consultation_form.html", page | more, status=status)


def _preview(request: HttpRequest, found: Consultation) -> str:
    """The address of its preview, in full; empty where there is none."""
    if not found.preview_key:
        return ""
    return request.build_absolute_uri(reverse("consultation-preview", args=[found.preview_key]))


# ---- Public ---------------------------------------------------------------------------------------------


def _oversee(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    """Its dates, what came in and what is left; `?closing` asks for another closing."""
    if request.method == "POST":
        act = {"move": _move_closing, "close": _move_closing, "theme": _add_theme}
        return act.get(request.POST.get("action", ""), _overtaken)(request, found, now)
    if "closing" in request.GET and not reasons_not_to_move(found, now):
        initial = day_and_hour("closes", found.closes_at, found.timezone)
        initial["answers_due_on"] = found.answers_due_on
        return _ask(request, found, ClosingForm(initial=initial, zone=found.timezone), now)
    return _show(request, found, now)


def _overtaken(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    """The form of one that was not public when it was opened."""
    return _show(request, found, now, is_overtaken=True, status=409)


def _add_theme(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return _show(request, found, now, theme=form, status=422)
    try:
        add_theme(consultation=found, label=form.cleaned_data["label"], by=request.user, now=now)
    except NotReady as refused:
        if reasons_not_to_work(found):
            return _show(request, found, now, refused=refused.reasons, status=409)
        form.refuse(refused.reasons)
        return _show(request, found, now, theme=form, status=409)
    return redirect(f"{_url(found)}#themes")


def _move_closing(request: HttpRequest, found: Consultation, now: datetime) -> HttpResponse:
    """Later, earlier or now; whatever was pressed last is what the public reads."""
    form = ClosingForm(request.POST, zone=found.timezone)
    is_now = request.POST["action"] == "close"
    if not is_now and not form.is_valid():
        return _ask(request, found, form, now, status=422)
    try:
        change_closing(
            consultation=found,
            version=version_in(request.POST),
            closes_at=now if is_now else form.closes_at,
            answers_due_on=found.answers_due_on if is_now else form.cleaned_data["answers_due_on"],
            by=request.user,
            now=now,
        )
    except NotReady as refused:
        if reasons_not_to_move(found, now):
            return _show(request, found, now, refused=refused.reasons, status=409)
        form.refuse(refused.reasons)
        return _ask(request, found, form, now, status=409)
    except Stale:
        return _ask(request, consultation_at(request, found.slug, now), form, now, is_stale=True, status=409)
    return redirect("workspace-consultation", found.slug)


def _ask(
    request: HttpRequest, found: Consultation, form: ClosingForm, now: datetime, *, status: int = 200, **more
) -> HttpResponse:
    page = {
        "consultation": found,
        "work": Work(found, now),
        "form": form,
        "errors": list(form.problems()) if form.is_bound else [],
        "is_stale": False,
        "crumbs": crumbs(found, _("Change the closing")),
    }
    return render(request, "engagement/workspace_closing.html", page | more, status=status)


def _show(
    request: HttpRequest, found: Consultation, now: datetime, *, status: int = 200, **more
) -> HttpResponse:
    theme = more.setdefault("theme", ThemeForm())
    page = {
        "errors": list(theme.problems()) if theme.is_bound else [],
        "themes": found.themes.all(),
        "can_add_themes": not reasons_not_to_work(found),
        "consultation": found,
        "work": Work(found, now),
        "next": next_to_do(found),
        "can_move": not reasons_not_to_move(found, now),
        "can_enter": not reasons_not_to_enter(found, now),
        "refused": [],
        "is_overtaken": False,
        "crumbs": crumbs(found),
    }
    return render(request, "engagement/workspace_consultation.html", page | more, status=status)
