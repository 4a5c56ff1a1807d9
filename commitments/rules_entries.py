"""What is said of an indicator and of a piece of work alike: why something cannot be done."""

from django.utils.translation import gettext_lazy as _

from plans.rules import Reason

NOTHING_WAITS = Reason("nothing", _("Everything here is public already."))
IS_PUBLIC = Reason("public", _("This is public already, so it stays."))
WHY_CHANGED = Reason("why", _("Say why it changes; the public reads it beside the change."), "why")
NOT_PUBLIC = Reason("not-public", _("Only what is public can be withdrawn."))
WHY_WITHDRAWN = Reason("why", _("Say why it is withdrawn; the public reads it."), "why")
