"""Screens at three sizes: no text is cut off, nothing lies over anything else, the window stays on the screen."""

import pytest
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.month.looking.opening import open_folder
from app.proof.model import SIDES
from app.signoff.book import open_book
from app.signoff.signing_key import KdfCost
from app.training import practice_jobs
from app.training import practice_work as work
from app.training.practice import CHECKER, practice
from app.training.practice_jobs import DUE, HALF, round_of
from app.training.sample import make_sample
from app.ui.kit.cards import EmptyState
from app.ui.shell.window import MainWindow
from app.ui.tour import people
from app.ui.tour.camera import Camera, settle, wait_for
from app.ui.tour.proof import ProofTour
from app.workstation.settings import Settings
from tests.sizes import SOAK
from tests.ui.fitting import misfits

_NEVER_LOCKED = 120
SIZES = ((QSize(1366, 728), False), (QSize(1920, 1040), False), (QSize(1920, 1040), True))


def test_what_does_not_fit_is_found(qtbot, themed):
    top = QWidget()
    qtbot.addWidget(top)
    for widget, place in (
        (QLabel("長い長い長い名前", top), (0, 0, 30, 20)),
        (QPushButton("決定　Enter", top), (0, 40, 40, 30)),
        (QLabel("上", top), (100, 0, 40, 40)),
        (QLabel("下", top), (110, 10, 40, 40)),
        (QLabel("外", top), (390, 0, 40, 20)),
    ):
        widget.setGeometry(*place)
    top.resize(400, 300)
    top.show()
    found = misfits(top)
    assert len(found) == 4 and [one.split(":")[0].split(" ")[0] for one in found] == ["cut", "cut", "outside", "over"]


def test_what_fits_is_no_misfit(qtbot, themed):
    top = QWidget()
    qtbot.addWidget(top)
    layout, row = QVBoxLayout(top), QHBoxLayout()
    for text in ("可　O", "否　X"):
        row.addWidget(QPushButton(text))
    layout.addWidget(QLabel("通知書の全項目が画面の紙面と一致している", wordWrap=True))
    layout.addLayout(row)
    top.resize(300, 200)
    top.show()
    assert misfits(top) == []


def test_the_sentence_of_an_empty_screen_is_whole_also_when_text_grows(qtbot, themed):
    empty = EmptyState("findings")
    qtbot.addWidget(empty)
    empty.say("まだありません", "品質責任者が工程と月を登録すると、ここに表示されます。" * 2, "検査する")
    empty.resize(600, 400)
    empty.show()
    assert misfits(empty) == []
    font = empty.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    empty.setFont(font)
    empty.step.setFont(font)
    empty._fit()
    QCoreApplication.processEvents()
    assert misfits(empty) == []


@pytest.mark.skipif(not SOAK, reason="walks the screens")
@pytest.mark.timeout(3600)
def test_the_screens_of_a_checkers_day_fit_at_every_size(qapp, own_settings, themed, tmp_path):
    make_sample(tmp_path / "sample", establishments=240, defects=frozenset({"amount.sum", "volume.missing"}))
    trained = practice(tmp_path)
    settings = Settings(contractor=practice_jobs.CONTRACTOR, lock_minutes=_NEVER_LOCKED)
    window = MainWindow(settings, open_book(f"sqlite:///{tmp_path / 'renshu.db'}", cost=KdfCost(1, 64, 1)))
    window.show()
    bench = open_folder(tmp_path / "sample", Settings())
    found: dict[str, list[str]] = {}
    camera = Camera(tmp_path / "fits")

    def look(name: str) -> None:
        for size, large in SIZES:
            if large != window.menus.large.isChecked():
                window.menus.large.trigger()
            window.resize(size)
            wait_for(window.jobs)
            settle()
            said = misfits(window)
            if window.size() != size:
                said.append(f"the window is {window.width()}×{window.height()}")
            if said:
                key = f"{name} {size.width()}{' large' if large else ''}"
                found[key] = said
                camera.shot(key.replace(" ", "_"), window)
        window.menus.large.trigger()

    look("login")
    people.enter(window, trained, CHECKER)
    look("today none")
    tour = ProofTour(camera, window, trained, bench, tmp_path)
    tour._prepare()
    tour._sit(CHECKER)
    screens, round_id = tour._screens, round_of(DUE)
    look("review")
    window.show_findings()
    look("findings none")
    window.run_check()
    wait_for(window.jobs)
    window.step_finding(1)
    for rule in ("amount.sum", "volume.missing"):
        window.show_rule(rule)
        look(f"findings {rule}")
    window.findings.page.tabs.setCurrentIndex(1)
    look("totals")
    screens.show_choice(DUE)
    look("choose")
    work.begin(tour._crew, DUE, round_id, tour._pieces)
    practice_jobs.half(tour._crew, DUE)
    tour._seen()
    screens.show_round(round_id)
    look("round")
    screens.show_piece(round_id, HALF + 1)
    look("piece")
    ids = {piece.number: piece.piece_id for piece in tour._crew.round(round_id).pieces}
    for side in SIDES:
        screens.piece.scans.take(ids[HALF + 2 if side == "back" else HALF + 1])
    look("piece of another")
    screens.log_out()
    wait_for(window.jobs)
    people.close_window(window)
    trained.book.engine.dispose()
    told = [f"{name}: {one}" for name, all_of in found.items() for one in all_of]
    assert not told, "\n".join(told)
