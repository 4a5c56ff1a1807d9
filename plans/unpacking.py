"""Archives and XML from anybody, read in small pieces: nothing they say of themselves is believed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from xml.parsers import expat

AT_ONCE = 64 * 1024
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what is packed in other ways unfolds all at once
DEEPEST = 200  # of elements within each other


class TooMuch(Exception):
    """It unfolds into more than it may."""


class Parts:
    """The parts of an archive by their names in lower case. Of all that is read, at most so much unfolds."""

    def __init__(self, archive: zipfile.ZipFile, *, most: int):
        self.archive, self.left = archive, most
        self.by_name = {part.filename.lower(): part for part in archive.infolist()}

    def pieces(self, name: str) -> Iterator[bytes]:
        part = self.by_name[name]
        if part.compress_type not in PLAIN:
            raise zipfile.BadZipFile
        with self.archive.open(part) as content:
            while piece := content.read(AT_ONCE):
                self.left -= len(piece)
                if self.left < 0:
                    raise TooMuch
                yield piece

    def read(self, name: str) -> bytes:
        return b"".join(self.pieces(name))


class Listener:
    """Is told what stands in an XML text. A tag is a namespace and a name, with } between them."""

    def begins(self, tag: str, attributes: dict[str, str]) -> None: ...

    def says(self, text: str) -> None: ...

    def ends(self, tag: str) -> None: ...


def walk(content: Iterable[bytes], listener: Listener) -> None:
    """Tell the listener what stands there. A document type, which could unfold, is refused."""
    depth = 0

    def begins(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise TooMuch
        listener.begins(tag, attributes)

    def ends(tag: str) -> None:
        nonlocal depth
        depth -= 1
        listener.ends(tag)

    def declares(*_declared) -> None:
        raise TooMuch

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = declares
    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    parser.CharacterDataHandler = listener.says
    for piece in content:
        parser.Parse(piece, False)
    parser.Parse(b"", True)
