"""Workbooks in tests: written by the portal, changed as a person would, and by people who mean harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook

from commitments.workbook.columns import MILESTONES, Column, Row, Table
from commitments.workbook.writing import Explanation, write_workbook
from plans.tests.factories import at

WORDS = Table(
    "words", "Words", (Column("words", "Words"), Column("key", "Key", is_open=False, is_hidden=True))
)
EXPLANATION = Explanation(title="2025–27 & more", facts=[("Plan", "Action plan")], points=["Fill it in."])


def written(*texts: str) -> bytes:
    """A workbook of one column with these texts."""
    rows = [Row({"words": text, "key": str(place)}) for place, text in enumerate(texts)]
    return write_workbook(explanation=EXPLANATION, tables=[(WORDS, rows)], now=at())


def changed(content: bytes, change: Callable) -> bytes:
    """The workbook as somebody saved it who changed something in it."""
    book = load_workbook(BytesIO(content))
    change(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def with_cells(content: bytes, cells: Mapping[str, object], sheet: str = "Milestones") -> bytes:
    """The workbook with some cells written over, by their addresses."""

    def write(book):
        for address, value in cells.items():
            book[sheet][address].value = value

    return changed(content, write)


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The workbook with its parts changed by hand."""
    with ZipFile(BytesIO(content)) as parts:
        found = {name: parts.read(name) for name in parts.namelist()}
    change(found)
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as parts:
        for name, part in found.items():
            parts.writestr(name, part)
    return file.getvalue()


def address(name: str, place: int, table: Table = MILESTONES) -> str:
    """Where a column of a row stands: E7."""
    at_column = [column.name for column in table.columns].index(name)
    return f"{chr(ord('A') + at_column)}{place}"
