"""A workbook that came back: is it one, may it be opened, and what texts stand in its cells.

Nothing in it is computed, followed or believed. What cannot be read as rows is refused whole, in words; a
cell that holds something other than a value is left to its row to be refused by.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO
from xml.parsers import expat
from zipfile import ZipFile, ZipInfo

from django.utils.translation import gettext as _
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from plans.rules import NotReady, Reason

from .columns import MOST_LETTERS, RowRead, Table, is_called

MOST_BYTES = 5_000_000  # as it is sent
MOST_UNPACKED = 20_000_000
MOST_STYLES = 500_000  # bytes: its looks are read slowly, and ours take a hundredth of this
MOST_CELLS = 200_000  # on a sheet, written or empty
MOST_PARTS = 500
LAST_PLACE = 10_000  # a sheet may be long and empty; a million rows are not walked through
MOST_COLUMNS = 60

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?ref=\"([A-Z0-9:$]{1,20})\"")
CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

# What a cell may hold that is no value.
FORMULA, ERROR, HUGE, UNREADABLE = "formula", "error", "huge", "unreadable"


def read_workbook(file: BinaryIO, tables: Sequence[Table]) -> dict[str, list[RowRead]]:
    """The rows of each table, in the order of the sheet; NotReady with what is wrong with the file."""
    _look_at_the_outside(file)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what it leaves out, which we do not need
            return _read(file, tables)
    except NotReady:
        raise
    except Exception as error:  # a broken file breaks its reader anywhere, in any way
        raise NotReady([_broken()]) from error


# ---- The file ---------------------------------------------------------------------------------------------


def _look_at_the_outside(file: BinaryIO) -> None:
    """Refuse what is no workbook, or none that may be opened, before anything reads it."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    first = file.read(8)
    if size == 0:
        raise _refuse("empty", _("The file is empty."))
    if size > MOST_BYTES:
        raise _refuse("too-large", _("The file is larger than 5 MB. A workbook of rows never is."))
    if first == OLE:
        file.seek(0)
        if ENCRYPTED in file.read():
            raise _refuse("encrypted", _("The workbook is protected by a password. Save it without one."))
        raise _refuse("old", _("This is an old kind of Excel file (.xls). Save it as .xlsx."))
    if first[:4] != ZIP:
        raise _refuse("not-a-workbook", _("This is not an Excel workbook (.xlsx)."))
    try:
        with ZipFile(file) as parts:
            _look_at_the_parts(parts)
    except NotReady:
        raise
    except Exception as error:  # as above
        raise NotReady([_broken()]) from error


def _look_at_the_parts(parts: ZipFile) -> None:
    found = parts.infolist()
    styles = sum(part.file_size for part in found if part.filename.lower().endswith("styles.xml"))
    unpacked = sum(part.file_size for part in found)
    if len(found) > MOST_PARTS or unpacked > MOST_UNPACKED or styles > MOST_STYLES:
        raise _far_larger()
    if any(part.flag_bits & 0x1 for part in found):
        raise _refuse("encrypted", _("The workbook is protected by a password. Save it without one."))
    names = {part.filename for part in found}
    if len(names) != len(found):
        raise NotReady([_broken()])
    if "mimetype" in names:
        raise _refuse("other", _("This is not an Excel workbook. Save the sheet as .xlsx."))
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise _refuse("not-a-workbook", _("This is not an Excel workbook (.xlsx)."))
    has_macros = any(name.lower().endswith(("vbaproject.bin", ".xlsm")) for name in names)
    if has_macros or b"macroenabled" in parts.read("[Content_Types].xml").lower():
        raise _refuse("macros", _("The workbook holds macros. Save it as .xlsx, without them."))
    for part in found:
        if part.filename.lower().endswith((".xml", ".rels", ".vml")):
            _refuse_declarations(parts, part)


def _refuse_declarations(parts: ZipFile, part: ZipInfo) -> None:
    """No part of a workbook declares a document type; one that does means to unfold entities."""

    class Begun(Exception):
        """The first element: what may be declared stands before it."""

    def declares(*args) -> None:
        raise NotReady([_broken()])

    def begins(*args) -> None:
        raise Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declares
    parser.StartElementHandler = begins
    with parts.open(part) as stream:
        try:
            while chunk := stream.read(65_536):
                parser.Parse(chunk, False)
        except Begun:
            return


# ---- The sheets -------------------------------------------------------------------------------------------


class Reader(ExcelReader):
    """openpyxl's, but for the texts: it cuts `x005F_` out of every one instead of reading the escapes."""

    def read_strings(self):
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = list(_texts(source))


def _texts(source) -> Iterator[str]:
    for _event, node in iterparse(source):
        if node.tag == f"{{{SHEET_MAIN_NS}}}si":
            text = Text.from_tree(node)
            runs = [text.t, *(run.t for run in text.r)]
            yield "".join(ESCAPED.sub(lambda code: chr(int(code[1], 16)), run) for run in runs if run)
            node.clear()


