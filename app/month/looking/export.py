"""What the commands print and write: JSON with stable keys, plain text, PDF and PNG."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import KenpanError
from app.filing.safe_write import Write, write_safely
from app.notice.customer_barcode import barcode_digits
from app.notice.items import status_of
from app.notice.model import CustomerBarcode
from app.records.layouts import Scheme
from app.records.text import to_text
from app.shown import json_text

if TYPE_CHECKING:
    from app.month.looking.model import ShownFields, ShownRecord
    from app.sheet.draw import Drawer, Picture
    from app.sheet.envelope import EnvelopeReport
    from app.sheet.model import PlacedItem, Sheet

PNG_DPI = 200.0


def show_json(look: ShownFields) -> dict[str, Any]:
    """``kenpan show --json``."""
    return {
        "file": look.file,
        "record": look.record,
        "type": type_code(look),
        "note": look.note,
        "raw_hex": look.raw.hex(),
        "fields": [
            {
                "item": row.item,
                "section": row.section,
                "name": row.name,
                "offset": row.offset,
                "length": row.length,
                "raw_hex": row.raw.hex(),
                "text": row.text,
                "printed": list(row.printed),
                "note": row.note,
            }
            for row in look.fields
        ],
    }


def type_code(look: ShownFields) -> str:
    """レコード区分 as it stands in the record."""
    start = 6 if look.kind == "counts" else 14
    return to_text(look.raw[start : start + 2])


def show_text(look: ShownFields) -> str:
    """The same for people: one line a field, offsets 0-based in decimal and hex."""
    lines = [f"{look.file}　レコード {look.record}（番号 {look.record + 1}）　区分 {type_code(look)}"]
    if look.note:
        lines.append(look.note)
    section = None
    for row in look.fields:
        if row.section != section:
            section = row.section
            lines.append(f"［{section}］")
        printed = f"　→ {'、'.join(row.printed)}" if row.printed else ""
        note = f"　※{row.note}" if row.note else ""
        lines.append(
            f"{row.item:>4} {row.offset:>4} {row.offset:03X}h {row.length:>4}  {row.name}：{row.text}{printed}{note}"
        )
    return "\n".join(lines)


def require_printed(look: ShownRecord) -> tuple[Sheet, EnvelopeReport]:
    """The record's sheet and envelope; ``KenpanError`` ``record.not_printed`` if it is never printed."""
    if look.sheet is None or look.envelope is None:
        raise KenpanError(
            "record.not_printed",
            look.note or "紙面のないレコードです。",
            "区分 01（明細）のレコードを指定してください。",
            file=look.file,
            place=f"レコード {look.record}",
        )
    return look.sheet, look.envelope


def items_json(look: ShownRecord) -> dict[str, Any]:
    """``kenpan render --items``: every placed item with its place and source bytes."""
    sheet, _ = require_printed(look)
    assert look.content is not None
    return {
        "pages": [{"name": page.name, "width_mm": page.width, "height_mm": page.height} for page in sheet.pages],
        "form": {"name": sheet.form, "status": sheet.form_status, "note": sheet.form_note},
        "items": [_item_json(item, look.content.scheme) for page in sheet.pages for item in page.items],
        "barcode": _barcode_json(look),
    }


def _item_json(item: PlacedItem, scheme: Scheme) -> dict[str, Any]:
    edit = item.edit
    return {
        "id": item.id,
        "page": item.page,
        "label": item.label,
        "text": item.text,
        "state": item.state,
        "status": status_of(scheme, item.id),
        "fit": item.fit,
        "rect_mm": [round(value, 3) for value in item.rect],
        "source": [
            {"item": source.item, "offset": source.offset, "length": source.length, "record": source.record}
            for source in item.sources
        ],
        "edit": None if edit is None else {"kind": edit.kind, "before": edit.before, "after": edit.after},
    }


def _barcode_json(look: ShownRecord) -> dict[str, Any]:
    content, (sheet, _) = look.content, require_printed(look)
    assert content is not None
    placed = sheet.barcode
    return {
        "symbols": list(content.barcode.symbols),
        "digits": barcode_digits(content.barcode),
        "bars": content.barcode.bars,
        "extracted": content.barcode.extracted,
        "dictionary": content.barcode.edition,
        "rect_mm": None if placed is None else [round(value, 3) for value in placed.rect],
        "reason": content.barcode.reason or sheet.barcode_reason,
        "reason_text": content.barcode.reason_text,
    }


def barcode_json(barcode: CustomerBarcode) -> dict[str, Any]:
    """``kenpan barcode --json``."""
    return {
        "postal": barcode.postal,
        "extracted": barcode.extracted,
        "symbols": list(barcode.symbols),
        "check": barcode.check,
        "bars": barcode.bars,
        "reason": barcode.reason,
        "reason_text": barcode.reason_text,
        "notes": list(barcode.notes),
        "dictionary": barcode.edition,
    }


def barcode_text(barcode: CustomerBarcode) -> str:
    """The same for people."""
    if barcode.reason is not None:
        refused = f"印字しない（{barcode.reason}）：{barcode.reason_text}"
        would_be = f"印字するとすれば 住所表示番号 {barcode.extracted or 'なし'}"
        return "\n".join((refused, would_be, *barcode.notes, f"郵便番号の辞書 {barcode.edition}"))
    return "\n".join(
        (
            f"住所表示番号 {barcode.extracted or 'なし'}",
            f"キャラクタ {' '.join(barcode.symbols)}（検査数字 {barcode.check}）",
            f"バー {barcode.bars}",
            *barcode.notes,
            f"郵便番号の辞書 {barcode.edition}",
        )
    )


def envelope_text(report: EnvelopeReport) -> str:
    """``kenpan envelope`` for people: hardest first."""
    lines = [f"遊び 左右 {report.slide.x:.1f} mm・上下 {report.slide.y:.1f} mm"]
    items = [*report.items, *([report.barcode.item] if report.barcode is not None else [])]
    for item in sorted(items, key=lambda item: item.worst.mm - item.required):
        sign, must = ("○" if item.ok else "×"), ("見える" if item.must == "show" else "隠れる")
        if item.judged:
            lines.append(f"{sign} {item.id:<22} {must} 最小余裕 {item.worst.mm:6.2f} mm（必要 {item.required:.1f} mm）")
        else:
            lines.append(f"― {item.id:<22} {must} 判定していません（印字する文字が分かりません）")
    return "\n".join(lines)


def render_files(
    drawer: Drawer,
    look: ShownRecord,
    pdf: Path,
    *,
    png: Path | None,
    items: Path | None,
    imposed: bool,
    write: Write = write_safely,
) -> list[Path]:
    """Write the notice as PDF and, if asked, each panel as PNG and the items as JSON. Returns what was written."""
    sheet, _ = require_printed(look)
    written = [write(pdf, drawer.pdf([sheet], imposed=imposed))]
    if png is not None:
        stem = f"{look.file}_{look.record:07d}"
        for page in sheet.pages:
            written.append(write(png / f"{stem}_{page.name}.png", png_bytes(drawer.picture(sheet, page.name, PNG_DPI))))
    if items is not None:
        text = json_text(items_json(look))
        written.append(write(items, text.encode("utf-8")))
    return written


def png_bytes(picture: Picture) -> bytes:
    """A picture as PNG."""
    import pymupdf

    pixmap = pymupdf.Pixmap(pymupdf.csRGB, picture.width, picture.height, picture.rgb, False)
    return bytes(pixmap.tobytes("png"))
