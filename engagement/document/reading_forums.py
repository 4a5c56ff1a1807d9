"""Bringing in who meets: forums with their seats and decisions, meetings with papers and attendance."""

from __future__ import annotations

from django.utils.translation import gettext as _

from plans.document import Intake

from ..models import Forum, ForumDecision, ForumMember, Meeting, MeetingAttendance, MeetingPaper
from .shapes import PRESENT, YES_OR_NO


def read_forum(path: str, entry: dict, intake: Intake) -> None:
    forum = intake.plan.forums.filter(slug=entry["slug"]).first()
    if forum is None:
        agency = intake.agency(f"{path}.agency", entry["agency"]) if entry.get("agency") else None
        row = Forum(
            plan=intake.plan,
            slug=entry["slug"],
            kind=entry["kind"],
            name=entry["name"],
            agency=agency,
            remit=entry.get("remit", ""),
            rules=entry.get("rules", ""),
            rules_url=entry.get("rules_url", ""),
            rules_published_on=intake.past(f"{path}.rules_published_on", entry.get("rules_published_on")),
            starts_on=intake.date(f"{path}.starts_on", entry.get("starts_on")),
            ends_on=intake.date(f"{path}.ends_on", entry.get("ends_on")),
            **intake.sourced(path, entry),
            **intake.published(path, entry),
        )
        forum = intake.add(path, row)
    if forum is None:
        return
    known = set(forum.members.values_list("position", flat=True))
    for place, said in enumerate(entry.get("members", ())):
        if said["seat"] not in known:
            at = f"{path}.members[{place}]"
            member = ForumMember(
                forum=forum,
                position=said["seat"],
                role=said["role"],
                sector=said["sector"],
                affiliation=said.get("affiliation", ""),
                biography=said.get("biography", ""),
                from_on=intake.day(f"{at}.from_on", said.get("from_on")),
                until_on=intake.day(f"{at}.until_on", said.get("until_on")),
            )
            intake.add(at, member)


def read_decisions(path: str, entry: dict, intake: Intake) -> None:
    """What a forum decided, once its meetings are there."""
    forum = intake.plan.forums.filter(slug=entry["slug"]).first()
    if forum is None:
        return
    known = set(forum.decisions.values_list("number", flat=True))
    for place, said in enumerate(entry.get("decisions", ())):
        if said["number"] in known:
            continue
        at = f"{path}.decisions[{place}]"
        meeting = forum.meetings.published().filter(slug=said.get("meeting", "")).first()
        if said.get("meeting") and meeting is None:
            intake.refuse(f"{at}.meeting", _("not a meeting of this forum in this document"))
        corrects = forum.decisions.published().filter(number=said.get("corrects") or 0).first()
        if said.get("corrects") and corrects is None:
            intake.refuse(f"{at}.corrects", _("no such decision before this one"))
        decision = ForumDecision(
            forum=forum,
            number=said["number"],
            meeting=meeting,
            what=said["what"],
            why=said.get("why", ""),
            decided_by=said.get("decided_by", ""),
            decided_on=intake.past(f"{at}.decided_on", said.get("decided_on")),
            corrects=corrects,
            **intake.sourced(at, said),
            **intake.published(at, said),
        )
        intake.add(at, decision)


def read_meeting(path: str, entry: dict, intake: Intake) -> None:
    if there := intake.plan.meetings.filter(slug=entry["slug"]).first():
        _read_papers(path, entry, there, intake)
        return
    of = {}
    for name, found in (("forum", intake.plan.forums), ("consultation", intake.plan.consultations)):
        of[name] = found.published().filter(slug=entry.get(name, "")).first()
        if entry.get(name) and of[name] is None:
            intake.refuse(f"{path}.{name}", _("not in this document"))
    day = intake.past if entry.keys() & {"attended", *PRESENT} else intake.date  # one may be announced
    row = Meeting(
        plan=intake.plan,
        slug=entry["slug"],
        kind=entry["kind"],
        title=entry["title"],
        place=entry.get("place", ""),
        number=entry["number"],
        attended=entry.get("attended"),
        account=entry.get("account", ""),
        notes_url=entry.get("notes_url", ""),
        **of,
        **{name: YES_OR_NO[entry.get(name)] for name in PRESENT},
        held_on=day(f"{path}.held_on", entry.get("held_on")),
        **intake.sourced(path, entry),
        **intake.published(path, entry),
    )
    if intake.add(path, row):
        _read_attendance(path, entry, row, intake)
        _read_papers(path, entry, row, intake)


def _read_attendance(path: str, entry: dict, meeting: Meeting, intake: Intake) -> None:
    """Who came, by sector: together as many as came."""
    came = entry.get("attendance", ())
    if came and sum(said["number"] for said in came) != meeting.attended:
        intake.refuse(f"{path}.attendance", _("the sectors together are not as many as came"))
    if len({said.get("sector") for said in came}) < len(came):
        intake.refuse(f"{path}.attendance", _("a sector stands here twice"))
        return
    for place, said in enumerate(came):
        row = MeetingAttendance(meeting=meeting, sector=said.get("sector") or "", number=said["number"])
        intake.add(f"{path}.attendance[{place}]", row)


def _read_papers(path: str, entry: dict, meeting: Meeting, intake: Intake) -> None:
    known = set(meeting.papers.values_list("position", flat=True))
    for place, said in enumerate(entry.get("papers", ())):
        if said["place"] not in known:
            at = f"{path}.papers[{place}]"
            paper = MeetingPaper(
                meeting=meeting,
                position=said["place"],
                kind=said["kind"],
                title=said["title"],
                url=said["url"],
                due_on=intake.day(f"{at}.due_on", said.get("due_on")),
                **intake.published(at, said),
            )
            intake.add(at, paper)
