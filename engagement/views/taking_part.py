"""Taking part without an account: one page to write on, or one question at a time; now, or on later."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control

from plans.files import weight_words
from plans.forms import Problem
from plans.http import reading_and_posting, version_in
from plans.kept import Difference, left_differently
from plans.rules import NotReady, Reason, Stale

from ..choices import Standing
from ..drafts import chapters_of
from ..forms.taking_part import Asking, TakePartForm, Typed
from ..models import Consultation, UnsentSubmission
from ..operations.submissions import (
    SentAlready,
    TooMany,
    documents_by_key,
    receive_documents,
    receive_submission,
)
from ..operations.unsent import TooManyKept, keep_unsent, mail_link, secret_of
from ..record import at_moment
from ..rules.taking_part import MOST_DOCUMENTS
from .holders import for_holders, has_missed, sender_of

NO_LETTER = "no-letter"  # in the address of the page that says so
NEVER_KEPT = ("documents", "homepage")
NOT_COMPARED = (*NEVER_KEPT, "key", "begun")


@login_not_required
@reading_and_posting
@cache_control(private=True, no_cache=True)  # the browser alone keeps it: the way back finds words and key
def take_part(request: HttpRequest, consultation: str) -> HttpResponse:
    """Say something: sent once, received once, and nothing that was typed is lost."""
    asking, now = asking_of(found_to_take_part(consultation)), timezone.now()
    if request.method == "POST":
        return _take(request, asking, None, now)
    return _show(request, asking, TakePartForm(asking=asking, now=now))


@for_holders(has_form=True)
@reading_and_posting
@cache_control(private=True, no_cache=True)
def take_part_later(request: HttpRequest, consultation: str, secret: str) -> HttpResponse:
    """The same form as it was left, for whoever has the link; step by step it is filled in here."""
    asking, now = asking_of(found_to_take_part(consultation)), timezone.now()
    begun = _begun_at(request, asking, secret)
    if request.method == "POST":  # of what was sent meanwhile too: no word of it is lost
        return _take(request, asking, begun, now)
    if begun is None:
        raise Http404
    form = bound(typed_on(QueryDict(), begun.typed), asking, now)
    said = {"is_kept": "kept" in request.GET, "has_no_letter": request.GET.get("kept") == NO_LETTER}
    return _show(request, asking, form, begun=begun, place=_place(request, form), **said)


@for_holders(has_form=True)
def take_part_again(request: HttpRequest, consultation: str, secret: str = "") -> HttpResponse:
    """The same page with the same words, for a form whose token does not fit: nothing was received.

    The key is a new one unless a submission has it: another site may have planted it, to get at the receipt.
    """
    asking, now = asking_of(found_to_take_part(consultation)), timezone.now()
    begun = _begun_at(request, asking, secret) if secret else None
    data = typed_on(request.POST, begun.typed if begun else {})
    form = TakePartForm(data, asking=asking, now=now, held=documents_by_key(data.getlist("files")))
    form.full_clean()
    key = form.cleaned_data.get("key", "")
    is_ours = begun is not None or asking.consultation.submissions.filter(key=key).exists()
    shown = form if is_ours else again(form, now)
    place = _place(request, form)
    return _show(request, asking, shown, begun=begun, place=place, is_too_old=True, status=403)


def _begun_at(request: HttpRequest, asking: Asking, secret: str) -> UnsentSubmission | None:
    """What was begun at a secret address; a form that is sent to another one counts like any miss."""
    begun = asking.consultation.unsent.filter(secret=secret).first()
    if begun is None and request.method == "POST":
        has_missed(request)
    return begun


# ---- What was posted ------------------------------------------------------------------------------------


def _take(
    request: HttpRequest, asking: Asking, begun: UnsentSubmission | None, now: datetime
) -> HttpResponse:
    """Do what the button asks for: send, keep for later, go to another step."""
    data = typed_on(request.POST, begun.typed if begun else {})
    blank = TakePartForm(asking=asking, now=now)
    place = _place(request, blank)
    step = blank.steps[place - 1]
    for name in step.names:  # what was emptied on this page is empty
        data.setlist(name, request.POST.getlist(name))
    try:
        refused = take_in_documents(request, data, asking.consultation, now)
    except TooMany:
        form = bound(data, asking, now)
        return _show(request, asking, form, begun=begun, place=place, is_too_many=True, status=429)
    form = bound(data, asking, now)
    on_page = {"begun": begun, "place": place}
    if "key" in form.errors:
        problems = list(form.problems())
        return _show(request, asking, again(form, now), problems=problems, **on_page, status=422)
    if begun and version_in(request.POST) != begun.version:
        names = tuple(form.fields) if step.is_look else step.names
        conflict = _differences(form, names, begun.typed)
        if conflict or step.is_look:  # what nobody has looked at is not sent
            return _show(request, asking, form, conflict=conflict, **on_page, status=409)
    action = request.POST.get("action", "send")
    is_leaving = action in ("keep", "back")
    wrong_here = set(form.errors) & {*step.names, "documents"}
    if refused or (wrong_here and not is_leaving):
        form.refuse(refused)
        return _show(request, asking, form, problems=list(form.problems()), **on_page, status=422)
    if is_leaving or not (step.is_look or len(blank.steps) == 1):
        return _keep(request, asking, form, action, now, on_page)
    return _send(request, asking, form, now, on_page)


def _keep(
    request: HttpRequest, asking: Asking, form: TakePartForm, action: str, now: datetime, on_page: dict
) -> HttpResponse:
    """Keep it at its secret address, and go there: to the same step, the next or the one before."""
    begun = on_page["begun"]
    try:
        kept = keep_unsent(
            consultation=asking.consultation,
            key=form.cleaned_data["key"],
            version=begun.version if begun else 0,
            typed=_typed(form),
            files=form.held,
            sent_from=sender_of(request),
            now=now,
        )
    except NotReady as refused:
        problems = [Problem(str(reason), "") for reason in refused.reasons]
        return _show(request, asking, form, problems=problems, **on_page, status=422)
    except TooManyKept:
        return _show(request, asking, form, is_too_many=True, **on_page, status=429)
    except Stale:
        secret = secret_of(asking.consultation, form.cleaned_data["key"])
        theirs = asking.consultation.unsent.filter(secret=secret).first()
        names = form.steps[on_page["place"] - 1].names
        conflict = _differences(form, names, theirs.typed if theirs else {})
        page = on_page | {"begun": theirs, "conflict": conflict}
        return _show(request, asking, form, **page, status=409)
    kept.consultation = asking.consultation
    place = on_page["place"] + {"keep": 0, "back": -1}.get(action, 1)
    query = {"kept": _told(request, kept, form, now)} if action == "keep" else {}
    query |= {"step": max(place, 1)} if len(form.steps) > 1 else {}
    return redirect(f"{kept.get_absolute_url()}?{urlencode(query)}")


def _told(request: HttpRequest, kept: UnsentSubmission, form: TakePartForm, now: datetime) -> str:
    """Mail the link, where there is an address for it; what the page says of it, if anything."""
    email, sender = form.cleaned_data.get("email", ""), sender_of(request)
    is_told = not email or mail_link(unsent=kept, email=email, sent_from=sender, now=now)
    return "" if is_told else NO_LETTER


def _send(
    request: HttpRequest, asking: Asking, form: TakePartForm, now: datetime, on_page: dict
) -> HttpResponse:
    if not form.is_valid():
        return _mend(request, asking, form, on_page)
    try:
        submission = receive_submission(
            consultation=asking.consultation,
            key=form.cleaned_data["key"],
            said=form.said,
            contact=form.contact,
            sent_from=sender_of(request),
            doubt=form.doubt(now),
            now=now,
        )
    except SentAlready as before:
        page = on_page | {"begun": None, "sent": before.submission}
        return _show(request, asking, again(form, now), **page, status=409)
    except TooMany:
        return _show(request, asking, form, is_too_many=True, **on_page, status=429)
    except NotReady as refused:
        form.refuse(refused.reasons)
        return _mend(request, asking, form, on_page)
    return redirect("receipt", asking.consultation.slug, submission.secret)


def _mend(request: HttpRequest, asking: Asking, form: TakePartForm, on_page: dict) -> HttpResponse:
    """The page on which the first thing stands that is wrong."""
    place = min(form.step_of(name) for name in form.errors)
    page = on_page | {"place": place, "problems": list(form.problems())}
    return _show(request, asking, form, **page, status=422)


# ---- What was typed -------------------------------------------------------------------------------------


def typed_on(posted: QueryDict, before: Typed) -> QueryDict:
    """What was posted, on top of what was kept before."""
    data = QueryDict(mutable=True)
    for name, values in [*before.items(), *posted.lists()]:
        data.setlist(name, values)
    return data


def _typed(form: TakePartForm) -> Typed:
    """The fields of the form as they were typed. No database keeps a NUL in JSON."""
    return {
        name: [value.replace("\0", "") for value in form.data.getlist(name)]
        for name in form.fields
        if name not in NEVER_KEPT and any(form.data.getlist(name))
    }


def bound(data: QueryDict, asking: Asking, now: datetime) -> TakePartForm:
    form = TakePartForm(data, asking=asking, now=now, held=documents_by_key(data.getlist("files")))
    form.full_clean()
    return form


def again(form: TakePartForm, now: datetime) -> TakePartForm:
    """The same words under another key: a form of its own."""
    data = form.data.copy()
    data["key"] = TakePartForm(asking=form.asking, now=now)["key"].value()
    return TakePartForm(data, asking=form.asking, now=now, held=form.held)


def take_in_documents(
    request: HttpRequest, data: QueryDict, consultation: Consultation, now: datetime
) -> list[Reason]:
    """Take in what came along, and put its keys among what was typed; why not the others. TooMany as ever."""
    uploads = request.FILES.getlist("documents")
    if not uploads or consultation.standing_at(now) != Standing.OPEN:
        return []
    held = documents_by_key(data.getlist("files"))
    taken, refused = receive_documents(
        uploads=uploads,
        key=data.get("key", ""),
        room=MOST_DOCUMENTS - len(held),
        sent_from=sender_of(request),
        now=now,
    )
    data.setlist("files", list(dict.fromkeys(file.key for file in [*held, *taken])))
    return refused


def _differences(form: TakePartForm, names: tuple[str, ...], kept: Typed) -> list[Difference]:
    """Where another window has kept other words than those of this page."""
    return left_differently(
        (
            form.fields[name].label,
            form.anchor(name),
            _words(kept.get(name)),
            _words(form.data.getlist(name)),
        )
        for name in names
        if name not in NOT_COMPARED
    )


def _words(values: list[str] | None) -> str:
    return "\n".join(value.replace("\r\n", "\n") for value in values or () if value)


def _place(request: HttpRequest, form: TakePartForm) -> int:
    """The step that the address asks for, from 1."""
    asked = version_in({"version": request.GET.get("step", "")})
    return min(max(asked, 1), len(form.steps))


# ---- The page -------------------------------------------------------------------------------------------


def found_to_take_part(slug: str) -> Consultation:
    asking = Consultation.objects.public().with_wholes()
    asking = asking.select_related("plan__source", "plan__published_in", "answered_in", "draft__plan")
    return get_object_or_404(asking, slug=slug)


def asking_of(consultation: Consultation, *, is_on_one_page: bool = False) -> Asking:
    """What it asks: about the plan's commitments and their parts, beside the draft where there is one."""
    return Asking(
        consultation,
        commitments=list(consultation.plan.commitments.published()),
        questions=list(consultation.questions.all()),
        chapters=chapters_of(consultation.draft) if consultation.draft else [],
        is_on_one_page=is_on_one_page,
    )


