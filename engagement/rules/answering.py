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
NOTHING_HEARD = Reason("what-we-heard", _("Write what you heard, in short."), "what_we_heard")

IS_TEMPLATE = Reason(
    "template", _("This is word for word what every answer may begin with. Say it for this person."), "reason"
)
NOBODY_TICKED = Reason("nothing-ticked", _("Tick what you mean first."))
