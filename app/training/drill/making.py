"""The sheets of a drill as pictures: what should be there, what is there, and where it differs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pymupdf

from app.errors import KenpanError
from app.month.looking.workbench import Workbench
from app.notice.items import BARCODE_ID, spec_of
from app.notice.model import Side
from app.sheet.model import Rect
from app.sheet.mupdf_lock import MUPDF
from app.training.drill.plan import Plan, Task
from app.training.drill.table import defect_title, drill_table
from app.training.drill.wrong_records import (
    RawField,
    RecordPart,
    field_place,
    raw_fields,
    spoilt_part,
    wrong_items,
    wrong_rows,
)
from app.training.printing.captures import capture_job
from app.training.printing.defects import DEFECTS
from app.training.printing.job import print_month
from app.training.printing.model import PlantedDefect, PrintedJob, PrintedPanel
from app.training.printing.plan import NoticeId, notices_of
from app.training.printing.scanner import Affine
from app.training.worth_showing import telling_records

_LAYOUT, _DPI, _MM = "fold", 170, 25.4
_TRIES = 12
_SIDES: tuple[tuple[Side, float], ...] = (("sheet", 0.4), ("front", 0.4), ("back", 0.2))
"""How often a sound sheet shows which side: about as the defects lie."""
_PLAIN, _PLAIN_RECORD = "digit", "match.establishment/number"
"""What can be planted into any notice, and into any record."""
_RECORD_SIDES: tuple[Side, Side] = ("sheet", "front")
_OFFICE = "sheet.office_"
_EDGE_MM = 3.0


class Face(NamedTuple):
    """A picture of one side: ``pixels`` in ``channels`` (1 grey, 3 RGB) bytes each, and how millimetres of the page
    become its pixels.
    """

    width: int
    height: int
    channels: int
    pixels: bytes
    affine: Affine

    def box(self, rect: Rect) -> tuple[float, float, float, float]:
        """Bounds in pixels of a rectangle of the page (mm)."""
        corners = [self.affine.pixel(x, y) for x in (rect.x0, rect.x1) for y in (rect.y0, rect.y1)]
        us, vs = zip(*corners, strict=True)
        return min(us), min(vs), max(us), max(vs)


@dataclass(frozen=True, slots=True)
class DrillSheet:
    """One sheet of a drill: which ``part`` (mm) of its page is shown. ``expected``: the right side, where two are
    compared; ``values``: label and text of what the record says, where a sheet is read alone; with ``of_record`` the
    record itself may be wrong, and each value is a place to point at (:func:`field_place`). ``places``: where the
    defect lies (mm of the page), none on a sound sheet; ``told``: what is wrong and why, in Japanese.
    """

    task: Task
    side: Side
    part: Rect
    printed: Face
    expected: Face | None
    values: tuple[tuple[str, str], ...]
    places: tuple[Rect, ...] = ()
    told: tuple[str, ...] = field(default=())
    of_record: bool = False


class Maker:
    """Makes the sheets of drills from an open sample. The same plan and task give the same sheet. Not on the GUI
    thread.
    """

    def __init__(self, source: Workbench) -> None:
        self._source = source
        self._notices = notices_of(source)
        self._rare: dict[str, list[NoticeId]] = {}

    def make(self, plan: Plan, task: Task) -> DrillSheet:
        """The sheet of this task; its defect is another one where no notice of the sample lends itself to it."""
        rng = np.random.Generator(np.random.PCG64(task.seed))
        if plan.kind == "records":
            return self._of_record(task, rng)
        made, defect = self._spoilt(task, rng) if task.defect else (None, None)
        if task.defect and defect is None:
            task = task._replace(defect=_PLAIN)
            made, defect = self._spoilt(task, rng)
        if made is None or defect is None:
            return self._sound(plan, task, rng)
        chosen = made.notices
        clean = print_month(self._source, _LAYOUT, selection=chosen, seed=task.seed)
        page = defect.page or 0
        own, right = _panel(made.job, page, defect.side), _panel(clean, page, defect.side)
        places = tuple(_places(defect, own, right))
        return self._sheet(plan, task, made.job, clean, page, defect.side, places, _told(defect))

    def _of_record(self, task: Task, rng: np.random.Generator) -> DrillSheet:
        """A sheet as it follows from its record, beside the record, which may be wrong."""
        part = spoilt_part(self._source, task.defect, rng) if task.defect else None
        if task.defect and part is None:
            task = task._replace(defect=_PLAIN_RECORD)
            part = spoilt_part(self._source, task.defect, rng)
        if part is None:
            first = self._any(rng)
            part, task = RecordPart(self._source, self._source.notices[first.file]), task._replace(defect="")
        else:
            first = part.notice
        fields = raw_fields(part.file, first.record)
        rows = wrong_rows(part, fields) if task.defect else ()
        items = wrong_items(part, fields, rows)
        side: Side = next(iter(items.values()), "front") if task.defect else _RECORD_SIDES[int(rng.integers(2))]
        job = print_month(part, _LAYOUT, selection=[first], seed=task.seed)
        page = next(one.number for one in job.pages for panel in one.panels if panel.side == side)
        own = _panel(job, page, side)
        on_paper = [item.rect for item in own.items if item.id in items]
        if items and not on_paper and part.before is not None:  # what should be there was not printed
            sound = print_month(RecordPart(part.bench, part.before), _LAYOUT, selection=[first], seed=task.seed)
            on_paper = [item.rect for item in _panel(sound, page, side).items if item.id in items]
        places = (*on_paper, *map(field_place, rows))
        values = tuple((one.label, one.text) for one in fields)
        told = _told_of_record(task.defect, [fields[row] for row in rows]) if task.defect else ()
        return DrillSheet(task, side, own.rect, _drawn(job, page, own.rect), None, values, places, told, of_record=True)

    def _sound(self, plan: Plan, task: Task, rng: np.random.Generator) -> DrillSheet:
        chosen = [self._any(rng)]
        side = _SIDES[int(rng.choice(len(_SIDES), p=[weight for _, weight in _SIDES]))][0]
        job = print_month(self._source, _LAYOUT, selection=chosen, seed=task.seed)
        page = next(one.number for one in job.pages for panel in one.panels if panel.side == side)
        return self._sheet(plan, task, job, job, page, side, (), ())

    def _spoilt(self, task: Task, rng: np.random.Generator) -> "tuple[_Made | None, PlantedDefect | None]":
        pairs = DEFECTS[task.defect].pairs
        for _ in range(_TRIES):
            first = self._any(rng)
            chosen = [first, self._other(first, rng)] if pairs else [first]
            found = self._try(task, chosen)
            if found is not None:
                return found
        for first in self._fitting(task):
            found = self._try(task, [first])
            if found is not None:
                return found
        return None, None

    def _fitting(self, task: Task) -> list[NoticeId]:
        """Notices that have what a rare defect needs: an edit (元年) or a 外字."""
        case = task.defect.partition("_")[0]
        if case not in ("gannen", "gaiji"):
            return []
        if case not in self._rare:
            telling = {name: telling_records(file) for name, file in self._source.notices.items()}
            self._rare[case] = [NoticeId(name, own[case]) for name, own in telling.items() if case in own]
        kept = self._rare[case]
        start = task.seed % max(len(kept), 1)
        return [*kept[start:], *kept[:start]]

    def _try(self, task: Task, chosen: list[NoticeId]) -> "tuple[_Made, PlantedDefect] | None":
        try:
            job = print_month(self._source, _LAYOUT, selection=chosen, defects=(task.defect,), seed=task.seed)
        except KenpanError as error:
            if error.code not in ("print.unfit", "print.few"):
                raise
            return None
        found = next((one for one in job.defects if one.page is not None), None)
        return None if found is None else (_Made(job, chosen), found)

    def _any(self, rng: np.random.Generator) -> NoticeId:
        return self._notices[int(rng.integers(len(self._notices)))]

    def _other(self, first: NoticeId, rng: np.random.Generator) -> NoticeId:
        same = [one for one in self._notices if one.file == first.file and one != first]
        return same[int(rng.integers(len(same)))] if same else self._any(rng)

    def _sheet(
        self, plan: Plan, task: Task, job: PrintedJob, clean: PrintedJob, page: int, side: Side,
        places: tuple[Rect, ...], told: tuple[str, ...],
    ) -> DrillSheet:  # fmt: skip
        right = _panel(clean, page, side)
        if plan.kind == "sheets":
            return DrillSheet(task, side, right.rect, _drawn(job, page, right.rect), None, _values(right), places, told)
        expected = _drawn(clean, page, right.rect)
        printed = _captured(job, page, right.rect, task) if plan.kind == "captures" else _drawn(job, page, right.rect)
        return DrillSheet(task, side, right.rect, printed, expected, (), places, told)


class _Made(NamedTuple):
    """A job with a defect in it, and the notices of it."""

    job: PrintedJob
    notices: list[NoticeId]


def _panel(job: PrintedJob, page: int, side: Side) -> PrintedPanel:
    return next(panel for panel in job.pages[page].panels if panel.side == side)


def _values(panel: PrintedPanel) -> tuple[tuple[str, str], ...]:
    """What the record says of everything on this side that can be read."""
    return tuple(
        (spec_of(panel.scheme, item.id).label, item.expected) for item in panel.items if item.code != "customer"
    )


def _drawn(job: PrintedJob, page: int, part: Rect) -> Face:
    """A side as it comes out of the printer's file."""
    scale = _DPI / _MM
    own = job.pages[page]
    data = next(file.data for file in job.files if file.name == own.file_name)
    with MUPDF, pymupdf.open(stream=data, filetype="pdf") as document:
        clip = pymupdf.Rect(*(value * 72 / _MM for value in part))
        pixels = document[own.file_page].get_pixmap(dpi=_DPI, clip=clip, alpha=False)
        affine = Affine(scale, 0.0, -float(pixels.x), 0.0, scale, -float(pixels.y))
        return Face(pixels.width, pixels.height, 3, bytes(pixels.samples), affine)


