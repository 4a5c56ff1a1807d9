"""Workbooks as files: texts stay texts both ways, and what is no workbook is refused in words."""

import re
from contextlib import suppress
from datetime import date
from io import BytesIO
from time import perf_counter
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given
from hypothesis import example as case
from hypothesis import settings as trials
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from commitments.choices import DelayReason, Stage
from commitments.tests.workbooks import WORDS, changed, repacked, with_cells, written
from commitments.workbook import reading
from commitments.workbook.columns import (
    code_of,
    date_out_of_a_cell,
    fits,
    is_called,
)
from commitments.workbook.reading import FORMULA, UNREADABLE, read_workbook
from plans.forms import readable
from plans.rules import NotReady

FIRST = ["=", "+", "-", "@", "\t", "\r", "\n", "\xa0", "＝"]
HOSTILE = [
    *[f"{sign}1+1" for sign in FIRST],
    '=HYPERLINK("https://example.org","x")',
    "@SUM(A1)",
    "-2+3+cmd|' /C calc'!A0",
    "https://example.org/?a=1&b=2",
    "<r><t>markup</t></r>",
    "<r></r>",
    "_x0041_ and _x005F_x0041_ and x005F_ and _x000D_",
    "  around  ",
    "line\nline\n\nline",
    "Māori 𝒳 \ufffe \uffff",
    "'quoted",
    "0123",
    "1e5",
    "2026-09",
    "TRUE",
    "#REF!",
    "{=1+1}",
    "]]>&lt;&amp;",
]


def texts_in(content: bytes) -> list[str]:
    return [row.cells["words"] for row in read_workbook(BytesIO(content), [WORDS])["words"]]


def refusal(content: bytes) -> str:
    with pytest.raises(NotReady) as refused:
        read_workbook(BytesIO(content), [WORDS])
    return str(refused.value)


# ---- Texts stay texts ------------------------------------------------------------------------------------


@given(
    text=st.text(max_size=200)
    | st.sampled_from(FIRST).flatmap(lambda sign: st.text(max_size=50).map(sign.__add__))
)
@trials(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@case(text="x" * 32_767)
def test_whatever_is_written_is_a_text_and_comes_back_as_the_same(text):
    text = readable(text).replace("\0", "")
    content = written(text)
    for sheet in load_workbook(BytesIO(content)).worksheets:
        assert all(cell.data_type in ("s", "n") for row in sheet.iter_rows() for cell in row)
        assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)
    assert texts_in(content) == [text]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_cells_are_inert_and_come_back_as_they_were(text):
    text = readable(text)
    content = written(text)
    assert b"<f>" not in ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert texts_in(content) == [text]
    assert texts_in(written(*texts_in(content))) == [text]


def test_what_excel_escapes_is_read_as_it_was_meant():
    def as_excel_saves(parts):
        parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(
            b"here", b"one_x000D_\ntwo _x005F_x000D_"
        )

    assert texts_in(repacked(written("here"), as_excel_saves)) == ["one\r\ntwo _x000D_"]


def test_a_text_too_long_for_a_cell_is_not_cut_but_named():
    assert not fits("𝒳" * 16_384)
    [text] = texts_in(written("𝒳" * 16_384))
    assert text == "This text is too long for a cell. It is written on the page, and stays as it is."


def test_a_formula_is_a_fault_of_its_cell_whatever_it_last_showed():
    [row] = read_workbook(BytesIO(with_cells(written("a"), {"A2": "=1+1"}, "Words")), [WORDS])["words"]
    assert (row.place, row.cells["words"], row.faults) == (2, "", {"words": ["A2", FORMULA]})


def test_shared_and_array_formulas_are_faults_too():
    def as_formulas(parts):
        sheet = parts["xl/worksheets/sheet1.xml"]
        for cell, formula in (
            ("A2", b'<f t="shared" ref="A2:A3" si="0">1+1</f>'),
            ("A3", b'<f t="shared" si="0"/>'),
            ("A4", b'<f t="array" ref="A4">SUM(1)</f>'),
            ("A5", b'<f t="dataTable" ref="A5" dt2D="0" dtr="0" r1="B1"/>'),
        ):
            sheet = re.sub(rf'(<c r="{cell}"[^>]*>)'.encode(), rb"\1" + formula, sheet)
        parts["xl/worksheets/sheet1.xml"] = sheet

    rows = read_workbook(BytesIO(repacked(written(*"abcd"), as_formulas)), [WORDS])["words"]
    assert [row.faults for row in rows] == [{"words": [f"A{place}", FORMULA]} for place in (2, 3, 4, 5)]


