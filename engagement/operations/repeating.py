"""What may not be shown is repeated nowhere: in no answer, theme or ground, and not in what was heard."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ..choices import PublishAs
from ..models import Consultation, ReasonedResponse, Redaction, SubmissionContact, SubmissionPoint
from ..rules.passages import COMMON_WORDS, Passages, telltales_of, words_of


def submissions_repeated(consultation: Consultation) -> list[int]:
    """The numbers of the submissions of which something public would repeat what may not be shown.

    The answer to one that is not to be shown may repeat it: only its own receipt shows that answer. Who sent
    one is not told in the answers to it; elsewhere the same name may be somebody else's.
    """
    unseen = set(_unseen(consultation).values_list("number", flat=True))
    hidden, senders = _hidden(consultation), _senders(consultation)
    passages = Passages(hidden)
    repeated: set[int] = set()
    for number, text in _said(consultation):
        for words in passages.said_in(text):
            repeated |= {one for one in hidden[words] if one != number or one not in unseen}
        if number not in unseen and any(f" {words} " in f" {text} " for words in senders.get(number, ())):
            repeated.add(number)
    return sorted(repeated)


def _unseen(consultation: Consultation):
    return consultation.submissions.standing().filter(publish_as=PublishAs.NOT_AT_ALL)


def _hidden(consultation: Consultation) -> dict[str, set[int]]:
    """Passages that may not be shown, as words are compared, each with the numbers of those that say them."""
    hidden: dict[str, set[int]] = defaultdict(set)
    standing, unseen = consultation.submissions.standing(), _unseen(consultation)
    points = SubmissionPoint.objects.filter(submission__in=standing)
    contacts = SubmissionContact.objects.filter(submission__in=standing)
    of_all = (
        points.filter(is_withheld=True).values_list("submission__number", "text"),
        Redaction.objects.filter(submission__in=standing).values_list("submission__number", "text"),
        contacts.values_list("submission__number", "email"),
    )
    for number, text in (row for rows in of_all for row in rows.iterator()):
        for piece in telltales_of(text):
            hidden[piece].add(number)
    of_unseen = (
        points.filter(submission__in=unseen).values_list("submission__number", "text"),
        unseen.values_list("number", "text"),
        unseen.values_list("number", "transcript"),
    )
    for number, text in (row for rows in of_unseen for row in rows.iterator()):
        for piece in telltales_of(text):
            if piece.count(" ") >= COMMON_WORDS:
                hidden[piece].add(number)
    return hidden


def _senders(consultation: Consultation) -> dict[int, list[str]]:
    """By number who sent it, as far as they do not allow that to be told; one word may be anybody's."""
    contacts = SubmissionContact.objects.filter(submission__in=consultation.submissions.standing())
    kept: dict[int, list[str]] = {}
    columns = ("submission__number", "submission__publish_as", "name", "organisation")
    for number, publish_as, name, organisation in contacts.values_list(*columns).iterator():
        told = {PublishAs.NAME: (name, organisation), PublishAs.ORGANISATION: (organisation,)}
        said = {name, organisation} - {*told.get(publish_as, ())}
        kept[number] = [words for words in map(words_of, said) if " " in words]
    return kept


def _said(consultation: Consultation) -> Iterator[tuple[int, str]]:
    """Everything of ours that becomes public, as words are compared, with the number of its submission."""
    yield 0, words_of(consultation.what_we_heard)
    for theme in consultation.themes.all():
        yield 0, words_of(f"{theme.label} {theme.slug}")
    points = SubmissionPoint.objects.filter(submission__in=consultation.submissions.standing())
    redactions = Redaction.objects.filter(submission__in=consultation.submissions.standing())
    for rows in (
        ReasonedResponse.objects.filter(point__in=points).values_list(
            "point__submission__number", "reason", "changed"
        ),
        points.filter(is_withheld=True).values_list("submission__number", "withheld_ground"),
        redactions.values_list("submission__number", "ground"),
    ):
        for number, *texts in rows.iterator():
            yield number, " ".join(map(words_of, texts))
