from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from plans.choices import NotStated
from plans.dates import end_of
from plans.fields import PartialDateColumns, in_order, one_of, whole_date
from plans.models import ActionPlan, Agency, User
from plans.models.editions import Published
from plans.models.sources import Sourced

from ..choices import ForumKind, MeetingKind, Sector
from .consultations import Consultation, OfPlanQuerySet


class ForumQuerySet(OfPlanQuerySet):
    def seating(self, user: User, on: date):
        """Those that have not ended and in which this person sits on the day."""
        sits = ForumMember.objects.sitting_on(on).filter(user=user)
        return self.filter(Q(ends_last=None) | Q(ends_last__gte=on), pk__in=sits.values("forum"))


class Forum(Published, Sourced):
    """People who meet about a plan: an advisory panel, a forum of government and others, officials."""

    plan = models.ForeignKey(
        ActionPlan,
        on_delete=models.PROTECT,
        related_name="forums",
        help_text=_("The plan under which it was set up."),
    )
    slug = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=30, choices=ForumKind)
    name = models.CharField(max_length=200)
    agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="forums",
        help_text=_("Whose group it is, where it is an agency's own."),
    )
    remit = models.TextField(blank=True, help_text=_("What it is for. Markdown."))
    rules = models.TextField(blank=True, help_text=_("How it works. Markdown."))
    rules_url = models.URLField(_("address of the rules"), max_length=500, blank=True)
    rules_published_on = PartialDateColumns()
    starts_on = PartialDateColumns()
    ends_on = PartialDateColumns()

    objects = ForumQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["-starts_last", "slug"]
        constraints = [
            *Published.Meta.constraints,
            *Sourced.Meta.constraints,
            one_of("kind", ForumKind),
            whole_date("rules_published"),
            whole_date("starts"),
            whole_date("ends"),
            in_order("starts_first", "ends_last"),
            models.CheckConstraint(
                name="engagement_forum_agency_where_it_is_an_agencys",
                condition=Q(agency=None) | Q(kind=ForumKind.AGENCY),
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("forum-one", args=[self.slug])


class ForumMemberQuerySet(models.QuerySet):
    def sitting_on(self, on: date):
        """Those whose term runs on the day."""
        begun = Q(from_on=None) | Q(from_on__lte=on)
        return self.filter(begun, Q(until_on=None) | Q(until_on__gte=on))


class ForumMember(models.Model):
    """A seat in a forum, by role and sector; whoever holds it is not named here."""

    forum = models.ForeignKey(Forum, on_delete=models.CASCADE, related_name="members")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=150, help_text=_('In words: "Chair", "Member".'))
    sector = models.CharField(max_length=20, choices=Sector)
    affiliation = models.CharField(max_length=200, blank=True)
    biography = models.TextField(blank=True, help_text=_("What they bring, without a name."))
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)
    user = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="seats",
        help_text=_("The account of whoever sits here, where they work on drafts."),
    )

    objects = ForumMemberQuerySet.as_manager()
    personal_fields = ("user",)

    class Meta:
        ordering = ["forum", "position"]
        constraints = [
            models.UniqueConstraint("forum", "position", name="engagement_member_one_place_each"),
            one_of("sector", Sector),
            in_order("from_on", "until_on"),
        ]

    def __str__(self):
        return f"{self.role}, {self.get_sector_display()}"


class MeetingQuerySet(OfPlanQuerySet):
    def known_on(self, on: date):
        """Those held by the day, counted from the latest possible day; and those without a day."""
        return self.filter(Q(held_last=None) | Q(held_last__lte=on))

    def told_on(self, on: date):
        """Those held by the day, and those that had been announced by then."""
        return self.filter(Q(held_last=None) | Q(held_last__lte=on) | Q(published_in__at__lt=end_of(on)))


class Meeting(Published, Sourced):
    """People met: a forum, or the public about a consultation or a plan."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="meetings")
    slug = models.SlugField(max_length=100)
    kind = models.CharField(max_length=30, choices=MeetingKind)
    forum = models.ForeignKey(Forum, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    consultation = models.ForeignKey(
        Consultation, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    held_on = PartialDateColumns()
    number = models.PositiveSmallIntegerField(
        default=1, help_text=_("How many meetings this stands for, where the source only counts them.")
    )
    attended = models.PositiveIntegerField(null=True, blank=True, help_text=_("How many people came."))
    government_present = models.BooleanField(null=True, blank=True)
    others_present = models.BooleanField(null=True, blank=True)
    results_presented = models.BooleanField(null=True, blank=True)
    comments_collected = models.BooleanField(null=True, blank=True)
    account = models.TextField(
        blank=True, help_text=_("How to come; afterwards what was spoken of. Markdown.")
    )
    notes_url = models.URLField(_("address of the notes"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeetingQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        ordering = ["plan", "held_last", "slug"]
        constraints = [
            *Published.Meta.constraints,
            *Sourced.Meta.constraints,
            models.UniqueConstraint("plan", "slug", name="engagement_meeting_once_a_plan"),
            one_of("kind", MeetingKind),
            whole_date("held"),
            models.CheckConstraint(
                name="engagement_meeting_day_or_not_stated",
                condition=Q(held_last__isnull=False) | Q(not_stated__contains=NotStated.DAY),
            ),
        ]

    def __str__(self):
        return self.title


class OutreachQuerySet(OfPlanQuerySet):
    def known_on(self, on: date):
        """What had begun by the day, counted from the latest possible day; and what has no day."""
        return self.filter(Q(starts_last=None) | Q(starts_last__lte=on))


class Outreach(Published, Sourced):
    """People were told that they could take part: by what channel, whom, how many."""

    plan = models.ForeignKey(ActionPlan, on_delete=models.PROTECT, related_name="outreach")
    slug = models.SlugField(max_length=100)
    channel = models.CharField(max_length=200)
    audience = models.CharField(max_length=200)
    reach = models.PositiveIntegerField(null=True, blank=True, help_text=_("How many were reached."))
    starts_on = PartialDateColumns()
    ends_on = PartialDateColumns()
    note = models.TextField(blank=True)

    objects = OutreachQuerySet.as_manager()
    personal_fields = ()

    class Meta(Published.Meta):
        verbose_name_plural = "outreach"
        ordering = ["plan", "starts_last", "slug"]
        constraints = [
            *Published.Meta.constraints,
            *Sourced.Meta.constraints,
            models.UniqueConstraint("plan", "slug", name="engagement_outreach_once_a_plan"),
            whole_date("starts"),
            whole_date("ends"),
            in_order("starts_first", "ends_last"),
            models.CheckConstraint(
                name="engagement_outreach_day_or_not_stated",
                condition=Q(starts_last__isnull=False) | Q(not_stated__contains=NotStated.DAY),
            ),
        ]

    def __str__(self):
        return f"{self.channel}: {self.audience}"