@pytest.mark.parametrize("escape", [b"_x0000_", b"_xD800_"])
def test_a_sign_that_no_database_keeps_is_a_fault_of_its_cell(escape):
    def put(parts):
        parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"here", escape)

    [row] = read_workbook(BytesIO(repacked(written("here"), put)), [WORDS])["words"]
    assert row.faults == {"words": ["A2", UNREADABLE]}


# ---- What people type ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (42, "42"),
        (2.1, "2.1"),
        (5.0, "5"),
        (0.1 + 0.2, "0.3"),
        (True, "True"),
        (date(2026, 9, 30), "2026-09-30"),
        (None, None),
        ("  spaces  ", "  spaces  "),
    ],
)
def test_numbers_and_dates_are_read_as_they_are_shown(typed, text):
    rows = read_workbook(BytesIO(with_cells(written("a"), {"A2": typed}, "Words")), [WORDS])["words"]
    assert [row.cells["words"] for row in rows] == [text or ""]


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("yyyy-mm-dd", "2026-09-01"),
        ("mmm-yy", "2026-09"),
        ("yyyy", "2026"),
        ('"d" yyyy', "2026"),
        ("d.m.", "2026-09-01"),
    ],
)
def test_a_date_is_as_precise_as_its_cell_shows_it(shown, text):
    def write(book):
        book["Words"]["A2"].value = date(2026, 9, 1)
        book["Words"]["A2"].number_format = shown

    assert texts_in(changed(written("a"), write)) == [text]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2026", "2026"),
        ("2026-9", "2026-09"),
        (" 2026-09-30 ", "2026-09-30"),
        ("2026/09", "2026-09"),
        ("September 2026", "2026-09"),
        ("Sep 2026", "2026-09"),
        ("30 september 2026", "2026-09-30"),
        ("../2026-09-30", "../2026-09-30"),
    ],
)
def test_dates_are_read_as_data_and_as_pages_say_them(text, on):
    assert str(date_out_of_a_cell(text)) == on


@pytest.mark.parametrize(
    "text", ["3/4/2026", "soon", "2026-13", "31 February 2026", "40 Octember 2026", "20266", "٢٠٢٦"]
)
def test_what_is_no_date_or_could_be_two_is_refused(text):
    with pytest.raises(ValueError, match=r"date|month|day"):
        date_out_of_a_cell(text)


def test_words_of_the_lists_are_their_codes_and_others_stay_what_they_are():
    assert code_of(Stage, " some  Delays") == "some-delays"
    assert code_of(DelayReason, "funding") == "funding"
    assert code_of(Stage, "Nearly there") == "Nearly there"
    assert is_called("NOT known ", "not known")


# ---- What is no workbook of ours -------------------------------------------------------------------------


def a_zip(**parts: bytes) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), part)
    return file.getvalue()


def test_files_of_other_kinds_are_refused_in_words():
    assert refusal(b"") == "The file is empty."
    assert refusal(b"a,b\n1,2\n") == "This is not an Excel workbook (.xlsx)."
    assert refusal(b"%PDF-1.7") == "This is not an Excel workbook (.xlsx)."
    assert "old kind of Excel file" in refusal(reading.OLE + b"\0" * 600)
    assert "protected by a password" in refusal(reading.OLE + b"\0" * 600 + reading.ENCRYPTED)
    assert "Save the sheet as .xlsx" in refusal(
        a_zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")
    )
    assert "not an Excel workbook" in refusal(a_zip(word__document_dot_xml=b"<a/>"))
    assert "cannot be read" in refusal(written("a")[:-300])
    assert "larger than 5 MB" in refusal(b"PK\x03\x04" + b"\0" * 5_000_001)


def test_a_workbook_with_macros_is_refused():
    assert "macros" in refusal(
        repacked(written("a"), lambda parts: parts.update({"xl/vbaProject.bin": b"\0"}))
    )

    def call_it_so(parts):
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )

    assert "macros" in refusal(repacked(written("a"), call_it_so))


