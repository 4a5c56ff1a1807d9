"""One commitment or milestone in an amendment: its words and dates, added, dropped or split."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plans.forms import with_a_row
from plans.http import reading_and_posting, version_in
from plans.kept import Difference, forget_words, gives_up, kept_words, left_differently
from plans.rules import NotReady, Stale

from ....forms.amending import NOTHING, SplitForm, TermsForm
from ....models import Commitment
from ....operations.amending import (
    MOST_PARTS,
    add_milestone,
    amend,
    drop_milestone,
    reasons_not_to_amend,
    reasons_not_to_drop,
    split_milestone,
    take_out,
)
from ....record.amended import ADDED, DROPPED
from ....record.amending import Terms, Thing
from ....words.difference import marked_words
from .desk import Desk


@reading_and_posting
def commitment(request: HttpRequest, plan: str, amendment: str, number: str) -> HttpResponse:
    """How a commitment should read and be dated."""
    desk = Desk.of(request, plan, amendment)
    return _amend(request, desk, desk.commitment(number))


@reading_and_posting
def milestone(request: HttpRequest, plan: str, amendment: str, number: str, milestone: int) -> HttpResponse:
    """How a milestone should read and be dated, or that it goes."""
    desk = Desk.of(request, plan, amendment)
    return _amend(request, desk, desk.milestone(number, milestone))


def _amend(request: HttpRequest, desk: Desk, thing: Thing) -> HttpResponse:
    if request.method == "POST":
        return _do(request, desk, thing)
    if desk.amendment.is_published:
        return redirect(desk.amendment)
    if words := kept_words(request):
        form = _form(desk, thing, words)
        more = {"kept_aside": _differences(desk, thing, form), "version": version_in(words)}
        return _show(request, desk, thing, form, **more)
    return _show(request, desk, thing, _form(desk, thing))


def _form(desk: Desk, thing: Thing, data=None) -> TermsForm:
    return TermsForm(data, kept=desk.draft.terms(thing), live=desk.draft.live(thing))


def _do(request: HttpRequest, desk: Desk, thing: Thing) -> HttpResponse:
    """Keep how it should read; or drop it, keep it after all, or take out what was only drafted."""
    if gives_up(request):
        return redirect(request.path)
    action = request.POST.get("action", "save")
    form = _form(desk, thing, request.POST)
    wanted = form.terms
    if action == "save" and list(form.problems()):
        return _show(request, desk, thing, form, status=422)
    known = {
        "amendment": desk.amendment,
        "version": version_in(request.POST),
        "by": request.user,
        "now": desk.now,
    }
    try:
        if action == "withdraw" and not isinstance(thing, Commitment):
            drop_milestone(**known, milestone=thing)
        elif action in ("keep", "remove"):
            take_out(**known, thing=thing, what=DROPPED if action == "keep" else ADDED)
        else:
            amend(**known, thing=thing, wanted=wanted)
    except NotReady as refused:
        desk.read_again()
        if desk.amendment.is_published or not desk.draft.holds(thing):
            return desk.refused(refused.reasons, _texts(form))
        form.refuse(refused.reasons)
        return _show(request, desk, thing, form, status=409)
    except Stale:
        desk.read_again()
        if desk.amendment.is_published or not desk.draft.holds(thing):
            return desk.refused([], _texts(form))
        form = _form(desk, thing, request.POST if action == "save" else None)
        differences = _differences(desk, thing, form) if action == "save" else []
        return _show(request, desk, thing, form, conflict=differences, status=409)
    forget_words(request)
    return redirect(f"{desk.url()}#changes")


def _differences(desk: Desk, thing: Thing, form: TermsForm) -> list[Difference]:
    """Between what is drafted now and what was typed, in the order of the page."""
    return left_differently(
        (form.fields[name].label, form.anchor(name), theirs, yours)
        for name, theirs, yours in _sides(form, desk.draft.terms(thing), form.terms)
    )


def _texts(form: TermsForm) -> list[Difference]:
    """Everything that was typed and is not what stood there."""
    return left_differently(
        (form.fields[name].label, form.anchor(name), before, typed)
        for name, before, typed in _sides(form, form.kept, form.terms)
    )


def _sides(form: TermsForm, theirs: Terms, yours: Terms):
    for name in form.fields:
        if name in theirs.words:
            yield name, theirs.words[name], yours.words[name]
        elif name in ("starts_on", "due_on"):
            kind = name.removesuffix("_on")
            yield name, theirs.date(kind).words, yours.date(kind).words


def _show(
    request: HttpRequest, desk: Desk, thing: Thing, form: TermsForm, *, status: int = 200, **more
) -> HttpResponse:
    is_commitment = isinstance(thing, Commitment)
    commitment = thing if is_commitment else thing.commitment
    page = desk.page(
        str(thing),
        thing=thing,
        commitment=commitment,
        is_commitment=is_commitment,
        is_added=desk.draft.adds(thing),
        is_dropped=desk.draft.drops(thing),
        parts=[] if is_commitment else desk.draft.parts_of(thing),
        not_amend=reasons_not_to_amend(desk.draft, thing),
        not_drop=[] if is_commitment else reasons_not_to_drop(desk.draft, thing),
        milestones=desk.draft.milestones_of(commitment) if is_commitment else [],
        form=form,
        rows=_rows(desk, thing, form),
        errors=list(form.problems()) if form.is_bound else [],
    )
    return render(request, "commitments/amending/thing_form.html", page | more, status=status)


def _rows(desk: Desk, thing: Thing, form: TermsForm) -> dict:
    """Each field beside what stands now; the words that a draft changes are marked."""
    live, kept = desk.draft.live(thing), desk.draft.terms(thing)
    words = []
    for name in form.WORDS:
        if name in form.fields:
            before: SafeString | str = live.words[name]
            if kept.words[name] != live.words[name]:
                before = marked_words(live.words[name], kept.words[name])[0]
            words.append({"field": form[name], "now": before})
    agreed = desk.draft.agreed(thing)
    dates = [
        {
            "on": form[f"{kind}_on"],
            "text": form[f"{kind}_text"],
            "now": live.date(kind),
            "agreed": agreed.date(kind),
        }
        for kind in ("starts", "due")
    ]
    return {"words": words, "dates": dates}


# ---- A milestone more -----------------------------------------------------------------------------------


@reading_and_posting
def new(request: HttpRequest, plan: str, amendment: str, number: str) -> HttpResponse:
    """A milestone that the amendment adds."""
    desk = Desk.of(request, plan, amendment)
    commitment = desk.commitment(number)
    if request.method != "POST":
        if desk.amendment.is_published:
            return redirect(desk.amendment)
        words = kept_words(request)
        form = TermsForm(words, kept=NOTHING)
        more = {"version": version_in(words), "kept_aside": _texts(form)} if words else {}
        return _fill_in(request, desk, commitment, form, **more)
    if gives_up(request):
        return redirect(request.path)
    form = TermsForm(request.POST, kept=NOTHING)
    wanted = form.terms
    if list(form.problems()):
        return _fill_in(request, desk, commitment, form, status=422)
    try:
        add_milestone(
            amendment=desk.amendment,
            version=version_in(request.POST),
            commitment=commitment,
            wanted=wanted,
            by=request.user,
            now=desk.now,
        )
    except NotReady as refused:
        desk.read_again()
        if desk.amendment.is_published:
            return desk.refused(refused.reasons, _texts(form))
        form.refuse(refused.reasons)
        return _fill_in(request, desk, commitment, form, status=409)
    except Stale:
        desk.read_again()
        if desk.amendment.is_published:
            return desk.refused([], _texts(form))
        return _fill_in(request, desk, commitment, form, conflict=_texts(form), status=409)
    forget_words(request)
    return redirect(f"{desk.url()}#changes")


def _fill_in(
    request: HttpRequest, desk: Desk, commitment: Commitment, form: TermsForm, *, status: int = 200, **more
) -> HttpResponse:
    errors = list(form.problems()) if form.is_bound else []
    page = desk.page(_("Add a milestone"), commitment=commitment, form=form, errors=errors)
    return render(request, "commitments/amending/milestone_new.html", page | more, status=status)


# ---- A milestone split ----------------------------------------------------------------------------------


@reading_and_posting
def split(request: HttpRequest, plan: str, amendment: str, number: str, milestone: int) -> HttpResponse:
    """What takes the place of one milestone: two or more."""
    desk = Desk.of(request, plan, amendment)
    found = desk.milestone(number, milestone)
    if desk.draft.adds(found):
        raise Http404
    kept = [desk.draft.terms(part) for part in desk.draft.parts_of(found)]
    if request.method != "POST":
        if desk.amendment.is_published:
            return redirect(desk.amendment)
        words = kept_words(request)
        form = SplitForm(words, kept=kept)
        more = {"version": version_in(words), "kept_aside": _parts_typed(form)} if words else {}
        return _split(request, desk, found, form, **more)
    if gives_up(request):
        return redirect(request.path)
    if request.POST.get("action") == "part":
        more = with_a_row(request.POST, "part", "title", MOST_PARTS)
        return _split(request, desk, found, SplitForm(more, kept=kept), is_quiet=True)
    form = SplitForm(request.POST, kept=kept)
    parts = form.parts
    if form.problems:
        return _split(request, desk, found, form, status=422)
    try:
        split_milestone(
            amendment=desk.amendment,
            version=version_in(request.POST),
            milestone=found,
            parts=parts,
            by=request.user,
            now=desk.now,
        )
    except NotReady as refused:
        desk.read_again()
        if desk.amendment.is_published or not desk.draft.holds(found):
            return desk.refused(refused.reasons, _parts_typed(form))
        form = SplitForm(request.POST, kept=kept)
        form.refuse(refused.reasons)
        return _split(request, desk, found, form, status=409)
    except Stale:
        desk.read_again()
        if desk.amendment.is_published or not desk.draft.holds(found):
            return desk.refused([], _parts_typed(form))
        theirs = [desk.draft.terms(part) for part in desk.draft.parts_of(found)]
        conflict = _parts_differ(form, theirs)
        return _split(request, desk, found, form, conflict=conflict, status=409)
    forget_words(request)
    return redirect(f"{desk.url()}#changes")


def _parts_typed(form: SplitForm) -> list[Difference]:
    return [one for part in form.rows for one in _texts(part)]


def _parts_differ(form: SplitForm, theirs: list[Terms]) -> list[Difference]:
    """Part by part: what is drafted now, and what was typed."""
    rows = [*theirs, *[NOTHING] * len(form.rows)]
    return [
        one
        for part, saved in zip(form.rows, rows, strict=False)
        for one in left_differently(
            (part.say(name, str(part.fields[name].label)), part.anchor(name), before, typed)
            for name, before, typed in _sides(part, saved, part.terms)
        )
    ]


def _split(
    request: HttpRequest,
    desk: Desk,
    found,
    form: SplitForm,
    *,
    status: int = 200,
    is_quiet: bool = False,
    **more,
) -> HttpResponse:
    is_bound = form.rows[0].is_bound and not is_quiet
    page = desk.page(
        _("Split milestone %(number)s") % {"number": found.full_number},
        thing=found,
        live=desk.draft.live(found),
        form=form,
        errors=form.problems if is_bound else [],
        not_drop=reasons_not_to_drop(desk.draft, found),
    )
    return render(request, "commitments/amending/milestone_split.html", page | more, status=status)
