"""What every resource of the API shares: its parameters, days, lists, licence and conditional answers."""

from __future__ import annotations

import re
from functools import cache

from django import forms
from django.conf import settings
from django.db.models import F
from django.http import HttpResponse
from django.urls import path
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from . import converters  # noqa: F401 - number and place, in addresses
from .http import day_asked, etag, is_anonymous, keep, unchanged

MOST = 999_999_999  # the largest number that is looked for

# ---- Addresses ----------------------------------------------------------------------------------


def resource(name: str, viewset: type[PublicViewSet], address: str) -> list:
    """The two addresses of a resource: its list, and one thing by its natural identifiers."""
    return [
        path(f"{name}/", viewset.as_view({"get": "list"}), name=f"api-{name}"),
        path(f"{name}/{address}", viewset.as_view({"get": "retrieve"}), name=f"api-{name}-one"),
    ]


# ---- Parameters ---------------------------------------------------------------------------------


class OneOf(filters.ChoiceFilter):
    """One of some codes; whatever else is given is refused, and the codes are named."""

    def __init__(self, choices, **kwargs):
        message = format_lazy(
            _("“%(value)s” is not one of: {codes}."), codes=", ".join(code for code, _label in choices)
        )
        super().__init__(choices=choices, error_messages={"invalid_choice": message}, **kwargs)


class YesNo(filters.TypedChoiceFilter):
    """`true` or `false`."""

    def __init__(self, *, help_text, **kwargs):
        extend_schema_field({"type": "boolean", "description": help_text})(self)
        super().__init__(
            choices=[("true", _("yes")), ("false", _("no"))],
            coerce=lambda value: value == "true",
            empty_value=None,
            error_messages={"invalid_choice": _("“%(value)s” is neither true nor false.")},
            **kwargs,
        )


class WholeNumber(filters.Filter):
    """A number from 1 on."""

    field_class = forms.IntegerField

    def __init__(self, *, help_text, **kwargs):
        extend_schema_field({"type": "integer", "minimum": 1, "description": help_text})(self)
        super().__init__(min_value=1, max_value=MOST, **kwargs)


class Order(OneOf):
    """Another order for a list. It ends in the list's own, so it is total and pages never overlap."""

    def __init__(self, **columns: str):
        self.columns = columns
        choices = [(f"{sign}{name}", f"{sign}{name}") for name in columns for sign in ("", "-")]
        super().__init__(choices, help_text=_("The order of the list; a minus sign turns it round."))

    def filter(self, queryset, value):
        if not value:
            return queryset
        column = F(self.columns[value.removeprefix("-")])
        chosen = column.desc(nulls_last=True) if value.startswith("-") else column.asc(nulls_last=True)
        return queryset.order_by(chosen, *queryset.query.order_by)


ON = OpenApiParameter(
    "on",
    OpenApiTypes.DATE,
    description=_(
        "The day asked about, today without one: what was the case on that day, as far as is published now. "
        "A day ahead is refused."
    ),
)


# ---- Answers ------------------------------------------------------------------------------------


def licence() -> dict[str, str]:
    return {"name": settings.LICENCE_NAME, "url": settings.LICENCE_URL}


class LicenceSerializer(serializers.Serializer):
    """The terms under which everything here may be used."""

    name = serializers.CharField(read_only=True)
    url = serializers.URLField(read_only=True)


class ProblemSerializer(serializers.Serializer):
    """Why there is no answer (RFC 9457)."""

    type = serializers.CharField(help_text=_("about:blank: the status says what kind of problem it is."))
    title = serializers.CharField(help_text=_("The status in words."))
    status = serializers.IntegerField(help_text=_("The HTTP status code."))
    detail = serializers.CharField(help_text=_("What is wrong, in words."))
    instance = serializers.CharField(help_text=_("The address that was asked."))
    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text=_("By parameter, what is wrong with it."),
    )
    replaced_by = serializers.URLField(
        required=False, help_text=_("Where a corrected row is answered (410): the row that corrects it.")
    )