def test_a_workbook_that_unpacks_to_far_more_is_not_opened():
    bomb = repacked(written("a"), lambda parts: parts.update({"xl/media/image1.png": b"\0" * 25_000_000}))
    assert len(bomb) < 100_000
    assert "far larger" in refusal(bomb)
    many = repacked(written("a"), lambda parts: parts.update({f"xl/{n}.xml": b"<a/>" for n in range(600)}))
    assert "far larger" in refusal(many)
    looks = repacked(written("a"), lambda parts: parts.update({"xl/styles.xml": b"<xf/>" * 100_001}))
    assert "far larger" in refusal(looks)

    def crowd(parts):
        sheet = parts["xl/worksheets/sheet1.xml"]
        parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</row>", b"<c/>" * 200_001 + b"</row>", 1)

    assert "far larger" in refusal(repacked(written("a"), crowd))


def test_words_that_look_like_merged_cells_do_not_hold_it_up():
    def pretend(parts):
        sheet = parts["xl/worksheets/sheet1.xml"]
        said = b"<!--" + b"<mergeCell " * 200_000 + b"-->"
        parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</worksheet>", said + b"</worksheet>")

    began = perf_counter()
    assert texts_in(repacked(written("a"), pretend)) == ["a"]
    assert perf_counter() - began < 10


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>"""


@pytest.mark.parametrize(
    "part", ["[Content_Types].xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_part_may_declare_entities(part, encoding):
    def laugh(parts):
        body = re.sub(rb"<\?xml.*?\?>", b"", parts[part])
        head = LAUGHS if encoding == "utf-8" else LAUGHS.replace(b'"1.0"', b'"1.0" encoding="utf-16"')
        parts[part] = (head + body).decode().encode(encoding)

    assert refusal(repacked(written("a"), laugh))


def test_missing_sheets_and_columns_are_named():
    def rename(book):
        book["Words"].title = "Other"

    assert "The sheet “Words” is missing" in refusal(changed(written("a"), rename))
    assert "these columns are missing: Words" in refusal(with_cells(written("a"), {"A1": "Changed"}, "Words"))
    assert "stands there twice" in refusal(with_cells(written("a"), {"C1": "Words"}, "Words"))
    assert "C2 stands outside" in refusal(with_cells(written("a"), {"C2": "more"}, "Words"))
    empty = BytesIO()
    Workbook().save(empty)
    assert "The sheet “Words” is missing" in refusal(empty.getvalue())


def test_columns_may_stand_in_another_order():
    def move(book):
        book["Words"].move_range("A1:A2", cols=3)

    assert texts_in(changed(written("a"), move)) == ["a"]


def test_merged_cells_are_named():
    def merge(book):
        book["Words"].merge_cells("A2:A3")

    assert "cells are merged (A2:A3)" in refusal(changed(written("a", "b"), merge))


def test_ten_thousand_rows_are_too_many_and_empty_ones_do_not_count():
    assert "more than 2000 rows" in refusal(written(*["a"] * 10_000))
    assert len(texts_in(written(*["a"] * 2_000))) == 2_000
    assert texts_in(with_cells(written("a"), {"A9000": "b"}, "Words")) == ["a", "b"]


def test_a_sheet_is_not_walked_through_to_its_last_row():
    assert "goes on below row 10000" in refusal(with_cells(written("a"), {"A1048576": "b"}, "Words"))


def test_what_the_file_says_of_its_own_size_is_not_believed():
    def lie(parts):
        sheet = parts["xl/worksheets/sheet1.xml"]
        parts["xl/worksheets/sheet1.xml"] = re.sub(
            rb'<dimension ref="[^"]*"', b'<dimension ref="A1:B2"', sheet
        )

    assert texts_in(repacked(written("a", "b", "c"), lie)) == ["a", "b", "c"]


@given(data=st.data())
@trials(deadline=None, max_examples=120)
def test_a_broken_workbook_is_refused_and_never_breaks_anything(data):
    content = written("a", "=b", "c")
    name = data.draw(st.sampled_from(ZipFile(BytesIO(content)).namelist()))

    def break_it(parts):
        part = bytearray(parts[name])
        for _ in range(data.draw(st.integers(1, 5))):
            at = data.draw(st.integers(0, len(part) - 1))
            part[at : at + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
        parts[name] = bytes(part)

    with suppress(NotReady):
        rows = read_workbook(BytesIO(repacked(content, break_it)), [WORDS])["words"]
        assert all(isinstance(text, str) for row in rows for text in row.cells.values())


@given(content=st.binary(max_size=400))
@trials(deadline=None)
@case(content=b"PK\x03\x04")
def test_no_bytes_break_it(content):
    assert refusal(content)
