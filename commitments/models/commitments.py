import re
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from plans.choices import NotStated, Role
from plans.dates import StatedDate
from plans.fields import PartialDateColumns, in_order, one_of, stated, whole_date
from plans.models import ActionPlan, Agency, User
from plans.models.editions import Published, PublishedQuerySet
from plans.models.sources import Sourced
from plans.rules import holds_on, overlaps

from ..choices import DateKind, LeadRole, Work
from .changes import DateChange, WordingChange, wording_on


def natural_key(number: str) -> str:
    """A key that sorts "1.2" before "1.10" and "2" before "10" on every database."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(6), number)


class CommitmentQuerySet(PublishedQuerySet):
    def of_the_plan(self):
        """Those that count as commitments: parts are shown under their parent and never added."""
        return self.filter(parent=None)

    def visible_to(self, user: User, on: date):
        """Whose reports somebody may read in the workspace: all for a coordinator, their agencies' else.

        An agency that led or supported once keeps reading.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_coordinator(on):
            return self
        agencies = [held.agency_id for held in user.roles_on(on) if held.role in (Role.EDITOR, Role.APPROVER)]
        leads = Lead.objects.published().filter(commitment=OuterRef("pk"), agency__in=agencies)
        return self.filter(Exists(leads))

    def with_leads(self, on: date):
        """With every published lead, each agency under its name of the day."""
        agencies = Agency.objects.named_on(on)
        leads = Lead.objects.published().with_editions()
        leads = leads.prefetch_related(Prefetch("agency", queryset=agencies))
        return self.prefetch_related(Prefetch("leads", queryset=leads, to_attr="published_leads"))

    def with_changes(self):
        """With the published changes of its own dates and words, oldest first."""
        dates = DateChange.objects.published().select_related("amendment", "source", "published_in")
        words = WordingChange.objects.published().select_related("amendment__published_in", "published_in")
        return self.prefetch_related(
            Prefetch("date_changes", queryset=dates, to_attr="date_changes_known"),
            Prefetch("wording_changes", queryset=words.in_order(), to_attr="wording_changes_known"),
        )


class Commitment(Published, Sourced):
    """A promise in an action plan. Its wording is current; changes keep the wording before."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="commitments")
    number = models.CharField(max_length=20, help_text=_('As the plan has it: "5", "2.1".'))
    sort_key = models.CharField(max_length=60, editable=False)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    title = models.CharField(max_length=200)
    promise = models.TextField(help_text=_("What is promised, in one sentence."))
    objective = models.TextField(blank=True)
    status_quo = models.TextField(blank=True)
    ambition = models.TextField(blank=True)
    values = models.JSONField(default=list, blank=True, help_text=_("Codes of OGP values."))
    challenges = models.JSONField(default=list, blank=True, help_text=_("Codes of grand challenges."))
    work = models.CharField(max_length=10, choices=Work, blank=True)
    agreed_starts_on = PartialDateColumns()
    agreed_starts_text = models.CharField(max_length=100, blank=True)
    agreed_due_on = PartialDateColumns()
    agreed_due_text = models.CharField(max_length=100, blank=True)
    others_involved = models.TextField(blank=True, help_text=_("In words: who else works on it."))
    resources = models.TextField(blank=True)
    resources_public = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    history = HistoricalRecords()
    objects = CommitmentQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["plan", "sort_key"]
        constraints = [
            *Published.Meta.constraints,
            *Sourced.Meta.constraints,
            models.UniqueConstraint("plan", "number", name="commitments_commitment_one_number_each"),
            whole_date("agreed_starts"),
            whole_date("agreed_due"),
            in_order("agreed_starts_first", "agreed_due_last"),
            models.CheckConstraint(
                name="commitments_commitment_work_is_known", condition=Q(work__in=["", *Work.values])
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def save(self, *args, **kwargs):
        self.sort_key = natural_key(self.number)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("commitment", args=[self.plan.slug, self.number])

    @property
    def number_is_ours(self) -> bool:
        """Whether it was numbered here, for want of a number in its source."""
        return self.is_not_stated(NotStated.NUMBER)

    @cached_property
    def published_leads(self) -> list["Lead"]:
        """Read by `with_leads`, with the agencies' names; by itself where that was not asked for."""
        return list(self.leads.published().select_related("agency"))

    def leads_on(self, on: date) -> list["Lead"]:
        """Who leads and supports on the day, leads first."""
        return _leads_first(
            lead for lead in self.published_leads if holds_on(lead.from_on, lead.until_on, on)
        )

    def leads_between(self, first: date, last: date) -> list["Lead"]:
        """Who leads or supports on any day of a period."""
        return _leads_first(
            lead for lead in self.published_leads if overlaps(lead.from_on, lead.until_on, first, last)
        )

    def dates_on(self, on: date) -> tuple[StatedDate, StatedDate]:
        """Start and due date as they are current on the day; from `with_changes`."""
        return tuple(date_on(self, kind, on) for kind in (DateKind.STARTS, DateKind.DUE))

    def wording_on(self, on: date) -> dict[str, str]:
        """Its texts as they stood at the end of the day; from `with_changes`."""
        own = [change for change in self.wording_changes_known if change.milestone_id is None]
        return wording_on(self, WORDED, own, on)


WORDED = ("title", "promise", "objective", "status_quo", "ambition", "others_involved", "resources")


def _leads_first(leads) -> list["Lead"]:
    return sorted(
        leads, key=lambda lead: (lead.role != LeadRole.LEAD, lead.from_on or date.min, lead.position)
    )


def date_on(thing, kind: DateKind, on: date) -> StatedDate:
    """A current date on a day: where the newest change known by then moved it, else as agreed."""
    for change in reversed(thing.date_changes_known):
        if change.kind == kind and change.moved_last <= on:
            return change.after
    return stated(thing, f"agreed_{kind}_on")


class LeadQuerySet(PublishedQuerySet):
    def with_editions(self):
        """With where each comes from and when it became public, and the same of what it replaces."""
        return self.select_related("source", "published_in", "replaces__source", "replaces__published_in")

    def holding_on(self, on: date):
        """Those that hold on the day; as `holds_on`."""
        return self.overlapping(on, on)

    def overlapping(self, first, last):
        """Those that hold on any day from `first` to `last`, columns among them; as `overlaps`."""
        begun = Q(from_on=None) | Q(from_on__lte=last)
        not_over = Q(until_on=None) | Q(until_on__gte=first)
        return self.filter(begun, not_over)


class Lead(Published, Sourced):
    """An agency leads or supports from a day to a day; without days, all along."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="leads")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="leads")
    role = models.CharField(max_length=12, choices=LeadRole, default=LeadRole.LEAD)
    office = models.CharField(
        max_length=200, blank=True, help_text=_("The office within the agency, where the plan names one.")
    )
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=1)
    reason = models.TextField(blank=True, help_text=_("Why it came to lead, or ceased to; public."))
    replaces = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The row that said it before its last day was known."),
    )

    history = HistoricalRecords()
    objects = LeadQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["commitment", "position"]
        constraints = [
            *Published.Meta.constraints,
            *Sourced.Meta.constraints,
            one_of("role", LeadRole),
            in_order("from_on", "until_on"),
            models.UniqueConstraint("commitment", "position", name="commitments_lead_one_place_each"),
        ]

    def __str__(self):
        return f"{self.agency} ({self.role})"

    @property
    def as_it_came(self) -> "Lead":
        """The row that first said from which day on: when that was published, and why, stays its own."""
        first = self.replaces or self
        first.agency = self.agency  # under its name of the day
        return first
