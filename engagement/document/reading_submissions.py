"""Bringing in what was said: submissions with their points and answers, and what was answered as one."""

from __future__ import annotations

import uuid
from datetime import datetime
from secrets import token_urlsafe

from django.utils import translation
from django.utils.translation import gettext as _

from commitments.models import Commitment, Milestone
from plans.document import Intake
from plans.models import ActionPlan

from ..choices import PublishAs
from ..models import (
    Consultation,
    ReasonedResponse,
    Submission,
    SubmissionGroup,
    SubmissionPoint,
    Theme,
)
from ..rules.passages import WITHHELD
from .shapes import NOON


def read_submissions(
    path: str, entry: dict, consultation: Consultation, themes: dict[str, Theme], intake: Intake
) -> None:
    """Those that are not there yet."""
    known = set(consultation.submissions.values_list("number", flat=True))
    for place, said in enumerate(entry.get("submissions", ())):
        if said["number"] not in known:
            _read_submission(f"{path}.submissions[{place}]", said, consultation, themes, intake)


def _read_submission(
    path: str, entry: dict, consultation: Consultation, themes: dict[str, Theme], intake: Intake
) -> None:
    """One submission with its points; its receipt, and the form it came from, stay where it was sent."""
    may_be_read = entry["publish_as"] != PublishAs.NOT_AT_ALL
    if not may_be_read and any(entry.get(name) for name in ("text", "about", "points")):
        intake.refuse(path, _("nothing that this submission says may be read"))
        return
    received_on = intake.past(f"{path}.received_on", entry["received_on"])
    if received_on is None:
        return
    submission = Submission(
        consultation=consultation,
        number=entry["number"],
        key=str(uuid.uuid4()),
        secret=token_urlsafe(32),
        received_at=datetime.combine(received_on.last, NOON, consultation.timezone),
        channel=entry["channel"],
        handed_in_by=entry.get("handed_in_by", ""),
        stakeholder_type=entry.get("stakeholder_type", ""),
        publish_as=entry["publish_as"],
        about=commitment_in(f"{path}.about", entry.get("about"), intake),
        text=entry.get("text", "") if may_be_read else withheld_in(intake.plan),
        **intake.published(path, entry),
    )
    if intake.add(path, submission) is None:
        return
    for place, said in enumerate(entry.get("points", ()), start=1):
        _read_point(f"{path}.points[{place - 1}]", said, place, submission, themes, intake)


def read_groups(path: str, entry: dict, consultation: Consultation, intake: Intake) -> None:
    """What was answered as one: the group, and the submissions that say that they are of it."""
    known = set(consultation.groups.values_list("number", flat=True))
    members: dict[int, list[int]] = {}
    for said in entry.get("submissions", ()):
        if said.get("group"):
            members.setdefault(said["group"], []).append(said["number"])
    told = {said["number"] for said in entry.get("groups", ())}
    for number in sorted(members.keys() - told - known):
        intake.refuse(f"{path}.groups", _("no group %(number)s in this document") % {"number": number})
    for place, said in enumerate(entry.get("groups", ())):
        at = f"{path}.groups[{place}]"
        if said["number"] in known:
            continue
        if said["lead"] not in members.get(said["number"], ()):
            intake.refuse(f"{at}.lead", _("the submission that is answered for all is one of them"))
            continue
        lead = consultation.submissions.filter(number=said["lead"]).first()
        if lead is None:  # refused, where it stands
            continue
        row = SubmissionGroup(
            consultation=consultation,
            number=said["number"],
            kind=said["kind"],
            title=said["title"],
            lead=lead,
            **intake.published(at, said),
        )
        if group := intake.add(at, row):
            consultation.submissions.filter(number__in=members[said["number"]]).update(group=group)


def _read_point(
    path: str, entry: dict, place: int, submission: Submission, themes: dict[str, Theme], intake: Intake
) -> None:
    text = entry.get("text", "")
    is_withheld = bool(entry.get("withheld_ground"))
    if text not in submission.text:
        intake.refuse(f"{path}.text", _("these words do not stand in the submission"))
    if is_withheld and text != withheld_in(intake.plan):
        intake.refuse(f"{path}.text", _("a withheld passage stands as %s") % withheld_in(intake.plan))
    if entry.get("theme") and entry["theme"] not in themes:
        intake.refuse(f"{path}.theme", _("no such theme in this consultation"))
    commitment = commitment_in(f"{path}.commitment", entry.get("commitment"), intake)
    point = SubmissionPoint(
        submission=submission,
        position=place,
        text=text,
        theme=themes.get(entry.get("theme")),
        commitment=commitment,
        milestone=_milestone(f"{path}.milestone", entry.get("milestone"), commitment, intake),
        is_withheld=is_withheld,
        withheld_ground=entry.get("withheld_ground", ""),
    )
    said = entry.get("response")
    if intake.add(path, point) and said:
        at = f"{path}.response"
        response = ReasonedResponse(
            point=point,
            disposition=said["disposition"],
            reason=said.get("reason", ""),
            changed=said.get("changed", ""),
            changed_commitment=commitment_in(
                f"{at}.changed_commitment", said.get("changed_commitment"), intake
            ),
            **intake.published(at, said),
        )
        intake.add(at, response)


def commitment_in(path: str, number: str | None, intake: Intake) -> Commitment | None:
    commitment = intake.plan.commitments.published().filter(number=number).first() if number else None
    if number and commitment is None:
        intake.refuse(path, _("no such commitment in this document"))
    return commitment


def _milestone(
    path: str, number: int | None, commitment: Commitment | None, intake: Intake
) -> Milestone | None:
    if number is None:
        return None
    if commitment is None:
        intake.refuse(path, _("a milestone is named together with its commitment"))
        return None
    milestone = commitment.milestones.published().filter(number=number).first()
    if milestone is None:
        intake.refuse(path, _("this commitment has no such milestone in this document"))
    return milestone


def withheld_in(plan: ActionPlan) -> str:
    """What stands for withheld words, in the plan's language."""
    with translation.override(plan.language):
        return str(WITHHELD)
