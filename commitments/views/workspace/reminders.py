"""Reminders as the coordinator sees them: who gets the next letter, who got one, and how it reads."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import OutboxKind, OutboxState
from plans.http import reading_and_posting, version_in
from plans.kept import Difference, forget_words, gives_up, kept_words, left_differently
from plans.models import OutboxItem, User
from plans.operations.outbox import try_again
from plans.permissions import can_coordinate
from plans.rules import NotReady, Stale

from ...forms.reminders import HOURS, LetterForm
from ...models import ReminderLetter
from ...operations.reminders import letter_at_hand, reminders_lately, save_letter
from ...record.duties import duties_on, owing_on
from ...record.versions import entries_of
from ...rules_reminders import PLACEHOLDERS
from ...words.reminders import example_letter, foot, letter_to, reminders_lede

ON_A_PAGE = 30


@reading_and_posting
def reminders(request: HttpRequest) -> HttpResponse:
    """Who is reminded next and who was lately, of what, and whether the mail has left."""
    now = _for_the_coordinator(request)
    if request.method == "POST":
        return _send_after_all(request, now)
    on, letter = timezone.localdate(now), letter_at_hand()
    duties = duties_on(on)
    owing = owing_on(on, duties)
    round_today = _round_of(on)
    first = on if round_today is None or round_today.state == OutboxState.WAITING else on + timedelta(days=1)
    following = [(one, one.next_letter_on(first=first, hour=letter.hour)) for one in owing]
    following.sort(key=lambda row: (row[1] is not None, row[1] or on))
    page = {
        "on": on,
        "hour": dict(HOURS)[str(letter.hour)],
        "lede": reminders_lede(owing, following),
        "following": following,
        "nobody": [duty for duty in duties if not duty.people],
        "page_obj": Paginator(reminders_lately(), ON_A_PAGE).get_page(request.GET.get("page")),
        "broken": round_today if round_today and round_today.error else None,
        "crumbs": _crumbs(),
    }
    return render(request, "commitments/reminders/reminders.html", page)


def _for_the_coordinator(request: HttpRequest) -> datetime:
    """The time it is; whoever else is signed in finds nothing here."""
    now = timezone.now()
    if not can_coordinate(request.user, timezone.localdate(now)):
        raise Http404
    return now


def _round_of(on: date) -> OutboxItem | None:
    return OutboxItem.objects.filter(kind=OutboxKind.REMINDERS, key=f"reminders-{on.isoformat()}").first()


def _send_after_all(request: HttpRequest, now: datetime) -> HttpResponse:
    """A letter that failed is tried again; pressed twice, or after it has left, nothing more happens."""
    key = request.POST.get("mail", "")
    known = reminders_lately().filter(mail__key=key, mail__state=OutboxState.FAILED).first()
    if known:
        try_again(item=known.mail, by=request.user, now=now)
    return redirect(f"{reverse('workspace-reminders')}#lately")


def _crumbs(*more: str) -> list[dict]:
    trail = [{"url": reverse("workspace"), "label": _("Reports")}]
    if more:
        trail.append({"url": reverse("workspace-reminders"), "label": _("Reminders")})
    return [*trail, *({"url": "", "label": label} for label in (more or [_("Reminders")]))]


# ---- The letter ----------------------------------------------------------------------------------------


@reading_and_posting
def letter(request: HttpRequest) -> HttpResponse:
    """Its words and its hour, and how somebody would read it today."""
    now = _for_the_coordinator(request)
    if gives_up(request):
        return redirect("workspace-reminder-letter")
    known = letter_at_hand()
    if request.method == "POST":
        form = LetterForm(request.POST)
        if not form.is_valid():
            return _show_letter(request, known, form, now, status=422)
        return (_preview if request.POST.get("action") == "preview" else _save)(request, known, form, now)
    if words := kept_words(request):
        form = LetterForm(words)
        more = {"kept_aside": _differences(known, form), "version": version_in(words), "errors": []}
        return _show_letter(request, known, form, now, **more)
    return _show_letter(request, known, LetterForm(initial=_said(known)), now)


def _said(letter: ReminderLetter) -> dict:
    return {"hour": str(letter.hour), "subject": letter.subject, "body": letter.body}


def _preview(request: HttpRequest, known: ReminderLetter, form: LetterForm, now: datetime) -> HttpResponse:
    """How what was typed would read; nothing is saved by looking."""
    typed = ReminderLetter(**form.cleaned_data)
    more = {"version": version_in(request.POST), "typed": typed, "is_preview": True}
    return _show_letter(request, known, form, now, **more)


def _save(request: HttpRequest, known: ReminderLetter, form: LetterForm, now: datetime) -> HttpResponse:
    version = version_in(request.POST)
    try:
        save_letter(version=version, **form.cleaned_data, by=request.user, now=now)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _show_letter(request, known, form, now, version=version, status=409)
    except Stale:
        known = letter_at_hand()
        both = _differences(known, form)
        return _show_letter(request, known, form, now, conflict=both, status=409)
    forget_words(request)
    return redirect(f"{reverse('workspace-reminder-letter')}#save")


def _differences(known: ReminderLetter, form: LetterForm) -> list[Difference]:
    hours = dict(HOURS)
    pairs = []
    for name, theirs in _said(known).items():
        yours = str(form[name].value() or "")
        if name == "hour":
            theirs, yours = hours[theirs], hours.get(yours, yours)
        pairs.append((form.fields[name].label, name, theirs, yours.replace("\r\n", "\n")))
    return left_differently(pairs)


def _show_letter(
    request: HttpRequest,
    known: ReminderLetter,
    form: LetterForm,
    now: datetime,
    *,
    typed: ReminderLetter | None = None,
    status: int = 200,
    **more,
) -> HttpResponse:
    on = timezone.localdate(now)
    reader, (subject, body) = _as_read_by(request.user, typed or known, on)
    versions = entries_of(
        ReminderLetter.history.all(),
        {"hour": LetterForm.base_fields["hour"].label, **_labels()},
        named=lambda row: _("Reminder"),
        words={"hour": lambda hour: dict(HOURS)[str(hour)]},
    )
    page = {
        "form": form,
        "url": reverse("workspace-reminder-letter"),
        "errors": list(form.problems()) if form.is_bound else [],
        "version": known.version,
        "placeholders": [(f"{{{name}}}", words) for name, words in PLACEHOLDERS.items()],
        "foot": foot(),
        "reader": reader,
        "subject": subject,
        "body": body,
        "is_preview": False,
        "versions": versions,
        "conflict": None,
        "kept_aside": None,
        "saved_by": versions[0].by if versions else None,
        "saved_at": versions[0].at if versions else None,
        "crumbs": _crumbs(_("How a reminder reads")),
    }
    return render(request, "commitments/reminders/letter.html", page | more, status=status)


def _labels() -> dict[str, str]:
    return {name: LetterForm.base_fields[name].label for name in ("subject", "body")}


def _as_read_by(user: User, letter: ReminderLetter, on: date) -> tuple[User | None, tuple[str, str]]:
    """The letter as somebody would get it today: who owes most; an invented line where nobody owes."""
    owing = owing_on(on)
    if not owing:
        return None, example_letter(user, letter)
    most = max(owing, key=lambda one: len(one.duties))
    return most.user, letter_to(most, letter)
