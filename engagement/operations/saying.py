"""What somebody says, as an operation takes it; and as it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from commitments.models import Commitment
from plans.files import words_in
from plans.forms import readable
from plans.models import StoredFile

from ..choices import PublishAs, StakeholderType
from ..models import PassageComment, Question, Reply, Submission, SubmissionContact, SubmissionFile
from ..rules.taking_part import MOST_LETTERS, as_one_text


@dataclass(frozen=True)
class Replied:
    """What is said to one question, in words or by choosing; to one of its commitments, where it has some."""

    question: Question
    text: str = ""
    chosen: tuple[str, ...] = ()
    commitment: Commitment | None = None

    @property
    def asked(self) -> str:
        if self.commitment is None:
            return self.question.label
        return f"{self.question.label}\n{self.commitment.number} {self.commitment.title}"

    @property
    def words(self) -> str:
        return self.text or "\n".join(self.chosen)


@dataclass(frozen=True)
class Commented:
    """What is said to a passage of the draft."""

    place: str
    passage: str
    text: str


@dataclass(frozen=True)
class Said:
    """What somebody wants to say, and how it may be published."""

    text: str
    publish_as: PublishAs | None
    stakeholder_type: StakeholderType | None = None
    about: Commitment | None = None
    replies: tuple[Replied, ...] = ()
    comments: tuple[Commented, ...] = ()
    files: tuple[StoredFile, ...] = ()
    withhold_reason: str = ""
    may_be_invited: bool = False

    @property
    def words(self) -> str:
        """Everything that was written, as one text."""
        replies = ((one.asked, one.words) for one in self.replies)
        return as_one_text(self.text, replies, ((one.passage, one.text) for one in self.comments))


@dataclass(frozen=True)
class Contact:
    """Who it is, as far as they told; kept apart from what they say."""

    name: str = ""
    email: str = ""
    organisation: str = ""

    def __bool__(self) -> bool:
        """Whether anything is known of them."""
        return self != Contact()


def is_kept(submission: Submission, said: Said, contact: Contact) -> bool:
    """Whether the submission says just this already."""
    about = said.about.pk if said.about else None
    kept = submission.text, submission.publish_as, submission.stakeholder_type, submission.about_id
    new = said.words, str(said.publish_as), said.stakeholder_type or "", about
    files = [one.file_id for one in submission.files.all()] == [file.pk for file in said.files]
    beside = submission.withhold_reason, submission.may_be_invited
    is_beside = beside == (said.withhold_reason, said.may_be_invited)
    return kept == new and files and is_beside and contact_of(submission) == contact


def contact_of(submission: Submission) -> Contact:
    kept = getattr(submission, "contact", None)
    return Contact(kept.name, kept.email, kept.organisation) if kept else Contact()


def said_in(submission: Submission) -> Said:
    """What was said, piece by piece; all of it as one free text where a question is not what it was."""
    replies = tuple(
        Replied(reply.question, reply.text, tuple(reply.chosen), reply.commitment)
        for reply in submission.replies.select_related("question", "commitment")
    )
    comments = tuple(Commented(one.place, one.passage, one.text) for one in submission.passage_comments.all())
    kind = submission.stakeholder_type
    said = Said(
        text="",
        publish_as=PublishAs(submission.publish_as),
        stakeholder_type=StakeholderType(kind) if kind else None,
        about=submission.about,
        replies=replies,
        comments=comments,
        files=tuple(one.file for one in submission.files.select_related("file")),
        withhold_reason=submission.withhold_reason,
        may_be_invited=submission.may_be_invited,
    )
    pieces = {} if submission.text.endswith(said.words) else {"replies": (), "comments": ()}
    free = submission.text if pieces else submission.text.removesuffix(said.words).strip()
    return Said(**vars(said) | pieces | {"text": free})


def write(submission: Submission, said: Said, contact: Contact) -> None:
    """The rows beside the text: replies, comments, documents; and who it is, apart from all."""
    submission.replies.all().delete()
    submission.passage_comments.all().delete()
    submission.files.all().delete()
    Reply.objects.bulk_create(
        Reply(
            submission=submission,
            question=one.question,
            commitment=one.commitment,
            text=one.text,
            chosen=list(one.chosen),
        )
        for one in said.replies
    )
    PassageComment.objects.bulk_create(
        PassageComment(
            submission=submission, position=place, place=one.place, passage=one.passage, text=one.text
        )
        for place, one in enumerate(said.comments, 1)
    )
    SubmissionFile.objects.bulk_create(
        SubmissionFile(submission=submission, position=place, file=file)
        for place, file in enumerate(said.files, 1)
    )
    if contact:
        SubmissionContact.objects.update_or_create(submission=submission, defaults=vars(contact))
    else:
        SubmissionContact.objects.filter(submission=submission).delete()


def transcript_of(files: tuple[StoredFile, ...]) -> str:
    """The words of the documents that bring them along; of the others somebody copies them."""
    found = []
    for file in files:
        with file.file.open() as content:
            found.append(readable(words_in(content, file.media_type, most=MOST_LETTERS)).strip())
    return "\n\n".join(filter(None, found))[:MOST_LETTERS]
