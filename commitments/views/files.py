"""Files that stand beside reports and stages: downloads, for those who may see what they stand beside."""

import logging

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.http import public
from plans.models import StoredFile
from plans.permissions import is_staff_of_the_portal

from ..models import Evidence

log = logging.getLogger(__name__)


@public
def file(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """One file under its one address. Public with what it shows; else only for who may read that.

    A browser is given nothing to run: it is a download whatever it holds, in a sandbox without scripts.
    """
    stored = get_object_or_404(StoredFile, key=key, name=name)
    shown = Evidence.objects.filter(file=stored)
    if not shown.published().exists() and not _is_theirs(request, stored, shown):
        if shown.once_published().exists():
            return render(
                request, "410.html", {"reason": _("What this file showed was corrected.")}, status=410
            )
        raise Http404
    try:
        content = stored.file.open("rb")
    except OSError as error:
        log.exception("the file of %s is not on the disk", stored.key)
        raise Http404 from error
    answer = FileResponse(
        content, as_attachment=True, filename=stored.name, content_type=stored.media_type
    )  # fmt: skip
    if stored.media_type.startswith("text/"):
        answer["Content-Type"] = f"{stored.media_type}; charset=utf-8"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _is_theirs(request: HttpRequest, stored: StoredFile, shown) -> bool:
    """Whether somebody may see it in the workspace; what stands beside nothing yet is its sender's."""
    on, user = timezone.localdate(), request.user
    if not is_staff_of_the_portal(user, on):
        return False
    return shown.visible_to(user, on).exists() or (stored.sent_by_id == user.pk and not shown.exists())
