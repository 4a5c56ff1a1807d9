"""Bringing a plan document in: a publication by the operator, with the document as its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.choices import PublicationKind
from plans.document import Intake, Problem
from plans.models import ActionPlan
from plans.operations.editions import announce, next_edition

from .. import document as plan_document


class Refused(Exception):
    """Every problem of a document, by path and reason; nothing of it was brought in."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class Result:
    """What was added, by path; with a dry run, what would be."""

    added: list[str]


def bring_in(*, document: dict, name: str, dry_run: bool = False, now: datetime | None = None) -> Result:
    """Load a document, whole or not at all; Refused with all its problems.

    `name` says for people where it came from. The same document again adds nothing. What has
    happened cannot lie after `now`, this very moment where it is left out.
    """
    if problems := plan_document.misshapen(document):
        raise Refused(problems)
    document = plan_document.canonical(document)
    if problems := plan_document.misshapen(document):  # a required text may have been empty
        raise Refused(problems)
    slug = document["plan"]["slug"]
    with transaction.atomic():
        _refuse_what_differs(slug, document)
        intake = Intake(
            next_edition(by=None, by_words=_("Operator"), document=name), now=now or timezone.now()
        )
        for section in plan_document.SECTIONS:
            if not intake.problems:
                section.read(document, intake)
        if intake.problems or intake.plan is None:
            raise Refused(intake.problems)
        announce(
            edition=intake.edition,
            kind=PublicationKind.PLAN,
            address=intake.plan.get_absolute_url(),
            after={"added": intake.added},
        )
        if dry_run or not intake.added:
            transaction.set_rollback(True)
    return Result(intake.added)


def _refuse_what_differs(slug: str, document: dict) -> None:
    plan = ActionPlan.objects.filter(slug=slug).first()
    if plan is None:
        return
    if not plan.is_published or plan.is_being_made:
        raise Refused([Problem("plan.slug", _("a plan of this name is being made here"))])
    if problems := plan_document.differences(plan_document.write(plan), document):
        raise Refused(problems)
