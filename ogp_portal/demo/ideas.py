"""Ideas for the next plan, in the open: people speak to them, and a draft commitment is begun."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from uuid import uuid4

from engagement.choices import PublishAs, StakeholderType
from engagement.models import Consultation, Idea
from engagement.operations.answers import Piece, cut_into_points
from engagement.operations.ideas import show_ideas
from engagement.operations.proposing import (
    MilestoneOfProposal,
    ProposalContent,
    begin_proposal,
    comment_on,
    invite,
    save_proposal,
)
from engagement.operations.submissions import Contact, Said, receive_submission
from engagement.operations.together import Ticked
from engagement.operations.voices import Heard, give_voice, show_reasons
from plans.models import ActionPlan, Agency, User

from .example import HERE


def gather_in_the_open(*, next_plan: ActionPlan, ana: User, ben: User, on: date, now: datetime) -> None:
    """Everything the way people do it: sent in, read, shown, spoken to; and what Ben writes of it."""
    script = json.loads((HERE / "ideas.json").read_text(encoding="utf-8"))
    consultation = Consultation.objects.get(slug=script["consultation"])
    for entry in script["ideas"]:
        idea = _show(entry, consultation, ana)
        heard = [
            give_voice(idea=idea, key=str(uuid4()), kind=said["kind"], reason=said.get("reason", ""), now=now)
            for said in entry["voices"]
        ]
        if ticked := [Heard(heard[place].pk, 1) for place in entry["shown"]]:
            show_reasons(consultation=consultation, ticked=ticked, by=ana, now=now)
    _draft(script["proposal"], consultation, next_plan, ana, ben, on, now)


def _show(entry: dict, consultation: Consultation, ana: User) -> Idea:
    sent_at = consultation.opens_at + timedelta(days=entry["after"], hours=3)
    sent = receive_submission(
        consultation=consultation,
        key=str(uuid4()),
        said=Said(
            text=entry["text"],
            publish_as=PublishAs(entry["publish_as"]),
            stakeholder_type=StakeholderType(entry["stakeholder_type"]),
            may_be_invited=entry.get("may_be_invited", False),
        ),
        contact=Contact(entry.get("name", ""), entry.get("email", ""), entry.get("organisation", "")),
        now=sent_at,
    )
    read_at, theme = sent_at + timedelta(hours=5), consultation.themes.get(slug=entry["theme"])
    piece = Piece(entry["text"], theme=theme)
    cut_into_points(submission=sent, version=sent.version, pieces=[piece], by=ana, now=read_at)
    ticked = [Ticked(sent.number, 1, sent.version + 1, 0)]
    [idea] = show_ideas(consultation=consultation, ticked=ticked, by=ana, now=read_at)
    return idea


def _draft(
    script: dict,
    consultation: Consultation,
    plan: ActionPlan,
    ana: User,
    ben: User,
    on: date,
    now: datetime,
) -> None:
    """Begun by Ana, who says who decides next; written by Ben, whose agency is invited. Nothing is public."""
    proposal = begin_proposal(
        consultation=consultation,
        plan=plan,
        title=script["title"],
        numbers=script["ideas"],
        by=ana,
        now=now,
    )
    agency = Agency.objects.get(slug=script["invited"])
    invite(proposal=proposal, agency=agency, by=ana, now=now)
    written = script["written"] | {"values": tuple(script["written"]["values"])}
    content = ProposalContent(
        title=script["title"],
        theme=proposal.theme.slug if proposal.theme else "",
        decides_next=script["decides_next"],
        decides_next_on=on + timedelta(days=script["decides_in"]),
    )
    proposal = save_proposal(proposal=proposal, version=1, content=content, by=ana, now=now)
    milestone = MilestoneOfProposal(script["milestone"], None, plan.ends_on, agency.slug, 1)
    content = ProposalContent(title=script["title"], milestones=(milestone,), **written)
    save_proposal(proposal=proposal, version=2, content=content, by=ben, now=now)
    comment_on(proposal=proposal, text=script["comment"], by=ben, now=now)
