"""What a reminder says: the letter as it comes to start with, and the lines it names each report in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, override

from plans.models import User

from ..choices import ReportStanding
from ..models import ReminderLetter
from ..record.duties import Duty, Owing
from ..rules_reminders import filled_in
from .numbers import a_number, joined, number_words
from .plans import sentence
from .workspace import plan_named

HOUR = 9
SUBJECT = gettext_lazy("Waiting for you: {count}")
BODY = gettext_lazy(
    "Hello {name},\n\n"
    "this waits for you on {portal}: {count}.\n\n"
    "{list}\n\n"
    "Where nothing has changed, one button says so. All that you have to do stands on your first page:\n"
    "{link}"
)
REPORTS = ngettext_lazy("%(number)s report", "%(number)s reports", "n")


def letter_to_start_with() -> ReminderLetter:
    """The letter as it reads until a coordinator words it."""
    with override(settings.LANGUAGE_CODE):
        return ReminderLetter(hour=HOUR, subject=str(SUBJECT), body=str(BODY), version=0)


def letter_to(one: Owing, letter: ReminderLetter) -> tuple[str, str]:
    """Subject and words of the one mail for everything that somebody owes, in the portal's language."""
    with override(settings.LANGUAGE_CODE):
        listed = [_listed(duty, one.on, one.names_plan) for duty in one.duties]
        return _put_together(one.user, listed, letter)


def example_letter(user: User, letter: ReminderLetter) -> tuple[str, str]:
    """The same with an invented report, for a day on which nobody owes one."""
    with override(settings.LANGUAGE_CODE):
        words = _("Commitment 1, an example: January to March\nDue on 16 April. It has not been begun.")
        return _put_together(user, [f"{words}\n{settings.SITE_URL}{reverse('workspace')}"], letter)


def _put_together(user: User, reports: Sequence[str], letter: ReminderLetter) -> tuple[str, str]:
    said = {
        "name": str(user),
        "count": a_number(REPORTS, len(reports)),
        "list": "\n\n".join(reports),
        "portal": settings.PORTAL_NAME,
        "link": settings.SITE_URL + reverse("workspace"),
    }
    return filled_in(letter.subject, said), f"{filled_in(letter.body, said)}\n\n{foot()}"


def foot() -> str:
    """What stands below every letter: nobody who is away need get one."""
    words = _("Will you be away? Say from when to when, and what falls due then goes to your colleagues:")
    return f"—\n{words}\n{settings.SITE_URL}{reverse('workspace-you')}"


def _listed(duty: Duty, on: date, names_plan: bool) -> str:
    what = what_is_owed(duty, names_plan)
    return f"{what}\n{how_it_stands(duty, on)}\n{settings.SITE_URL}{duty.address}"


def what_is_owed(duty: Duty, names_plan: bool = False) -> str:
    """ "Commitment 1, a title: January to March"; after its plan where the reader has to do with several."""
    what = _("Commitment %(number)s, %(title)s: %(period)s") % {
        "number": duty.commitment.number,
        "title": duty.one.title,
        "period": duty.period.words,
    }
    return f"{plan_named(duty.commitment.plan)}. {what}" if names_plan else what


STANDS = {
    ReportStanding.NOT_BEGUN: gettext_lazy("It has not been begun."),
    ReportStanding.DRAFT: gettext_lazy("It is begun and not sent."),
    ReportStanding.SENT_BACK: gettext_lazy("It came back to be mended."),
    ReportStanding.TO_APPROVE: gettext_lazy("It waits to be signed off."),
}


def how_it_stands(duty: Duty, on: date) -> str:
    """ "Due on 16 March 2026. It has not been begun." """
    is_late = duty.due_on < on
    due = _("It was due on %(day)s.") if is_late else _("Due on %(day)s.")
    parts = [due % {"day": date_format(duty.due_on, "j F Y")}, str(STANDS[duty.standing]), why_you(duty)]
    return " ".join(part for part in parts if part)


def why_you(duty: Duty) -> str:
    """Why somebody is asked whose task it is not: nobody of those is there."""
    if not duty.is_stand_in or duty.role is None:
        return ""
    agencies = " / ".join(agency.name for agency in duty.agencies)
    if not agencies:
        return _("No agency leads it.")
    if duty.is_to_sign:
        return _("Nobody of %(agencies)s is there to sign it off.") % {"agencies": agencies}
    return _("Nobody of %(agencies)s is there to write it.") % {"agencies": agencies}


# ---- The page of reminders ---------------------------------------------------------------------------

OWE_NOW = ngettext_lazy(
    "%(number)s person owes something today", "%(number)s people owe something today", "n"
)
NEXT_LETTER = gettext_lazy("The next reminder leaves on {day}, to {people}")
NEXT_LETTERS = gettext_lazy("The next reminders leave on {day}, to {people}")
MOST_NAMED = 3


def reminders_lede(owing: Sequence[Owing], following: Sequence[tuple[Owing, date | None]]) -> SafeString:
    """ "Four people owe something today. The next reminders leave on Thursday 12 March, to Ben and Bea." """
    if not owing:
        return sentence(_("Nobody owes anything today, so no reminder leaves"))
    first = sentence(a_number(OWE_NOW, len(owing)))
    day = min((next_on for _one, next_on in following if next_on), default=None)
    if day is None:
        return format_html("{} {}", first, sentence(_("Their reminders are on the way")))
    names = [str(one.user) for one, next_on in following if next_on == day]
    then = NEXT_LETTER if len(names) == 1 else NEXT_LETTERS
    if len(names) > MOST_NAMED:
        others = _("%(number)s others") % {"number": number_words(len(names) - MOST_NAMED + 1)}
        names = [*names[: MOST_NAMED - 1], others]
    second = format_html(then, day=date_format(day, "l j F"), people=joined(names))
    return format_html("{} {}", first, sentence(second))
