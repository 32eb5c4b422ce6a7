"""A form that is being measured from a print of the open volume: its items as rows, its pages as pictures."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from app.confined.children import Children
from app.confined.limits import NotReadError
from app.equipment.loading import Equipment
from app.errors import Cancelled, KenpanError
from app.month.looking.workbench import Workbench
from app.month.printed.compared import print_files
from app.progress import Progress, no_progress
from app.proof.compared.page_picture import PICTURE
from app.proof.compared.pictures import Pixels
from app.proof.learning import learned_file, windows
from app.proof.learning.choosing import Key, item_label
from app.proof.learning.places import Candidate
from app.proof.learning.run import LearnedPrint, learn_print
from app.proof.printed.basis import form_hash, print_data
from app.proof.printed.expected import Expectation
from app.proof.printed.reading import placed
from app.sheet.measured_file import measured_files, packed
from app.sheet.model import Rect
from app.shown import json_text

PAGES_ENOUGH = 400
"""So many pages of each file are measured: more change nothing."""
_DPI = 130.0

ItemState = Literal["asked", "unplaced", "chosen", "placed"]


class ItemRow(NamedTuple):
    """One item of the form. ``due``: sides that print it; ``candidates``: places that a person chooses from."""

    key: Key
    item: str
    label: str
    state: ItemState
    due: int
    candidates: tuple[Candidate, ...]


@dataclass(slots=True)
class Measured:
    """``hashes``: SHA-256 of the print files by their names."""

    files: tuple[Path, ...]
    hashes: dict[str, str]
    printed: LearnedPrint
    equipment: Equipment

    def rows(self) -> list[ItemRow]:
        """What is asked, what has no place though some notice prints it, what a person placed, and the rest."""
        found: list[ItemRow] = []
        for key, own in self.printed.learned.sides.items():

            def row(item_id: str, state: ItemState, candidates: Sequence[Candidate], key: Key = key) -> ItemRow:
                due = len(self.printed.learned.sides[key].sought[item_id].due)
                return ItemRow(key, item_id, item_label(key, item_id), state, due, tuple(candidates))

            found += [row(item_id, "asked", several) for item_id, several in own.asked.items()]
            found += [row(item_id, "unplaced", ()) for item_id in own.unplaced if own.sought[item_id].due]
            for item_id, one in own.placed.items():
                state: ItemState = "chosen" if (key, item_id) in self.printed.chosen else "placed"
                found.append(row(item_id, state, (one,)))
        order = {"asked": 0, "unplaced": 1, "chosen": 2, "placed": 3}
        return sorted(found, key=lambda one: order[one.state])

    def spots(self, row: ItemRow) -> tuple[int, list[Rect]]:
        """A page that shows the item, and where its candidates lie on it; -1 where none does."""
        if not row.candidates:
            return -1, []
        own = self.printed.learned.sides[row.key]
        at = next(iter(row.candidates[0].votes), None)
        if at is None:
            return -1, []
        seen = own.seen[at]
        width, height = self.printed.learned.pieces.sizes[row.key[0]]
        spot = seen.placement
        return seen.page.number, [
            placed(one.place.rect, spot.x, spot.y, width, height, spot.turned) for one in row.candidates
        ]

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of a page in mm."""
        pages = (one.page for own in self.printed.learned.sides.values() for one in own.seen)
        page = next(page for page in pages if page.number == number)
        return page.width, page.height

    def place(self, number: int) -> tuple[Path, int]:
        """The file of a page and its number there."""
        pages = (one.page for own in self.printed.learned.sides.values() for one in own.seen)
        page = next(page for page in pages if page.number == number)
        return next(file for file in self.files if file.name == page.file), page.file_page

    @property
    def spread_mm(self) -> float:
        """How far an item strayed from its place at most."""
        sides = self.printed.learned.sides.values()
        return max((one.place.spread for own in sides for one in own.placed.values()), default=0.0)

    @property
    def form_files(self) -> dict[str, bytes]:
        """The form as files by name."""
        return measured_files(self.printed.form)

    @property
    def form_bytes(self) -> bytes:
        """The form as it is kept beside the ledger."""
        return packed(self.form_files)

    @property
    def learned_bytes(self) -> bytes:
        """What was learned, as a file."""
        seen = windows.reports(self.printed.learned, self.equipment.forms, self.equipment.envelope)
        return json_text(learned_file.learned_json(self.printed, seen)).encode("utf-8")

    @property
    def form_hash(self) -> str:
        """SHA-256 of the form, as a comparison with it says it."""
        return form_hash(self.printed.form)


def measure(bench: Workbench, paths: Sequence[Path], progress: Progress = no_progress) -> Measured:
    """Measure a form from these print files. ``KenpanError`` ``print.unmatched`` where no page is of the volume."""
    files = print_files(paths)
    hashes = {one.name: one.sha256 for one in print_data(files, progress)}
    found = learn_print(
        files,
        Expectation(bench.notices, bench.content),
        bench.equipment.fonts,
        most_pages=PAGES_ENOUGH,
        progress=progress,
    )
    if not found.form.panels:
        raise KenpanError(
            "print.unmatched",
            "印刷データのどの頁も、開いている媒体の通知書ではありません。",
            "この媒体から刷った印刷データを選んでください。",
        )
    return Measured(files, hashes, found, bench.equipment)


class PagePictures:
    """Pages of a print as pictures, from a limited child; :meth:`close` ends it."""

    def __init__(self) -> None:
        self._children = Children(1)
        self._lock = threading.Lock()
        self._closed = False

    def picture(self, file: Path, number: int) -> Pixels:
        """A page (0-based) of a file. ``KenpanError`` ``print.page`` where it cannot be shown."""
        with self._lock:
            if self._closed:
                raise Cancelled
            try:
                raw = self._children.run(PICTURE, str(file), number, _DPI)
                width, height = int(raw["width"]), int(raw["height"])
                return np.frombuffer(bytes(raw["rgb"]), np.uint8).reshape(height, width, 3).copy()
            except (NotReadError, KeyError, TypeError, ValueError) as error:
                what = f"{number + 1} 頁目を表示できません。"
                raise KenpanError("print.page", what, "印刷データを確かめてください。", file=file.name) from error

    def close(self) -> None:
        """End the child."""
        self._closed = True
        self._children.stop()
        self._children.__exit__(None, None, None)
