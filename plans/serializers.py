"""How the ground floor reads as data: dates cut to their precision, and null where nothing is known."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from .choices import GrandChallenge, NotStated, OGPValue, PeriodKind, PlanState
from .document import PARTIAL_DATE, listed, source_of, text_of

# ---- Fields -------------------------------------------------------------------------------------


@extend_schema_field({"type": "string", "pattern": PARTIAL_DATE["pattern"]})
class PartialDateField(serializers.Field):
    """`2016`, `2016-10`, `2016-10-01`, or `../2017-11-30` for *on or before* that day."""

    def __init__(self, **kwargs):
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value):
        return str(value)


def words_field(help_text, **kwargs) -> serializers.CharField:
    return serializers.CharField(read_only=True, help_text=help_text, **kwargs)


def number_field(help_text, **kwargs) -> serializers.IntegerField:
    return serializers.IntegerField(read_only=True, min_value=0, help_text=help_text, **kwargs)


def flag_field(help_text, **kwargs) -> serializers.BooleanField:
    return serializers.BooleanField(read_only=True, help_text=help_text, **kwargs)


def day_field(help_text, **kwargs) -> serializers.DateField:
    return serializers.DateField(read_only=True, allow_null=True, help_text=help_text, **kwargs)


def date_field(help_text, **kwargs) -> PartialDateField:
    return PartialDateField(help_text=help_text, **kwargs)


class ChoiceOrNull(serializers.ChoiceField):
    """A code, null where none was given; the column holds an empty text for that."""

    def __init__(self, choices, **kwargs):
        super().__init__(choices, read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value):
        return value or None


class AskedSerializer(serializers.Serializer):
    """An answer that depends on a day says which."""

    on = serializers.SerializerMethodField(help_text=_("The day asked about."))

    @extend_schema_field(OpenApiTypes.DATE)
    def get_on(self, row):
        return self.context["on"].isoformat()


FIRST = ("url", "page", "on", "recorded", "invented", "plan", "commitment", "milestone")
LAST = (
    *(
        f"{agreed}{date}_{part}"
        for agreed in ("", "agreed_")
        for date in ("starts", "due")
        for part in ("on", "text")
    ),
    *("moves", "wording_changes", "source", "not_stated", "published_on", "edition", "licence"),
)


class SourceSerializer(serializers.Serializer):
    """Where a record was brought in from."""

    document = words_field(_("The document's slug."))
    title = words_field(_("The document's title."))
    at = words_field(_("Heading or page in the document."))


class SourcedSerializer(serializers.Serializer):
    """Where a record comes from, and what its source leaves open."""

    source = serializers.SerializerMethodField(
        help_text=_("The document it was brought in from; null where it was written here.")
    )
    not_stated = serializers.SerializerMethodField(
        help_text=_("What the source does not state, which is not an omission of the record.")
    )

    def record(self, row):
        """The record that a row is about."""
        return row

    def get_fields(self):
        """What it is called comes first, where it comes from last."""
        fields = super().get_fields()
        first = {name: fields.pop(name) for name in FIRST if name in fields}
        last = {name: fields.pop(name) for name in LAST if name in fields}
        return first | fields | last

    def link(self, name: str, *args) -> str:
        return self.context["origin"] + reverse(f"api-{name}-one", args=args)

    @extend_schema_field(SourceSerializer(allow_null=True))
    def get_source(self, row):
        record = self.record(row)
        source = source_of(record)["source"]
        return source and source | {"title": record.source.title}

    @extend_schema_field({"type": "array", "items": listed(NotStated)})
    def get_not_stated(self, row):
        return source_of(self.record(row))["not_stated"]


class PublishedSerializer(SourcedSerializer):
    """When it became public: the original's own day where it is stated, and the edition of this portal."""

    published_on = serializers.SerializerMethodField(
        help_text=_("The day of publication: the original's where it is stated, else the portal's.")
    )
    edition = serializers.SerializerMethodField(
        help_text=_("The edition of the portal in which it became public.")
    )

    @extend_schema_field(PartialDateField)
    def get_published_on(self, row):
        return text_of(self.record(row).day_published)

    def get_edition(self, row) -> int:
        return self.record(row).published_in_id


class ResourceSerializer(serializers.Serializer):
    """What everything with an address of its own says first."""

    url = serializers.SerializerMethodField(help_text=_("Its address in this API."))
    page = serializers.SerializerMethodField(help_text=_("Its page for people."))

    def address(self, record) -> str:
        raise NotImplementedError

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, row):
        return self.address(self.record(row))

    @extend_schema_field(OpenApiTypes.URI)
    def get_page(self, row):
        return self.context["origin"] + self.page_of(self.record(row))

    def page_of(self, record) -> str:
        return record.get_absolute_url()


class InventedSerializer(serializers.Serializer):
    """Every row of an invented plan says so."""

    invented = serializers.SerializerMethodField(
        help_text=_("Whether this belongs to an invented example, not to a government's plan.")
    )

    def get_invented(self, row) -> bool:
        return self.plan_of(self.record(row)).is_invented

    def plan_of(self, record):
        return record.plan


