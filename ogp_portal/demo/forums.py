"""Who signs in for a seat of the example's forums, what is met about next, and an agency's own group."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from engagement.choices import ForumKind, MeetingKind, PaperKind, Sector
from engagement.models import Consultation, Forum
from engagement.operations.forums.facts import ForumContent, publish_forum, save_forum
from engagement.operations.forums.meetings import MeetingContent, add_meeting, publish_meeting
from engagement.operations.forums.members import MemberContent, content_of, save_member
from engagement.operations.forums.papers import PaperContent, save_paper
from engagement.operations.inviting import invite_forums
from plans.dates import PartialDate
from plans.models import ActionPlan, Agency, User

CHIS_SEAT = 3
OPEN_CONSULTATION = "example-next"


def keep_forums(*, plan: ActionPlan, agency: Agency, ana: User, chi: User, bea: User, now: datetime) -> None:
    """Chi holds a seat; a meeting is announced, its agenda late; a group begins; the panel is invited."""
    on, by = timezone.localdate(now), {"by": ana, "now": now}
    panel = Forum.objects.get(plan=plan, slug="expert-advisory-panel")
    seat = panel.members.get(position=CHIS_SEAT)
    content = MemberContent(**vars(content_of(seat)) | {"user": chi})
    save_member(forum=panel, seat=CHIS_SEAT, version=seat.version, content=content, **by)
    _announce(panel, on, by)
    _set_up_group(plan, agency, bea, on, by)
    asked = Consultation.objects.get(plan=plan, slug=OPEN_CONSULTATION)
    invite_forums(consultation=asked, slugs={panel.slug}, **by)


def _announce(panel: Forum, on: date, by: dict) -> None:
    """The rules say a week before; it is in six days, so the agenda is late by one."""
    held_on = on + timedelta(days=6)
    content = MeetingContent(
        title="What people ask for next",
        kind=MeetingKind.FORUM,
        held_on=PartialDate.of(held_on),
        place="National Library",
        account="At 10 am; anybody may listen.",
    )
    meeting = add_meeting(forum=panel, content=content, **by)
    for kind, due_on in (
        (PaperKind.AGENDA, held_on - timedelta(days=7)),
        (PaperKind.MINUTES, held_on + timedelta(days=14)),
    ):
        paper = PaperContent(kind=kind, due_on=due_on)
        save_paper(forum=panel, meeting=meeting, place=None, version=99, content=paper, **by)
    publish_meeting(forum=panel, meeting=meeting, version=meeting.version, **by)


def _set_up_group(plan: ActionPlan, agency: Agency, bea: User, on: date, by: dict) -> None:
    """An agency's own stakeholder group, which nobody has invited to anything yet."""
    began = PartialDate.of(on - timedelta(days=20))
    group = save_forum(
        plan=plan,
        forum=None,
        version=0,
        content=ForumContent(
            name="Users of open data",
            slug="users-of-open-data",
            kind=ForumKind.AGENCY,
            agency=agency,
            remit="People who use the figures say what is missing in them.",
            starts_on=began,
        ),
        **by,
    )
    for role, sector, affiliation, user in (
        ("Convenor", Sector.GOVERNMENT, "Office for Open Data", bea),
        ("Member", Sector.MEDIA, "a local newspaper", None),
        ("Member", Sector.CIVIL_SOCIETY, "a group that watches public spending", None),
    ):
        seat = MemberContent(role=role, sector=sector, affiliation=affiliation, user=user, from_on=began.last)
        save_member(forum=group, seat=None, version=99, content=seat, **by)
    publish_forum(forum=group, version=group.version, **by)
