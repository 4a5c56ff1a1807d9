"""Words are taken out of what we said ourselves, of every earlier version of it, and of the copies that
others keep: the settings name who does that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.db.models import F, Model, QuerySet, SlugField
from django.utils.module_loading import import_string
from django.utils.text import slugify

from commitments.models import Commitment, Milestone, WordingChange
from plans.choices import PublicationKind
from plans.models import Edition, Publication
from plans.operations.editions import announce

from ..drafts import chapters_of
from ..models import Consultation, ProposedCommitment, ReasonedResponse, Submission
from ..rules.passages import RunsOfWords
from .reach import OF_ANSWERS, REPEATING, Place, Told, texts_in


class Words(Protocol):
    """Words that are looked for in texts, and taken out of them."""

    @property
    def may_be_anybodys(self) -> bool: ...

    def said_in(self, text: str) -> bool: ...

    def taken_out_of(self, text: str) -> str: ...

    def but_older(self, text: str, at: datetime) -> Words: ...


def words_of_nobody_else(submission: Submission) -> RunsOfWords:
    """What would repeat a submission: runs of its words, but for those that may be anybody's, and those that
    another submission or the plan says too."""
    points = (point.text for point in submission.points.all())
    own = RunsOfWords(submission.words, *points, since=submission.told_at)
    others = submission.consultation.submissions.shown().exclude(pk=submission.pk)
    for texts in others.values_list("text", "transcript").iterator():
        own.spare("\n\n".join(texts))
    for text in asked_and_promised(submission.consultation):
        own.spare(text)
    return own


def asked_and_promised(consultation: Consultation) -> Iterator[str]:
    """What anybody may quote: what was asked, the draft that it was about, and what plans promise."""
    yield from (consultation.title, consultation.question, consultation.background)
    for chapter in chapters_of(consultation.draft) if consultation.draft else ():
        yield from (passage.text for passage in chapter.passages)
    for rows, columns in (
        (Commitment.objects.published(), ("title", "promise", "objective", "status_quo", "ambition")),
        (Milestone.objects.published(), ("title", "description")),
        (WordingChange.objects.published(), ("before",)),
    ):
        yield from ("\n\n".join(texts) for texts in rows.values_list(*columns))


class Repeated(NamedTuple):
    """Where words of ours repeat a submission: the number and place of the point that is answered; none for
    what we heard."""

    number: int | None = None
    place: int | None = None


def where_repeated(consultation: Consultation, words: Words) -> list[Repeated]:
    """Every place at which an answer, or what was heard, says these words."""
    return [place for place, texts in said_by_us(consultation) if any(map(words.said_in, texts))]


def said_by_us(consultation: Consultation) -> Iterator[tuple[Repeated, list[str]]]:
    """All that we said ourselves, and where."""
    yield Repeated(), [consultation.what_we_heard]
    answers = ReasonedResponse.objects.filter(point__submission__consultation=consultation)
    rows = answers.order_by("point__submission__number", "point__position")
    columns = ("point__submission__number", "point__position", *OF_ANSWERS)
    for number, place, *texts in rows.values_list(*columns):
        yield Repeated(number, place), texts


@dataclass(frozen=True)
class Copy:
    """Something that has copied words of ours, and where people read it."""

    title: str
    address: str


def copies_that_say(consultation: Consultation, words: Words) -> list[Copy]:
    """Everything else that would be blanked, as whoever keeps copies tells it."""
    tellers = map(import_string, settings.COPIES_THAT_SAY)
    return [copy for tell in tellers for copy in tell(consultation=consultation, words=words)]


def take_out(consultation: Consultation, words: Words, edition: Edition) -> None:
    """Blank these words wherever we said them or somebody keeps a copy of that, in this edition; of answers
    whoever takes them out tells.

    The edition is begun before: until it is done, nothing else is published, and no copy made.
    """
    for kind, address in blank(consultation, words):
        if kind == PublicationKind.PROPOSAL:
            announce(edition=edition, kind=kind, address=address, after={"withheld": True})
    take_out_of_copies(consultation, words, edition)


def take_out_of_copies(consultation: Consultation, words: Words, edition: Edition) -> None:
    """Blank these words in every copy, as whoever keeps copies does it."""
    for take_out_there in map(import_string, settings.COPIES_TAKEN_OUT_OF):
        take_out_there(consultation=consultation, words=words, edition=edition)


def blank(consultation: Consultation, words: Words) -> list[Told]:
    """Take these words out of what we may have repeated, and out of every earlier version. What of the public
    record changes."""
    changed: set[Told] = set()
    for place in REPEATING:
        rows = place.model._base_manager.filter(
            pk__in=blank_place(place, words, rows_saying(place, consultation, words))
        )
        changed |= {told for row in rows if (told := place.told(row))}
    return sorted(changed)


def rows_saying(place: Place, consultation: Consultation, words: Words) -> list[int]:
    """The rows of a place that say these words, or that said them before."""
    rows, earlier = place.rows(consultation), place.earlier(consultation)
    found = rows.order_by().values_list("pk", *place.texts).iterator()
    saying = {pk for pk, *said in found if says_one(said, words)}
    if earlier is not None:
        key = place.model._meta.pk.name
        versions = earlier.order_by().values_list(key, *place.texts_earlier).iterator()
        saying |= {pk for pk, *said in versions if says_one(said, words)}
    return sorted(saying)


def blank_place(place: Place, words: Words, keys: Collection[int]) -> list[int]:
    """Take these words out of rows of one kind, and out of their earlier versions; but none that a row said
    before they came to us. Which rows changed, apart from earlier versions."""
    left = dict.fromkeys(keys, words)
    for key, at, *said in place.said(keys):
        for text in texts_in(said):
            left[key] = left[key].but_older(text, at)
    version = {"version": F("version") + 1} if place.has_version else {}
    changed: list[int] = []
    for here in {id(one): one for one in left.values()}.values():
        part = [key for key in keys if left[key] is here]
        rows = place.model._base_manager.filter(pk__in=part)
        changed += blank_rows(rows, place.columns, here, **version)
        if place.history:
            earlier = place.history._base_manager.filter(**{f"{place.model._meta.pk.name}__in": part})
            blank_rows(earlier, place.texts_earlier, here)
    return changed


def put_out_without(submission: Submission, words: Words) -> list[ProposedCommitment]:
    """Blank these words in what everybody reads of draft commitments made of ideas of a submission; in which.
    The working text is for those who work on it: it is not put out again while it repeats them."""
    found = []
    made = ProposedCommitment.objects.filter(ideas__point__submission=submission).distinct()
    for proposal in made.select_related("consultation").order_by("pk"):
        entries = Publication.objects.filter(address=proposal.get_absolute_url())
        shown = blank_rows(ProposedCommitment.objects.filter(pk=proposal.pk), ("shown",), words)
        if blank_rows(entries, ("before", "after"), words) or shown:
            found.append(proposal)
    return found


def blank_rows(rows: QuerySet, columns: Sequence[str], words: Words, **more) -> list:
    """Take words out of these columns, wherever a row says them; `more` is set in such a row besides. Which
    rows those were. They alone are held, and read once more."""
    model = rows.model
    found = rows.order_by("pk").values_list("pk", *columns).iterator()
    saying = [pk for pk, *said in found if says_one(said, words)]
    held = model._base_manager.filter(pk__in=saying).order_by("pk").select_for_update()
    changed = []
    for pk, *said in list(held.values_list("pk", *columns)) if saying else ():
        if says_one(said, words):
            pairs = zip(columns, said, strict=True)
            blanked = {name: _fitting(model, name, blanked_in(one, words)) for name, one in pairs}
            model._base_manager.filter(pk=pk).update(**blanked, **more)
            changed.append(pk)
    return changed


def says_one(said: Any, words: Words) -> bool:
    """Whether these words stand in one of these texts, or in what is kept as JSON."""
    return any(map(words.said_in, texts_in(said)))


def blanked_in(said: Any, words: Words) -> Any:
    """A text without these words; of what is kept as JSON every text."""
    if isinstance(said, list):
        return [blanked_in(one, words) for one in said]
    if isinstance(said, dict):
        return {name: blanked_in(one, words) for name, one in said.items()}
    return words.taken_out_of(said) if isinstance(said, str) and words.said_in(said) else said


def _fitting(model: type[Model], name: str, said: Any) -> Any:
    """As long as the column takes; an address stays one."""
    field: Any = model._meta.get_field(name)
    said = slugify(said) if isinstance(field, SlugField) else said
    return said[: field.max_length] if isinstance(said, str) else said
