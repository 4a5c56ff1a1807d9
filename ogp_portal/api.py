"""The API as a whole: its addresses, its schema, and what it says when it cannot answer."""

from __future__ import annotations

import logging
from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.signals import got_request_exception
from django.http import Http404
from django.urls import path, re_path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from commitments import api as commitments
from engagement import api as engagement
from plans import api as plans
from plans.rest import PublicView, licence
from reporting import api as reporting

from .errors import AWAY, DATABASE_AWAY, RETRY_AFTER

log = logging.getLogger("django.request")
RESOURCES = [
    *commitments.urlpatterns,
    *plans.urlpatterns,
    *engagement.urlpatterns,
    *reporting.urlpatterns,
]
LISTS = [one for one in RESOURCES if not one.name.endswith("-one")]


# ---- Problems -----------------------------------------------------------------------------------


def problem(error: Exception, context: dict) -> Response | None:
    """Every error as application/problem+json (RFC 9457), in words."""
    request = context["request"]
    errors = {}
    if isinstance(error, BadRequest):
        status, detail, headers = HTTPStatus.BAD_REQUEST, str(error), {}
    elif isinstance(error, APIException | Http404 | PermissionDenied):
        answer = exception_handler(error, context)
        status, headers = HTTPStatus(answer.status_code), answer.headers
        if isinstance(error, ValidationError):
            errors = {name: [str(text) for text in texts] for name, texts in error.detail.items()}
            detail = " ".join(f"{name}: {' '.join(texts)}" for name, texts in errors.items())
        else:
            detail = str(answer.data["detail"])
    elif isinstance(error, DATABASE_AWAY):
        status, detail, headers = HTTPStatus.SERVICE_UNAVAILABLE, str(AWAY), {"Retry-After": RETRY_AFTER}
    elif settings.DEBUG:
        return None
    else:
        got_request_exception.send(sender=None, request=request)
        log.error("Internal Server Error: %s", request.path, exc_info=error)
        status, headers = HTTPStatus.INTERNAL_SERVER_ERROR, {}
        detail = _("Something went wrong here. It has been noted.")
    said = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "instance": request.get_full_path(),
    }
    if errors:
        said["errors"] = errors
    if replaced_by := getattr(error, "replaced_by", None):
        said["replaced_by"] = replaced_by
    answer = Response(said, status=status, content_type="application/problem+json")
    for name in ("Retry-After", "WWW-Authenticate"):
        if name in headers:
            answer[name] = headers[name]
    return answer


# ---- The index, the schema, and addresses that lead nowhere -------------------------------------


class IndexView(PublicView, APIView):
    """Where everything is."""

    schema = None

    def get(self, request):
        def address(name):
            return request.build_absolute_uri(reverse(name))

        lists = {one.name.removeprefix("api-"): address(one.name) for one in LISTS}
        return Response(
            lists | {"schema": address("api-schema"), "docs": address("api-docs"), "licence": licence()}
        )


class SchemaView(PublicView, APIView):
    """The OpenAPI description of the API; JSON, or YAML where that is asked for."""

    schema = None

    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer2, OpenApiYamlRenderer]

    def get(self, request):
        return Response(schema(get_language()))


class NowhereView(PublicView, APIView):
    """Every other address below the API's own."""

    schema = None

    def get(self, request, **kwargs):
        raise NotFound(_("There is no such address in this API."))


@cache
def schema(language: str) -> dict:
    """The schema in a language; it changes only with the release."""
    return SchemaGenerator().get_schema(public=True)


urlpatterns = [
    path("", IndexView.as_view(), name="api"),
    path("schema/", SchemaView.as_view(), name="api-schema"),
    *RESOURCES,
    re_path(r"^(?:.*/)?$", NowhereView.as_view()),
]
