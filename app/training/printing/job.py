"""A month, or a part of it, printed as a contractor would: which notices, in which order, on which pages and files."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from app.notice.items import BARCODE_ID
from app.notice.model import NoticeContent, Side
from app.progress import Progress, no_progress
from app.sheet.model import Rect
from app.training.printing.codes import code_text
from app.training.printing.defects import plant
from app.training.printing.layout import Imposition, Leaf, PrintLayout, print_layout
from app.training.printing.model import (
    PlantedDefect,
    PrintedItem,
    PrintedJob,
    PrintedPage,
    PrintedPanel,
    PrintFile,
)
from app.training.printing.panel import NO_CHANGES, Composer, SetPanel
from app.training.printing.plan import NoticeId, PlannedNotice, PrintSource, chosen_notices
from app.training.printing.setting import Placing, Setter, printed_runs
from app.training.printing.writer import PlacedPanel, PrintWriter

_STAGE = "印刷見本の作成"


def print_month(
    source: PrintSource,
    layout: str | PrintLayout = "fold",
    *,
    selection: Sequence[NoticeId] | int | None = None,
    defects: Sequence[str] = (),
    seed: int = 1,
    shuffle: bool = False,
    per_notice: bool = False,
    imposed: bool = False,
    progress: Progress = no_progress,
) -> PrintedJob:
    """Print these notices (a number: so many, of both schemes alike; ``None``: all) with these defects in them.

    ``defects`` are names of the catalogue (:data:`app.training.printing.defects.DEFECTS`), each of which spoils a
    notice of its own, or ``NAME@ITEM`` for a certain item. The same arguments give the same bytes. ``shuffle``: in
    an order that follows from the seed. ``per_notice``: a file each. ``imposed``: two up on a larger sheet, cut and
    stacked. Raises ``KenpanError`` ``print.layout``, ``print.defect``, ``print.few`` (fewer notices than defects).
    """
    form = print_layout(layout) if isinstance(layout, str) else layout
    form = _two_up(form) if imposed and form.imposition is None else form
    rng = np.random.Generator(np.random.PCG64([seed, 20_26]))
    chosen = chosen_notices(source, selection)

    def arrange(planned: list[PlannedNotice]) -> list[PlannedNotice]:
        ordered = planned[::-1] if form.habits.order == "reverse" else planned
        return [ordered[at] for at in rng.permutation(len(ordered))] if shuffle else ordered

    exchange = isinstance(selection, int)
    planned = plant(source, form, chosen, defects, rng, arrange=arrange, may_exchange=exchange)
    return _Run(source, form, seed, progress).job(planned, per_notice=per_notice)


def _two_up(form: PrintLayout) -> PrintLayout:
    """The same form, two leaves side by side."""
    width, height = max(leaf.width for leaf in form.leaves), max(leaf.height for leaf in form.leaves)
    margin, gutter = 10.0, 6.0
    lefts = (margin, margin + width + gutter)
    sheet = Imposition(2 * margin + 2 * width + gutter, height + 2 * margin, lefts, margin, marks=True)
    return replace(form, imposition=sheet)


class _Spot(NamedTuple):
    """A leaf of a notice in its place on a page."""

    notice: int
    x: float
    y: float


class _Sheet(NamedTuple):
    """A page to print: what kind of leaf, and whose."""

    leaf: Leaf
    spots: tuple[_Spot, ...]


class _Where(NamedTuple):
    """Where a side was printed: the page, and the places of what was changed on it."""

    page: int
    rects: dict[str, Rect]
    items: dict[str, PrintedItem]


class _Run:
    """Prints planned notices and keeps the truth."""

    def __init__(self, source: PrintSource, layout: PrintLayout, seed: int, progress: Progress) -> None:
        self.source = source
        self.layout = layout
        self.seed = seed
        self.setter = Setter(source.equipment.fonts, layout.habits.spacing)
        self.composer = Composer(layout, self.setter)
        self.progress = progress
        self.pages: list[PrintedPage] = []
        self._where: dict[tuple[int, Side], _Where] = {}
        self._last: tuple[NoticeId | None, NoticeContent | None] = (None, None)

    def job(self, planned: Sequence[PlannedNotice], *, per_notice: bool) -> PrintedJob:
        files: list[PrintFile] = []
        groups: list[tuple[str, list[int]]] = [("", list(range(len(planned))))]
        if per_notice:
            groups = [(_file_name(planned[at].notice, at), [at]) for at in range(len(planned)) if not planned[at].lost]
        for done, (name, own) in enumerate(groups):
            kept = [at for at in own if not planned[at].lost]
            for part in dict.fromkeys(leaf.part for leaf in self.layout.leaves):
                title = "_".join(word for word in (name or self.layout.name, part) if word) + ".pdf"
                files.append(self._file(title, self._sheets(kept, part), planned))
            if per_notice:
                self.progress(_STAGE, done + 1, len(groups))
        defects = tuple(self._told(planned, at, one) for at, notice in enumerate(planned) for one in notice.defects)
        return PrintedJob(self.layout.name, tuple(files), tuple(self.pages), defects)

    def _sheets(self, own: Sequence[int], part: str) -> list[_Sheet]:
        """The pages of one file in their order."""
        leaves = [(turn, leaf) for turn, leaf in enumerate(self.layout.leaves) if leaf.part == part]
        imposition = self.layout.imposition
        if imposition is None:
            return [_Sheet(leaf, (_Spot(at, 0.0, 0.0),)) for at in own for _, leaf in leaves]
        sheets = []
        stacks = len(imposition.lefts)
        deep = math.ceil(len(own) / stacks)
        for row in range(deep):
            for turn, leaf in leaves:
                lefts = imposition.lefts if turn % 2 == 0 else imposition.lefts[::-1]  # the back of a sheet
                spots = [
                    _Spot(own[stack * deep + row], left, imposition.top)
                    for stack, left in enumerate(lefts)
                    if stack * deep + row < len(own)
                ]
                sheets.append(_Sheet(leaf, tuple(spots)))
        return sheets

    def _file(self, name: str, sheets: Sequence[_Sheet], planned: Sequence[PlannedNotice]) -> PrintFile:
        writer = PrintWriter(self.layout, self.setter, f"{self.seed} {self.layout.name} {name}")
        imposition = self.layout.imposition
        for number, sheet in enumerate(sheets):
            leaf = sheet.leaf
            width, height = (imposition.width, imposition.height) if imposition else (leaf.width, leaf.height)
            placed: list[PlacedPanel] = []
            truth: list[PrintedPanel] = []
            for spot in sheet.spots:
                for place in leaf.panels:
                    size = self.layout.sizes[place.side]
                    placing = Placing(spot.x + place.x, spot.y + place.y, *size, place.turned)
                    notice = planned[spot.notice]
                    content = self._content(notice, place.side)
                    changes = notice.changes.get(place.side, NO_CHANGES)
                    panel = self.composer.panel(content, place.side, changes)
                    placed.append(PlacedPanel(content.scheme, place.side, placing, panel))
                    truth.append(self._panel_truth(content, place.side, placing, panel))
                    if notice.defects or notice.told_of or notice.changes or notice.sides:
                        self._keep(spot.notice, placing, panel, truth[-1])
            leaves = [Rect(spot.x, spot.y, spot.x + leaf.width, spot.y + leaf.height) for spot in sheet.spots]
            writer.page(width, height, placed, leaves if imposition and imposition.marks else ())
            self.pages.append(PrintedPage(len(self.pages), name, number, width, height, tuple(truth), tuple(leaves)))
            if number % 50 == 0 and len(sheets) > 50:
                self.progress(_STAGE, number, len(sheets))
        return PrintFile(name, writer.finish())

    def _panel_truth(self, content: NoticeContent, side: Side, placing: Placing, panel: SetPanel) -> PrintedPanel:
        items = [
            PrintedItem(
                item.id, item.expected, item.printed, placing.rect(item.rect()), printed_runs(item.runs, placing)
            )
            for item in panel.items
            if item.runs
        ]
        items += [
            PrintedItem(
                bars.id,
                bars.expected,
                bars.printed,
                placing.rect(bars.bounds),
                printed_runs(bars.runs, placing),
                bars.kind,
            )
            for bars in panel.bars
        ]
        return PrintedPanel(
            scheme=content.scheme,
            file=content.file,
            record=content.record,
            side=side,
            rect=Rect(placing.x, placing.y, placing.x + placing.width, placing.y + placing.height),
            items=tuple(items),
            turned=placing.turned,
        )

    def _content(self, notice: PlannedNotice, side: Side) -> NoticeContent:
        """What this side is printed from; the last one is kept, since a notice has several pages."""
        if notice.stranger is not None:
            return notice.stranger
        wanted = notice.sides.get(side, notice.notice)
        kept, content = self._last
        if content is None or kept != wanted:
            content = self.source.content(*wanted)
            self._last = (wanted, content)
        return content

    def _keep(self, at: int, placing: Placing, panel: SetPanel, truth: PrintedPanel) -> None:
        rects = {item.id: placing.rect(item.rect()) for item in panel.honest.values() if item.runs}
        rects |= {item.id: item.rect for item in truth.items}
        self._where[at, truth.side] = _Where(len(self.pages), rects, {item.id: item for item in truth.items})

    def _told(self, planned: Sequence[PlannedNotice], at: int, defect: PlantedDefect) -> PlantedDefect:
        """The defect with its page and place; that of a double is told with the second page."""
        double = next((number for number, own in enumerate(planned) if own.told_of is planned[at]), at)
        where = self._where.get((double, defect.side))
        if where is None:
            return defect
        if defect.item is None:
            return replace(defect, page=where.page)
        item = where.items.get(defect.item)
        own = planned[at].changes[defect.side][defect.item]
        return replace(
            defect,
            page=where.page,
            expected=self._expected(planned[at], defect.side, defect.item),
            found="" if item is None or own.seen == "" else item.printed,
            rect=where.rects.get(defect.item),
        )

    def _expected(self, notice: PlannedNotice, side: Side, item_id: str) -> str:
        content = self._content(notice, side)
        if item_id == BARCODE_ID:
            return content.barcode.bars
        code = next((code for code in self.layout.codes if code.id == item_id), None)
        return content.item(item_id).text if code is None else code_text(code, content)


def _file_name(notice: NoticeId, at: int) -> str:
    return f"{notice.file.replace('#', '')}_{notice.record:07}_{at:06}"
