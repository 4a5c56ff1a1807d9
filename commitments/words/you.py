"""What somebody reads about themselves: their roles, and whether they are away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from plans.choices import Role
from plans.models import Leave, Membership

from .numbers import joined
from .plans import sentence


def about_you(roles: Sequence[Membership], leave: Sequence[Leave], on: date) -> SafeString:
    """ "You edit for the Agency for Records and coordinate. From 3 to 14 April you are away." """
    doing = joined([_does(held) for held in roles])
    first = sentence(format_html(_("You {doing}"), doing=doing))
    return format_html("{} {}", first, sentence(_away(leave, on)))


def _does(held: Membership) -> str:
    agency = str(held.agency) if held.agency else ""
    return {
        Role.COORDINATOR: pgettext("you", "coordinate"),
        Role.EDITOR: pgettext("you", "report for %(agency)s"),
        Role.APPROVER: pgettext("you", "sign off for %(agency)s"),
        Role.PANEL: pgettext("you", "sit on the advisory panel"),
    }[Role(held.role)] % {"agency": agency}


def _away(leave: Sequence[Leave], on: date) -> str:
    """`leave` is what is not over yet, the next first."""
    if not leave:
        return _("No days away are entered")
    days = {"first": date_format(leave[0].from_on, "j F"), "last": date_format(leave[0].until_on, "j F")}
    if leave[0].from_on <= on:
        return _("You are away until %(last)s") % days
    if leave[0].from_on == leave[0].until_on:
        return _("On %(first)s you are away") % days
    return _("From %(first)s to %(last)s you are away") % days
