"""What a report said at each save: stages and links as data, so that its readable history holds them too.

The shape is `{"stages": {"3": {"stage": ..., ...}}, "links": [{"url": ..., "title": ...}]}`, with stages by
milestone number and dates as text cut to their precision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from plans.dates import PartialDate

from ..choices import DelayReason, Stage
from ..rules import Declared, Link


def snapshot(stages: Mapping[int, Declared], links: Iterable[Link]) -> dict:
    """What is kept of a report beside its texts."""
    return {
        "stages": {str(number): data_of(stages[number]) for number in sorted(stages)},
        "links": [link._asdict() for link in links],
    }


def data_of(said: Declared) -> dict:
    """What is said of one milestone, as data."""
    return {
        "stage": said.stage and said.stage.value,
        "note": said.note,
        "reason": said.reason and said.reason.value,
        "reason_words": said.reason_words,
        "expected_on": said.expected_on and str(said.expected_on),
        "expected_not_known": said.expected_not_known,
        "completed_on": said.completed_on and str(said.completed_on),
        "evidence": [link._asdict() for link in said.evidence],
    }


def stages_in(said: Mapping) -> dict[int, Declared]:
    """The stages of a snapshot, by milestone number; none where it is older than snapshots are."""
    return {int(number): declared_from(data) for number, data in said.get("stages", {}).items()}


def links_in(said: Mapping) -> tuple[Link, ...]:
    return tuple(Link(**link) for link in said.get("links", ()))


def declared_from(data: Mapping) -> Declared:
    return Declared(
        stage=Stage(data["stage"]) if data["stage"] else None,
        note=data["note"],
        reason=DelayReason(data["reason"]) if data["reason"] else None,
        reason_words=data["reason_words"],
        expected_on=PartialDate.parse(data["expected_on"]) if data["expected_on"] else None,
        expected_not_known=data["expected_not_known"],
        completed_on=PartialDate.parse(data["completed_on"]) if data["completed_on"] else None,
        evidence=tuple(Link(**link) for link in data["evidence"]),
    )
