"""Runs in a limited child: looking at a PDF from its bytes, reading its pages the full way, taking pages out of it."""

from typing import Any

import pymupdf

from app.errors import KenpanError
from app.proof.printed.page_reading import full_page

pymupdf.TOOLS.set_subset_fontnames(True)
_CODE_DPI = 200
_STRAIGHT_PT = 0.5
_SMALL_PT, _MOST_SMALL = 12.0, 8
"""Rules and boxes of a table are longer; characters could be put together from many short pieces."""
_NEXT = "作った人から受け取り直してください。"


def look(raw: bytes) -> dict[str, Any]:
    """Number of pages, whether it was repaired, and names of what it carries that nobody sees on paper."""
    with _opened(raw) as document:
        if not document.page_count:
            raise _refused("頁がありません。")
        catalogue = document.pdf_catalog()
        keys = set(document.xref_get_keys(catalogue))
        active = [
            name
            for name, there in (
                ("添付ファイル", document.embfile_count() > 0),
                ("プログラム", bool(keys & {"OpenAction", "AA"}) or _names_scripts(document, catalogue)),
                ("表示の切り替わる層", bool(document.get_ocgs())),
                ("入力欄", bool(document.is_form_pdf)),
                ("注釈", any(page.first_annot is not None for page in document)),
            )
            if there
        ]
        return {"pages": document.page_count, "repaired": bool(document.is_repaired), "active": active}


def read(raw: bytes, key: str, first: int, stop: int) -> list[dict[str, Any]]:
    """These pages (0-based, half open) as they are drawn, see :mod:`app.proof.printed.page_reading`; ``drawn``: whether
    an image or anything that could be a character stands there beside the text.
    """
    with _opened(raw) as document:
        return [
            {**full_page(document, key, number, []), "drawn": _says_more(document[number])}
            for number in range(first, stop)
        ]


def take_out(raw: bytes, numbers: list[int]) -> bytes:
    """A PDF of these pages with what is drawn on them and nothing else; the same pages give the same bytes."""
    with _opened(raw) as document, pymupdf.open() as made:
        for number in numbers:
            made.insert_pdf(document, from_page=number, to_page=number, links=False, annots=False, widgets=False)
        for page in made:
            page.clean_contents(sanitize=True)  # what a page does not draw does not go with it
        made.set_metadata({"producer": "Kenpan", "creator": "Kenpan"})
        return bytes(made.tobytes(garbage=4, deflate=True, no_new_id=True))


def code_in(raw: bytes) -> str:
    """What the first 2D code of a picture, or of the first page of a PDF, says; empty for none."""
    import cv2
    import numpy as np
    import zxingcpp

    grey: Any
    if b"%PDF-" in raw[:1024]:
        with _opened(raw) as document:
            pixels = document[0].get_pixmap(dpi=_CODE_DPI, colorspace=pymupdf.csGRAY)
        grey = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.stride)[:, : pixels.width]
    else:
        grey = cv2.imdecode(np.frombuffer(raw, np.uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        return ""
    found = zxingcpp.read_barcodes(np.ascontiguousarray(grey), formats=zxingcpp.BarcodeFormat.QRCode)
    return str(found[0].text) if found else ""


def _says_more(page: pymupdf.Page) -> bool:
    """Whether something is drawn that is neither text nor a rule nor a frame: it may say what nobody reads."""
    if any(kind not in ("fill-path", "stroke-path") and not kind.endswith("-text") for kind, _ in page.get_bboxlog()):
        return True
    small = 0
    for path in page.get_drawings():
        for kind, *told in path["items"]:
            if kind == "re":
                wide, high = told[0].width, told[0].height
            elif kind == "l":
                wide, high = abs(told[0].x - told[1].x), abs(told[0].y - told[1].y)
                if min(wide, high) > _STRAIGHT_PT:
                    return True
            elif kind == "qu" and told[0].is_rectangular:
                wide, high = told[0].rect.width, told[0].rect.height
            else:
                return True
            small += 0 < max(wide, high) < _SMALL_PT
    return small > _MOST_SMALL


def _names_scripts(document: pymupdf.Document, catalogue: int) -> bool:
    return bool(document.xref_get_key(catalogue, "Names/JavaScript")[0] != "null")


def _opened(raw: bytes) -> pymupdf.Document:
    if b"%PDF-" not in raw[:1024]:
        raise _refused("PDF ではありません。")
    try:
        document = pymupdf.open(stream=raw, filetype="pdf")
    except Exception as error:  # the library raises several kinds for what is no PDF
        raise _refused("壊れているか、PDF ではありません。") from error
    if document.needs_pass or document.is_encrypted:
        raise _refused("暗号化されています。")
    return document


def _refused(what: str) -> KenpanError:
    return KenpanError("delivery.unreadable", what, _NEXT)


def picture(raw: bytes, number: int, dpi: int) -> dict[str, Any]:
    """A page (0-based) in grey, and how many there are."""
    with _opened(raw) as document:
        pixels = document[number].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY, alpha=False)
        return {
            "pixels": bytes(pixels.samples),
            "width": pixels.width,
            "height": pixels.height,
            "pages": document.page_count,
        }
