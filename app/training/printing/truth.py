"""The truth about a print job as JSON, for programs that check what a comparison found."""

from collections.abc import Iterable
from typing import Any

from app.sheet.model import Rect
from app.training.printing.captures import CapturedJob
from app.training.printing.model import PlantedDefect, PrintedItem, PrintedJob, PrintedPage, PrintedPanel

_HAIR_MM = 0.1
_NAMED = 5


def job_json(job: PrintedJob) -> dict[str, Any]:
    """``{layout, files, pages: [{page, file, file_page, width_mm, height_mm, panels}], defects, overflowing: [{file,
    record}]}``.
    """
    return {
        "layout": job.layout,
        "files": [file.name for file in job.files],
        "pages": [_page(page) for page in job.pages],
        "defects": [_defect(defect) for defect in job.defects],
        "overflowing": [{"file": file, "record": record} for file, record in overflowing(job)],
    }


def overflowing(job: PrintedJob) -> list[tuple[str, int]]:
    """Notices of which a value is longer than the layout has room for: it runs out of its side of the paper, over
    whatever is printed there. A comparison tells them as different, which they are.
    """
    spoilt = {(defect.file, defect.record) for defect in job.defects}
    found: dict[tuple[str, int], None] = {}
    for _, panel in job.panels():
        room = panel.rect.grown(_HAIR_MM)
        if not all(
            room.x0 <= one.rect.x0 and one.rect.x1 <= room.x1 and room.y0 <= one.rect.y0 <= one.rect.y1 <= room.y1
            for one in panel.items
        ):
            found[panel.file, panel.record] = None
    return [one for one in found if one not in spoilt]


def overflow_line(job: PrintedJob) -> str:
    """The same for people, in Japanese; empty where all fits."""
    found = overflowing(job)
    shown = "、".join(f"{file} レコード{record}" for file, record in found[:_NAMED])
    more = f" ほか {len(found) - _NAMED:,} 件" if len(found) > _NAMED else ""
    what = f"  この型に収まらない長い値のある通知書 {len(found):,} 件（面からはみ出し、照合で違いになります）: "
    return f"{what}{shown}{more}" if found else ""


def captures_json(captured: CapturedJob) -> dict[str, Any]:
    """``{dpi, grade, captures: [{file, file_page, page, leaf_mm, affine, …}]}``: ``affine`` as in ``Affine``."""
    return {
        "dpi": captured.dpi,
        "grade": captured.grade,
        "captures": [
            {
                "file": one.file,
                "file_page": one.file_page,
                "page": one.page,
                "leaf_mm": _rect(one.leaf),
                "width": one.width,
                "height": one.height,
                "affine": [round(value, 6) for value in one.affine],
                "upside_down": one.upside_down,
            }
            for one in captured.captures
        ],
    }


def defect_lines(defects: Iterable[PlantedDefect]) -> list[str]:
    """A line for each planted defect, in Japanese."""
    from app.training.printing.defects import DEFECTS

    lines = []
    for one in defects:
        page = "—" if one.page is None else f"{one.page}頁"
        record = "データになし" if one.record < 0 else f"{one.file} レコード{one.record}"
        lines.append(f"  仕込み {one.name}（{DEFECTS[one.name].what}）: {page} {record} {one.item or one.side}")
    return lines


def _page(page: PrintedPage) -> dict[str, Any]:
    return {
        "page": page.number,
        "file": page.file_name,
        "file_page": page.file_page,
        "width_mm": page.width,
        "height_mm": page.height,
        "panels": [_panel(panel) for panel in page.panels],
    }


def _panel(panel: PrintedPanel) -> dict[str, Any]:
    return {
        "scheme": panel.scheme,
        "file": panel.file,
        "record": panel.record,
        "side": panel.side,
        "rect_mm": _rect(panel.rect),
        "turned": panel.turned,
        "items": [_item(item) for item in panel.items],
    }


def _item(item: PrintedItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "expected": item.expected,
        "printed": item.printed,
        "rect_mm": _rect(item.rect),
        "code": item.code,
        "runs": [
            {"text": run.text, "rect_mm": _rect(run.rect), "font": run.role, "size_pt": run.size_pt}
            for run in item.runs
        ],
    }


def _defect(defect: PlantedDefect) -> dict[str, Any]:
    return {
        "name": defect.name,
        "rules": list(defect.rules),
        "file": defect.file,
        "record": defect.record,
        "side": defect.side,
        "page": defect.page,
        "item": defect.item,
        "expected": defect.expected,
        "found": defect.found,
        "rect_mm": None if defect.rect is None else _rect(defect.rect),
    }


def _rect(rect: Rect) -> list[float]:
    return [round(value, 3) for value in rect]
