"""Opening print files inside a limited child, each once for as long as the child goes on reading it."""

from typing import Any

import pymupdf
from pymupdf import mupdf

from app.errors import KenpanError

pymupdf.TOOLS.set_subset_fontnames(True)
_open: dict[str, pymupdf.Document] = {}
_inner: list[tuple[pymupdf.Document, Any]] = []


def open_document(path: str) -> pymupdf.Document:
    """The document; ``KenpanError`` ``print.unreadable`` for what is no PDF, encrypted or empty."""
    found = _open.get(path)
    if found is None:
        _inner.clear()
        _open.clear()
        found = _open[path] = _opened(path)
    return found


def inner_of(document: pymupdf.Document) -> Any:
    """The library's own view of it, of the last document that was asked for: whenever one of these goes, every glyph
    that was drawn by then is forgotten and has to be drawn again.
    """
    if not _inner or _inner[0][0] is not document:
        _inner[:] = [(document, mupdf.pdf_document_from_fz_document(document.this))]
    return _inner[0][1]


def _opened(path: str) -> pymupdf.Document:
    with open(path, "rb") as file:  # noqa: PTH123
        if b"%PDF-" not in file.read(1024):
            raise refused("PDF ではありません。")
    try:
        document = pymupdf.open(path, filetype="pdf")
    except Exception as error:  # the library raises several kinds for what is no PDF
        raise refused("壊れているか、PDF ではありません。") from error
    if document.needs_pass or document.is_encrypted:
        raise refused("暗号化されています。")
    return document


def describe(path: str) -> dict[str, object]:
    """Number of pages, and whether the file had to be repaired to be read at all."""
    document = open_document(path)
    if not document.page_count:
        raise refused("壊れているか、途中で切れています。" if document.is_repaired else "頁がありません。")
    return {"pages": document.page_count, "repaired": bool(document.is_repaired)}


def refused(what: str) -> KenpanError:
    """A file that cannot be compared."""
    return KenpanError("print.unreadable", what, "委託先から受け取り直してください。")
