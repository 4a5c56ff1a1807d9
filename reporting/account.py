"""A frozen draft as its pages read it: from what it holds, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from plans.choices import PeriodKind

from .models import Draft
from .words import account_lede, covers_words


@dataclass(frozen=True)
class Account:
    """What a self-assessment says, frozen."""

    content: dict[str, Any]
    digest: str

    @property
    def report(self) -> dict[str, Any]:
        return self.content["report"]

    @property
    def chapters(self) -> list[dict[str, Any]]:
        return self.content["chapters"]

    @property
    def title(self) -> str:
        return self.report["title"]

    @property
    def kind_words(self) -> str:
        return str(PeriodKind(self.report["kind"]).label)

    @property
    def facts_on(self) -> date:
        return date.fromisoformat(self.report["facts_on"])

    @property
    def covers(self) -> str:
        starts_on = self.report["starts_on"]
        return covers_words(
            date.fromisoformat(starts_on) if starts_on else None, date.fromisoformat(self.report["ends_on"])
        )

    @property
    def lede(self) -> str:
        return account_lede(self.content)

    @property
    def can_be_shown(self) -> bool:
        """Whether a page can be made of it; what was frozen elsewhere may have any shape."""
        try:
            render_to_string("reporting/_account.html", {"account": self, "empty": ""})
            return all((self.title, self.kind_words, self.facts_on, self.covers, self.lede))
        except Exception:
            return False

    def chapter(self, slug: str) -> dict[str, Any] | None:
        return next((chapter for chapter in self.chapters if chapter["slug"] == slug), None)


def account_of(draft: Draft) -> Account:
    return Account(draft.content, draft.digest)