def _captured(job: PrintedJob, page: int, part: Rect, task: Task) -> Face:
    """A side of the paper as a scanner sees it."""
    own = drill_table().kinds["captures"]
    captured = capture_job(
        job, dpi=own.dpi, grade=own.grade, seed=task.seed, form="png", pages=[page], keep_images=True
    )
    one, image = captured.captures[0], captured.images[0]
    x0, y0, x1, y1 = one.box(part.grown(_EDGE_MM))
    left, top = max(int(x0), 0), max(int(y0), 0)
    cut = np.ascontiguousarray(image[top : int(y1) + 1, left : int(x1) + 1])
    a, b, c, d, e, f = one.affine
    height, width = cut.shape
    return Face(width, height, 1, cut.tobytes(), Affine(a, b, c - left, d, e, f - top))


def _places(defect: PlantedDefect, own: PrintedPanel, right: PrintedPanel) -> list[Rect]:
    """Where a finger may point: at what is printed, and at where it should be."""
    items = [item.rect for item in (*own.items, *right.items) if item.id == defect.item]
    if defect.name.startswith("barcode"):
        items += [item.rect for item in right.items if item.id == BARCODE_ID]
    if defect.name == "address_shifted":
        items += [item.rect for item in (*own.items, *right.items) if not item.id.startswith(_OFFICE)]
    found = [*items, *([] if defect.rect is None else [defect.rect])]
    return found or [right.rect]  # the whole side is another one's


def _told(defect: PlantedDefect) -> tuple[str, ...]:
    lines = [defect_title(defect.name), drill_table().explain.get(defect.name, "")]
    if defect.item is not None and defect.expected and not set(defect.expected) <= set("FADT"):
        lines.append(f"正しくは「{defect.expected}」、印字は「{defect.found or '空白'}」")
    return tuple(line for line in lines if line)


def _told_of_record(defect: str, wrong: Sequence[RawField]) -> tuple[str, ...]:
    said = "、".join(f"{one.label}「{one.text.strip() or '空白'}」" for one in wrong)
    return tuple(
        line for line in (defect_title(defect), drill_table().explain.get(defect, ""), f"ここ：{said}") if line
    )
