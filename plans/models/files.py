from pathlib import PurePath

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..files import weight_words


class StoredFileQuerySet(models.QuerySet):
    def loose(self):
        """Those that stand beside nothing, of whichever app above."""
        relations = [held.field.related_query_name() for held in self.model._meta.related_objects]
        return self.filter(**{f"{name}__isnull": True for name in relations})


class StoredFile(models.Model):
    """A file that somebody sent: a download for those who may see what it stands beside."""

    key = models.CharField(max_length=64, unique=True, help_text=_("In its address; tells nothing."))
    file = models.FileField(upload_to="files/%Y/%m/", max_length=200)
    name = models.CharField(max_length=200, help_text=_("As its sender called it."))
    media_type = models.CharField(max_length=100, help_text=_("By its content, never by its name."))
    size = models.PositiveIntegerField(help_text=_("In bytes."))
    sha256 = models.CharField(max_length=64)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    sent_at = models.DateTimeField(default=timezone.now)

    objects = StoredFileQuerySet.as_manager()
    personal_fields = ("sent_by",)

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("file", args=[self.key, self.name])

    def beside(self) -> list[models.QuerySet]:
        """What it stands beside, of whichever app above. Each kind says for itself what the public sees of it
        (`published`), saw (`once_published`), and who else sees it (`visible_to`)."""
        relations = (held.field for held in self._meta.related_objects)
        return [field.model.objects.filter(**{field.name: self}) for field in relations]

    @property
    def words(self) -> str:
        """What it is and how much it weighs, for those about to download it."""
        return f"{PurePath(self.name).suffix[1:].upper()}, {weight_words(self.size)}"
