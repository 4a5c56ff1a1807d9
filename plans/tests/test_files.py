"""What a file is, is told by its content; what comes in once is there once; what stands nowhere goes."""

import tracemalloc
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from plans import files
from plans.files import clean_name, kind_of
from plans.models import StoredFile
from plans.operations.files import erase_loose_files, receive_file
from plans.rules import NotReady
from plans.tests import samples
from plans.tests.factories import at

MOST = 1024 * 1024


def told(content: bytes, name: str = "any", most: int = MOST) -> files.Kind:
    return kind_of(BytesIO(content), name=name, size=len(content), most=most)


@pytest.fixture
def disk(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def on(disk: Path) -> list[Path]:
    return [path for path in disk.rglob("*") if path.is_file()]


def told_apart(value) -> str:
    """Archives hold the time at which they were made: the name of a test does not."""
    return type(value).__name__


def a_template(target: str) -> bytes:
    """The relation of a Word document to the template that it was made from."""
    return (
        f'<Relationships><Relationship Type="any/attached&#84;emplate" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    ).encode()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samples.PDF, files.PDF),
        (samples.PNG, files.PNG),
        (samples.JPEG, files.JPEG),
        (samples.DOCX, files.DOCX),
        (samples.XLSX, files.XLSX),
        (samples.PPTX, files.PPTX),
        (samples.ODT, files.ODT),
        (samples.ODS, files.ODS),
        (samples.TEXT, files.TEXT),
        (b"\xef\xbb\xbfa;b\r\n1;2\r\n", files.TEXT),
        (
            b"<html><script>alert(1)</script></html>",
            files.TEXT,
        ),  # a text like any other: never shown as a page
    ],
    ids=told_apart,
)
def test_a_file_is_what_it_holds(content, kind):
    assert told(content, "a picture.png") == kind


@pytest.mark.parametrize("target", ["Normal.dotm", r"file:///C:\Users\dee\Normal.dotm", "C:/Normal.dotm"])
def test_a_template_on_a_drive_of_ones_own_is_nothing_to_fetch(target):
    more = {"word/_rels/settings.xml.rels": a_template(target)}
    assert told(samples.an_office_file("word/document.xml", **more)) == files.DOCX


