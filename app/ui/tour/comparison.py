"""照合: a print in its five ways, a zone, and captures of paper with what only a person can tell."""

from pathlib import Path

import cv2
import numpy as np

from app.month.looking.workbench import Workbench
from app.proof.captures.sides import Sides
from app.proof.printed.model import Notice
from app.sheet.draw import Drawer
from app.sheet.measured_form import Zone
from app.sheet.model import Rect, Sheet
from app.training.practice import CHECKER, Practice
from app.training.printing.captures import capture_job, encoded
from app.training.printing.model import PrintedJob
from app.training.printing.own import misprinted, own_job
from app.training.printing.plan import notices_of
from app.ui.comparison.comparison_page import ComparisonPage
from app.ui.comparison.pair_view import MODES
from app.ui.shell.window import MainWindow
from app.ui.tour.camera import Camera, wait_for
from app.ui.tour.people import enter, screens_of

_NOTICES = 4
_WRONG = (("front.charge.total", 3, "8"), ("front.receipt.health", 1, "0"))
"""Items of the second and third notice with another character in one place."""
_BLOT = ("front.charge.due_date", 4)


class ComparisonTour:
    """``window`` shows the ledger of ``practice``; ``bench`` is the medium, ``folder`` takes files."""

    def __init__(self, camera: Camera, window: MainWindow, practice: Practice, bench: Workbench, folder: Path) -> None:
        self._camera, self._window, self._practice = camera, window, practice
        self._bench, self._folder = bench, folder
        self._page: ComparisonPage = screens_of(window).comparison
        self._forms = {form.name: form for form in bench.equipment.shown.values()}
        self._drawer = Drawer(bench.equipment.fonts, bench.equipment.shown.values())

    def run(self) -> None:
        """Leaves the window with a checker logged in."""
        enter(self._window, self._practice, CHECKER)
        self._window.show_volume(self._bench)
        wait_for(self._window.jobs)
        screens_of(self._window).open_screen("compare")
        self._camera.shot("compare_choose", self._window)
        job = self._job()
        path = self._folder / "見本.pdf"
        path.write_bytes(job.files[0].data)
        self._compare([path])
        for mode, _, _ in MODES:
            self._page.view.show_mode(mode)
            self._camera.shot(f"compare_{mode}", self._window)
        self._page.view.show_mode("side")
        self._camera.small("compare_small", self._window)
        self._zone()
        self._page.go_back()
        self._captures(job)

    def _job(self) -> PrintedJob:
        """The first notices on our own forms, two of them misprinted."""
        notices = [Notice(*one) for one in notices_of(self._bench)[:_NOTICES]]
        sheets: list[Sheet] = [self._bench.sheet(self._bench.content(*one)) for one in notices]
        for number, (item, at, char) in enumerate(_WRONG, 1):
            sheets[number] = misprinted(sheets[number], self._bench.equipment.fonts, item, at, char)
        return own_job(self._drawer, self._forms, list(zip(notices, sheets, strict=True)))

    def _compare(self, files: list[Path]) -> None:
        self._page.setup.fill_in(files, None)
        self._page.setup.first.setText("1")
        self._page.setup.last.setText(str(_NOTICES))
        self._page.start()
        wait_for(self._window.jobs)

    def _zone(self) -> None:
        """One more comparison, with a zone over what differs."""
        rect = Rect(60.0, 43.0, 200.0, 56.0)
        self._page.add_zone(Zone("合計額の欄", "前の版の様式で位置を確かめる間", "front", rect))
        wait_for(self._window.jobs)
        self._camera.shot("compare_zone", self._window)

    def _captures(self, job: PrintedJob) -> None:
        """The same paper as scanned, one box of it blotted."""
        captured = capture_job(job, dpi=200, grade="mid", keep_images=True)
        folder = self._folder / "取り込み"
        folder.mkdir()
        for one, image in zip(captured.captures, captured.images, strict=True):
            seen = self._blotted(image, one.affine) if one.page == 0 else image
            (folder / f"{one.number:04}.png").write_bytes(encoded(".png", seen, []))
        self._compare([folder])
        self._camera.shot("captures", self._window)
        self._camera.small("captures_small", self._window)
        asked = next(at for at, one in enumerate(self._page.list.groups.shown) if self._group(one).place)
        self._page.list.group_view.selectRow(asked)
        wait_for(self._window.jobs)
        self._camera.shot("captures_undecided", self._window)
        self._page.say_same(True)
        self._page.go_back()

    def _group(self, at: int):
        assert self._page.one is not None
        return self._page.one.review.groups[at]

    def _blotted(self, image: np.ndarray, affine) -> np.ndarray:
        """A blot over one box of the first notice's first page."""
        notice = Notice(*notices_of(self._bench)[0])
        sheet = self._bench.sheet(self._bench.content(*notice))
        sides = Sides(self._bench.equipment.fonts, self._bench.equipment.forms)
        own = [one for number in (0, 1) for one in sides.side(notice, sheet, number).boxes if one.item == _BLOT[0]]
        box = own[_BLOT[1]]
        x, y = affine.pixel(box.char.x + box.char.width * 0.5, box.char.baseline - 1.0)
        spoilt = image.copy()
        cv2.circle(spoilt, (round(x), round(y)), 6, 30, -1)
        return spoilt