@cache
def licensed(serializer: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The same for one thing by itself, which carries the licence as a list does."""
    name = serializer.__name__.replace("Serializer", "AnswerSerializer")
    fields = {
        "licence": serializers.SerializerMethodField(),
        "get_licence": extend_schema_field(LicenceSerializer)(lambda self, row: licence()),
        "__doc__": serializer.__doc__,
    }
    return type(name, (serializer,), fields)


class Pages(PageNumberPagination):
    """A list, part by part: `count`, `next`, `previous`, `results`, and the licence."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500
    last_page_strings = ()
    page_query_description = _("Which part of the list, from 1 on.")
    page_size_query_description = _("How many rows a part has: 100 without it, 500 at most.")

    def get_page_size(self, request):
        text = request.query_params.get(self.page_size_query_param, "")
        if not text:
            return self.page_size
        if not re.fullmatch(r"[1-9]\d{0,2}", text, re.ASCII) or int(text) > self.max_page_size:
            message = gettext("“%(size)s” is not a number from 1 to %(most)s.")
            raise ValidationError({"page_size": [message % {"size": text, "most": self.max_page_size}]})
        return int(text)

    def paginate_queryset(self, queryset, request, view=None):
        text = request.query_params.get(self.page_query_param, "") or "1"
        if not re.fullmatch(r"[1-9]\d{0,8}", text, re.ASCII):
            raise ValidationError({"page": [gettext("“%s” is not a number from 1 on.") % text]})
        return super().paginate_queryset(queryset, request, view)

    def get_paginated_response(self, data):
        answer = {
            "count": self.page.paginator.count,
            "next": self.get_next_link(),
            "previous": self.get_previous_link(),
            "results": data,
            "licence": licence(),
        }
        return Response(answer)

    def get_paginated_response_schema(self, schema):
        address = {"type": ["string", "null"], "format": "uri"}
        properties = {
            "count": {"type": "integer", "minimum": 0, "description": _("How many rows the list has.")},
            "next": address | {"description": _("The next part of the list.")},
            "previous": address | {"description": _("The part before.")},
            "results": schema,
            "licence": {"$ref": "#/components/schemas/Licence"},
        }
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view):
        page = {"type": "integer", "minimum": 1, "default": 1}
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return [
            {"name": name, "in": "query", "required": False, "description": words, "schema": shape}
            for name, words, shape in (
                (self.page_query_param, self.page_query_description, page),
                (self.page_size_query_param, self.page_size_query_description, size),
            )
        ]


