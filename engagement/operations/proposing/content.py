"""A draft commitment as a whole: what is kept of it, and what the public reads of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from commitments.choices import LeadRole
from commitments.operations.making import CommitmentContent, LeadContent, MilestoneContent
from plans.dates import PartialDate
from plans.models import Agency

from ...models import ProposedCommitment, ProposedMilestone


@dataclass(frozen=True)
class MilestoneOfProposal:
    """A step and who owns it; `row` is where it was typed."""

    title: str = ""
    starts_on: PartialDate | None = None
    due_on: PartialDate | None = None
    agency: str = ""  # its slug
    row: int = field(default=0, compare=False)


@dataclass(frozen=True)
class ProposalContent:
    """OGP's template, and who decides next."""

    title: str = ""
    theme: str = ""  # its slug
    problem: str = ""
    done_so_far: str = ""
    proposed: str = ""
    result: str = ""
    values: tuple[str, ...] = ()
    lead: str = ""  # slug of the agency
    decides_next: str = ""
    decides_next_on: date | None = None
    milestones: tuple[MilestoneOfProposal, ...] = ()


TEXTS = ("title", "problem", "done_so_far", "proposed", "result")
OF_COORDINATOR = ("theme", "decides_next", "decides_next_on")


def content_of(proposal: ProposedCommitment) -> ProposalContent:
    return ProposalContent(
        **{name: getattr(proposal, name) for name in TEXTS},
        theme=proposal.theme.slug if proposal.theme else "",
        values=tuple(proposal.values),
        lead=proposal.lead.slug if proposal.lead else "",
        decides_next=proposal.decides_next,
        decides_next_on=proposal.decides_next_on,
        milestones=tuple(
            MilestoneOfProposal(
                one.title, one.starts_on, one.due_on, one.agency.slug if one.agency else "", row
            )
            for row, one in enumerate(proposal.milestones.select_related("agency"), 1)
        ),
    )


def write(proposal: ProposedCommitment, content: ProposalContent) -> None:
    """The columns as the content has them; the caller saves."""
    for name in (*TEXTS, "decides_next", "decides_next_on"):
        setattr(proposal, name, getattr(content, name))
    proposal.values = list(content.values)
    proposal.lead = Agency.objects.filter(slug=content.lead).first() if content.lead else None
    themes = proposal.consultation.themes
    proposal.theme = themes.filter(slug=content.theme).first() if content.theme else None


def write_milestones(proposal: ProposedCommitment, content: ProposalContent) -> None:
    owners = {one.agency for one in content.milestones}
    agencies = Agency.objects.in_bulk(owners, field_name="slug")
    proposal.milestones.all().delete()
    rows = []
    for place, one in enumerate(content.milestones, 1):
        row = ProposedMilestone(
            proposal=proposal, position=place, title=one.title, agency=agencies.get(one.agency)
        )
        row.starts_on, row.due_on = one.starts_on, one.due_on
        rows.append(row)
    ProposedMilestone.objects.bulk_create(rows)


def as_shown(content: ProposalContent, on: date) -> dict[str, Any]:
    """What the public reads: names of the day, dates as they are precise."""
    named = {one.slug: str(one) for one in Agency.objects.named_on(on)}
    shown: dict[str, Any] = {name: getattr(content, name) for name in TEXTS}
    return shown | {
        "values": list(content.values),
        "lead": named.get(content.lead, ""),
        "decides_next": content.decides_next,
        "decides_next_on": content.decides_next_on.isoformat() if content.decides_next_on else "",
        "milestones": [
            {
                "title": one.title,
                "starts_on": str(one.starts_on or ""),
                "due_on": str(one.due_on or ""),
                "agency": named.get(one.agency, ""),
            }
            for one in content.milestones
        ],
    }


def as_commitment(content: ProposalContent) -> CommitmentContent:
    """The same as a commitment of the plan that is being made. Owners of milestones support its lead."""
    owners = list(dict.fromkeys(one.agency for one in content.milestones if one.agency))
    lead = content.lead or (owners[0] if owners else "")
    leads = [LeadContent(lead, LeadRole.LEAD, row=1)] if lead else []
    leads += [
        LeadContent(owner, LeadRole.SUPPORTING, row=row)
        for row, owner in enumerate((one for one in owners if one != lead), 2)
    ]
    return CommitmentContent(
        title=content.title,
        promise=content.proposed,
        objective=content.result,
        status_quo="\n\n".join(filter(None, (content.problem, content.done_so_far))),
        values=content.values,
        leads=tuple(leads),
        milestones=tuple(
            MilestoneContent(
                title=one.title, agreed_starts_on=one.starts_on, agreed_due_on=one.due_on, row=one.row
            )
            for one in content.milestones
        ),
    )


def with_theirs_where_not_asked(content: ProposalContent, kept: ProposalContent) -> ProposalContent:
    """What only the coordinator says stays as it is kept."""
    return replace(content, **{name: getattr(kept, name) for name in OF_COORDINATOR})
