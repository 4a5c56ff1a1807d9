"""Bringing in ideas with the voices on them, and the draft commitments that were made of them."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import date, datetime
from secrets import token_urlsafe
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from plans.document import Intake

from ..choices import Purpose, VoiceKind
from ..models import (
    Consultation,
    Idea,
    IdeaInProposal,
    ProposedCommitment,
    SubmissionPoint,
    Voice,
)
from ..operations.proposing.content import TEXTS
from ..rules.ideas import NOT_FOR_IDEAS
from .reading_submissions import commitment_in, withheld_in
from .shapes import NOON

WORDS = (*TEXTS, "lead", "decides_next", "decides_next_on")
WORDS_OF_A_STEP = ("title", "starts_on", "due_on", "agency")


# ---- Ideas --------------------------------------------------------------------------------------------


def read_ideas(path: str, entry: dict, consultation: Consultation, intake: Intake) -> None:
    """Those that are not there yet; whatever has ideas shows them."""
    if not entry.get("ideas"):
        return
    if consultation.purpose != Purpose.IDEAS:
        intake.refuse(f"{path}.ideas", NOT_FOR_IDEAS)
        return
    if not consultation.shows_ideas:
        consultation.shows_ideas = True
        intake.mend(f"{path}.ideas", consultation)
    known = set(consultation.ideas.values_list("number", flat=True))
    for place, said in enumerate(entry["ideas"]):
        if said["number"] not in known:
            _read_idea(f"{path}.ideas[{place}]", said, consultation, intake)


def _read_idea(path: str, entry: dict, consultation: Consultation, intake: Intake) -> None:
    points = SubmissionPoint.objects.filter(submission__consultation=consultation)
    point = points.filter(submission__number=entry["submission"], position=entry["point"]).first()
    if point is None:
        intake.refuse(f"{path}.point", _("no such point in this document"))
        return
    row = Idea(
        consultation=consultation, number=entry["number"], point=point, **intake.published(path, entry)
    )
    if idea := intake.add(path, row):
        _read_voices(path, entry, idea, intake)


def _read_voices(path: str, entry: dict, idea: Idea, intake: Intake) -> None:
    """As many as spoke, each with its reason where that is shown. Who they are stays where they spoke."""
    zone = idea.consultation.timezone
    counted, told = Counter(entry.get("voices", {})), Counter(one["kind"] for one in entry.get("reasons", ()))
    if told - counted:
        intake.refuse(f"{path}.reasons", _("more reasons than voices of that kind"))
        return
    for place, said in enumerate(entry.get("reasons", ())):
        at = f"{path}.reasons[{place}]"
        given_on = intake.past(f"{at}.given_on", said["given_on"])
        changed_on = intake.past(f"{at}.changed_on", said.get("changed_on"))
        voice = _voice(idea, said["kind"], _noon(given_on and given_on.last, zone) or intake.now)
        voice.reason, voice.changed_at = said["reason"], _noon(changed_on and changed_on.last, zone)
        for name, value in intake.published(at, said).items():
            setattr(voice, name, value)
        intake.add(at, voice)
    last_moment = idea.consultation.closes_at or intake.now
    Voice.objects.bulk_create(
        _without_words(_voice(idea, kind, last_moment), intake)
        for kind, number in (counted - told).items()
        for _nth in range(number)
    )


def _voice(idea: Idea, kind: str, given_at: datetime) -> Voice:
    """The form that it came from, and the link that changes it, are nobody's here."""
    return Voice(idea=idea, key=str(uuid.uuid4()), secret=token_urlsafe(32), kind=kind, given_at=given_at)


def _without_words(voice: Voice, intake: Intake) -> Voice:
    """One whose reason is read where it was given, or never had one: it counts all the same."""
    if voice.kind != VoiceKind.SUPPORT:
        voice.reason, voice.kept_back_why = withheld_in(intake.plan), _("Not shown where it was given.")
    return voice


def _noon(day: date | None, zone: ZoneInfo) -> datetime | None:
    return day and datetime.combine(day, NOON, zone)


# ---- Draft commitments --------------------------------------------------------------------------------


def read_proposal(path: str, entry: dict, intake: Intake) -> None:
    """One that is decided, with the ideas of which it was made; nobody works on it here."""
    found = Consultation.objects.public().filter(slug=entry["consultation"]).first()
    if found is None:
        intake.refuse(f"{path}.consultation", _("no such consultation is published here"))
        return
    if found.proposals.filter(slug=entry["slug"], plan=intake.plan).exists():
        return
    if not found.was_brought_in:
        intake.refuse(path, _("this consultation is run here; nothing is brought into it"))
        return
    decided_on = intake.past(f"{path}.decided_on", entry["decided_on"])
    shown = _as_shown(path, entry["text"], intake) if "text" in entry else {}
    row = ProposedCommitment(
        consultation=found,
        plan=intake.plan,
        slug=entry["slug"],
        **{name: shown.get(name, "") for name in TEXTS} | {"title": entry["title"]},
        values=shown.get("values", []),
        state=entry["state"],
        decided_on=decided_on and decided_on.last,
        decided_by=entry["decided_by"],
        decision_reason=entry.get("decision_reason", ""),
        decided_in=intake.edition,
        commitment=commitment_in(f"{path}.commitment", entry.get("commitment"), intake),
        shown=shown,
        **intake.published(path, entry) if shown else {},
    )
    if proposal := intake.add(path, row):
        _read_ideas_in(path, entry, proposal, intake)


def _as_shown(path: str, said: dict, intake: Intake) -> dict:
    """The working text as it is kept where it was put out: whatever is not said is empty."""
    steps = [{name: step.get(name, "") for name in WORDS_OF_A_STEP} for step in said.get("milestones", ())]
    for place, step in enumerate(steps):
        for name in ("starts_on", "due_on"):
            intake.date(f"{path}.text.milestones[{place}].{name}", step[name])
    intake.day(f"{path}.text.decides_next_on", said.get("decides_next_on"))
    words = {name: said.get(name, "") for name in WORDS}
    return words | {"values": said.get("values", []), "milestones": steps}


def _read_ideas_in(path: str, entry: dict, proposal: ProposedCommitment, intake: Intake) -> None:
    ideas = {idea.number: idea for idea in proposal.consultation.ideas.published()}
    for place, number in enumerate(entry.get("ideas", ())):
        at = f"{path}.ideas[{place}]"
        if number in ideas:
            intake.add(at, IdeaInProposal(proposal=proposal, idea=ideas[number]))
        else:
            intake.refuse(at, _("no such idea is published here"))
