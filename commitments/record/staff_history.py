"""Everything that staff have changed about a commitment, as versions that can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.choices import GrandChallenge, OGPValue
from plans.models import Agency, ReportingPeriod

from ..models import (
    Commitment,
    Indicator,
    IndicatorValue,
    Lead,
    Milestone,
    ProgressReport,
    WorkElsewhere,
    WorkUpdate,
)
from ..rules import Declared
from ..rules_indicators import plain
from .said import links_in, stages_in
from .versions import Entry, entries_of, together

COMMITMENT = {
    "number": gettext_lazy("Number"),
    "title": gettext_lazy("Title"),
    "promise": gettext_lazy("Promise"),
    "objective": gettext_lazy("Objective"),
    "status_quo": gettext_lazy("How things stand"),
    "ambition": gettext_lazy("What it aims for"),
    "values": gettext_lazy("OGP values"),
    "challenges": gettext_lazy("Grand challenges"),
    "work": gettext_lazy("New or ongoing"),
    "agreed_starts_on": gettext_lazy("Agreed start"),
    "agreed_starts_text": gettext_lazy("Agreed start, in words"),
    "agreed_due_on": gettext_lazy("Agreed due date"),
    "agreed_due_text": gettext_lazy("Agreed due date, in words"),
    "others_involved": gettext_lazy("Others involved"),
    "resources": gettext_lazy("Resources"),
    "resources_public": gettext_lazy("Resources are public"),
}
MILESTONE = {
    name: COMMITMENT[name]
    for name in (
        "number",
        "title",
        "agreed_starts_on",
        "agreed_starts_text",
        "agreed_due_on",
        "agreed_due_text",
    )
} | {"description": gettext_lazy("Description")}
LEAD = {
    "agency": gettext_lazy("Agency"),
    "role": gettext_lazy("Role"),
    "office": gettext_lazy("Office"),
    "from_on": gettext_lazy("From"),
    "until_on": gettext_lazy("Until"),
    "reason": gettext_lazy("Reason"),
}
REPORT = {
    "state": gettext_lazy("State"),
    "nothing_to_report": gettext_lazy("Nothing to report"),
    "doing": gettext_lazy("What have you been doing?"),
    "next": gettext_lazy("What comes next?"),
    "reflection": gettext_lazy("What do you make of it?"),
    "said": gettext_lazy("Stages and links"),
    "sent_back_reason": gettext_lazy("Why it was sent back"),
    "submitted_words": gettext_lazy("Sent by"),
    "approved_words": gettext_lazy("Signed off by"),
}
INDICATOR = {
    "name": gettext_lazy("Name"),
    "unit": gettext_lazy("Unit"),
    "baseline": gettext_lazy("Baseline"),
    "baseline_on": gettext_lazy("Baseline date"),
    "target": gettext_lazy("Target"),
    "target_on": gettext_lazy("Target date"),
    "source": gettext_lazy("Source"),
    "source_url": gettext_lazy("Address of the source"),
}
VALUE = {
    "as_of_on": gettext_lazy("Date"),
    "value": gettext_lazy("Value"),
    "source": gettext_lazy("Source"),
    "source_url": gettext_lazy("Address of the source"),
    "note": gettext_lazy("Note"),
}
WORK = {
    "title": gettext_lazy("Title"),
    "agency": gettext_lazy("Agency"),
    "what": gettext_lazy("What is done"),
    "starts_on": gettext_lazy("Start"),
    "ends_on": gettext_lazy("End"),
    "links": gettext_lazy("Links"),
}
WITHDRAWN = {"why_withdrawn": gettext_lazy("Why it is withdrawn")}
NEWS = {
    "as_of_on": gettext_lazy("Date"),
    "text": gettext_lazy("What happened"),
    "url": gettext_lazy("Link"),
    "why_corrected": gettext_lazy("What was wrong"),
}


def everything_changed(commitment: Commitment, on: date) -> list[Entry]:
    """Of the commitment, its milestones, leads, reports and indicators, newest first.

    In a number of queries that does not grow with the entries.
    """
    periods = {period.pk: period.words for period in ReportingPeriod.objects.filter(plan=commitment.plan)}
    named = {agency.pk: agency.name for agency in Agency.objects.named_on(on)}
    codes = {"values": _labels(OGPValue), "challenges": _labels(GrandChallenge)}
    of_it = {"commitment_id": commitment.pk}
    return together(
        entries_of(commitment.history.all(), COMMITMENT, named=lambda row: _("Commitment"), words=codes),
        entries_of(Milestone.history.filter(**of_it), MILESTONE, named=_milestone),
        entries_of(
            Lead.history.filter(**of_it), LEAD, named=lambda row: _("Lead"), words={"agency": named.get}
        ),
        entries_of(
            ProgressReport.history.filter(**of_it),
            REPORT,
            named=lambda row: _("Report for %(period)s") % {"period": periods[row.period_id]},
            words={"said": said_words},
        ),
        entries_of(
            Indicator.history.filter(**of_it),
            INDICATOR | WITHDRAWN,
            named=lambda row: row.name,
            words=NUMBERS,
        ),
        entries_of(
            IndicatorValue.history.filter(indicator_id__in=Indicator.objects.filter(**of_it).values("pk")),
            VALUE,
            named=lambda row: _("Value of an indicator"),
            words=NUMBERS,
        ),
    )


def work_changed(work: WorkElsewhere, on: date) -> list[Entry]:
    """Of a piece of work outside the plan and its news, newest first."""
    named = {agency.pk: agency.name for agency in Agency.objects.named_on(on)}
    words = {"agency": named.get, "links": _links}
    return together(
        entries_of(work.history.all(), WORK | WITHDRAWN, named=lambda row: row.title, words=words),
        entries_of(WorkUpdate.history.filter(work_id=work.pk), NEWS, named=lambda row: _("News")),
    )


NUMBERS = dict.fromkeys(("baseline", "target", "value"), plain)  # without the noughts that a column adds


def _links(links: list[dict[str, str]]) -> str:
    return "\n".join(f"{link['title']} {link['url']}".strip() for link in links)


def _labels(choices) -> Callable[[list[str]], str]:
    """Codes as people read them, a comma between."""
    return lambda codes: ", ".join(str(choices(code).label) for code in codes or ())


def _milestone(row) -> str:
    return _("Milestone %(number)s") % {"number": row.number}


def said_words(said: Mapping | None) -> str:
    """A snapshot of a report's stages and links, a line each."""
    said = said or {}
    stages = [
        _("%(number)s: %(said)s") % {"number": number, "said": declared_words(one)}
        for number, one in sorted(stages_in(said).items())
    ]
    return "\n".join([*stages, *(link.url for link in links_in(said))])


def declared_words(said: Declared) -> str:
    """ "Some delays; funding: It was cut; expected September 2026": whatever was said, in one line."""
    parts = [
        said.stage.label if said.stage else _("no stage yet"),
        said.reason.label if said.reason else "",
        said.reason_words,
        _("expected %(when)s") % {"when": said.expected_on.words} if said.expected_on else "",
        _("new date not known yet") if said.expected_not_known else "",
        _("completed %(when)s") % {"when": said.completed_on.words} if said.completed_on else "",
        said.note,
        *(link.url for link in said.evidence),
    ]
    return "; ".join(str(part).rstrip(".") for part in parts if part)
