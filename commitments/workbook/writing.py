"""A workbook that goes out: protected sheets with open cells, lists in words, and nothing that computes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from .columns import TOO_LONG, Column, Row, Table, fits

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INERT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
INK, QUIET, RULE, SUNK, TINT, ASKED = "#17201E", "#4B5552", "#DCD7CA", "#F3F0E8", "#E3EEEA", "#F6E7B4"
A4 = 9
LISTS = "Lists"
AN_ESCAPE = re.compile(r"(?<=_)(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True)
class Explanation:
    """The first sheet: what this is and how it is filled in, in plain words."""

    title: str
    facts: Sequence[tuple[str, str]]
    points: Sequence[str]
    left_out: Sequence[tuple[str, str]] = ()


class Sheets:
    """The workbook while it is written, with the few formats that it has."""

    def __init__(self, *, title: str, now: datetime):
        self.file = BytesIO()
        self.book = xlsxwriter.Workbook(self.file, INERT)
        created = timezone.make_naive(now)
        self.book.set_properties({"title": title[:250], "created": created})
        cell = {"font_name": "Calibri", "font_size": 11, "valign": "top", "text_wrap": True}
        line = {"border": 1, "border_color": RULE}
        add = self.book.add_format
        self.head = add(
            {**cell, "bold": True, "bg_color": TINT, "font_color": INK, "bottom": 2, "bottom_color": INK}
        )
        self.closed = add(
            {**cell, **line, "num_format": "@", "bg_color": SUNK, "font_color": QUIET, "locked": True}
        )
        self.open = add({**cell, **line, "num_format": "@", "font_color": INK, "locked": False})
        self.asked = add({"bg_color": ASKED})
        self.title = add(
            {**cell, "font_name": "Cambria", "font_size": 20, "font_color": INK, "text_wrap": False}
        )
        self.heading = add({**cell, "bold": True, "font_color": INK, "top": 1, "top_color": INK})
        self.words = add({**cell, "font_color": INK, "num_format": "@"})
        self.label = add({**cell, "bold": True, "font_color": QUIET})

    def write(self, sheet, place: int, column: int, text: str, format) -> None:
        """A text as a text, whatever it begins with."""
        if not fits(text):
            text = str(TOO_LONG)
        pieces = _pieces(text)
        if len(pieces) > 1:
            first, *others = pieces
            runs = [part for piece in others for part in (self.words, piece)]
            sheet.write_rich_string(place, column, first, *runs, format)
        else:
            sheet.write_string(place, column, text, format)


def _pieces(text: str) -> list[str]:
    """A text in the runs that XlsxWriter gets right; nearly always one.

    It takes `<r>...</r>` for its own markup, and does not always escape what reads as an escape.
    """
    if text.startswith("<r>") and text.endswith("</r>"):
        return [text[:1], *_pieces(text[1:])]
    return AN_ESCAPE.split(text)


def write_workbook(
    *, explanation: Explanation, tables: Sequence[tuple[Table, Sequence[Row]]], now: datetime
) -> bytes:
    """The explanation, a sheet for each table, and the lists that its cells choose from."""
    sheets = Sheets(title=explanation.title, now=now)
    filled = [(table, rows, sheets.book.add_worksheet(sheet_name(table))) for table, rows in tables]
    _explain(sheets, explanation, sheets.book.add_worksheet(_as_a_name(_("How to fill it in"))))
    lists = _write_lists(sheets, [table for table, _rows in tables])
    for table, rows, sheet in filled:
        _write_table(sheets, table, rows, sheet, lists, explanation.title)
    sheets.book.close()
    return sheets.file.getvalue()


def sheet_name(table: Table) -> str:
    return _as_a_name(str(table.title))


def _as_a_name(words: str) -> str:
    """What a sheet may be called: 31 letters, none of those that addresses are made of."""
    return "".join(" " if letter in "[]:*?/\\'" else letter for letter in words).strip()[:31]


def _explain(sheets: Sheets, explanation: Explanation, sheet) -> None:
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    sheets.write(sheet, 0, 0, explanation.title, sheets.title)
    place = 2
    for label, text in explanation.facts:
        sheets.write(sheet, place, 0, label, sheets.label)
        sheets.write(sheet, place, 1, text, sheets.words)
        place += 1
    place += 1
    for number, text in enumerate(explanation.points, start=1):
        sheets.write(sheet, place, 0, _("How to fill it in") if number == 1 else "", sheets.label)
        sheets.write(sheet, place, 1, text, sheets.words)
        place += 1
    if explanation.left_out:
        place += 1
        for number, (what, why) in enumerate(explanation.left_out):
            sheets.write(sheet, place, 0, "" if number else _("What is not in it"), sheets.label)
            sheets.write(sheet, place, 1, f"{what}: {why}", sheets.words)
            place += 1
    sheet.protect("", {"format_columns": True, "format_rows": True})
    _set_up_print(sheet, explanation.title)


def _write_lists(sheets: Sheets, tables: Sequence[Table]) -> Mapping[tuple[str, str], list[str]]:
    """The words to choose from, on a sheet of their own: a list in a rule is cut at 255 letters."""
    sheet = sheets.book.add_worksheet(LISTS)
    sheet.hide()
    found: dict[tuple[str, str], list[str]] = {}
    columns = [(table, column) for table in tables for column in table.columns if column.words]
    for at, (table, column) in enumerate(columns):
        letter = xlsxwriter.utility.xl_col_to_name(at)
        for place, words in enumerate(column.words):
            sheets.write(sheet, place, at, words, sheets.words)
            found.setdefault((table.name, column.name), []).append(f"{LISTS}!${letter}${place + 1}")
    sheet.protect()
    return found


def _write_table(
    sheets: Sheets,
    table: Table,
    rows: Sequence[Row],
    sheet,
    lists: Mapping[tuple[str, str], list[str]],
    title: str,
) -> None:
    for at, column in enumerate(table.columns):
        looks = sheets.words if table.is_empty else None
        sheet.set_column(at, at, column.width, looks, {"hidden": column.is_hidden})
        sheets.write(sheet, 0, at, str(column.label), sheets.head)
    for place, row in enumerate(rows, start=1):
        for at, column in enumerate(table.columns):
            text = row.cells.get(column.name, "")
            is_open = column.is_open and column.name not in row.closed and fits(text)
            sheets.write(sheet, place, at, text, sheets.open if is_open else sheets.closed)
    last = table.most_rows if table.is_empty else max(len(rows), 1)
    for at, column in enumerate(table.columns):
        if column.is_open:
            _guide(sheets, table, column, sheet, at, last, lists)
    sheet.freeze_panes(1, len(table.closed_columns[:2]))
    if not table.is_empty:
        sheet.autofilter(0, 0, last, len(table.columns) - 1)
        may = {"format_columns": True, "format_rows": True, "autofilter": True, "select_locked_cells": True}
        sheet.protect("", may)
    _set_up_print(sheet, title)
    sheet.repeat_rows(0)


def _guide(
    sheets: Sheets,
    table: Table,
    column: Column,
    sheet,
    at: int,
    last: int,
    lists: Mapping[tuple[str, str], list[str]],
) -> None:
    """The list to choose from, a word on what belongs here, and colour where it is asked for and empty."""
    rule = {
        "input_title": str(column.label)[:32],
        "input_message": str(column.hint)[:255],
        "validate": "any",
    }
    if column.words:
        first, final = lists[table.name, column.name][0], lists[table.name, column.name][-1].split("!")[1]
        rule |= {
            "validate": "list",
            "source": f"={first}:{final}",
            "error_title": str(column.label)[:32],
            "error_message": _("Choose a word from the list, or leave the cell empty.")[:255],
        }
    if column.hint or column.words:
        sheet.data_validation(1, at, last, at, rule)
    if column.asked:
        name, value = column.asked
        other = next(at for at, one in enumerate(table.columns) if one.name == name)
        codes = [choice.value for choice in table.column(name).choices or ()]
        said = lists[table.name, name][codes.index(value)]
        cell = xlsxwriter.utility.xl_rowcol_to_cell
        criteria = f'=AND({cell(1, other, col_abs=True)}={said},{cell(1, at)}="")'
        sheet.conditional_format(
            1, at, last, at, {"type": "formula", "criteria": criteria, "format": sheets.asked}
        )


def _set_up_print(sheet, title: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
    sheet.set_header(f"&L{title.replace('&', '&&')[:200]}")
    sheet.set_footer("&R&P / &N")
