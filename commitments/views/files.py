"""Files: downloads, for those who may see what they stand beside."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from plans.http import download, public
from plans.models import StoredFile
from plans.permissions import is_staff_of_the_portal


@public
def file(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One file under its one address. Public with what it shows; else only for who may read that."""
    stored = get_object_or_404(StoredFile, key=key, name=name)
    beside = stored.beside()
    is_public = any(rows.published().exists() for rows in beside)
    if not is_public and not _is_theirs(request, stored, beside):
        if any(rows.once_published().exists() for rows in beside):
            return render(
                request, "410.html", {"reason": _("What this file showed was corrected.")}, status=410
            )
        raise Http404
    answer = download(stored)
    if not is_public and request.method != "HEAD":
        for tell in map(import_string, settings.DOWNLOADS_TOLD_TO):
            tell(file=stored, by=request.user, now=timezone.now())
    return answer


def _is_theirs(request: HttpRequest, stored: StoredFile, beside: list[QuerySet]) -> bool:
    """Whether somebody may see it in the workspace; what stands beside nothing yet is its sender's."""
    on, user = timezone.localdate(), request.user
    if not is_staff_of_the_portal(user, on):
        return False
    if any(rows.visible_to(user, on).exists() for rows in beside):
        return True
    return stored.sent_by_id == user.pk and not any(rows.exists() for rows in beside)
