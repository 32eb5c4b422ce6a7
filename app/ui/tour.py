"""``kenpan tour``: a picture of every screen, taken without a display. README's pictures are its output."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QPoint, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.records.layouts import NOTICE_LENGTH
from app.records.notice_file import TYPE_OFFSET
from app.training.sample import make_sample
from app.ui.main_window import MainWindow
from app.ui.menus import LISTED
from app.ui.opening.open_dialog import OpenDialog
from app.ui.review.layers import Layer
from app.ui.review.review_page import ENVELOPE_TAB, ReviewPage
from app.ui.review.true_size import TrueSizeDialog
from app.ui.shortcuts import ShortcutList
from app.ui.start import application
from app.workbench import Settings, Workbench, open_folder
from app.workbench.demo import telling_places

SIZE = QSize(1920, 1040)
SMALL = QSize(1366, 720)
_Dialog = TypeVar("_Dialog", bound=QDialog)
_SHEET, _FRONT, _BACK = range(3)


def run_tour(out: Path, establishments: int = 600) -> list[Path]:
    """Write one PNG a screen of a sample of that size into ``out``; returns the paths in order."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kenpan-tour-") as temporary:
        folder = Path(temporary)
        make_sample(folder / "sample", establishments=establishments)
        return _Tour(out, folder).run()


