"""別送引抜 of a month: nothing yet, a list with rows that match nothing, then signed for and carried out."""

from pathlib import Path

from app.month.looking.workbench import Workbench
from app.proof.scanner import PLAIN
from app.training.practice import CHECKER, Practice
from app.training.practice import PASSWORD as PRACTICE
from app.training.redirect_zip import PASSWORD, make_redirect_zip
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.redirects.bundle_dialog import BundleDialog
from app.ui.redirects.page_parts import BUNDLES
from app.ui.redirects.redirects_page import RedirectsPage
from app.ui.shell.window import MainWindow
from app.ui.tour.camera import Camera, wait_for
from app.ui.tour.people import enter, screens_of

_DEFECTS = ("list.unmatched", "list.duplicate", "list.contradiction", "list.header")


class RedirectsTour:
    """``window`` shows the ledger of ``practice``; ``bench`` is the medium of ``month``, ``folder`` takes files."""

    def __init__(
        self, camera: Camera, window: MainWindow, practice: Practice, bench: Workbench, folder: Path, month: str
    ) -> None:
        self._camera, self._window, self._practice = camera, window, practice
        self._bench, self._folder, self._month = bench, folder, month
        self._page: RedirectsPage = screens_of(window).redirects

    def run(self) -> None:
        """Leaves the window with a checker logged in, and the lists in the month."""
        enter(self._window, self._practice, CHECKER)
        self._window.show_volume(self._bench)
        wait_for(self._window.jobs)
        screens_of(self._window).show_redirects(self._month)
        self._camera.shot("redirects_none", self._window)
        path = self._folder / "redirects" / "list.zip"
        self._read(path, _DEFECTS)
        self._camera.shot("redirects_wrong", self._window)
        self._camera.small("redirects_small", self._window)
        self._read(path, ())
        self._page.sign()
        wait_for(self._window.jobs)
        signature = next(one for one in self._window.findChildren(SignatureDialog) if one.isVisible())
        signature.password.setText(PRACTICE)
        self._camera.shot_over("redirects_sign", self._window, signature)
        signature.sign_button.click()
        wait_for(self._window.jobs)
        self._camera.shot("redirects", self._window)
        self._pack()

    def _pack(self) -> None:
        """One bundle in hand, with a piece of another one among it; then all of them on paper."""
        page = self._page
        dialog = BundleDialog(page.plan[0], page.plan, PLAIN, self._window)
        for piece in page.plan[0].pieces:
            dialog.take(piece.ids[0])
        dialog.take(page.plan[-1].pieces[0].ids[0])
        self._camera.shot_over("bundle", self._window, dialog)
        dialog.deleteLater()
        page.close_bundle(page.plan[0])
        wait_for(self._window.jobs)
        page.tabs.setCurrentIndex(BUNDLES)
        self._camera.shot("bundles", self._window)
        path = self._folder / "bundles.pdf"
        page.write_sheets(path)
        wait_for(self._window.jobs)
        self._camera.page("bundle_sheet", path)

    def _read(self, path: Path, defects: tuple[str, ...]) -> None:
        stated = make_redirect_zip(path, self._bench.notices.values(), defects=defects)
        self._page.read(path, PASSWORD, stated)
        wait_for(self._window.jobs)
