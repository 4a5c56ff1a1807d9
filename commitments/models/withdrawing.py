"""What indicators and work outside any plan share: dated entries, corrections, and the end in public."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.fields import PartialDateColumns, all_or_none, whole_date
from plans.models.editions import Published, PublishedQuerySet


class WithdrawableQuerySet(PublishedQuerySet):
    def ever_published(self):
        """With what has been withdrawn since: it stays at its address, with the reason."""
        return self.filter(published_in__isnull=False)


class Withdrawable(Published):
    """Public until it is withdrawn, on a day and for a reason; what it said can be read on."""

    withdrawn_on = models.DateField(null=True, blank=True, editable=False)
    why_withdrawn = models.TextField(blank=True, help_text=_("Why it no longer stands; public."))

    class Meta(Published.Meta):
        abstract = True
        constraints = [
            *Published.Meta.constraints,
            all_or_none("withdrawn_in", "withdrawn_on", name="withdrawn_on_a_day"),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_withdrawn_with_its_reason",
                condition=models.Q(withdrawn_in=None, why_withdrawn="")
                | (models.Q(withdrawn_in__isnull=False) & ~models.Q(why_withdrawn="")),
            ),
        ]

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_in_id is not None


class EntryQuerySet(PublishedQuerySet):
    def waiting(self):
        """What only the agency and the coordinator read yet, in the order in which it was written."""
        return self.filter(published_in=None).order_by("pk")

    def ever_published(self):
        """With those that were corrected since, in an order that never changes: it numbers them."""
        return self.filter(published_in__isnull=False).order_by("published_in", "pk")


class DatedEntry(Published):
    """What was said of a day. Appended when published; a correction says what it corrects, and why."""

    as_of_on = PartialDateColumns()
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction"
    )

    objects = EntryQuerySet.as_manager()

    class Meta(Published.Meta):
        abstract = True
        constraints = [
            *Published.Meta.constraints,
            whole_date("as_of"),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_has_its_day", condition=models.Q(as_of_last__isnull=False)
            ),
        ]
