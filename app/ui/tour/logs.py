"""封入ログ of a month: nothing yet, what the logs leave open, a jam and its re-print as a line, the logs themselves."""

from datetime import date
from pathlib import Path

from app.month.looking.workbench import Workbench
from app.notice.piece_id import PieceRun
from app.tally.remaining import REMADE
from app.training.machine_logs import make_machine_logs
from app.training.practice import CHECKER, Practice
from app.training.practice import PASSWORD as PRACTICE
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.shell.window import MainWindow
from app.ui.tally.log_parts import FILES, LEFT
from app.ui.tally.logs_page import LogsPage
from app.ui.tour.camera import Camera, wait_for
from app.ui.tour.people import enter, screens_of

_DEFECTS = ("lost", "double", "by_hand", "order", "cut")


class LogsTour:
    """``window`` shows the ledger of ``practice``; ``bench`` is the medium of ``month``, ``folder`` takes files."""

    def __init__(
        self, camera: Camera, window: MainWindow, practice: Practice, bench: Workbench, folder: Path, month: str
    ) -> None:
        self._camera, self._window, self._practice = camera, window, practice
        self._bench, self._folder, self._month = bench, folder / "logs", month
        self._page: LogsPage = screens_of(window).tally.logs

    def run(self) -> None:
        """Leaves the window with a checker logged in, and the logs signed for."""
        page = self._page
        enter(self._window, self._practice, CHECKER)
        if self._window.review is None:
            self._window.show_volume(self._bench)
            wait_for(self._window.jobs)
        screens_of(self._window).show_tally(self._month)
        screens_of(self._window).tally.tabs.setCurrentWidget(page)
        self._camera.shot("logs_none", self._window)
        self._read()
        wait_for(self._window.jobs)
        page.act_now()
        self._sign()
        assert page.found is not None
        page.tabs.setCurrentIndex(LEFT)
        jammed = next((at for at, one in enumerate(page.found.left) if one.rule == REMADE and "封入" in one.text), 0)
        page.left.setCurrentIndex(page.left.lines.index(jammed, 0))
        self._camera.shot("logs", self._window)
        self._camera.small("logs_small", self._window)
        able = next((one for one in page.found.left if one.rule == REMADE), None)
        dialog = None if able is None else page.record_left(able)
        if dialog is not None:
            self._camera.shot_over("logs_remade", self._window, dialog)
            dialog.reject()
        page.tabs.setCurrentIndex(FILES)
        self._camera.shot("logs_files", self._window)

    def _read(self) -> None:
        """Logs of this very medium, made for what its pieces are made for."""
        review = self._window.review
        assert review is not None
        bench, month = review.bench, self._page.month
        run = bench.run()
        if run is None or not run.month:
            run = PieceRun("2026-12", 1)
        pulled = () if bench.lists is None else bench.lists.pulled_records
        volume = bench.media.volume.volume
        day = None if month is None else date.fromisoformat(month.handover)
        make_machine_logs(self._folder, bench.notices.values(), volume, run, _DEFECTS, pulled, day=day)
        self._page.read(self._folder)

    def _sign(self) -> None:
        wait_for(self._window.jobs)
        signature = next(one for one in self._window.findChildren(SignatureDialog) if one.isVisible())
        signature.password.setText(PRACTICE)
        signature.sign_button.click()
        wait_for(self._window.jobs)