def _read(file: BinaryIO, tables: Sequence[Table]) -> dict[str, list[RowRead]]:
    reader = Reader(file, read_only=True, data_only=False, keep_links=False)
    reader.read()
    book = reader.wb
    try:
        return {table.name: _read_table(book, table) for table in tables}
    finally:
        book.close()


def _read_table(book: Any, table: Table) -> list[RowRead]:
    sheet = next((sheet for sheet in book.worksheets if is_called(sheet.title, table.title)), None)
    if sheet is None:
        text = _("The sheet “%(sheet)s” is missing. Download your rows again and fill them in there.")
        raise _refuse("sheet", text % {"sheet": table.title})
    content = book._archive.read(sheet._worksheet_path)
    if sum(1 for _cell in CELL.finditer(content)) > MOST_CELLS:
        raise _far_larger()
    if merged := MERGED.findall(content):
        text = _("On the sheet “%(sheet)s” cells are merged (%(cells)s). Take them apart again.")
        cells = ", ".join(cell.decode() for cell in merged[:5])
        raise _refuse("merged", text % {"sheet": sheet.title, "cells": cells})
    sheet.reset_dimensions()  # what the file says of its own size need not be so
    rows = sheet.iter_rows(max_col=MOST_COLUMNS)
    places = _places(next(rows, ()), table, sheet.title)
    return list(_rows(rows, places, sheet.title, table.most_rows))


def _places(head: Iterable[Any], table: Table, sheet: str) -> dict[int, str]:
    """Which column stands where, by the words over it."""
    places: dict[int, str] = {}
    for at, cell in enumerate(head):
        words = str(cell.value or "").strip()
        column = next((one for one in table.columns if words and is_called(words, one.label)), None)
        if column and column.name in places.values():
            text = _("On the sheet “%(sheet)s” the column “%(column)s” stands there twice.")
            raise _refuse("column-twice", text % {"sheet": sheet, "column": column.label})
        if column:
            places[at] = column.name
    missing = [str(one.label) for one in table.columns if one.name not in places.values()]
    if missing:
        text = _(
            "On the sheet “%(sheet)s” these columns are missing: %(columns)s. Leave the first line as it was."
        )
        raise _refuse("columns", text % {"sheet": sheet, "columns": ", ".join(missing)})
    return places


def _rows(rows: Iterable[Sequence[Any]], places: dict[int, str], sheet: str, most: int) -> Iterator[RowRead]:
    count = 0
    for place, cells in enumerate(rows, start=2):
        if place > LAST_PLACE:
            words = _("The sheet “%(sheet)s” goes on below row %(last)s. Delete what stands below your rows.")
            raise _refuse("below", words % {"sheet": sheet, "last": LAST_PLACE})
        row = RowRead(place)
        for at, cell in enumerate(cells):
            text, fault = _text_of(cell)
            address = f"{get_column_letter(at + 1)}{place}"
            if at in places:
                row.cells[places[at]] = text
                if fault:
                    row.faults[places[at]] = [address, fault]
            elif text or fault:
                words = _("On the sheet “%(sheet)s” the cell %(cell)s stands outside the columns. Empty it.")
                raise _refuse("outside", words % {"sheet": sheet, "cell": address})
        if not any(row.cells.values()) and not row.faults:
            continue
        count += 1
        if count > most:
            words = _("The sheet “%(sheet)s” has more than %(most)s rows. Nothing of it was read.")
            raise _refuse("rows", words % {"sheet": sheet, "most": most})
        yield row


def _text_of(cell: Any) -> tuple[str, str]:
    """What stands in a cell, as text; and what is wrong with it, if it holds no value."""
    value, kind = cell.value, cell.data_type
    if value is None:
        return "", ""
    if kind == "f":
        return "", FORMULA
    if kind == "e":
        return "", ERROR
    text = _as_text(value, cell)
    if len(text) > MOST_LETTERS:
        return "", HUGE
    if not _can_be_kept(text):
        return "", UNREADABLE
    return text, ""


def _as_text(value: Any, cell: Any) -> str:
    if isinstance(value, datetime | date):
        return _cut(value, str(cell.number_format or ""))
    if isinstance(value, float):
        return f"{value:.15g}"  # as Excel shows it
    return str(value)


def _cut(on: date, shown: str) -> str:
    """A date as precise as its cell shows it: one shown as "Sep-26" is a month, not its first day."""
    letters = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", shown).lower()
    whole = on.strftime("%Y-%m-%d").zfill(10)
    if "d" in letters or "y" not in letters:
        return whole
    return whole[:7] if "m" in letters else whole[:4]


def _can_be_kept(text: str) -> bool:
    """No database keeps half a letter, nor one of them a NUL."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _refuse(code: str, text: str) -> NotReady:
    return NotReady([Reason(code, text, "file")])


def _far_larger() -> NotReady:
    return _refuse("bomb", _("Unpacked, the file is far larger than a workbook of rows. It was not opened."))


def _broken() -> Reason:
    return Reason(
        "broken", _("The workbook cannot be read. Download your rows again and fill them in there."), "file"
    )