class PreconditionFailed(APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = _("This is not the state you asked about.")


class Gone(APIException):
    """Public once, and withdrawn since."""

    status_code = status.HTTP_410_GONE
    default_detail = _("This row was withdrawn, and another corrects it.")

    def __init__(self, detail=None, *, replaced_by: str = ""):
        super().__init__(detail)
        self.replaced_by = replaced_by


# ---- Resources ----------------------------------------------------------------------------------


class ResourceSchema(AutoSchema):
    """What the schema says of a resource beyond its filters and fields."""

    def get_tags(self):
        return [self.view.noun]

    def get_operation_id(self):
        return f"{self.view.noun}-{self.view.action}".replace("-retrieve", "-one")

    def get_summary(self):
        return self.view.one if self.view.action == "retrieve" else self.view.title

    def get_description(self):
        return self.view.words

    def get_override_parameters(self):
        return [ON] if self.view.dated else []

    def _get_response_bodies(self, direction="response"):
        problem = self.resolve_serializer(ProblemSerializer, direction).ref
        self.resolve_serializer(LicenceSerializer, direction)
        problems = {
            "400": _("A parameter that does not exist, or a value that it cannot take."),
            "404": _("Nothing is published at this address, or the list has no such part."),
            "410": _("Withdrawn since; where another row corrects it, the problem names that."),
            "default": _("Any other problem."),
        }
        is_gone = getattr(self.view, "corrected", False) or getattr(self.view, "withdraws", False)
        if not is_gone or self.view.action == "list":
            del problems["410"]
        bodies = super()._get_response_bodies(direction)
        if self.view.by_edition:
            bodies["304"] = {"description": _("Nothing has changed since the answer with this ETag.")}
        for code, words in problems.items():
            content = {"application/problem+json": {"schema": problem}}
            bodies[code] = {"description": words, "content": content}
        return bodies


class PublicView:
    """An answer for everyone: nobody signs in, nothing is written, and it says when it has changed."""

    by_edition = True  # else it changes between editions too, and no cache keeps it: as `public_now`
    authentication_classes = []
    permission_classes = [AllowAny]
    http_method_names = ["get", "head", "options"]

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        self.early = None
        if not self.by_edition:
            answer = super().dispatch(request, *args, **kwargs)
            patch_cache_control(answer, private=True, no_cache=True)
            return answer
        if not is_anonymous(request) or request.method not in ("GET", "HEAD"):
            return super().dispatch(request, *args, **kwargs)
        tag = etag(request, f"api {request.headers.get('Accept', '')}")
        self.early = unchanged(request, tag)
        if self.early is not None and self.early.status_code == status.HTTP_304_NOT_MODIFIED:
            answer = self.early
        else:
            answer = super().dispatch(request, *args, **kwargs)
        if answer.status_code in (status.HTTP_200_OK, status.HTTP_304_NOT_MODIFIED):
            keep(answer, tag)
            patch_vary_headers(answer, ["Accept"])
        return answer

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            self.read_parameters()
        if self.early is not None:
            raise PreconditionFailed

    def read_parameters(self) -> None:
        """Refuse what cannot be understood, rather than answer another question."""

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code == status.HTTP_200_OK:
            response["Link"] = f'<{settings.LICENCE_URL}>; rel="license"'
        return response


class PublicViewSet(PublicView, GenericViewSet):
    """Something published, for everyone: a list, and one thing by its natural identifiers."""

    pagination_class = Pages
    schema = ResourceSchema()

    noun = title = one = words = ""
    dated = False  # whether its answers depend on a day
    identifiers: dict[str, str] = {}  # the parts of its address, and the columns they stand for

    # -- in

    def read_parameters(self) -> None:
        self._refuse_unknown_parameters()
        self.on = self.request.on = day_asked(self.request)

    def _parameters(self) -> list[str]:
        names = ["on"] if self.dated else []
        if self.action == "list":
            names = [*self.filterset_class.base_filters, *names, "page", "page_size"]
        return names

    def _refuse_unknown_parameters(self) -> None:
        known = self._parameters()
        errors = {}
        for name, values in self.request.query_params.lists():
            if name not in known:
                errors[name] = [
                    gettext("There is no such parameter here. There are: %s.") % ", ".join(known)
                    if known
                    else gettext("There are no parameters here.")
                ]
            elif len(values) > 1:
                errors[name] = [gettext("Give it once.")]
        if errors:
            raise ValidationError(errors)

    # -- out

    def row(self, found):
        """What the serializer reads: the model's row, unless a resource says otherwise."""
        return found

    def rows(self, found: list):
        """All rows of an answer, where something is read for them together."""
        return [self.row(one) for one in found]

    def list(self, request, *args, **kwargs):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(self.rows(page), many=True).data)

    def retrieve(self, request, *args, **kwargs):
        [row] = self.rows([self.get_object()])
        return Response(self.get_serializer(row).data)

    def get_object(self):
        wanted = {column: self.kwargs[name] for name, column in self.identifiers.items()}
        found = self.get_queryset().filter(**wanted).first()
        return found or self.missing()

    def missing(self):
        """Unpublished and never heard of look the same."""
        raise NotFound(gettext("Nothing is published at this address."))

    def get_serializer_class(self):
        return licensed(self.serializer_class) if self.action == "retrieve" else self.serializer_class

    def get_serializer_context(self):
        request = self.request
        origin = request and f"{request.scheme}://{request.get_host()}"
        return {"request": request, "view": self, "origin": origin, "on": getattr(self, "on", None)}
