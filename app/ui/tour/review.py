"""Opening a medium, a record beside its sheet, what a check finds, and everything that can be wrong with a medium."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

from app.month.looking.opening import open_folder
from app.month.looking.workbench import Workbench
from app.records.layouts import NOTICE_LENGTH
from app.records.notice_file import TYPE_OFFSET
from app.training.demo import telling_places
from app.training.drill.plan import Plan
from app.training.drill.results import Results
from app.training.sample import make_sample
from app.ui.guides.guide_reader import GuideReader
from app.ui.review.layers import Layer
from app.ui.review.review_page import ENVELOPE_TAB, ReviewPage
from app.ui.review.true_size import TrueSizeDialog
from app.ui.shell.help_list import key_list
from app.ui.shell.opening.open_dialog import OpenDialog
from app.ui.shell.window import MainWindow
from app.ui.tour.camera import Camera, wait_for
from app.ui.tour.copied import copied
from app.workstation.settings import Settings

_Dialog = TypeVar("_Dialog", bound=QDialog)
_SHEET, _FRONT, _BACK = range(3)
_SEED = 7


class ReviewTour:
    """``window`` has somebody logged in; ``bench`` is the volume in ``sample``, ``folder`` a place for broken ones."""

    def __init__(self, camera: Camera, window: MainWindow, bench: Workbench, sample: Path, folder: Path) -> None:
        self._camera, self._window, self._bench = camera, window, bench
        self._sample, self._folder = sample, folder

    def run(self) -> None:
        """Leaves the window without a volume."""
        window = self._window
        self._opening()
        window.show_volume(self._bench)
        self._review(self._bench)
        self._lessons()
        self._findings()
        self._troubles()
        with _dialog(key_list("media", window)) as keys:
            self._camera.shot("keys", keys)
        with _dialog(GuideReader("lessons", window)) as reader:
            reader.resize(self._camera.size.boundedTo(QSize(1500, 900)))
            self._camera.shot("guide", reader)
        with _dialog(TrueSizeDialog(window)) as size:
            self._camera.shot("true_size", size)
        window.close_volume()

    def _opening(self) -> None:
        """The dialog filled in, and the same after a key that opens nothing."""
        dialog = self._chosen(self._sample)
        self._camera.shot_over("open", self._window, dialog)
        dialog.by_hand.setChecked(True)
        dialog.key_hex.setText("0" * 64)
        dialog.iv_hex.setText("0" * 32)
        dialog.open_button.click()
        wait_for(self._window.jobs)
        self._camera.shot_over("wrong_key", self._window, dialog)
        dialog.reject()
        self._window.close_volume()

    def _chosen(self, folder: Path) -> OpenDialog:
        self._window.choose_medium(folder)
        wait_for(self._window.jobs)
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
            self._camera.shot(name, self._window)
            review.selection.select(None)
        self._linked(review, places["gannen"])
        self._zoomed(review, places["gaiji"])
        self._other_files(review, bench)
        self._sizes(review, places["gaiji"])
        self._window.show_atlas()
        assert self._window.atlas is not None
        wait_for(self._window.jobs)
        self._camera.shot("atlas", self._window)
        self._window.show_review()

    def _lessons(self) -> None:
        """A question answered, the record in three rows."""
        window = self._window
        window.signoff.open_screen("lessons")
        page = window.signoff.page("lessons")
        page.show_bench(self._bench)
        page.go(0, 1)
        page.displays.setCurrentIndex(3)
        page.card.answer(page.lessons[0].steps[1].ask.key)
        self._camera.shot("lessons", window)
        page.go(next(at for at, one in enumerate(page.lessons) if one.id.startswith("10")), 2)
        page.walk.step(len(page.walk._steps()))
        self._camera.shot("walk", window)
        self._drill()
        window.show_review()

    def _drill(self) -> None:
        """A pair to compare, a missed defect that is lit, what came of the drill, and a record that is wrong."""
        window = self._window
        window.signoff.show_drill()
        page = window.signoff.drill
        page.use(self._bench, Results(self._folder / "renshu" / "results.db"))
        wait_for(window.jobs)
        self._camera.shot("drill_setup", window)
        page.run(Plan("pairs", 2, 100, _SEED))
        wait_for(window.jobs)
        self._camera.shot("drill", window)
        for name in ("drill_missed", ""):
            page.sheet.say_sound()
            if name:
                self._camera.shot(name, window)
            page.sheet.nextWanted.emit()
            wait_for(window.jobs)
        self._camera.shot("drill_result", window)
        page.result.leave.click()
        wait_for(window.jobs)
        page.run(Plan("records", 1, 100, _SEED))
        wait_for(window.jobs)
        self._camera.shot("drill_record", window)
        page.sheet.say_sound()
        self._camera.shot("drill_record_missed", window)
        page.stop()
        page.result.leave.click()
        wait_for(window.jobs)

    def _findings(self) -> None:
        """A checked volume with planted defects, walked to a wrong total."""
        spoilt = self._folder / "spoilt"
        defects = frozenset(
            {"amount.sum", "date.era", "field.picture", "order.pairing", "text.encoding", "volume.missing"}
        )
        make_sample(spoilt, establishments=240, defects=defects)
        window = self._window
        window.show_volume(open_folder(spoilt, Settings()))
        window.run_check()
        wait_for(self._window.jobs)
        page = window.findings.page
        assert page is not None
        assert page.checked is not None
        for _ in page.checked.result.findings:
            window.step_finding(1)
            if page.panel.chosen is not None and page.panel.chosen.rule == "amount.sum":
                break
        self._camera.shot("findings", window)
        self._camera.small("findings_small", window)
        page.panel.go_to_rule("volume.missing")
        self._camera.shot("findings_file", window)
        page.tabs.setCurrentIndex(1)
        self._camera.shot("totals", window)

    def _linked(self, review: ReviewPage, place: tuple[str, int]) -> None:
        """One selection lights the page, the tree and the bytes."""
        review.selection.set_record(*place)
        _set(review, _FRONT, {Layer.EDITS})
        assert review.look is not None
        total = next(row for row in review.look.fields if row.name == "合計額")
        review.selection.select((total.offset, total.offset + total.length))
        self._camera.shot("linked", self._window)
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
            self._camera.shot(name, self._window)
        review.zooms.setCurrentIndex(0)
        review.selection.select(None)

    def _other_files(self, review: ReviewPage, bench: Workbench) -> None:
        senpo = next(name for name, file in bench.notices.items() if file.scheme == "senpo" and len(file))
        review.selection.set_record(senpo, bench.first_record(senpo))
        _set(review, _FRONT, {Layer.EDITS})
        self._camera.shot("senpo", self._window)
        review.selection.set_record(senpo, len(bench.notices[senpo]) - 1)
        self._camera.shot("office_total", self._window)
        counts = next(iter(bench.counts))
        review.selection.set_record(counts, 2)
        self._camera.shot("count_table", self._window)

    def _sizes(self, review: ReviewPage, place: tuple[str, int]) -> None:
        """Large text for a projector, and a small screen."""
        review.selection.set_record(*place)
        _set(review, _SHEET, {Layer.GAIJI})
        if self._camera.only_one:
            self._window.menus.large.trigger()
            self._camera.shot("large_text", self._window)
            self._window.menus.large.trigger()
        self._camera.small("small_screen", self._window)

    def _troubles(self) -> None:
        """Damaged, missing and surplus files, companions that are nothing of the kind, a folder that is no volume."""
        broken = copied(self._sample, self._folder / "broken")
        media = next(path for path in broken.iterdir() if path.is_dir())
        files = sorted(media.glob("ZMG*.cmp"))
        content = bytearray(files[0].read_bytes())
        content[len(content) // 2] ^= 1
        files[0].write_bytes(content)
        files[-1].unlink()
        (media / "memo.txt").write_text("x", encoding="ascii")
        for name in ("offices.xlsx", "gaiji.ttf"):
            (broken / name).write_bytes(b"not what the name says")
        self._window.show_volume(open_folder(broken, Settings()))
        self._camera.shot("damaged_volume", self._window)
        dialog = self._chosen(broken / "memo")
        self._camera.shot_over("no_volume", self._window, dialog)
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
        self._camera.shot("undecodable", self._window)
        review.selection.set_record(file.name, 4)
        self._camera.shot("unknown_type", self._window)

    def _show(self, bench: Workbench) -> ReviewPage:
        self._window.show_volume(bench)
        assert self._window.review is not None
        return self._window.review


@contextmanager
def _dialog(dialog: _Dialog) -> Iterator[_Dialog]:
    dialog.show()
    yield dialog
    dialog.close()
    dialog.deleteLater()


def _look(review: ReviewPage):
    assert review.look is not None
    return review.look


def _set(review: ReviewPage, tab: int, layers: set[Layer]) -> None:
    review.tabs.setCurrentIndex(tab)
    for layer, button in review.layers.items():
        button.setChecked(layer in layers)
