"""What a group of submissions that say the same is called."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from plans.forms import Refusable, short

from ..choices import GroupKind


class GroupForm(Refusable):
    """What a group is called, and why it is one."""

    title = short(label=_("What is it called?"))
    kind = forms.ChoiceField(label=_("What is it?"), choices=GroupKind, initial=GroupKind.CAMPAIGN)


def title_of_repeat(numbers: Sequence[int]) -> str:
    """What somebody's own repetitions are called, without a name."""
    return _now("Submission %(number)s, sent more than once") % {"number": numbers[0]}
