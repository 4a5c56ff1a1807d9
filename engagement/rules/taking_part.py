"""Taking part: what a submission needs before it is received."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from plans.files import DOCX, ODT, PDF, TEXT
from plans.rules import Reason

from ..choices import Doubt, PublishAs

MOST_LETTERS = 100_000  # of one submission: a book is sent in another way
MOST_BESIDE = 10_000  # of who sends it, what is to be withheld, and the form's own marks

NOT_OPEN = Reason("not-open", _("This consultation is not open now."))
NOTHING_SAID = Reason("text", _("Write what you want to say, or send a document."), "text")
TOO_LONG = Reason("too-long", _("This is too long to be sent here: 100,000 letters is the most."), "text")
NOT_CHOSEN = Reason("publish-as", _("Choose how we may publish what you say."), "publish_as")
NO_NAME = Reason("name", _("Give the name that we may publish, or choose another way above."), "name")
NO_ORGANISATION = Reason(
    "organisation",
    _("Give the organisation that we may publish, or choose another way above."),
    "organisation",
)
NO_EMAIL = Reason("email", _("Give the e-mail address to which we may send an invitation."), "email")


def missing_for_submission(
    *,
    text: str,
    publish_as: PublishAs | None,
    name: str,
    organisation: str,
    documents: int = 0,
    is_unreachable: bool = False,
) -> list[Reason]:
    """What a submission still needs before it can be received; a document says as much as words."""
    missing = []
    if not text.strip() and not documents:
        missing.append(NOTHING_SAID)
    elif len(text) > MOST_LETTERS:
        missing.append(TOO_LONG)
    if documents > MOST_DOCUMENTS:
        missing.append(TOO_MANY_DOCUMENTS)
    if publish_as is None:
        missing.append(NOT_CHOSEN)
    elif publish_as == PublishAs.NAME and not name:
        missing.append(NO_NAME)
    elif publish_as == PublishAs.ORGANISATION and not organisation:
        missing.append(NO_ORGANISATION)
    if is_unreachable:
        missing.append(NO_EMAIL)
    return missing


MOST_DOCUMENTS = 3
DOCUMENT_KINDS = (PDF, DOCX, ODT, TEXT)
NO_DOCUMENT = Reason(
    "type",
    _("This is no kind of document that we take. Send a PDF, a Word or OpenDocument text, or a plain text."),
)
TOO_MANY_DOCUMENTS = Reason(
    "too-many-documents", _("Three documents are the most. Take one of them out."), "documents"
)
IS_WITHDRAWN = Reason("withdrawn", _("This submission was withdrawn."))


def is_too_long_to_keep(typed: Mapping[str, Iterable[str]]) -> bool:
    """Whether what was typed so far is more than could be sent. A line's end is one letter."""
    letters = sum(len(value.replace("\r\n", "\n")) for values in typed.values() for value in values)
    return letters > MOST_LETTERS + MOST_BESIDE


def as_one_text(text: str, replies: Iterable[tuple[str, str]], comments: Iterable[tuple[str, str]]) -> str:
    """Everything that was written: what was said freely, each question with its reply, each passage with its
    comment. No word of it is ours, so that it reads alike in every language."""
    answered = [f"{asked}\n{reply}" for asked, reply in replies]
    commented = [f"“{passage}”\n{comment}" for passage, comment in comments]
    return "\n\n".join(filter(None, [text.strip(), *answered, *commented]))


def doubt_about(*, is_trapped: bool, took: timedelta | None, least: timedelta) -> Doubt | None:
    """Why somebody should look whether a person sent it: what was filled in, and how long that took.

    `took` is None where the form does not say when it was opened, or its word for it is not ours.
    """
    if is_trapped:
        return Doubt.TRAP
    return Doubt.HASTE if least and (took is None or took < least) else None
