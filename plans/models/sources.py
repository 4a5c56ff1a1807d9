from django.db import models
from django.utils.translation import gettext_lazy as _

from ..choices import NotStated
from ..fields import PartialDateColumns, whole_date


class SourceDocument(models.Model):
    """A document the record was brought in from."""

    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, blank=True)
    published_on = PartialDateColumns()
    url = models.URLField(max_length=500, blank=True)

    personal_fields = ()

    class Meta:
        ordering = ["slug"]
        constraints = [whole_date("published")]

    def __str__(self):
        return self.title


class Sourced(models.Model):
    """A record brought in from a document carries its source instead of a person.

    Only beside a source may something be *not stated*.
    """

    source = models.ForeignKey(
        SourceDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source_at = models.CharField(max_length=200, blank=True, help_text=_("Heading or page in the document."))
    not_stated = models.CharField(
        max_length=200, blank=True, help_text=_("What the source does not state, space between.")
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_not_stated_beside_source",
                condition=models.Q(source__isnull=False) | models.Q(not_stated="", source_at=""),
            ),
        ]

    @property
    def is_sourced(self) -> bool:
        """Whether what is missing here is *not in our sources* rather than *not reported*."""
        return self.source_id is not None

    def is_not_stated(self, what: NotStated) -> bool:
        return what in self.not_stated.split()
