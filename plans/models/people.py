from datetime import date
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..choices import Role
from ..fields import in_order, one_of
from ..rules import holds_on
from .agencies import Agency


class UserManager(BaseUserManager):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        fields.setdefault("key", uuid4())
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, **(fields | {"is_staff": True, "is_superuser": True}))


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in with an e-mail address. What they may do is in their memberships."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    key = models.UUIDField(unique=True, null=True, editable=False)  # in addresses of the workspace
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("operates the portal"), default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    personal_fields = ("email", "name", "last_login", "password")

    class Meta:
        ordering = ["email"]

    def __str__(self):
        return self.name or self.email

    def get_short_name(self):
        return str(self)

    @property
    def has_joined(self) -> bool:
        """Whether they have ever come in: chosen a password, or signed in with their agency's account."""
        return self.last_login is not None or self.has_usable_password()

    def roles_on(self, on: date) -> list["Membership"]:
        """The memberships that hold on the day, with their agencies; read once a request."""
        if not hasattr(self, "_memberships"):
            self._memberships = list(self.memberships.select_related("agency"))
        return [membership for membership in self._memberships if membership.holds_on(on)]

    def is_coordinator(self, on: date) -> bool:
        return self._holds(Role.COORDINATOR, on)

    def is_on_panel(self, on: date) -> bool:
        return self._holds(Role.PANEL, on)

    def _holds(self, role: Role, on: date) -> bool:
        return any(held.role == role for held in self.roles_on(on))


class MembershipQuerySet(models.QuerySet):
    def acting(self, role: Role, on: date):
        """Those that hold on the day, of people who may sign in; as `Membership.holds_on`."""
        held = self.filter(role=role, user__is_active=True, from_on__lte=on).select_related("user")
        return held.not_over_on(on)

    def not_over_on(self, on: date):
        """Those that hold on the day, or on a later one."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=on))


class Membership(models.Model):
    """A role that a person holds from a day to a day, for an agency where the role has one."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    title = models.CharField(
        _("title"), max_length=150, help_text=_('Shown in public instead of a name: "Manager, Policy".')
    )
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    history = HistoricalRecords()
    objects = MembershipQuerySet.as_manager()
    personal_fields = ()

    class Meta:
        ordering = ["role", "from_on"]
        constraints = [
            one_of("role", Role),
            in_order("from_on", "until_on"),
            models.CheckConstraint(
                name="plans_membership_agency_where_the_role_has_one",
                condition=Q(role__in=[Role.EDITOR, Role.APPROVER], agency__isnull=False)
                | Q(role__in=[Role.COORDINATOR, Role.PANEL]),
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}, {self.title}"

    def holds_on(self, on: date) -> bool:
        return holds_on(self.from_on, self.until_on, on)


class LeaveQuerySet(models.QuerySet):
    def covering(self, on: date):
        return self.filter(from_on__lte=on, until_on__gte=on)


class Leave(models.Model):
    """Days on which somebody is away: what falls due goes to the others of their agency."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="leave")
    from_on = models.DateField(_("first day away"))
    until_on = models.DateField(_("last day away"))

    objects = LeaveQuerySet.as_manager()
    personal_fields = ("user",)

    class Meta:
        ordering = ["from_on"]
        constraints = [in_order("from_on", "until_on")]

    def __str__(self):
        return f"{self.from_on} to {self.until_on}"


class CalendarFeed(models.Model):
    """The secret address of a person's own calendar of due days; a new key ends the old address."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    key = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    personal_fields = ("user", "key")

    def __str__(self):
        return f"calendar of {self.user}"
