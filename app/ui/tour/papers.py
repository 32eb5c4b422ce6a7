"""報告 of a month: papers to fill in and hand in, what is held and goes back, a paper as it is printed."""

from pathlib import Path

from app.training.practice import CHECKER, Practice
from app.training.practice import PASSWORD as PRACTICE
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.papers.page_parts import HELD_TAB, PAPERS_TAB
from app.ui.papers.papers_page import PapersPage
from app.ui.shell.window import MainWindow
from app.ui.tour.camera import Camera, wait_for
from app.ui.tour.people import enter, screens_of

_PAPERS = {"result": 5, "monthly": 6, "inspection": 7}
"""Lines of the table."""


class PapersTour:
    """``window`` shows the ledger of ``practice``; ``folder`` takes files of ``month``."""

    def __init__(self, camera: Camera, window: MainWindow, practice: Practice, folder: Path, month: str) -> None:
        self._camera, self._window, self._practice = camera, window, practice
        self._folder, self._month = folder, month
        self._page: PapersPage = screens_of(window).papers

    def run(self) -> None:
        """Leaves the window with a checker logged in."""
        page = self._page
        enter(self._window, self._practice, CHECKER)
        screens_of(self._window).show_papers(self._month)
        self._take("inspection")
        dialog = page.fill_in()
        assert dialog is not None
        dialog.fill(**{name: "確かめた。変更なし。" for name in dialog.fields if name.startswith("result.")})
        self._camera.shot_over("papers_fill", self._window, dialog)
        dialog.ok.click()
        self._sign()
        for paper, ending in (("inspection", ".pdf"), ("monthly", ".pdf"), ("result", ".pdf")):
            path = self._folder / f"{paper}{ending}"
            page.write_paper(paper, path)
            wait_for(self._window.jobs)
            self._camera.page(f"paper_{paper}", path)
        self._take("result")
        self._camera.shot("papers", self._window)
        self._camera.small("papers_small", self._window)
        page.tabs.setCurrentIndex(HELD_TAB)
        add = page.add_holding()
        told = {"what": "検査用に印刷した控え", "number": "1複写", "quantity": "3 枚", "purpose": "検査"}
        add.fill(**told, place="検査室の保管庫", received="練習 検査員")
        add.ok.click()
        wait_for(self._window.jobs)
        page.held.setCurrentIndex(page.held.lines.index(page.held.lines.rowCount() - 1, 0))
        move = page.ask_move()
        assert move is not None
        move.fill(method="シュレッダーで裁断し、溶解に出した", how="discarded")
        self._camera.shot_over("papers_move", self._window, move)
        move.ok.click()
        self._sign()
        self._camera.shot("papers_held", self._window)

    def _take(self, paper: str) -> None:
        page = self._page
        page.tabs.setCurrentIndex(PAPERS_TAB)
        page.papers.setCurrentIndex(page.papers.lines.index(_PAPERS[paper], 0))

    def _sign(self) -> None:
        wait_for(self._window.jobs)
        signature = next(one for one in self._window.findChildren(SignatureDialog) if one.isVisible())
        signature.password.setText(PRACTICE)
        signature.sign_button.click()
        wait_for(self._window.jobs)
