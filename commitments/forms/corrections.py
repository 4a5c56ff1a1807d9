"""What a person types to correct or withdraw what is published, and to decide about it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from plans.forms import Refusable, words


class WhyForm(Refusable):
    why = words(2, label=_("What was wrong?"))


class WordsForm(Refusable):
    """One text of a report, as it should have been."""

    text = words(8, label=_("As it should read"))
    why = words(2, label=_("What was wrong?"))


class WithdrawForm(Refusable):
    why = words(2, label=_("Why is it withdrawn?"))


class DropForm(Refusable):
    reason = words(2, label=_("Why is it not published?"))
