"""A paper says the same as text and in Word, and Word takes whatever people write."""

from io import BytesIO

from docx import Document
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from plans.papers import WIDTH, Heading, Paragraph, Points, Table, as_text, as_word, blocks_of

PAPER = [
    Heading("A plan"),
    Heading("First promise", 2),
    Paragraph("Held & kept. " * 20),
    Points(["one", "two"]),
    Table(
        ["Milestone", "Stage", "Why"], [["1.1 First", "Underway", ""], ["1.2 Next", "Some delays", "Money."]]
    ),
]


def in_word(blocks):
    return Document(BytesIO(as_word(blocks, title="A plan", language="en")))


def test_text_is_for_a_mail():
    text = as_text(PAPER)
    assert text.startswith("A plan\n======\n\nFirst promise\n-------------\n\nHeld & kept.")
    assert "- one\n- two" in text
    assert "1.1 First\n  Stage: Underway\n\n1.2 Next\n  Stage: Some delays\n  Why: Money.\n" in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_word_has_headings_lists_and_tables():
    document = in_word(PAPER)
    styles = [(paragraph.style.name, paragraph.text[:13]) for paragraph in document.paragraphs]
    assert styles[:2] == [("Heading 1", "A plan"), ("Heading 2", "First promise")]
    assert ("List Bullet", "one") in styles
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows][2] == PAPER[-1].rows[1]
    assert "tblHeader" in document.tables[0].rows[0]._tr.xml
    assert document.core_properties.title == "A plan"


def test_markdown_becomes_blocks():
    text = "## Done\n\nWe **met** [them](https://example.org/a).\n\n- first\n- second\n\nThen\nwe left."
    assert list(blocks_of(text, level=3)) == [
        Heading("Done", 3),
        Paragraph("We met them (https://example.org/a)."),
        Points(["first", "second"]),
        Paragraph("Then\nwe left."),
    ]
    assert list(blocks_of("", level=3)) == []


def test_the_headings_of_a_text_stand_below_those_around_it():
    text = "# Done\n\nMuch.\n\n## In May\n\nMore.\n\n#### In detail"
    headings = [Heading("Done", 4), Heading("In May", 5), Heading("In detail", 6)]
    assert [one for one in blocks_of(text, level=4) if isinstance(one, Heading)] == headings
    around = [Heading("A plan"), Heading("A promise", 2), Heading("What was done", 3)]
    lines = as_text([*around, *headings]).splitlines()
    assert [line[0] for line in lines[1::3]] == ["=", "-", "~", ".", ".", "."]


@trials(deadline=None)
@given(st.text())
def test_whatever_is_written_opens_in_word(text):
    document = in_word([Heading(text), Paragraph(text), Points([text]), Table([text], [[text]])])
    assert len(document.tables) == 1
    as_text([*blocks_of(text, level=2), Paragraph(text)])
