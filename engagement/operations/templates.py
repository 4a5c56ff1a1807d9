"""Words with which an answer may begin: kept, mended, dropped."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from plans.models import User
from plans.operations.versions import delete_by, save_first, save_version
from plans.rules import NotReady, Stale

from ..choices import Disposition
from ..models import AnswerTemplate
from ..rules.desk import NO_TEMPLATE_TITLE, NO_TEMPLATE_WORDS, TITLE_TAKEN
from .at_work import check_coordinator


@transaction.atomic
def save_template(
    *,
    template: AnswerTemplate | None,
    version: int,
    title: str,
    disposition: Disposition | str,
    reason: str,
    by: User,
    now: datetime,
) -> AnswerTemplate:
    """Keep words to begin with; without a template they are new. The same words again change nothing."""
    check_coordinator(by, now)
    words = {"title": title.strip(), "disposition": disposition, "reason": reason.strip()}
    reasons = [] if words["title"] else [NO_TEMPLATE_TITLE]
    reasons += [] if words["reason"] else [NO_TEMPLATE_WORDS]
    if reasons:
        raise NotReady(reasons)
    same = AnswerTemplate.objects.filter(title=words["title"]).first()
    if same and all(getattr(same, name) == value for name, value in words.items()):
        return same
    if same and (template is None or template.pk != same.pk):
        raise NotReady([TITLE_TAKEN])
    row = template or AnswerTemplate()
    for name, value in words.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            if template:
                save_version(row, version=version, by=by)
            else:
                save_first(row, by=by)
    except IntegrityError as error:  # two at the same moment
        raise NotReady([TITLE_TAKEN]) from error
    return row


@transaction.atomic
def drop_template(*, template: AnswerTemplate, version: int, by: User, now: datetime) -> None:
    """Nobody begins with these words any more; answers stay what they are."""
    check_coordinator(by, now)
    row = AnswerTemplate.objects.select_for_update().filter(pk=template.pk).first()
    if row is None:
        return
    if row.version != version:
        raise Stale
    delete_by(row, by=by)
