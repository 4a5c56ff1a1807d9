"""What a coordinator says when a plan is adopted: on which day."""

from django.utils.translation import gettext_lazy as _

from plans.forms import PartialDateField, Refusable


class AdoptionForm(Refusable):
    adopted_on = PartialDateField(label=_("Adopted on"), required=False)

    def anchor(self, name: str) -> str:
        return self[name].subwidgets[0].data["subwidgets"][0]["attrs"]["id"]
