"""Answering: what keeps a point from its answer, and the answers from the public."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from plans.rules import Reason

NO_DISPOSITION = Reason("disposition", _("Say what was decided."), "disposition")
NO_WHY = Reason("reason", _("Say why."), "reason")
REPEATS_WITHHELD = Reason("repeats-withheld", _("The answer repeats words that are withheld."), "reason")
ANSWERED = Reason("answered", _("The answers are published. What is public stays as it is."))
STILL_OPEN = Reason("still-open", _("The consultation is still open: more may come in."))
NOT_OPENED = Reason("not-opened", _("The consultation has not opened yet."))
BROUGHT_IN = Reason("brought-in", _("This consultation was brought in from a document."))
NOT_ANSWERED = Reason(
    "not-answered", _("Its answers are not published yet. Until then, do this at the desk.")
)
TAKEN_BACK = Reason("withdrawn", _("It was withdrawn. None of its words is kept."))
NO_SUCH_WORDS = Reason(
    "no-such-words", _("The public does not read these words here. Copy them word for word."), "text"
)
NO_REDACTED_WORDS = Reason("no-words", _("Copy the words that the public is to read no longer."), "text")
NO_GROUND_SAID = Reason("no-ground", _("Say on what ground. The public reads it."), "ground")
GROUND_SAYS_IT = Reason("ground-says-it", _("The ground repeats the words that are to go."), "ground")
NOTHING_HEARD = Reason("what-we-heard", _("Write what you heard, in short."), "what_we_heard")

IS_TEMPLATE = Reason(
    "template", _("This is word for word what every answer may begin with. Say it for this person."), "reason"
)
NOBODY_TICKED = Reason("nothing-ticked", _("Tick what you mean first."))
