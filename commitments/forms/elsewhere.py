"""What is typed about open government work outside any plan, and its news."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms import PartialDateField, Several, count_rows, short, web_address, words
from plans.models import Agency
from plans.rules import Reason

from ..models import WorkUpdate
from ..rules_elsewhere import NewsSaid, WorkFacts
from .amending import Dated
from .indicators import read_of, why_changed
from .reports import MOST_LINKS, LinkForm

SPARE_LINKS = 2  # rows that are left open for more


class WhatForm(Dated):
    title = short(label=_("Title"))
    agency = forms.ChoiceField(
        label=_("Agency"), error_messages={"required": _("Choose the agency that does it.")}
    )
    what = words(6, label=_("What is done, and for whom?"))
    starts_on = PartialDateField(label=_("Start"), required=False)
    ends_on = PartialDateField(label=_("End"), required=False)

    def __init__(self, data=None, *, kept: WorkFacts, agencies: Iterable[Agency], is_public: bool):
        super().__init__(data, initial=vars(kept))
        if is_public:
            self.fields["why"] = why_changed()
        names = [(agency.slug, agency.name) for agency in agencies]
        one_only = len(names) == 1
        self.fields["agency"].choices = names if one_only else [("", _("Choose one")), *names]


class WorkForm(Several):
    """What is done, and links to it: a form for each."""

    def __init__(
        self,
        data: Mapping | None = None,
        *,
        kept: WorkFacts,
        agencies: Iterable[Agency],
        is_public: bool = False,
    ):
        self.what = WhatForm(data, kept=kept, agencies=agencies, is_public=is_public)
        count = len(kept.links) + SPARE_LINKS if data is None else count_rows(data, "link", "url")
        self.links = [
            LinkForm(data, prefix=f"link-{place + 1}", initial=self._link(kept, place))
            for place in range(min(count, MOST_LINKS))
        ]
        self.forms = [self.what, *self.links]

    @staticmethod
    def _link(kept: WorkFacts, place: int) -> dict[str, str] | None:
        link = kept.links[place] if place < len(kept.links) else None
        return link and {"url": link.url, "title": link.title}

    @property
    def facts(self) -> WorkFacts:
        """What was typed; `problems` says what cannot be kept."""
        said = read_of(self.what)
        said.pop("why", None)
        for form in self.links:
            form.full_clean()
        links = tuple(form.link for form in self.links if form.link)
        return WorkFacts(**said | {"agency": said["agency"] or ""}, links=links)

    def refuse(self, reasons: Iterable[Reason]) -> None:
        self.what.refuse(reasons)


class NewsForm(Dated):
    as_of_on = PartialDateField(label=_("When was it?"), required=False)
    text = words(4, label=_("What happened?"))
    url = web_address(label=_("Link to it"))
    why = words(2, label=_("What was wrong?"))

    def __init__(self, data=None, *, corrects: WorkUpdate | None = None):
        self.corrects = corrects
        super().__init__(data, initial={"text": corrects.text, "url": corrects.url} if corrects else None)
        del self.fields["as_of_on" if corrects else "why"]  # a correction takes the day of what it corrects

    @property
    def said(self) -> NewsSaid:
        """What was typed; `problems` says what cannot be kept."""
        day = {"as_of_on": self.corrects.as_of_on} if self.corrects else {}
        return NewsSaid(**read_of(self), **day)
