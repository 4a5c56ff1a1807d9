"""Model columns that Django does not have, and the constraints that go with them."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import CheckConstraint, F, Q

from .dates import PartialDate, StatedDate


class PartialDateColumns:
    """Two date columns, `<stem>_first` and `<stem>_last`, read and set as one `PartialDate`.

    Days are compared in the database like any date, and the precision is
    never lost: it is the distance between the two.
    """

    def __init__(self, help_text=""):
        self.help_text = help_text

    def contribute_to_class(self, cls, name):
        stem = name.removesuffix("_on")
        first, last = f"{stem}_first", f"{stem}_last"
        for column in (first, last):
            field = models.DateField(null=True, blank=True, help_text=self.help_text)
            field.contribute_to_class(cls, column)

        def read(row) -> PartialDate | None:
            end = getattr(row, last)
            return end and PartialDate(getattr(row, first), end)

        def write(row, value: PartialDate | None):
            setattr(row, first, value and value.first)
            setattr(row, last, value and value.last)

        setattr(cls, name, property(read, write))

    if TYPE_CHECKING:

        def __get__(self, row, owner=None) -> Any: ...

        def __set__(self, row, value: PartialDate | None) -> None: ...


def stated(row, name: str) -> StatedDate:
    """The date and the words that stand beside it, as one."""
    stem = name.removesuffix("_on")
    return StatedDate(getattr(row, name), getattr(row, f"{stem}_text"))


def whole_date(stem: str) -> CheckConstraint:
    """A partial date has its last day, and does not end before it begins."""
    return CheckConstraint(
        name=f"%(app_label)s_%(class)s_{stem}_is_a_date",
        condition=Q(**{f"{stem}_first": None}) | Q(**{f"{stem}_first__lte": F(f"{stem}_last")}),
    )


def in_order(first: str, last: str) -> CheckConstraint:
    """What starts does not end before its start, where both are known."""
    return CheckConstraint(
        name=f"%(app_label)s_%(class)s_{first}_before_{last}",
        condition=Q(**{first: None}) | Q(**{last: None}) | Q(**{f"{first}__lte": F(last)}),
    )


def one_of(field: str, choices) -> CheckConstraint:
    """The database knows the choices too; an empty text stands for none where the column allows it."""
    return CheckConstraint(
        name=f"%(app_label)s_%(class)s_{field}_is_known",
        condition=Q(**{f"{field}__in": choices.values}),
    )


def all_or_none(*fields: str, name: str) -> CheckConstraint:
    """Who, when and what of a decision stand together or not at all."""
    none = Q(**{f"{field}__isnull": True for field in fields})
    every = Q(**{f"{field}__isnull": False for field in fields})
    return CheckConstraint(name=f"%(app_label)s_%(class)s_{name}", condition=none | every)