def _show(
    request: HttpRequest,
    asking: Asking,
    form: TakePartForm,
    *,
    begun: UnsentSubmission | None = None,
    place: int = 1,
    problems=(),
    status: int = 200,
    **said,
) -> HttpResponse:
    [moment] = at_moment([asking.consultation], timezone.now())
    is_closed = not moment.is_open
    step = form.steps[place - 1]
    address = reverse("take-part", args=[asking.consultation.slug])
    return render(
        request,
        "engagement/consultation_take_part.html",
        {
            "consultation": asking.consultation,
            "plan": asking.consultation.plan,
            "form": form,
            "step": step,
            "place": place,
            "hidden": list(form.hidden_on(step)) if begun is None or step.is_look or is_closed else [],
            "begun": begun,
            "address": begun.get_absolute_url() if begun else address,
            "link": settings.SITE_URL + begun.get_absolute_url() if begun else "",
            "most_of_a_document": weight_words(settings.MOST_BYTES_A_DOCUMENT),
            "errors": () if is_closed else problems,
            "is_closed": is_closed,
            "moment": moment,
            "conflict": None,
            "sent": None,
            "is_kept": False,
            "has_no_letter": False,
            "is_too_old": False,
            "is_too_many": False,
        }
        | said,
        status=409 if is_closed and status == 422 else status,
    )
