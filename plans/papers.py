"""Papers: headings, paragraphs, points and tables, as plain text and as a Word document."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from .templatetags.text import MARKDOWN, shift_headings

WIDTH = 78  # letters of a line of plain text: what a mail shows unbroken
UNDERLINES = "=-~."  # of headings of plain text, from the highest down; below the last, the last
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Points:
    texts: Sequence[str]


@dataclass(frozen=True)
class Table:
    """Rows of cells under a head; every row has as many cells as the head."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Heading | Paragraph | Points | Table


def blocks_of(text: str, *, level: int) -> Iterator[Block]:
    """What Markdown says, as blocks; its highest heading stands at `level`, and a link shows its address."""
    points: list[str] = []
    tokens = MARKDOWN.parse(text or "")
    shift_headings(tokens, level)
    for before, token in zip([None, *tokens], tokens, strict=False):
        is_closing = token.type in ("bullet_list_close", "ordered_list_close") and token.level == 0
        if is_closing and points:
            yield Points(points)
            points = []
        if token.type in ("fence", "code_block"):
            yield Paragraph(token.content.strip())
        if token.type != "inline":
            continue
        words = _words(token.children or [])
        if token.level > 1:  # inside a list or a quotation
            points.append(words)
        elif before and before.type == "heading_open":
            yield Heading(words, int(before.tag[1]))
        else:
            yield Paragraph(words)
    if points:
        yield Points(points)


def _words(tokens) -> str:
    found, address = [], ""
    for token in tokens:
        if token.type == "link_open":
            address = token.attrGet("href")
        elif token.type == "link_close":
            found.append(f" ({address})" if found[-1:] != [address] else "")
        elif token.type in ("softbreak", "hardbreak"):
            found.append("\n")
        else:
            found.append(token.content)
    return "".join(found).strip()


# ---- Plain text ---------------------------------------------------------------------------------------


def as_text(blocks: Iterable[Block]) -> str:
    """For a mail or a briefing: headings underlined, tables as entries with their labels."""
    return "\n\n".join(part for block in blocks if (part := _text_of(block))) + "\n"


def _text_of(block: Block) -> str:
    match block:
        case Heading(text, level):
            line = UNDERLINES[min(level, len(UNDERLINES)) - 1]
            return f"{text}\n{line * min(len(text), WIDTH)}"
        case Paragraph(text):
            return "\n".join(textwrap.fill(line, WIDTH) for line in text.splitlines())
        case Points(texts):
            return "\n".join(_filled(text, "- ", "  ") for text in texts)
        case Table(head, rows):
            return "\n\n".join(_entry(head, row) for row in rows)


def _filled(text: str, first: str, rest: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=rest)


def _entry(head: Sequence[str], row: Sequence[str]) -> str:
    """One row: its first cell as the title, the others below it with their labels."""
    lines = [textwrap.fill(row[0], WIDTH)]
    for label, cell in zip(head[1:], row[1:], strict=True):
        if cell:
            lines.append(_filled(f"{label}: {cell}", "  ", "    "))
    return "\n".join(lines)


# ---- Word ---------------------------------------------------------------------------------------------


def as_word(blocks: Iterable[Block], *, title: str, language: str) -> bytes:
    """A Word document with real headings and tables whose head is repeated on every page."""
    document = Document()
    document.core_properties.title = _xml(title)
    document.core_properties.author = ""
    document.core_properties.language = language
    document.styles["Normal"].font.size = Pt(10.5)
    for block in blocks:
        _write(document, block)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _write(document, block: Block) -> None:
    match block:
        case Heading(text, level):
            document.add_heading(_xml(text), level)
        case Paragraph(text):
            document.add_paragraph(_xml(text))
        case Points(texts):
            for text in texts:
                document.add_paragraph(_xml(text), style="List Bullet")
        case Table(head, rows):
            table = document.add_table(rows=1, cols=len(head), style="Light List")
            for cell, words in zip(table.rows[0].cells, head, strict=True):
                cell.text = _xml(words)
            table.rows[0]._tr.get_or_add_trPr().append(_repeated())
            for row in rows:
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.text = _xml(words)


def _repeated():
    """What makes a row the head of its table, for readers and on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    return mark


def _xml(text: str) -> str:
    """Without what no XML may hold."""
    return NOT_XML.sub("", str(text))
