"""照合: a print in its five ways, a zone, and captures of paper with what only a person can tell."""

from pathlib import Path

from app.month.looking.workbench import Workbench
from app.proof.printed.model import Notice
from app.sheet.measured_form import Zone
from app.sheet.model import Rect
from app.training.practice import CHECKER, Practice
from app.training.printing.model import PrintedJob
from app.training.printing.plan import notices_of
from app.ui.comparison.comparison_page import ComparisonPage
from app.ui.comparison.dialogs import ZoneListDialog
from app.ui.comparison.pair_view import MODES
from app.ui.shell.window import MainWindow
from app.ui.tour.camera import Camera, wait_for
from app.ui.tour.paper import enveloped, printed, scanned
from app.ui.tour.people import enter, screens_of

_NOTICES = 4
_WRONG = ((1, "front.charge.total", 3, "8"), (2, "front.receipt.health", 1, "0"))
"""Items of the second and third notice with another character in one place."""


class ComparisonTour:
    """``window`` shows the ledger of ``practice``; ``bench`` is the medium, ``folder`` takes files."""

    def __init__(self, camera: Camera, window: MainWindow, practice: Practice, bench: Workbench, folder: Path) -> None:
        self._camera, self._window, self._practice = camera, window, practice
        self._bench, self._folder = bench, folder
        self._page: ComparisonPage = screens_of(window).comparison

    def run(self) -> None:
        """Leaves the window with a checker logged in."""
        enter(self._window, self._practice, CHECKER)
        self._window.show_volume(self._bench)
        wait_for(self._window.jobs)
        screens_of(self._window).open_screen("compare")
        self._camera.shot("compare_choose", self._window)
        notices = [Notice(*one) for one in notices_of(self._here)[:_NOTICES]]
        job = printed(self._here, notices, _WRONG)
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
        self._captures(job, notices[0])
        self._sealed(job)

    @property
    def _here(self) -> Workbench:
        """The medium as the window has it, which knows what is printed for the month."""
        assert self._window.review is not None
        return self._window.review.bench

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
        self._page.show_zones()
        dialog = next(one for one in self._page.findChildren(ZoneListDialog) if one.isVisible())
        self._camera.shot_over("compare_zones", self._window, dialog)
        dialog.reject()

    def _captures(self, job: PrintedJob, first: Notice) -> None:
        """The same paper as scanned, one box of it blotted."""
        self._compare([scanned(self._here, job, self._folder / "取り込み", first)])
        self._camera.shot("captures", self._window)
        self._camera.small("captures_small", self._window)
        assert self._page.one is not None
        groups = self._page.one.review.groups
        asked = next(row for row, at in enumerate(self._page.list.groups.shown) if groups[at].place)
        self._page.list.group_view.selectRow(asked)
        wait_for(self._window.jobs)
        self._camera.shot("captures_undecided", self._window)
        self._page.go_back()

    def _sealed(self, job: PrintedJob) -> None:
        """The same in sealed envelopes: what windows show, and what they hide."""
        self._page.setup.sealed.setChecked(True)
        self._compare([enveloped(job, self._folder)])
        self._camera.shot("captures_sealed", self._window)
        self._camera.small("captures_sealed_small", self._window)
        self._page.setup.sealed.setChecked(False)
        self._page.go_back()
