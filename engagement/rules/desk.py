"""Beside the points: what is redacted, copied, noted, asked of an agency; what is doubted; themes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from plans.rules import Reason

NOT_IN_TEXT = Reason("not-in-text", _("These words are not in the text. Copy them word for word."), "text")
NOTHING_CHOSEN = Reason("no-words", _("Copy the words that the public is not to read."), "text")
ON_WHAT_GROUND = Reason("no-ground", _("Say on what ground. The public reads it."), "ground")
GROUND_REPEATS = Reason(
    "ground-repeats", _("The ground repeats the words that are not to be read."), "ground"
)
NOTHING_TO_COPY = Reason("no-document", _("No document came with this submission."), "transcript")
TRANSCRIPT_USED = Reason(
    "transcript-used",
    _("A point, or words that are redacted, would no longer stand in the text. Change those first."),
    "transcript",
)
NOTHING_NOTED = Reason("no-note", _("Write the note."), "text")
NOBODY_OF_OURS = Reason("nobody", _("Nobody of this name coordinates today."), "to")
NOT_FOR_OTHERS = Reason(
    "not-for-others", _("Its sender does not want it shown: no agency reads it."), "agency"
)
ASKED_ALREADY = Reason("asked", _("This agency was asked already."), "agency")
NO_AGENCY = Reason("agency", _("Choose an agency."), "agency")
NOBODY_WRITES = Reason("nobody-writes", _("Nobody writes or signs for this agency today."), "agency")
NO_VIEW = Reason("view", _("Write what your agency thinks."), "text")
NO_WHY_ASIDE = Reason("why", _("Say why you set it aside."), "why")
NO_WHY_DOUBTED = Reason("why", _("Say why you doubt it."), "why")


LABEL_TAKEN = Reason("taken", _("Another theme of this plan is called that. Merge the two."), "label")
INTO_ITSELF = Reason("itself", _("Choose another theme for its points."), "into")
THEME_ANSWERED = _("The answers of “{title}” are public with this theme. It can be renamed, not merged.")
THEME_BROUGHT_IN = _("“{title}” was brought in from a document. Its themes stay as they are there.")
NO_TEMPLATE_TITLE = Reason("title", _("Say what it is for."), "title")
NO_TEMPLATE_WORDS = Reason("reason", _("Write the words to begin with."), "reason")
TITLE_TAKEN = Reason("title-taken", _("Another one has this title."), "title")
