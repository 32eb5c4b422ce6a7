"""Bar codes of a capture, at places that are known: many rows are one, so noise is gone before anything is read."""

import cv2
import numpy as np
import zxingcpp

from app.proof.captures.model import MM, Bytes, CodePlace, Grey
from app.proof.captures.registration import Matrix, patch
from app.sheet.model import PlacedBars, Rect

_DPI = 400
_BESIDE_MM = 3.0
_ROWS = 48
_LARGER = 3
_FORMATS = {
    "code128": zxingcpp.BarcodeFormat.Code128,
    "qr": zxingcpp.BarcodeFormat.QRCode,
    "datamatrix": zxingcpp.BarcodeFormat.DataMatrix,
}
_LETTERS = {(True, True): "F", (True, False): "A", (False, True): "D", (False, False): "T"}


def read_code128(image: Bytes, matrix: Matrix, rect: Rect) -> str:
    """What the Code 128 in this rectangle says; ``""`` if nothing can be read."""
    width = rect.width + 2 * _BESIDE_MM
    size = (round(width * _DPI / MM), round(rect.height * _DPI / MM))
    seen = patch(image, matrix, rect.x0 - _BESIDE_MM, rect.y0, size, _DPI)
    rows = len(seen)
    for top, foot in ((0.25, 0.75), (0.4, 0.6), (0.15, 0.45), (0.55, 0.85)):
        line = np.median(seen[int(rows * top) : max(int(rows * foot), int(rows * top) + 1)], axis=0)
        low, high = np.percentile(line, (5, 95))
        if high - low < 25:
            continue
        clean = np.clip((line - low) / (high - low) * 255, 0, 255).astype(np.uint8)
        band = cv2.resize(clean[None, :], (len(clean) * _LARGER, _ROWS), interpolation=cv2.INTER_CUBIC)
        framed = cv2.copyMakeBorder(band, 10, 10, 30, 30, cv2.BORDER_CONSTANT, value=255)
        found = zxingcpp.read_barcodes(framed, formats=zxingcpp.BarcodeFormat.Code128, try_rotate=False)
        if len(found) == 1 and found[0].valid:
            return str(found[0].text)
    return ""


def read_piece_code(image: Bytes, matrix: Matrix, place: CodePlace) -> str:
    """What the code at this place says, of whatever kind it is; ``""`` if nothing can be read."""
    if place.kind == "code128" and not place.turned:
        return read_code128(image, matrix, place.rect)
    rect = place.rect.grown(_BESIDE_MM)
    size = (round(rect.width * _DPI / MM), round(rect.height * _DPI / MM))
    seen = np.asarray(patch(image, matrix, rect.x0, rect.y0, size, _DPI), np.uint8)
    if place.turned:
        seen = np.ascontiguousarray(seen[::-1, ::-1])
    found = zxingcpp.read_barcodes(seen, formats=_FORMATS[place.kind])
    said = {str(one.text) for one in found if one.valid}
    return said.pop() if len(said) == 1 else ""


def find_code128(image: Bytes) -> list[str]:
    """What the Code 128 say that are plain to see somewhere in this picture."""
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.Code128, try_rotate=False)
    return [str(one.text) for one in found if one.valid]


def read_bars(ink: Grey, dpi: float, origin: tuple[float, float], bars: PlacedBars) -> tuple[str, float]:
    """The letters of the customer barcode, from the ink above and below the middle of each bar; and how sure.

    ``ink``: 0 paper to 1 black, ``origin`` (mm): of its corner. Only places come from ``bars``, never what they are.
    """
    pixel = dpi / MM
    top, foot = bars.rect.y0, bars.rect.y1
    height = foot - top
    rects = sorted(bars.bars)
    wide = rects[0].width

    def level(rect: Rect) -> float:
        x0, y0 = (rect.x0 - origin[0]) * pixel, (rect.y0 - origin[1]) * pixel
        size = (max(2, round(rect.width * pixel)), max(2, round(rect.height * pixel)))
        middle = (x0 + rect.width * pixel / 2 - 0.5, y0 + rect.height * pixel / 2 - 0.5)
        return float(np.median(cv2.getRectSubPix(ink, size, middle)))

    own = [level(Rect(bar.x0, top + height * 0.42, bar.x0 + wide, foot - height * 0.42)) for bar in rects]
    black = float(np.median(own))
    if black < 0.2:
        return "", 0.0
    letters, sure = [], 1.0
    for bar, middle in zip(rects, own, strict=True):
        x0, x1 = bar.x0, bar.x0 + wide
        above = level(Rect(x0, top + height * 0.08, x1, top + height * 0.26)) / black
        below = level(Rect(x0, foot - height * 0.26, x1, foot - height * 0.08)) / black
        letters.append(_LETTERS[above > 0.5, below > 0.5])
        sure = min(sure, 2 * abs(above - 0.5), 2 * abs(below - 0.5), 2 * (middle / black - 0.5))
    return "".join(letters), max(sure, 0.0)


def due(bars: PlacedBars) -> str:
    """What these bars must say, as it is read: the customer barcode by their letters."""
    if bars.kind != "customer":
        return bars.text
    top, foot, hair = bars.rect.y0, bars.rect.y1, bars.rect.height / 6
    return "".join([_LETTERS[one.y0 - top < hair, foot - one.y1 < hair] for one in sorted(bars.bars)])
