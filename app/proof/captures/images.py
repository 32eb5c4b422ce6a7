"""Opening captures inside a limited child: PDF pages that are pictures, TIFF, PNG and JPEG."""

import cv2
import numpy as np
import pymupdf

from app.errors import KenpanError
from app.proof.captures.model import Bytes

MOST_PAGES = 2_000
_MOST_PIXELS = 80_000_000
_WHOLE = 0.9
_DPI = 300
_TIFF = (b"II*\0", b"MM\0*")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")

cv2.setNumThreads(1)


def describe(path: str) -> dict[str, object]:
    """``pages``, and ``kind``: ``image`` for captures, ``print`` for a PDF with text, ``""`` for neither.

    ``KenpanError`` ``print.unreadable`` for what cannot be opened or has more pages than captures may have.
    """
    with open(path, "rb") as file:  # noqa: PTH123
        head = file.read(1024)
    if head.startswith(_TIFF):
        count = _count(path)
        if count > MOST_PAGES:
            raise _refused(f"取り込み画像が {count:,} 頁あります（{MOST_PAGES:,} 頁まで）。")
        return {"pages": count, "kind": "image"}
    if head.startswith(_PICTURES):
        return {"pages": 1, "kind": "image"}
    if b"%PDF-" not in head:
        return {"pages": 0, "kind": ""}
    document = _document(path)
    pictures = all(_is_picture(document[number]) for number in range(min(document.page_count, 3)))
    if pictures and document.page_count > MOST_PAGES:
        raise _refused(f"取り込み画像が {document.page_count:,} 頁あります（{MOST_PAGES:,} 頁まで）。")
    return {"pages": document.page_count, "kind": "image" if pictures and document.page_count else "print"}


def read(path: str, number: int) -> dict[str, object]:
    """One capture in grey: ``width``, ``height`` and ``grey``, a byte a pixel. Errors as of :func:`describe`."""
    with open(path, "rb") as file:  # noqa: PTH123
        head = file.read(16)
    try:
        if head.startswith(_TIFF):
            done, images = cv2.imreadmulti(path, number, 1, flags=cv2.IMREAD_GRAYSCALE)
            image = images[0] if done and images else None
        elif head.startswith(_PICTURES):
            image = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
        else:
            image = _page(path, number)
    except cv2.error as error:
        raise _refused("画像が壊れているか、大きすぎます。") from error
    if image is None or image.size == 0 or image.size > _MOST_PIXELS:
        raise _refused("画像が壊れているか、大きすぎます。")
    grey = np.ascontiguousarray(image, np.uint8)
    return {"width": grey.shape[1], "height": grey.shape[0], "grey": grey.tobytes()}


def _count(path: str) -> int:
    try:
        return int(cv2.imcount(path, cv2.IMREAD_GRAYSCALE))
    except cv2.error as error:
        raise _refused("画像が壊れているか、大きすぎます。") from error


def _document(path: str) -> pymupdf.Document:
    try:
        document = pymupdf.open(path, filetype="pdf")
    except Exception as error:  # the library raises several kinds for what is no PDF
        raise _refused("壊れているか、PDF ではありません。") from error
    if document.needs_pass:
        raise _refused("暗号化されています。")
    return document


def _is_picture(page: pymupdf.Page) -> bool:
    return bool(page.get_images()) and not page.get_text("words")


def _page(path: str, number: int) -> Bytes | None:
    page = _document(path)[number]
    images = page.get_images()
    if any(one[2] * one[3] > _MOST_PIXELS for one in images):
        raise _refused("画像が壊れているか、大きすぎます。")
    if len(images) == 1 and not page.rotation:
        boxes = page.get_image_rects(images[0][0])
        if len(boxes) == 1 and boxes[0].get_area() > _WHOLE * page.rect.get_area():
            raw = page.parent.extract_image(images[0][0])["image"]
            found = cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_GRAYSCALE)
            return None if found is None else np.asarray(found, np.uint8)
    if page.rect.get_area() * (_DPI / 72) ** 2 > _MOST_PIXELS:
        raise _refused("画像が壊れているか、大きすぎます。")
    pixels = page.get_pixmap(dpi=_DPI, colorspace=pymupdf.csGRAY, alpha=False)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.stride)[:, : pixels.width].copy()


def _refused(what: str) -> KenpanError:
    return KenpanError("print.unreadable", what, "200 dpi 以上のグレーの PDF・TIFF・PNG で取り込み直してください。")
