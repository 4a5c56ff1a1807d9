"""Who somebody is, whom a role passes on to, and what left for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from plans.choices import Role
from plans.models import Membership, User

from ..record.handover import Holder
from .numbers import joined


def role_of(held: Membership) -> str:
    """ "editor of Agency for Records"; its agency under the name that it was read with."""
    return {
        Role.COORDINATOR: pgettext("role", "coordinator"),
        Role.EDITOR: pgettext("role", "editor of %(agency)s"),
        Role.APPROVER: pgettext("role", "approver of %(agency)s"),
        Role.PANEL: pgettext("role", "member of the advisory panel"),
    }[Role(held.role)] % {"agency": held.agency}


def with_roles(holder: Holder) -> str:
    """ "Bea, editor of Office for Data": who is asked to take over, and where they belong."""
    return ", ".join([str(holder.user), joined([role_of(held) for held in holder.memberships])])


def begins_words(held: Membership) -> str:
    """ "Your role as editor of Agency for Records begins on 1 April 2026." """
    return _("Your role as %(role)s begins on %(day)s.") % {"role": role_of(held), "day": _day(held.from_on)}


def ends_words(held: Membership, until_on: date) -> str:
    """ "The last day of Ben as editor of Agency for Records is 31 March 2026." """
    words = {"who": held.user, "role": role_of(held), "day": _day(until_on)}
    return _("The last day of %(who)s as %(role)s is %(day)s.") % words


def takes_over_words(until_on: date, successor: User | None, others: Sequence[User]) -> str:
    """ "Cy takes over on 1 April 2026." Or who is left; or that nobody is."""
    day = _day(until_on + timedelta(days=1))
    if successor:
        return _("%(who)s takes over on %(day)s.") % {"who": successor, "day": day}
    if others:
        left = ngettext("%(who)s still has this role.", "%(who)s still have this role.", len(others))
        return " ".join([_("Nobody takes over."), left % {"who": joined([str(one) for one in others])}])
    return _("Nobody takes over, and nobody else has this role from %(day)s on.") % {"day": day}


def mail_left_words(successor: User) -> str:
    """That whoever takes over is told."""
    return _("A mail with what is open is on its way to %(email)s.") % {"email": successor.email}


def invited_words(user: User) -> str:
    words = {"who": user, "email": user.email}
    return _("The invitation of %(who)s is on its way to %(email)s.") % words


def _day(day: date) -> str:
    return date_format(day, "j F Y")
