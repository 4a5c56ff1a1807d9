"""Small files of every kind, true and false, for tests."""

from __future__ import annotations

import zipfile
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
LOCKED_PDF = PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 5 0 R")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(20)
TEXT = "Kōrero: what was said.\n".encode()
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
LOCKED_WORD = OLD_WORD + "EncryptedPackage".encode("utf-16-le")
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(100)
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def an_archive(parts: dict[str, bytes], *, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    into = BytesIO()
    with zipfile.ZipFile(into, "w", compress) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return into.getvalue()


def an_office_file(main: str, **more: bytes) -> bytes:
    return an_archive({"[Content_Types].xml": TYPES, main: b"<x/>"} | more)


def an_open_document(media_type: str, **more: bytes) -> bytes:
    kind = f"application/vnd.oasis.opendocument.{media_type}".encode()
    return an_archive({"mimetype": kind, "content.xml": b"<x/>"} | more)


DOCX = an_office_file("word/document.xml")
XLSX = an_office_file("xl/workbook.xml")
PPTX = an_office_file("ppt/presentation.xml")
ODT, ODS = an_open_document("text"), an_open_document("spreadsheet")
MACROS = an_office_file("word/document.xml", **{"word/vbaProject.bin": b"x"})


def said_to_be_locked(archive: bytes) -> bytes:
    """The same archive, with the mark of encryption on every part in its list."""
    content = bytearray(archive)
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        content[place + 8] |= 1
        place = content.find(b"PK\x01\x02", place + 4)
    return bytes(content)


def a_bomb() -> bytes:
    """A document of a few kilobytes whose parts say that they unfold into more than it may."""
    content = bytearray(an_office_file("word/document.xml", **{"word/media/big.xml": bytes(300_000)}))
    for place in range(len(content)):
        if content[place : place + 4] == b"PK\x01\x02":
            content[place + 24 : place + 28] = (200 * 1024 * 1024).to_bytes(4, "little")
    return bytes(content)


def an_upload(content: bytes = PDF, name: str = "Report.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