def test_a_text_that_is_called_csv_is_csv():
    assert told(b"a,b\n", "rows.CSV") == files.CSV


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", files.EMPTY),
        (samples.PROGRAM, files.UNKNOWN),
        (b"GIF89a" + bytes(50), files.UNKNOWN),
        (b"<svg>\x00</svg>", files.UNKNOWN),
        (b"caf\xe9", files.NOT_UTF8),
        ("Kōrero".encode("utf-16"), files.NOT_UTF8),
        (samples.OLD_WORD, files.OLD_OFFICE),
        (samples.LOCKED_WORD, files.LOCKED),
        (samples.LOCKED_PDF, files.LOCKED),
        (samples.said_to_be_locked(samples.DOCX), files.LOCKED),
        (
            samples.an_open_document("text", **{"META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
            files.LOCKED,
        ),
        (samples.MACROS, files.MACROS),
        (samples.an_office_file("xl/workbook.xml", **{"xl/macrosheets/sheet1.xml": b"x"}), files.MACROS),
        (
            samples.an_archive(
                {
                    "[Content_Types].xml": b'<Types><Default ContentType="x.macro&#69;nabled"/></Types>',
                    "word/document.xml": b"",
                }
            ),
            files.MACROS,
        ),
        (samples.an_open_document("text", **{"Basic/Standard/Module1.xml": b"x"}), files.MACROS),
        (
            samples.an_office_file("word/document.xml", **{"word/embeddings/oleObject1.bin": b"x"}),
            files.OBJECTS,
        ),
        (
            samples.an_office_file(
                "word/document.xml",
                **{"word/_rels/settings.xml.rels": a_template("https://elsewhere.example")},
            ),
            files.FETCHES,
        ),
        (
            samples.an_office_file(
                "word/document.xml", **{"any/_rels/any.rels": a_template(r"file:///\\elsewhere\any.dotm")}
            ),
            files.FETCHES,
        ),
        (samples.an_office_file("word/document.xml", **{"WORD/document.xml": b"<x/>"}), files.BROKEN),
        (samples.an_archive({"[Content_Types].xml": b"<Types", "word/document.xml": b"<x/>"}), files.BROKEN),
        (
            samples.an_archive(
                {"[Content_Types].xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "word/document.xml": b""}
            ),
            files.UNFOLDS,
        ),
        (samples.an_archive({"a.exe": samples.PROGRAM}), files.UNKNOWN),
        (samples.an_open_document("presentation"), files.UNKNOWN),
        (samples.an_office_file("word/document.xml", **{"xl/workbook.xml": b""}), files.UNKNOWN),
        (samples.a_bomb(), files.UNFOLDS),
        (samples.DOCX[:-30], files.BROKEN),
        (samples.DOCX[:60], files.BROKEN),
        (b"PK\x03\x04" + bytes(100), files.BROKEN),
        (samples.an_archive({"mimetype": b"x" * (files.MOST_READ + 1)}), files.UNFOLDS),
    ],
    ids=told_apart,
)
def test_what_cannot_come_in_is_refused_with_its_reason(content, reason):
    with pytest.raises(NotReady) as refused:
        told(content)
    assert refused.value.reasons == [reason]


def test_what_is_too_large_is_refused_with_how_much_may_be():
    with pytest.raises(NotReady, match=r"too large: at most 1\.0\xa0KB"):
        told(samples.PDF + bytes(2000), most=1024)


def test_a_list_of_parts_without_end_is_not_read():
    end = bytearray(samples.DOCX)
    place = end.rfind(b"PK\x05\x06")
    end[place + 12 : place + 16] = (50 * MOST).to_bytes(4, "little")
    with pytest.raises(NotReady) as refused:
        told(bytes(end))
    assert refused.value.reasons == [files.UNFOLDS]


# ---- What unfolds ---------------------------------------------------------------------------------------


def memory_for(look) -> int:
    """The most that Python held at once for it."""
    tracemalloc.start()
    try:
        look()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def lying(archive: bytes) -> bytes:
    """The same archive, in whose list every part is a hundred bytes long."""
    content = bytearray(archive)
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 24 : place + 28] = (100).to_bytes(4, "little")
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(content)


@pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("lies", [True, False])
def test_whatever_it_says_of_itself_little_of_it_unfolds(packed, lies):
    parts = {"[Content_Types].xml": b" " * 50 * MOST, "word/document.xml": b"<x/>"}
    content = samples.an_archive(parts, compress=packed)

    def look():
        with pytest.raises(NotReady):
            told(lying(content) if lies else content)

    assert memory_for(look) < 12 * MOST


def test_of_many_short_parts_no_more_is_read_than_of_one():
    one = b"<Relationships>" + b" " * MOST + b"</Relationships>"
    with pytest.raises(NotReady) as refused:
        told(samples.an_office_file("word/document.xml", **{f"word/{n}.rels": one for n in range(5)}))
    assert refused.value.reasons == [files.UNFOLDS]


# ---- What it says ---------------------------------------------------------------------------------------


def words_of(body: str, most: int = 100_000) -> str:
    document = f'<w:document xmlns:w="{files.WORD[:-1]}"><w:body>{body}</w:body></w:document>'
    content = samples.an_archive({"word/document.xml": document.encode()})
    return files.words_in(BytesIO(content), files.DOCX.media_type, most=most)


def test_words_within_words_are_read_once():
    box = "<w:p><w:r><w:t>In a box.</w:t></w:r></w:p>"
    assert words_of(f"<w:p><w:t>Before.</w:t>{box}<w:t>After.</w:t></w:p><w:p><w:t>Last.</w:t></w:p>") == (
        "Before.\nIn a box.\nAfter.\nLast."
    )


