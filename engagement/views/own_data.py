"""What is kept about somebody, for whoever has the link of their receipt; and how it is erased."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plans.http import reading_and_posting
from plans.rules import NotReady

from ..operations.personal import ask_to_erase, reasons_not_to_ask, reasons_to_wait
from ..record.personal import (
    Kept,
    as_text,
    comments_of,
    contact_fields,
    everything_about,
    letters_to,
    seen_of,
)
from .holders import for_holders
from .receipts import found_receipt, page_of


@for_holders()
@require_safe
def data(request: HttpRequest, consultation: str, secret: str) -> HttpResponse:
    """All that is kept about them on one page."""
    submission = found_receipt(consultation, secret)
    kept = Kept.of(submission)
    page = page_of(submission) | {
        "kept": kept,
        "contact": contact_fields(kept.contact),
        "letters": letters_to(submission),
        "seen": seen_of(submission),
        "files": submission.files.select_related("file"),
        "comments": comments_of(submission),
    }
    return render(request, "engagement/submission_data.html", page)


@for_holders()
@require_safe
def data_file(request: HttpRequest, consultation: str, secret: str, kind: str) -> HttpResponse:
    """The same to take along: `json` for software, `txt` to read."""
    submission = found_receipt(consultation, secret)
    found = everything_about(submission, Kept.of(submission))
    if kind == "json":
        text, media_type = json.dumps(found, ensure_ascii=False, indent=2), "application/json"
    else:
        text, media_type = as_text(found), "text/plain; charset=utf-8"
    answer = HttpResponse(text, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="submission-{submission.number}.{kind}"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@for_holders(has_form=True)
@reading_and_posting
def erase(request: HttpRequest, consultation: str, secret: str) -> HttpResponse:
    """Have it erased who they are: asked once more before, because nothing brings it back."""
    submission, now, status = found_receipt(consultation, secret), timezone.now(), 200
    if request.method == "POST":
        try:
            ask_to_erase(submission=submission, now=now)
        except NotReady:
            status = 409
        else:
            return redirect("receipt-data", submission.consultation.slug, submission.secret)
    kept = Kept.of(submission)
    page = page_of(submission) | {
        "kept": kept,
        "contact": contact_fields(kept.contact),
        "reasons": reasons_not_to_ask(submission),
        "waiting": reasons_to_wait(submission, now),
    }
    return render(request, "engagement/submission_erase.html", page, status=status)
