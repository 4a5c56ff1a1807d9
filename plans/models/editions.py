from datetime import date

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import PublicationKind
from ..dates import PartialDate, end_of
from ..fields import PartialDateColumns, one_of, whole_date


class EditionCounter(models.Model):
    """One row: the number of the newest edition. Its lock puts publications in order."""

    number = models.PositiveBigIntegerField(default=0)

    personal_fields = ()

    def __str__(self):
        return str(self.number)


class Turn(models.Model):
    """A moment at which public pages change by themselves: a consultation opens, or closes."""

    at = models.DateTimeField(unique=True)

    personal_fields = ()

    class Meta:
        ordering = ["at"]

    def __str__(self):
        return self.at.isoformat()


class Edition(models.Model):
    """One act of publishing: who, when, and in what capacity. Never changed."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_words = models.CharField(
        max_length=200, help_text=_("Role, title and agency at the time; the public reads this.")
    )
    document = models.CharField(
        max_length=200, blank=True, help_text=_("The plan document this was brought in from.")
    )

    personal_fields = ("by",)

    class Meta:
        ordering = ["number"]  # rows ordered by their edition follow it: never turn it round

    def __str__(self):
        return f"edition {self.number}"

    @property
    def day(self):
        return timezone.localdate(self.at)


class Publication(models.Model):
    """What one edition made public: a kind and a public address, before and after."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="publications")
    kind = models.CharField(max_length=30, choices=PublicationKind)
    address = models.CharField(max_length=300)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    personal_fields = ()

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [one_of("kind", PublicationKind)]

    def __str__(self):
        return f"{self.kind} {self.address}"


class PublishedQuerySet(models.QuerySet):
    """Where every public page, API answer, feed and export begins."""

    def published(self):
        return self.filter(published_in__isnull=False, withdrawn_in__isnull=True)

    def out_on(self, on: date):
        """Those that came out by the end of the day: on their own day where it is stated, else in an edition
        of then."""
        own = models.Q(published_last__lte=on)
        return self.filter(own | models.Q(published_last=None, published_in__at__lt=end_of(on)))


class Published(models.Model):
    """Public from one edition on, and until it is withdrawn or corrected in another."""

    published_in = models.ForeignKey(
        Edition, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_in = models.ForeignKey(
        Edition, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    published_on = PartialDateColumns(_("The original's own day of publication, where it is stated."))

    class Meta:
        abstract = True
        constraints = [
            whole_date("published"),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_withdrawn_after_published",
                condition=models.Q(withdrawn_in=None)
                | models.Q(published_in__isnull=False, withdrawn_in__gte=models.F("published_in")),
            ),
        ]

    @property
    def is_published(self) -> bool:
        return self.published_in_id is not None and self.withdrawn_in_id is None

    @property
    def day_published(self):
        """The original's own day where it is stated, else the day of its edition (a PartialDate)."""
        return self.published_on or (self.published_in and PartialDate.of(self.published_in.day))
