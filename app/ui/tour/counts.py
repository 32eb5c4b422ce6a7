"""件数 of a month: nothing yet, a print that lacks a piece, the slip typed from its copy, the plan of the envelopes."""

import json
from pathlib import Path

from app.media.manifest import manifest
from app.month.looking.workbench import Workbench
from app.training.practice import CHECKER, Practice
from app.training.practice import PASSWORD as PRACTICE
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.shell.window import MainWindow
from app.ui.tally.count_parts import DIFFERS, OFFICES, PLAN, SLIP
from app.ui.tally.counts_page import CountsPage
from app.ui.tour.camera import Camera, wait_for
from app.ui.tour.people import enter, screens_of


class CountsTour:
    """``window`` shows the ledger of ``practice``; ``bench`` is the medium of ``month``, ``folder`` takes files."""

    def __init__(
        self, camera: Camera, window: MainWindow, practice: Practice, bench: Workbench, folder: Path, month: str
    ) -> None:
        self._camera, self._window, self._practice = camera, window, practice
        self._bench, self._folder, self._month = bench, folder, month
        self._page: CountsPage = screens_of(window).tally.counts

    def run(self) -> None:
        """Leaves the window with a checker logged in, and the slip drafted and typed."""
        page = self._page
        enter(self._window, self._practice, CHECKER)
        if self._window.review is None:
            self._window.show_volume(self._bench)
            wait_for(self._window.jobs)
        screens_of(self._window).show_tally(self._month)
        screens_of(self._window).tally.tabs.setCurrentWidget(page)
        self._camera.shot("counts_none", self._window)
        page.count()
        wait_for(self._window.jobs)
        page.tabs.setCurrentIndex(OFFICES)
        self._camera.shot("counts", self._window)
        page.sign_draft()
        self._sign()
        self._stamp()
        page.take_result(self._result())
        wait_for(self._window.jobs)
        wait_for(self._window.jobs)
        page.tabs.setCurrentIndex(DIFFERS)
        self._camera.shot("counts_differ", self._window)
        self._camera.small("counts_small", self._window)
        page.tabs.setCurrentIndex(SLIP)
        self._camera.shot("counts_slip", self._window)
        page.tabs.setCurrentIndex(PLAN)
        self._camera.shot("counts_plan", self._window)

    def _stamp(self) -> None:
        """One piece less than was drafted."""
        dialog = self._page.ask_slip()
        assert dialog is not None and self._page.found is not None
        slip = self._page.found.drawn.slip
        first = max(slip, key=lambda key: slip[key])
        for key, edit in dialog.edits.items():
            edit.setText(str(slip.get(key, 0) - (key == first)))
        dialog.on.setText("2026-12-17")
        image = self._folder / "差出票.png"
        image.write_bytes(b"\x89PNG\r\n\x1a\n")
        dialog.image.set(image)
        self._camera.shot_over("slip", self._window, dialog)
        dialog.ok.click()
        self._sign()

    def _sign(self) -> None:
        wait_for(self._window.jobs)
        signature = next(one for one in self._window.findChildren(SignatureDialog) if one.isVisible())
        signature.password.setText(PRACTICE)
        signature.sign_button.click()
        wait_for(self._window.jobs)

    def _result(self) -> Path:
        """A comparison that nobody signed, of a print that lacks one notice."""
        review = self._window.review
        assert review is not None and self._page.found is not None
        envelopes = self._page.found.envelopes
        file, record = envelopes.place(len(envelopes) // 2)
        told = {"rule": "print.missing_page", "severity": "error", "file": file, "record": record, "page": None}
        told |= {
            "side": None,
            "item": None,
            "rect_mm": None,
            "expected": "",
            "found": "",
            "message": "印刷されていません。",
        }
        table = {
            "pages": 0,
            "records": len(envelopes.pieces),
            "matched": len(envelopes.pieces) - 1,
            "unreadable": [],
            "findings": [told],
            "ignored": [],
            "counts": {"print.missing_page": 1},
            "basis": {"media": manifest(review.bench.media)["sha256"]},
        }
        path = self._folder / "照合結果.json"
        path.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
        return path
