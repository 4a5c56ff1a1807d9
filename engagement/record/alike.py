"""What came in and seems to say the same: campaigns, and what one person sent more than once."""

from __future__ import annotations

from dataclasses import dataclass

from ..choices import GroupKind
from ..models import Consultation, SubmissionContact, SubmissionGroup
from ..models.submissions import SubmissionQuerySet
from ..rules.likeness import ALIKE, alike, own_words, pieces_of, share_of


@dataclass(frozen=True)
class Proposal:
    """Submissions that seem to say the same and are in no group yet."""

    numbers: list[int]
    kind: GroupKind
    words: str  # of the first
    joins: SubmissionGroup | None = None  # the group that says this already


def proposals_for(consultation: Consultation) -> list[Proposal]:
    """What might be put together, the largest first; every text that is read and in no group is compared.

    Four thousand take about two seconds: on the page that asks for it, and nowhere else.
    """
    texts = _words_of(consultation.submissions.standing().filter(group=None))
    contacts = SubmissionContact.objects.filter(submission__consultation=consultation)
    addresses = dict(contacts.values_list("submission__number", "email"))
    groups = list(consultation.groups.select_related("lead"))
    known = [(group, pieces_of(group.lead.words)) for group in groups]
    found = []
    for numbers in alike(texts):
        pieces = pieces_of(texts[numbers[0]])
        joins = next((group for group, its in known if its and share_of(pieces, its) >= ALIKE), None)
        kind = GroupKind(joins.kind) if joins else _kind_of(numbers, addresses)
        found.append(Proposal(numbers, kind, texts[numbers[0]], joins))
        for number in numbers:
            del texts[number]
    for group, its in known:  # one alone that says what a group says
        late = [n for n, text in texts.items() if its and share_of(pieces_of(text) or {0}, its) >= ALIKE]
        if late and not any(one.joins == group for one in found):
            found.append(Proposal(late, GroupKind(group.kind), texts[late[0]], group))
    return found


def _words_of(submissions: SubmissionQuerySet) -> dict[int, str]:
    """All that each says, by its number."""
    rows = submissions.values_list("number", "text", "transcript")
    return {number: "\n\n".join(filter(None, texts)) for number, *texts in rows.iterator(500)}


def _kind_of(numbers: list[int], addresses: dict[int, str]) -> GroupKind:
    """A campaign, unless all of them came from one address."""
    known = {addresses.get(number, "").casefold() for number in numbers}
    return GroupKind.REPEAT if len(known) == 1 and known != {""} else GroupKind.CAMPAIGN


def those_with_own_words(group: SubmissionGroup) -> dict[int, str]:
    """What members say beside what all say, by number; those who add the most first."""
    said = group.lead.words
    texts = _words_of(group.members.standing().exclude(pk=group.lead_id))
    added = {number: own_words(words, said) for number, words in texts.items()}
    return dict(
        sorted(((n, words) for n, words in added.items() if words), key=lambda one: (-len(one[1]), one[0]))
    )