def test_no_more_letters_are_read_than_wanted():
    assert words_of("<w:p><w:t>Kōrero</w:t></w:p>" * 9, most=11) == "Kōrero\nKōr"
    assert files.words_in(BytesIO("ō🦜".encode() * 99), "text/plain", most=3) == "ō🦜ō"


def test_paragraphs_nested_without_end_say_nothing_and_cost_nothing():
    nested = "<w:p>" * 6000 + f"<w:t>{'a' * MOST}</w:t>" + "</w:p>" * 6000
    assert memory_for(lambda: words_of(nested)) < 12 * MOST
    assert words_of(nested) == ""
    nested = "<w:p>" * 150 + f"<w:t>{'a' * MOST}</w:t>" + "</w:p>" * 150
    assert len(words_of(nested)) < 100_000


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Report.PDF", "Report.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\ben\\Report.pdf", "Report.pdf"),
        ("evil\u202efdp.exe", "evilfdp.exe.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie_ b.pdf"),
        ('"<b>".pdf', "__b__.pdf"),
        ("  .hidden. .pdf", "hidden.pdf"),
        ("", "file.pdf"),
        (".pdf", "file.pdf"),
        ("ko\u0304rero.pdf", "kōrero.pdf"),
        ("a\u2003\u00a0b\u200b.pdf", "a b.pdf"),
        ("half \ud800.pdf", "half.pdf"),
    ],
)
def test_a_name_is_one_that_a_download_may_have(name, clean):
    assert clean_name(name, files.PDF) == clean


@pytest.mark.parametrize("letter", ["a", "ō", "語"])
def test_a_name_fits_its_column_and_its_address(letter):
    name = clean_name(letter * 500 + ".pdf", files.PDF)
    assert name.endswith(".pdf")
    assert len(name) <= 200
    row = StoredFile(key="k" * 40, name=name)
    assert len(row.get_absolute_url()) < 420


# ---- They come in ----------------------------------------------------------------------------------------


def test_a_file_is_kept_under_a_name_that_tells_nothing(cast, disk):
    row = receive_file(upload=samples.an_upload(), by=cast.ben, now=at())
    assert (row.name, row.media_type, row.size) == ("Report.pdf", "application/pdf", len(samples.PDF))
    assert row.sent_by == cast.ben
    assert "Report" not in row.file.name
    assert [path.read_bytes() for path in on(disk)] == [samples.PDF]


def test_the_same_file_of_the_same_sender_is_one(cast, disk):
    first = receive_file(upload=samples.an_upload(), by=cast.ben, now=at())
    again = receive_file(upload=samples.an_upload(), by=cast.ben, now=at() + timedelta(hours=5))
    assert first == again
    assert again.sent_at == at() + timedelta(hours=5)
    receive_file(upload=samples.an_upload(), by=cast.bea, now=at())
    receive_file(upload=samples.an_upload(name="Other.pdf"), by=cast.ben, now=at())
    assert StoredFile.objects.values("key").distinct().count() == len(on(disk)) == 3


@pytest.mark.parametrize("who", ["dee"])
def test_only_those_who_work_here_send_files(cast, disk, who):
    with pytest.raises(PermissionDenied):
        receive_file(upload=samples.an_upload(), by=getattr(cast, who), now=at())
    assert not on(disk)


def test_what_is_refused_leaves_nothing(cast, disk):
    with pytest.raises(NotReady):
        receive_file(upload=samples.an_upload(samples.PROGRAM), by=cast.ben, now=at())
    assert not on(disk)
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_are_one(cast, disk):
    def send(_):
        try:
            return receive_file(upload=samples.an_upload(), by=cast.ben, now=at()).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as threads:
        assert len(set(threads.map(send, range(10)))) == 1
    assert len(on(disk)) == 1


def test_what_stands_beside_nothing_goes_after_a_day(cast, disk, django_capture_on_commit_callbacks):
    receive_file(upload=samples.an_upload(), by=cast.ben, now=at())
    assert erase_loose_files(now=at() + timedelta(hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_loose_files(now=at() + timedelta(hours=25)) == 1
    assert not on(disk)
    assert erase_loose_files(now=at() + timedelta(hours=25)) == 0
