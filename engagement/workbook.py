"""The workbook in which many submissions come in that came another way."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commitments.workbook.columns import Column, Table
from commitments.workbook.writing import Explanation

from .choices import Channel, PublishAs, StakeholderType
from .models import Consultation

REGISTER = Table(
    "register",
    _("Submissions"),
    (
        Column("came_on", _("Day it came"), 13, hint=_("2026-09-30")),
        Column("channel", _("By what way"), 18, choices=Channel, hint=_("Choose a word from the list.")),
        Column("text", _("What it says"), 80, hint=_("Word for word. Alt and Enter begin a line.")),
        Column(
            "publish_as",
            _("May be shown"),
            24,
            choices=PublishAs,
            hint=_("As its sender allows. Where nothing was said: without a name, or not at all."),
        ),
        Column("stakeholder_type", _("Who sent it"), 20, choices=StakeholderType),
        Column("name", _("Name"), 22, hint=_("Kept apart, erased in time, shown only where allowed.")),
        Column("organisation", _("Organisation"), 22),
        Column("email", _("E-mail"), 26, hint=_("For the receipt and the answer. Never shown.")),
        Column(
            "collected_from",
            _("From whom we have the name"),
            22,
            hint=_("Only where somebody else told us who it is."),
        ),
        Column("why_not_told", _("How the person was told, or why not"), 30),
    ),
    most_rows=5_000,
    is_empty=True,
)


def how_to_enter(consultation: Consultation, *, url: str, now: datetime) -> Explanation:
    """What somebody needs to know who opens the workbook without the page beside it."""
    return Explanation(
        title=consultation.title,
        facts=[
            (_now("Consultation"), consultation.title),
            (_now("Downloaded"), date_format(timezone.localtime(now), "j F Y, H:i")),
            (_now("Upload it at"), url),
        ],
        points=[
            _now("A row for each submission, whether it is one of a kind or one of thousands alike."),
            _now("The day, the way, the words and how it may be shown are needed; the rest may stay empty."),
            _now("Write the day as 2026-09-30. Lists open by a click into the cell, then on the arrow."),
            _now("Copy the words whole. What says the same is found afterwards, and answered once."),
            _now(
                "Where you know of a person from somebody else, the law wants the person told. "
                "With an e-mail address the portal does that; without one say how, or why not."
            ),
            _now(
                "Write words and dates, no formulas. After the upload you see each row before it is entered."
            ),
            _now("This file holds personal data once it is filled in. Delete it when it is entered."),
        ],
    )
