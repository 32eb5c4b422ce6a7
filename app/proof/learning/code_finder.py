"""Codes and fonts on whole pages, as a child finds them before anything is known of the form."""

from typing import Any

import numpy as np
import pymupdf
import zxingcpp

from app.proof.printed.documents import open_document

_DPI = 300
_MM = 25.4 / 72
_KINDS = {
    zxingcpp.BarcodeFormat.Code128: "code128",
    zxingcpp.BarcodeFormat.QRCode: "qr",
    zxingcpp.BarcodeFormat.DataMatrix: "datamatrix",
}
_FORMATS = zxingcpp.BarcodeFormat.Code128 | zxingcpp.BarcodeFormat.QRCode | zxingcpp.BarcodeFormat.DataMatrix
_MOST_CODES = 64
_MOST_SPANS = 4_000


def find_codes(path: str, first: int, stop: int) -> list[dict[str, Any]]:
    """For each of these pages (0-based, half open) its codes: kind, text, rectangle (mm); and where which font is, with
    how high its em is, which for squeezed text its size does not say.
    """
    document = open_document(path)
    return [_page(document[number]) for number in range(first, stop)]


def _page(page: pymupdf.Page) -> dict[str, Any]:
    try:
        pixels = page.get_pixmap(dpi=_DPI, colorspace=pymupdf.csGRAY, annots=False)
        grey = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.stride)[:, : pixels.width]
        found = zxingcpp.read_barcodes(np.ascontiguousarray(grey), formats=_FORMATS, try_rotate=True, try_invert=False)
        spans = page.get_texttrace()[:_MOST_SPANS]
        heights = _heights(page)
    except MemoryError:
        raise
    except Exception:  # whatever the bytes of this page lead the libraries to
        return {"codes": [], "fonts": []}
    scale = 25.4 / _DPI
    codes = []
    for code in found[:_MOST_CODES]:
        place = code.position
        corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
        xs, ys = [corner.x * scale for corner in corners], [corner.y * scale for corner in corners]
        codes.append([_KINDS.get(code.format, ""), str(code.text), min(xs), min(ys), max(xs), max(ys)])
    fonts = []
    for span in spans:
        if span["chars"]:
            at = pymupdf.Point(span["chars"][0][2]) * page.rotation_matrix
            height = heights.get((round(at.x * 4), round(at.y * 4)), 0.0)
            fonts.append([str(span["font"]), at.x * _MM, at.y * _MM, height * _MM])
    return {"codes": codes, "fonts": fonts}


def _heights(page: pymupdf.Page) -> dict[tuple[int, int], float]:
    """How high the em is of what begins at a place (quarters of a point, as seen); the trace tells widths only."""
    found = {}
    for block in page.get_text("rawdict", flags=0)["blocks"]:
        for line in block["lines"]:
            for span in line["spans"]:
                rise = max(span["ascender"] - span["descender"], 0.01)
                for char in span["chars"]:
                    x, y = char["origin"]
                    found[round(x * 4), round(y * 4)] = (char["bbox"][3] - char["bbox"][1]) / rise
    return found
