"""Pages as they lie in the file: their content streams, and what these refer to. Runs in a limited child.

Nothing is drawn or judged here. A *frame* is a page without its stream: its size, its resources, everything else that
its dictionary says; pages of one print share few of them.
"""

import hashlib
import re
from typing import Any

import pymupdf
from pymupdf import mupdf

from app.proof.printed.documents import inner_of, open_document
from app.proof.printed.page_wire import streams_told
from app.proof.printed.sketch_fonts import font_of

_CONTENTS = re.compile(r"/Contents (\d+) 0 R|/Contents\[((?:\d+ 0 R ?)+)\]")
_REFERENCE = re.compile(r"(\d+)\s+0\s+R")
_PARENT = re.compile(r"/Parent (\d+) 0 R")
_NAMED = re.compile(r"/([^\s/<>\[\]()]+)\s+(\d+)\s+0\s+R")
_MOST_BYTES, _MOST_DEPTH, _MOST_KNOWN = 1 << 20, 12, 20_000
_INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")
_OF_THE_PAGE = ("Type", "Parent", "Contents", "Resources", "StructParents")
_MOST_FRAMES, _MOST_TOLD = 8, 100
_hashes: dict[str, dict[int, str]] = {}
_parents: dict[str, dict[str, str]] = {}
"""Of the file that is read, by number: what pages have of their parent; ``""`` where it is not so plain."""
_told: set[str] = set()
"""Fonts that whoever asks was told of."""


def read_streams(path: str, first: int, stop: int) -> dict[str, Any]:
    """Of each page (0-based, half open) its frame's text and its stream, both empty where there is none to read; as
    they are sent (:func:`streams_told`).
    """
    return streams_told(_streams(path, first, stop))


def _streams(path: str, first: int, stop: int) -> list[tuple[str, bytes]]:
    document = open_document(path)
    inner = inner_of(document)
    parents = _of_file(_parents, path)
    return [_stream(document, inner, number, parents) for number in range(first, stop)]


def read_stream(document: pymupdf.Document, path: str, number: int) -> tuple[str, bytes]:
    """The same of one page of an open file."""
    return _stream(document, inner_of(document), number, _of_file(_parents, path))


def _of_file(kept: dict[str, dict[Any, str]], path: str) -> dict[Any, str]:
    """What is kept of this file: of no other one any more."""
    if path not in kept:
        kept.clear()
        kept[path] = {}
    return kept[path]


def _stream(document: pymupdf.Document, inner: Any, number: int, parents: dict[str, str]) -> tuple[str, bytes]:
    try:
        xref = document.page_xref(number)
        text = _without_parent(document, xref, document.xref_object(xref, compressed=True), parents)
        found = _CONTENTS.search(text)
        if found is None:
            return "", b""
        if found[1]:
            stream = _bytes_of(inner, int(found[1]))
        else:
            stream = b"\n".join([_bytes_of(inner, int(one)) for one in _REFERENCE.findall(found[2])])
    except MemoryError:
        raise
    except Exception:  # whatever these bytes lead the library to: the full way says what it is
        return "", b""
    if not stream or len(stream) > _MOST_BYTES or len(text) > _MOST_BYTES:
        return "", b""
    return text[: found.start()] + text[found.end() :], stream


def _without_parent(document: pymupdf.Document, xref: int, text: str, parents: dict[str, str]) -> str:
    """A page's dictionary with what it inherits in the place of whom from: pages of one print have many parents."""
    named = _PARENT.findall(text)
    if len(named) != 1:
        return text
    if named[0] not in parents:
        if len(parents) >= _MOST_KNOWN:
            parents.clear()
        own = document.xref_get_key(xref, "Parent") == ("xref", f"{named[0]} 0 R")
        parents[named[0]] = _inherited(document, int(named[0])) if own else ""
    given = parents[named[0]]
    return _PARENT.sub(lambda _: given, text) if given else text


def _inherited(document: pymupdf.Document, number: int) -> str:
    told = []
    for _ in range(_MOST_DEPTH):
        told.append([document.xref_get_key(number, name) for name in _INHERITED])
        kind, above = document.xref_get_key(number, "Parent")
        if kind != "xref":
            return f"/Parent {told}"
        number = int(above.split()[0])
    return ""


def _bytes_of(inner: Any, number: int) -> bytes:
    """A stream; the library's own way to it asks twice what it is."""
    return bytes(mupdf.fz_buffer_extract_copy(mupdf.pdf_load_stream_number(inner, number)))


def read_frame(path: str, number: int) -> dict[str, Any]:
    """The frame of a page: ``{}`` if there is anything about it that only the full way understands.

    Fonts by their name: the number of the object, and the hash of all that it is made of, the same in every file.
    """
    try:
        return _frame(open_document(path), path, number)
    except MemoryError:
        raise
    except Exception:  # as above
        return {}


