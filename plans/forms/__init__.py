"""Human input, cleaned into domain values: what the forms of every app are made of."""

from .dates import PartialDateField, PartialDateInput
from .fields import (
    MOST_LETTERS,
    Choice,
    Choices,
    Line,
    PlainIds,
    Problem,
    Refusable,
    Text,
    day,
    hour,
    readable,
    short,
    web_address,
    words,
)
from .rows import Several, count_rows, rearranged, with_a_row

__all__ = [
    "MOST_LETTERS",
    "Choice",
    "Choices",
    "Line",
    "PartialDateField",
    "PartialDateInput",
    "PlainIds",
    "Problem",
    "Refusable",
    "Several",
    "Text",
    "count_rows",
    "day",
    "hour",
    "readable",
    "rearranged",
    "short",
    "web_address",
    "with_a_row",
    "words",
]
