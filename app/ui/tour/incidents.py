"""事故 of a month: everything with one character, the accident written down, and what is to be done about it."""

from app.month.looking.workbench import Workbench
from app.training.practice import CHECKER, Practice
from app.training.practice import PASSWORD as PRACTICE
from app.ui.incidents.incidents_page import IncidentsPage
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.shell.window import MainWindow
from app.ui.tour.camera import Camera, wait_for
from app.ui.tour.people import enter, screens_of


class IncidentsTour:
    """``window`` shows the ledger of ``practice``; ``bench`` is the medium of ``month``."""

    def __init__(self, camera: Camera, window: MainWindow, practice: Practice, bench: Workbench, month: str) -> None:
        self._camera, self._window, self._practice = camera, window, practice
        self._bench, self._month = bench, month
        self._page: IncidentsPage = screens_of(window).incidents

    def run(self) -> None:
        """Leaves the window with a checker logged in, and the accident open."""
        page = self._page
        enter(self._window, self._practice, CHECKER)
        self._window.show_volume(self._bench)
        wait_for(self._window.jobs)
        screens_of(self._window).show_incidents(self._month)
        self._camera.shot("incidents_none", self._window)
        page.kind.setCurrentIndex(page.kind.findData("case"))
        page.case.setCurrentIndex(page.case.findData("gaiji"))
        page.look_for()
        wait_for(self._window.jobs)
        self._camera.shot("incidents_found", self._window)
        dialog = page.ask_open()
        assert dialog is not None
        dialog.fill(what="外字の止めが欠けている（検証品の外字一覧と違う）")
        self._camera.shot_over("incidents_open", self._window, dialog)
        dialog.ok.click()
        wait_for(self._window.jobs)
        signature = next(one for one in self._window.findChildren(SignatureDialog) if one.isVisible())
        signature.password.setText(PRACTICE)
        signature.sign_button.click()
        wait_for(self._window.jobs)
        self._camera.shot("incidents", self._window)
        self._camera.small("incidents_small", self._window)