def _frame(document: pymupdf.Document, path: str, number: int) -> dict[str, Any]:
    page = document[number]
    keys = document.xref_get_keys(page.xref)
    box = page.mediabox
    if page.rotation or "Annots" in keys or "UserUnit" in keys or page.cropbox != box or box.x0 or box.y0:
        return {}
    deep = _Deep(document, _of_file(_hashes, path))
    own = [
        f"{key} {deep.resolved(document.xref_get_key(page.xref, key)[1])}"
        for key in sorted(keys)
        if key not in _OF_THE_PAGE
    ]
    own.append(deep.resolved(document.xref_get_key(document.pdf_catalog(), "OCProperties")[1]))  # layers, on or off
    kind, text = document.xref_get_key(page.xref, "Resources")
    if kind not in ("xref", "dict"):
        return {}  # those of a page tree
    if kind == "xref":
        base = int(text.split()[0]), ""
        whole = document.xref_object(base[0], compressed=True)
    else:
        whole, base = text, (page.xref, "Resources/")
    tables = [document.xref_get_key(base[0], base[1] + name) for name in ("Font", "XObject")]
    if any(kind_ not in ("dict", "null") for kind_, _ in tables):
        return {}
    fonts, objects = ({name: int(at) for name, at in _NAMED.findall(table)} for _, table in tables)
    for _, table in tables:
        whole = whole.replace(table, "")
    made = hashlib.sha256("\n".join([*own, deep.resolved(whole), f"{box}"]).encode()).hexdigest()
    return {
        "width": float(page.rect.width),
        "height": float(page.rect.height),
        "key": made,
        "fonts": {name: [at, deep.of(at)] for name, at in fonts.items()},
        "objects": {
            name: [document.xref_get_key(at, "Subtype")[1].lstrip("/"), deep.of(at)] for name, at in objects.items()
        },
    }


class _Deep:
    """Hashes of objects with everything that they refer to."""

    def __init__(self, document: pymupdf.Document, known: dict[int, str]) -> None:
        self._document = document
        self._inner = inner_of(document)
        self._known = known

    def resolved(self, text: str, depth: int = 0) -> str:
        """With hashes in the place of references."""
        return _REFERENCE.sub(lambda found: self.of(int(found[1]), depth), text)

    def of(self, number: int, depth: int = 0) -> str:
        """The hash of an object."""
        known = self._known.get(number)
        if known is not None:
            return known
        if depth > _MOST_DEPTH or len(self._known) > _MOST_KNOWN:
            raise ValueError("depth")
        self._known[number] = "@"  # for what refers to itself
        try:
            made = hashlib.sha256(
                self.resolved(self._document.xref_object(number, compressed=True), depth + 1).encode()
            )
            if mupdf.pdf_obj_num_is_stream(self._inner, number):
                made.update(mupdf.fz_buffer_extract_copy(mupdf.pdf_load_raw_stream_number(self._inner, number)))
        except BaseException:
            del self._known[number]
            raise
        self._known[number] = made.hexdigest()
        return self._known[number]


def read_font(path: str, number: int) -> dict[str, Any]:
    """A font: its codes, for each the glyph as it is told (:func:`glyph_word`) and its width (1/1000 em).

    ``{}`` for one of a kind that only the full way reads.
    """
    try:
        font = font_of(open_document(path), number)
    except MemoryError:
        raise
    except Exception:  # as above
        return {}
    if font is None:
        return {}
    widths, usual, glyphs = font.widths, font.usual, font.outlines.words(font.texts)
    return {"codes": [*font.texts], "glyphs": glyphs, "widths": [widths.get(code, usual) for code in font.texts]}


def read_print(path: str, first: int, stop: int) -> dict[str, Any]:
    """The first pages that are asked for of a file: ``streams`` as :func:`read_streams`, ``frames`` of these pages by
    their texts, and ``fonts`` of these by their hash that were not told lately.
    """
    streams = _streams(path, first, stop)
    frames: dict[str, dict[str, Any]] = {}
    fonts: dict[str, dict[str, Any]] = {}
    for number, (text, _) in enumerate(streams, first):
        if text and text not in frames and len(frames) < _MOST_FRAMES:
            frame = frames[text] = read_frame(path, number)
            for at, made in frame.get("fonts", {}).values():
                if made not in _told:
                    if len(_told) >= _MOST_TOLD:
                        _told.clear()
                    _told.add(made)
                    fonts[made] = read_font(path, at)
    return {"streams": streams_told(streams), "frames": frames, "fonts": fonts}