class _Tour:
    """Walks through the screens; every step leaves a numbered picture."""

    def __init__(self, out: Path, folder: Path) -> None:
        self._out, self._folder = out, folder
        self._app = application()
        self._window = MainWindow(Settings())
        self._window.resize(SIZE)
        self._written: list[Path] = []
        self._sample = folder / "sample"

    def run(self) -> list[Path]:
        window = self._window
        window.show()
        self._shot("welcome", window)
        self._opening()
        bench = open_folder(self._sample, Settings())
        window.show_volume(bench, sample=True)
        self._review(bench)
        self._findings()
        self._troubles()
        with self._dialog(ShortcutList(LISTED, window)) as keys:
            self._shot("keys", keys)
        with self._dialog(TrueSizeDialog(window)) as size:
            self._shot("true_size", size)
        window.close()
        window.deleteLater()
        self._settle()
        return self._written

    def _opening(self) -> None:
        """The dialog filled in, and the same after a key that opens nothing."""
        dialog = self._chosen(self._sample)
        self._shot_over("open", dialog)
        dialog.by_hand.setChecked(True)
        dialog.key_hex.setText("0" * 64)
        dialog.iv_hex.setText("0" * 32)
        dialog.open_button.click()
        self._wait_for_jobs()
        self._shot_over("wrong_key", dialog)
        dialog.reject()
        self._window.close_volume()

    def _chosen(self, folder: Path) -> OpenDialog:
        self._window.choose_medium(folder)
        self._wait_for_jobs()
        assert self._window.open_dialog is not None
        return self._window.open_dialog

    def _review(self, bench: Workbench) -> None:
        review = self._window.review
        assert review is not None
        places = {case: (file, record) for file, record, case in telling_places(bench)}
        steps: list[tuple[str, str, Callable[[ReviewPage], None]]] = [
            ("sheet", "plain", lambda page: _set(page, _SHEET, {Layer.WINDOWS})),
            ("front_gannen", "gannen", lambda page: _set(page, _FRONT, {Layer.EDITS})),
            ("back", "plain", lambda page: _set(page, _BACK, set())),
            ("envelope", "plain", lambda page: _set(page, ENVELOPE_TAB, set())),
            ("gaiji", "gaiji", lambda page: _set(page, _SHEET, {Layer.GAIJI})),
            ("all_boxes", "two_months", lambda page: _set(page, _FRONT, set(Layer))),
            ("no_barcode", "no_barcode", lambda page: _set(page, _SHEET, {Layer.WINDOWS})),
            ("longest_address", "longest_address", lambda page: _set(page, _SHEET, {Layer.WINDOWS, Layer.BOXES})),
            ("asterisks", "asterisks", lambda page: _set(page, _FRONT, {Layer.EDITS})),
        ]
        for name, case, prepare in steps:
            if case not in places:
                continue
            review.selection.set_record(*places[case])
            prepare(review)
            if name == "envelope":
                review.envelope.show_worst()
            self._shot(name, self._window)
            review.selection.select(None)
        self._linked(review, places["gannen"])
        self._zoomed(review, places["gaiji"])
        self._other_files(review, bench)
        self._sizes(review, places["gaiji"])
        self._window.show_atlas()
        assert self._window.atlas is not None
        self._wait_for_jobs()
        self._shot("atlas", self._window)
        self._window.show_review()

    def _findings(self) -> None:
        """A checked volume with planted defects, walked to a wrong total."""
        spoilt = self._folder / "spoilt"
        make_sample(
            spoilt, defects=frozenset({"amount.sum", "date.era", "field.picture", "order.pairing", "text.encoding"})
        )
        window = self._window
        window.show_volume(open_folder(spoilt, Settings()), sample=True)
        window.run_check()
        self._wait_for_jobs()
        page = window.findings.page
        assert page is not None
        assert page.checked is not None
        for _ in page.checked.result.findings:
            window.step_finding(1)
            if page.panel.chosen is not None and page.panel.chosen.rule == "amount.sum":
                break
        self._shot("findings", window)
        page.tabs.setCurrentIndex(1)
        self._shot("totals", window)

    def _linked(self, review: ReviewPage, place: tuple[str, int]) -> None:
        """One selection lights the page, the tree and the bytes."""
        review.selection.set_record(*place)
        _set(review, _FRONT, {Layer.EDITS})
        assert review.look is not None
        total = next(row for row in review.look.fields if row.name == "合計額")
        review.selection.select((total.offset, total.offset + total.length))
        self._shot("linked", self._window)
        review.selection.select(None)

    def _zoomed(self, review: ReviewPage, place: tuple[str, int]) -> None:
        review.selection.set_record(*place)
        _set(review, _SHEET, {Layer.GAIJI})
        for index, name in ((2, "zoom_400"), (1, "zoom_true")):
            review.zooms.setCurrentIndex(index)
            assert review.look is not None
            if review.look.gaiji:
                at = review.look.gaiji[0].offsets[0]
                review.selection.select((at, at + 2))
            self._shot(name, self._window)
        review.zooms.setCurrentIndex(0)
        review.selection.select(None)

    def _other_files(self, review: ReviewPage, bench: Workbench) -> None:
        senpo = next(name for name, file in bench.notices.items() if file.scheme == "senpo" and len(file))
        review.selection.set_record(senpo, bench.first_record(senpo))
        _set(review, _FRONT, {Layer.EDITS})
        self._shot("senpo", self._window)
        review.selection.set_record(senpo, len(bench.notices[senpo]) - 1)
        self._shot("office_total", self._window)
        counts = next(iter(bench.counts))
        review.selection.set_record(counts, 2)
        self._shot("count_table", self._window)

    def _sizes(self, review: ReviewPage, place: tuple[str, int]) -> None:
        """Large text for a projector, and a small screen."""
        review.selection.set_record(*place)
        _set(review, _SHEET, {Layer.GAIJI})
        self._window.menus.large.trigger()
        self._shot("large_text", self._window)
        self._window.menus.large.trigger()
        self._window.resize(SMALL)
        self._shot("small_screen", self._window)
        self._window.resize(SIZE)

    def _troubles(self) -> None:
        """Damaged, missing and surplus files, companions that are nothing of the kind, a folder that is no volume."""
        broken = self._folder / "broken"
        shutil.copytree(self._sample, broken)
        media = next(path for path in broken.iterdir() if path.is_dir())
        files = sorted(media.glob("ZMG*.cmp"))
        content = bytearray(files[0].read_bytes())
        content[len(content) // 2] ^= 1
        files[0].write_bytes(content)
        files[-1].unlink()
        (media / "memo.txt").write_text("x", encoding="ascii")
        for name in ("offices.xlsx", "gaiji.ttf"):
            (broken / name).write_bytes(b"not what the name says")
        self._window.show_volume(open_folder(broken, Settings()), sample=True)
        self._shot("damaged_volume", self._window)
        dialog = self._chosen(broken / "memo")
        self._shot_over("no_volume", dialog)
        dialog.reject()
        self._broken_records()

    def _broken_records(self) -> None:
        """Bytes that are no character, and in the middle of a file a record of no known type."""
        folder = self._folder / "plain"
        summary = make_sample(folder, establishments=120, plain=True)
        file = next(file for file in summary.files if file.notices > 3)
        content = bytearray(file.path.read_bytes())
        review = self._show(open_folder(folder, Settings()))
        address = next(row for row in _look(review).fields if row.name == "事業所所在地1行目")
        content[NOTICE_LENGTH + address.offset : NOTICE_LENGTH + address.offset + 2] = b"\xfd\x20"
        content[4 * NOTICE_LENGTH + TYPE_OFFSET : 4 * NOTICE_LENGTH + TYPE_OFFSET + 2] = b"77"
        file.path.write_bytes(content)
        review = self._show(open_folder(folder, Settings()))
        review.selection.set_record(file.name, 1)
        review.selection.select((address.offset, address.offset + 2))
        self._shot("undecodable", self._window)
        review.selection.set_record(file.name, 4)
        self._shot("unknown_type", self._window)

    def _show(self, bench: Workbench) -> ReviewPage:
        self._window.show_volume(bench, sample=True)
        assert self._window.review is not None
        return self._window.review

    @contextmanager
    def _dialog(self, dialog: _Dialog) -> Iterator[_Dialog]:
        dialog.show()
        yield dialog
        dialog.close()
        dialog.deleteLater()

    def _shot(self, name: str, widget: QWidget) -> None:
        self._settle()
        self._save(name, widget.grab())

    def _shot_over(self, name: str, dialog: QWidget) -> None:
        """A dialog where it comes up, over the window."""
        self._settle()
        picture = self._window.grab()
        painter = QPainter(picture)
        corner = QPoint((picture.width() - dialog.width()) // 2, (picture.height() - dialog.height()) // 3)
        painter.drawPixmap(corner, dialog.grab())
        painter.drawRect(QRect(corner, dialog.size()))
        painter.end()
        self._save(name, picture)

    def _save(self, name: str, picture) -> None:
        path = self._out / f"{len(self._written) + 1:02d}_{name}.png"
        picture.save(str(path))
        self._written.append(path)

    def _wait_for_jobs(self) -> None:
        loop = QEventLoop()
        self._window.jobs.idle.connect(loop.quit)
        while self._window.jobs.busy():
            loop.exec()

    def _settle(self) -> None:
        QApplication.sendPostedEvents()
        self._app.processEvents()


def _look(review: ReviewPage):
    assert review.look is not None
    return review.look


def _set(review: ReviewPage, tab: int, layers: set[Layer]) -> None:
    review.tabs.setCurrentIndex(tab)
    for layer, button in review.layers.items():
        button.setChecked(layer in layers)
