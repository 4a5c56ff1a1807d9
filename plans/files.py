"""Which files may come in, and what they are: told by their content, never by their name."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO
from urllib.parse import quote

from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .rules import NotReady, Reason
from .unpacking import PLAIN, Listener, Parts, TooMuch, walk

MOST_LETTERS = 200
MOST_IN_ADDRESS = 350  # of a name as addresses spell it, so that the whole address stays below 500

# An archive may unfold into so much and no more; nothing of it is unfolded here but a few short parts.
MOST_UNFOLDED = 200 * 1024 * 1024
MOST_PARTS = 4 * 1024 * 1024  # of its list of parts, before it is read
MOST_READ = 4 * 1024 * 1024  # of these short parts together


@dataclass(frozen=True)
class Kind:
    """One kind of file that may come in. The first ending is given to a name that has none of them."""

    media_type: str
    endings: tuple[str, ...]


PDF = Kind("application/pdf", (".pdf",))
PNG = Kind("image/png", (".png",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
TEXT = Kind("text/plain", (".txt", ".md"))
CSV = Kind("text/csv", (".csv",))
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = Kind(f"{OFFICE}.wordprocessingml.document", (".docx",))
XLSX = Kind(f"{OFFICE}.spreadsheetml.sheet", (".xlsx",))
PPTX = Kind(f"{OFFICE}.presentationml.presentation", (".pptx",))
ODT = Kind("application/vnd.oasis.opendocument.text", (".odt",))
ODS = Kind("application/vnd.oasis.opendocument.spreadsheet", (".ods",))
KINDS = (PDF, PNG, JPEG, DOCX, XLSX, PPTX, ODT, ODS, CSV, TEXT)

# For the browser's list of files; what comes in is looked at all the same.
ENDINGS = ",".join(ending for kind in KINDS for ending in kind.endings)

EMPTY = Reason("empty", _("This file is empty."))
UNKNOWN = Reason(
    "type",
    _("This is no kind of file that we take. Send a PDF, a picture (PNG, JPEG), a document of Word, Excel, "
      "PowerPoint or OpenDocument without macros, a CSV or a plain text."),
)  # fmt: skip
OLD_OFFICE = Reason(
    "old-office", _("This is an old Office format. Save it as .docx, .xlsx or .pptx, or as a PDF.")
)
LOCKED = Reason("locked", _("This file is protected by a password. Send it without one."))
MACROS = Reason("macros", _("This file holds macros. Save it without them, or as a PDF."))
OBJECTS = Reason(
    "objects", _("This file holds objects of other programs. Save it without them, or as a PDF.")
)
FETCHES = Reason(
    "fetches", _("This file fetches something from elsewhere when it is opened. Save it as a PDF.")
)
BROKEN = Reason("broken", _("This file is broken: it cannot be read."))
UNFOLDS = Reason("unfolds", _("This file unfolds into far more than it weighs. Send it as a PDF."))
NOT_UTF8 = Reason("not-utf8", _("This text cannot be read. Save it as UTF-8, or send it as a PDF."))


def weight_words(size: int) -> str:
    """How much something weighs; whole megabytes without a fraction."""
    whole, rest = divmod(size, 1024 * 1024)
    return f"{whole}\N{NO-BREAK SPACE}MB" if whole and not rest else filesizeformat(size)


def too_large(most: int) -> Reason:
    text = format_lazy(_("This file is too large: at most {most}."), most=weight_words(most))
    return Reason("too-large", text)


def kind_of(file: IO[bytes], *, name: str, size: int, most: int) -> Kind:
    """What a file is by its content; NotReady with the reason why it cannot come in.

    The name tells only which of two words for a plain text it gets.
    """
    if size == 0:
        raise NotReady([EMPTY])
    if size > most:
        raise NotReady([too_large(most)])
    file.seek(0)
    head = file.read(8)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_archive(file, size)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):  # the container of old Office, and of locked new
        raise NotReady([LOCKED if _holds(file, "EncryptedPackage".encode("utf-16-le")) else OLD_OFFICE])
    if head.startswith(b"%PDF-"):
        if _holds(file, re.compile(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)")):
            raise NotReady([LOCKED])
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    return _kind_of_text(file, name)


def _holds(file: IO[bytes], wanted: bytes | re.Pattern[bytes]) -> bool:
    file.seek(0)
    content = file.read()
    return wanted in content if isinstance(wanted, bytes) else bool(wanted.search(content))


def _kind_of_text(file: IO[bytes], name: str) -> Kind:
    file.seek(0)
    content = file.read()
    if re.search(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]", content):
        is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        raise NotReady([NOT_UTF8 if is_utf16 else UNKNOWN])
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotReady([NOT_UTF8]) from error
    return CSV if name.lower().endswith(CSV.endings) else TEXT


def _kind_of_archive(file: IO[bytes], size: int) -> Kind:
    """Office documents are archives; of one whose list lies about its parts nothing is believed."""
    file.seek(max(size - 66_000, 0))
    end = file.read()
    place = end.rfind(b"PK\x05\x06")
    if place < 0 or len(end) < place + 22:
        raise NotReady([BROKEN])
    if int.from_bytes(end[place + 12 : place + 16], "little") > MOST_PARTS:
        raise NotReady([UNFOLDS])
    try:
        with zipfile.ZipFile(file) as archive:
            return _kind_of_parts(archive.infolist(), Parts(archive, most=MOST_READ))
    except NotReady:
        raise
    except TooMuch as error:
        raise NotReady([UNFOLDS]) from error
    except Exception as error:  # whatever a hostile archive makes of the reader
        raise NotReady([BROKEN]) from error


def _kind_of_parts(listed: list[zipfile.ZipInfo], parts: Parts) -> Kind:
    if sum(part.file_size for part in listed) > MOST_UNFOLDED:
        raise NotReady([UNFOLDS])
    if any(part.flag_bits & 1 for part in listed):
        raise NotReady([LOCKED])
    if any(part.compress_type not in PLAIN for part in listed):
        raise NotReady([BROKEN])
    names = set(parts.by_name)
    if "mimetype" in names:
        return _open_document(parts, names)
    if "[content_types].xml" not in names:
        raise NotReady([UNKNOWN])
    if len(names) != len(listed):  # another reader may take the other of two that are called alike
        raise NotReady([BROKEN])
    _look_for_what_acts(parts, names)
    main = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
    found = [kind for part, kind in main.items() if part in names]
    if len(found) != 1:
        raise NotReady([UNKNOWN])
    return found[0]


def _open_document(parts: Parts, names: set[str]) -> Kind:
    media_type = parts.read("mimetype").decode("ascii", "replace").strip()
    kind = {ODT.media_type: ODT, ODS.media_type: ODS}.get(media_type)
    if kind is None or "content.xml" not in names:
        raise NotReady([UNKNOWN])
    if any(name.startswith(("basic/", "scripts/")) for name in names):
        raise NotReady([MACROS])
    if "meta-inf/manifest.xml" in names and b"encryption-data" in parts.read("meta-inf/manifest.xml"):
        raise NotReady([LOCKED])
    return kind


# ---- What an Office document does when it is opened -----------------------------------------------------


class _Asked(Listener):
    """Whether something is true of the attributes of any element, all in lower case."""

    def __init__(self, asked: Callable[[dict[str, str]], bool]):
        self.asked, self.is_so = asked, False

    def begins(self, tag: str, attributes: dict[str, str]) -> None:
        lower = {name.lower(): value.lower() for name, value in attributes.items()}
        self.is_so = self.is_so or self.asked(lower)


def _has_any(parts: Parts, name: str, asked: Callable[[dict[str, str]], bool]) -> bool:
    listener = _Asked(asked)
    walk(parts.pieces(name), listener)
    return listener.is_so


def _look_for_what_acts(parts: Parts, names: set[str]) -> None:
    """Refuse macros, objects of other programs, and what is fetched from elsewhere."""
    if any(re.search(r"vbaproject|/macrosheets/|/activex/", name) for name in names):
        raise NotReady([MACROS])
    if _has_any(parts, "[content_types].xml", _is_of_macros):
        raise NotReady([MACROS])
    if any(re.search(r"/embeddings/.*\.bin$", name) for name in names):
        raise NotReady([OBJECTS])
    if any(_has_any(parts, name, _fetches) for name in names if name.endswith(".rels")):
        raise NotReady([FETCHES])


def _is_of_macros(part: dict[str, str]) -> bool:
    return any("macroenabled" in value or "vbaproject" in value for value in part.values())


def _fetches(relation: dict[str, str]) -> bool:
    """Whether it is a template or an object that lies on no drive of whoever opens it."""
    is_taken_in = relation.get("type", "").endswith(("/attachedtemplate", "/oleobject"))
    if not is_taken_in or relation.get("targetmode") != "external":
        return False
    return not re.match(r"(file:/+)?[a-z]:[\\/]|[^:\\/]+$", relation.get("target", ""))


# ---- Its words ------------------------------------------------------------------------------------------

MOST_OF_A_TEXT = 8 * 1024 * 1024  # of the part of a Word document that holds its words
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def words_in(file: IO[bytes], media_type: str, *, most: int) -> str:
    """The words of a plain text or a Word document, a line a paragraph; empty where they cannot be told.

    No more than `most` letters are read.
    """
    file.seek(0)
    if media_type == TEXT.media_type:
        return file.read(4 * most + 3).decode("utf-8-sig", "replace")[:most]
    if media_type != DOCX.media_type:
        return ""
    words = _Words(most)
    try:
        with zipfile.ZipFile(file) as archive:
            walk(Parts(archive, most=MOST_OF_A_TEXT).pieces("word/document.xml"), words)
    except _Enough:
        pass
    except Exception:  # whatever a hostile document makes of the reader
        return ""
    return "".join(words.said).strip()


class _Enough(Exception):
    """As many letters were read as are wanted."""


class _Words(Listener):
    """What the paragraphs say, each word once, however they stand within each other."""

    def __init__(self, most: int):
        self.said: list[str] = []
        self.left, self.paragraphs, self.texts = most, 0, 0

    def begins(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{WORD}p":
            self.paragraphs += 1
            self._write("\n")
        elif tag == f"{WORD}t":
            self.texts += 1
        elif tag in (f"{WORD}tab", f"{WORD}br") and self.paragraphs:
            self._write("\t" if tag.endswith("tab") else "\n")

    def says(self, text: str) -> None:
        if self.texts and self.paragraphs:
            self._write(text)

    def ends(self, tag: str) -> None:
        if tag == f"{WORD}t":
            self.texts -= 1
        elif tag == f"{WORD}p":
            self.paragraphs -= 1
            if self.paragraphs:  # the one around it goes on
                self._write("\n")

    def _write(self, text: str) -> None:
        self.said.append(text[: self.left])
        self.left -= len(text)
        if self.left <= 0:
            raise _Enough


# ---- Its name -------------------------------------------------------------------------------------------


def clean_name(name: str, kind: Kind) -> str:
    """A file's name as a download may have it: no path, nothing unseen, an ending that is true."""
    name = unicodedata.normalize("NFC", name)
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(_seen(name))
    name = re.sub(r"\s+", " ", re.sub(r'[<>:"|?*]', "_", name)).rstrip(" .")
    ending = next((one for one in kind.endings if name.lower().endswith(one)), "")
    stem = name[: len(name) - len(ending)].strip(" .")
    ending = name[len(name) - len(ending) :] or kind.endings[0]
    stem = (stem or "file")[: MOST_LETTERS - len(ending)]
    while len(quote(stem + ending)) > MOST_IN_ADDRESS:
        stem = stem[:-1]
    return (stem.rstrip(" .") or "file") + ending


def _seen(name: str) -> Iterator[str]:
    """Letters that are seen; marks that turn the direction, controls and half letters are not."""
    for letter in name:
        if unicodedata.category(letter)[0] != "C":
            yield " " if unicodedata.category(letter)[0] == "Z" else letter
