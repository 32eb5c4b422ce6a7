"""Looking at a 版下 PDF before it is used, in a limited child: is it whole, and what it must be?

A damaged PDF is repaired and drawn as far as it goes, without a word. So every object is read to its end, every page
is drawn as the program draws it, and whatever the library says meanwhile counts against the file.
"""

from typing import Literal

import pymupdf

Fault = Literal["not_pdf", "encrypted", "damaged", "pages", "size", "many"]

MOST_OBJECTS = 20_000
MOST_BYTES_UNPACKED = 200_000_000
TOLERANCE_MM = 0.5
_PT_PER_MM = 72 / 25.4
_DPI = 60
_HEAD = 1024
_HARMLESS = ("bogus font ascent/descent values", "... repeated ")
"""Said of fonts that are drawn as they should be; repetitions are of a line before, which counts itself."""


def fault_of(data: bytes, sizes_mm: list[list[float]]) -> Fault | None:
    """Why the file cannot be the artwork of panels of these sizes, one page each; ``None`` if it can.

    Raises whatever the library raises for bytes that it cannot use.
    """
    if b"%PDF-" not in data[:_HEAD]:
        return "not_pdf"
    pymupdf.TOOLS.reset_mupdf_warnings()
    with pymupdf.open(stream=data, filetype="pdf") as document:
        if not document.is_pdf:
            return "not_pdf"
        if document.needs_pass or document.is_encrypted or document.metadata.get("encryption"):
            return "encrypted"
        if document.is_repaired or _warned():
            return "damaged"
        return _pages(document, sizes_mm) or _objects(document) or _drawn(document, sizes_mm)


def _pages(document: pymupdf.Document, sizes_mm: list[list[float]]) -> Fault | None:
    if document.page_count != len(sizes_mm):
        return "pages"
    for page, size in zip(document, sizes_mm, strict=True):
        found = (page.rect.width / _PT_PER_MM, page.rect.height / _PT_PER_MM)
        if any(not abs(one - other) <= TOLERANCE_MM for one, other in zip(found, size, strict=True)):
            return "size"
    return "damaged" if _warned() else None


def _objects(document: pymupdf.Document) -> Fault | None:
    """Every object read, every stream unpacked."""
    if document.xref_length() > MOST_OBJECTS:
        return "many"
    unpacked = 0
    for xref in range(1, document.xref_length()):
        document.xref_object(xref)
        if document.xref_is_stream(xref):
            unpacked += len(document.xref_stream(xref) or b"")
            if unpacked > MOST_BYTES_UNPACKED:
                return "many"
    return "damaged" if _warned() else None


def _drawn(document: pymupdf.Document, sizes_mm: list[list[float]]) -> Fault | None:
    """Every page on a page of its panel, then saved, as notices are."""
    with pymupdf.open() as target:
        for number, (width, height) in enumerate(sizes_mm):
            page = target.new_page(width=width * _PT_PER_MM, height=height * _PT_PER_MM)
            page.show_pdf_page(page.rect, document, number)
            page.get_pixmap(dpi=_DPI)
        target.tobytes(garbage=3, deflate=True)
    return "damaged" if _warned() else None


def _warned() -> bool:
    """Whether the library had to say something since it was last asked."""
    said = pymupdf.TOOLS.mupdf_warnings(reset=True).splitlines()
    return any(line.strip() and not line.startswith(_HARMLESS) for line in said)
