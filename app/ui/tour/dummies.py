"""ダミー of a month: the agency's list taken in, a piece in hand, the result sheet; one list that is wrong."""

from pathlib import Path

from app.month.dummies.taking import read_list
from app.month.looking.workbench import Workbench
from app.proof.model import SIDES
from app.proof.printed.model import Notice
from app.signoff import dummies
from app.signoff.checksheet import dummy_sheet
from app.training.dummy_disc import make_dummy_disc
from app.training.practice import CHECKER, Practice
from app.training.practice_work import Crew
from app.ui.dummies.dummies_page import DummiesPage
from app.ui.shell.window import MainWindow
from app.ui.tour.camera import Camera, wait_for
from app.ui.tour.paper import printed, scanned
from app.ui.tour.people import enter, screens_of

_WRONG = ((1, "front.charge.total", 3, "8"),)
"""An item of the second dummy with another character in one place."""
_ROLLS = (("R-0412", "1 号機"), ("R-0413", "1 号機"), ("R-0511", "2 号機"))


class DummiesTour:
    """``window`` shows the ledger of ``practice``; ``bench`` is the medium of ``month``, ``folder`` takes files."""

    def __init__(
        self, camera: Camera, window: MainWindow, practice: Practice, bench: Workbench, folder: Path, month: str
    ) -> None:
        self._camera, self._window, self._practice = camera, window, practice
        self._bench, self._folder, self._month = bench, folder, month
        self._page: DummiesPage = screens_of(window).dummies
        self._desk = screens_of(window).desk

    def run(self, crew: Crew) -> None:
        """Leaves the window with a checker logged in; ``crew`` are the people at work."""
        enter(self._window, self._practice, CHECKER)
        self._window.show_volume(self._bench)
        wait_for(self._window.jobs)
        screens_of(self._window).show_dummies(self._month)
        self._camera.shot("dummies_none", self._window)
        wrong, counts = make_dummy_disc(
            self._folder / "wrong", self._bench.notices.values(), defects=("dummy.unmatched", "dummy.duplicate")
        )
        self._page.take_list(wrong, counts)
        wait_for(self._window.jobs)
        self._camera.shot("dummies_list_wrong", self._window)
        self._take(crew)
        for at, (roll, machine) in enumerate(_ROLLS):
            texts = {"roll": roll, "machine": machine, "piece": f"業者ダミー {roll[2:]}", "place": "証跡保管庫 A-3"}
            edges = {"first": f"2026-12-15 {9 + at:02}:05", "last": f"2026-12-15 {9 + at:02}:58"}
            self._page.keep_roll({**texts, **edges})
            wait_for(self._window.jobs)
        self._page.compare_print([self._print()])
        wait_for(self._window.jobs)
        self._scan()
        self._camera.shot("dummies", self._window)
        self._camera.small("dummies_small", self._window)
        self._paper()
        self._page.tabs.setCurrentIndex(1)
        self._camera.shot("dummies_rolls", self._window)
        self._page.tabs.setCurrentIndex(0)
        path = self._folder / "dummies.pdf"
        self._page.write_result(path)
        wait_for(self._window.jobs)
        self._camera.page("dummies_sheet", path)

    def _take(self, crew: Crew) -> None:
        """A right list, signed for."""
        taken = read_list(self._bench, *make_dummy_disc(self._folder / "dummies", self._bench.notices.values()))
        found, sheet = taken.list, dummy_sheet()
        crew.book.sign(
            crew.checker.signer,
            lambda state, by: dummies.take_list(
                state, by, self._month, taken.manifest, found.sha256, found.source, found.rows, taken.paper,
                taken.pieces, sheet,
            ),
        )  # fmt: skip
        self._page.refused = None
        screens_of(self._window).desk.refresh()
        wait_for(self._window.jobs)

    @property
    def _here(self) -> Workbench:
        """The medium as the window has it, which knows what is printed for the month."""
        assert self._window.review is not None
        return self._window.review.bench

    def _print(self) -> Path:
        """The dummies as they were printed, one of them with a wrong digit."""
        pieces = self._desk.state.dummies[self._month].pieces
        path = self._folder / "機構ダミー.pdf"
        own = [Notice(piece.file, piece.record) for piece in pieces]
        path.write_bytes(printed(self._here, own, _WRONG).files[0].data)
        return path

    def _paper(self) -> None:
        """The first dummy once more, seen on paper with a blot on it."""
        piece = self._page.piece
        assert piece is not None
        notice = Notice(piece.file, piece.record)
        folder = scanned(self._here, printed(self._here, [notice]), self._folder / "ダミーの紙", notice)
        self._page.compare_print([folder])
        wait_for(self._window.jobs)
        self._camera.shot("dummies_captures", self._window)

    def _scan(self) -> None:
        """The sides and most questions of the first dummy."""
        piece, panel = self._page.piece, self._page.panel
        assert piece is not None
        for _side in SIDES:
            panel.scans.take(piece.piece_id)
        for item in dummy_sheet().items[:-2]:
            assert item.id
            panel.checks.answer("ok")
