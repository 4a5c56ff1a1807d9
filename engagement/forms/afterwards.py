"""What a coordinator types to take words out of what is public."""

from django.utils.translation import gettext_lazy as _

from plans.forms import PlainIds, Refusable, short, words


class TakeOutForm(Refusable, PlainIds):
    """Words of a submission, and why the public is to read them no longer."""

    text = words(3, label=_("Words that the public is to read no longer"))
    ground = short(label=_("On what ground?"))