class LinkSerializer(serializers.Serializer):
    """A link that shows it; a file of this site is a link to it."""

    url = serializers.URLField(read_only=True, source="link.url")
    title = serializers.CharField(read_only=True, source="link.title")


class CodeSerializer(serializers.Serializer):
    """A code, and the words that the plan prints for it."""

    code = words_field(_("The same in all plans."))
    label = words_field(_("As this plan prints it."))


# ---- Resources ----------------------------------------------------------------------------------


class SectionSerializer(serializers.Serializer):
    """A narrative part of a plan."""

    slug = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    text = words_field(_("Markdown."))


class PlanSerializer(AskedSerializer, InventedSerializer, ResourceSerializer, PublishedSerializer):
    """A country's action plan."""

    slug = words_field(_("Its identifier."))
    title = words_field(_("Its title."))
    short_title = words_field(_("Its title in a word: 2016–18."))
    country = words_field(_("ISO 3166 code of the country."))
    language = words_field(_("BCP 47 code of the language it is written in."))
    summary = words_field(_("What it is about."))
    starts_on = date_field(_("Its first day."))
    ends_on = date_field(_("Its last day."))
    state = serializers.ChoiceField(PlanState.choices, read_only=True, help_text=_("How far it had come."))
    adopted_on = date_field(_("When it was adopted."))
    over = serializers.SerializerMethodField(help_text=_("Whether it was over on the day."))
    follows = serializers.SerializerMethodField(help_text=_("The plan before it."))
    followed_by = serializers.SerializerMethodField(help_text=_("The plan after it."))
    values = serializers.SerializerMethodField(help_text=_("OGP values, as this plan prints them."))
    challenges = serializers.SerializerMethodField(help_text=_("Grand challenges, as this plan prints them."))
    sections = SectionSerializer(many=True, read_only=True, source="public_sections")

    def address(self, record):
        return self.link("plans", record.slug)

    def plan_of(self, record):
        return record

    def get_over(self, plan) -> bool:
        return plan.is_over_on(self.context["on"])

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_follows(self, plan):
        return plan.follows.slug if plan.follows and plan.follows.is_published else None

    @extend_schema_field(serializers.SlugField(allow_null=True))
    def get_followed_by(self, plan):
        successor = getattr(plan, "successor", None)
        return successor.slug if successor and successor.is_published else None

    @extend_schema_field(CodeSerializer(many=True))
    def get_values(self, plan):
        return [{"code": code, "label": plan.value_label(code)} for code in OGPValue.values]

    @extend_schema_field(CodeSerializer(many=True))
    def get_challenges(self, plan):
        return [{"code": code, "label": plan.challenge_label(code)} for code in GrandChallenge.values]


class PeriodSerializer(InventedSerializer, ResourceSerializer, SourcedSerializer):
    """The days that one round of progress reports covers."""

    plan = words_field(_("The plan's slug."), source="plan.slug")
    slug = words_field(_("Its identifier within the plan."))
    title = words_field(_("Its months, or its days, in words."), source="words")
    kind = serializers.ChoiceField(PeriodKind.choices, read_only=True, help_text=_("Which kind of report."))
    starts_on = serializers.DateField(read_only=True, help_text=_("Its first day."))
    ends_on = serializers.DateField(read_only=True, help_text=_("Its last day."))
    due_on = day_field(_("The day by which reports are due."))
    closed = flag_field(_("Whether the round is closed now."), source="is_closed")

    def address(self, record):
        return self.link("periods", record.plan.slug, record.slug)

    def page_of(self, record):
        return f"{record.plan.get_absolute_url()}#{record.slug}"


class NameSerializer(serializers.Serializer):
    """What an agency is called from a day on."""

    name = serializers.CharField(read_only=True)
    short_name = serializers.CharField(read_only=True)
    from_on = day_field(_("Null for its first name."))


class AgencySerializer(AskedSerializer, ResourceSerializer, PublishedSerializer):
    """A public body."""

    slug = words_field(_("Its identifier, which stays when the name changes."))
    name = words_field(_("Its name on the day."))
    short_name = words_field(_("Its short name on the day, where it has one."))
    website = serializers.CharField(source="url", read_only=True, help_text=_("Its own website."))
    names = NameSerializer(many=True, read_only=True, source="names.all", help_text=_("All its names."))

    def address(self, record):
        return self.link("agencies", record.slug)


class AmendmentSerializer(InventedSerializer, ResourceSerializer, PublishedSerializer):
    """A decision by which an adopted plan's dates and words changed."""

    plan = words_field(_("The plan's slug."), source="plan.slug")
    slug = words_field(_("Its identifier within the plan."))
    number = number_field(_("Its number, where it has one."), allow_null=True)
    title = words_field(_("What it is about."))
    reason = words_field(_("Why it was decided."))
    decided_on = date_field(_("The day of the decision."))
    decided_by = words_field(_("Who decided, by office."))

    def address(self, record):
        return self.link("amendments", record.plan.slug, record.slug)
