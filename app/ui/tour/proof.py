"""A process from its registration to the run of a month: choosing the proofs, checking, deciding, the result."""

from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QDialog

from app.filing.round_files import export_result
from app.month.looking.proofing import propose_pieces
from app.month.looking.workbench import Workbench
from app.month.parts_in_use import live_parts, proof_part
from app.month.today import month_key
from app.proof.model import SIDES, PieceChoice
from app.proof.printed.model import Notice
from app.signoff.live_parts import for_round, for_run
from app.training import practice_jobs
from app.training import practice_work as work
from app.training.practice import CHECKER, LEAD, PASSWORD, Practice
from app.training.practice_jobs import DUE, HALF, NEW, RUN, TITLES, VOID, WRONG, month_of, round_of
from app.ui.board import acts_row
from app.ui.board.process_dialog import ProcessDialog
from app.ui.board.release_dialog import ReleaseDialog
from app.ui.board.setting_dialog import SettingDialog
from app.ui.kit.signature_dialog import SignatureDialog
from app.ui.shell.window import MainWindow
from app.ui.tour.camera import Camera, wait_for
from app.ui.tour.paper import printed, scanned
from app.ui.tour.people import enter, screens_of
from app.workstation.settings import Settings

_Dialog = TypeVar("_Dialog", bound=QDialog)


class ProofTour:
    """``window`` shows the ledger of ``practice``; ``bench`` is the proof medium, ``folder`` a place for files."""

    def __init__(self, camera: Camera, window: MainWindow, practice: Practice, bench: Workbench, folder: Path) -> None:
        self._camera, self._window, self._practice = camera, window, practice
        self._bench, self._folder = bench, folder
        self._screens = screens_of(window)
        self._live = (*live_parts(bench, Settings()), proof_part(bench))
        self._pieces = propose_pieces(bench, self._screens.sheet.counts).pieces
        self._crew = work.crew(practice, for_round(self._live))

    def run(self) -> None:
        """Leaves the window with a lead logged in, and the proofs of a process approved."""
        self._prepare()
        self._sit(LEAD)
        self._today()
        self._board()
        self._sit(CHECKER)
        self._choose()
        self._check()
        self._sit(LEAD)
        self._decide()
        self._release()
        self._print()

    def _sit(self, who: str) -> None:
        """Somebody else logs in and opens the proof medium."""
        enter(self._window, self._practice, who)
        self._window.show_volume(self._bench)
        wait_for(self._window.jobs)

    def _seen(self) -> None:
        """The window looks at what others wrote into the ledger."""
        self._screens.desk.refresh()
        wait_for(self._window.jobs)

    # Processes and months

    def _prepare(self) -> None:
        """Processes in every state: without settings, due, void after a change, in force with a month that was run."""
        crew, parts = self._crew, for_run(self._live)
        practice_jobs.past(crew, parts, self._pieces, RUN)
        practice_jobs.run(crew, parts, RUN)
        practice_jobs.past(crew, parts, self._pieces, VOID)
        work.set_value(crew, VOID, "press", "2 号機")
        practice_jobs.due(crew, parts, DUE, self._setting_file("本番設定"))
        practice_jobs.new(crew, parts)
        practice_jobs.month(crew, DUE, parts)
        work.receive(crew, month_of(DUE))
        work.close_check(crew, month_of(DUE))

    def _setting_file(self, content: str) -> Path:
        path = self._folder / "duplex.ini"
        path.write_text(content, encoding="utf-8")
        return path

    def _today(self) -> None:
        """What waits for the lead, and the search over it."""
        self._screens.open_screen("today")
        wait_for(self._window.jobs)
        self._camera.shot("today", self._window)
        self._camera.small("today_small", self._window)
        self._window.seeking.search()
        popup = self._window.seeking.popup
        assert popup is not None
        popup.edit.setText(self._bench.line(next(iter(self._bench.notices)), 0).name[:2])
        wait_for(self._window.jobs)
        self._camera.shot_over("search", self._window, popup)
        popup.reject()

    def _board(self) -> None:
        board, camera = self._screens.board, self._camera
        self._screens.show_board()
        wait_for(self._window.jobs)
        board.list.go_to(DUE)
        camera.shot("board", self._window)
        board.list.go_to(VOID)
        wait_for(self._window.jobs)
        camera.shot("process_void", self._window)
        board.list.go_to(month_key(month_of(RUN)))
        wait_for(self._window.jobs)
        camera.shot("month", self._window)
        board.list.go_to(NEW)
        board.acts.wanted.emit(acts_row.CREATE)
        new = self._open_dialog(ProcessDialog)
        new.title.setText(TITLES[NEW])
        camera.shot_over("new_process", self._window, new)
        new.reject()
        board.acts.wanted.emit(acts_row.SETTING)
        setting = self._open_dialog(SettingDialog)
        setting.rows.inputs["print_file"].take(self._setting_file("本番設定"))
        setting.rows.inputs["press"].type_value("PR-2026-12A　1 号機")
        setting.rows.inputs["folding"].show_how("absent")
        setting.rows.inputs["folding"].none.click()
        setting.rows.reasons["folding"].setText("折りは封入封緘機で行う")
        wait_for(self._window.jobs)
        camera.shot_over("setting", self._window, setting)
        setting.reject()

    def _open_dialog(self, kind: type[_Dialog]) -> _Dialog:
        return next(one for one in self._window.findChildren(kind) if one.isVisible())

    # The checker

    def _choose(self) -> None:
        self._screens.show_choice(DUE)
        wait_for(self._window.jobs)
        self._camera.shot("choose", self._window)

    def _check(self) -> None:
        crew, round_id, screens = self._crew, round_of(DUE), self._screens
        work.begin(crew, DUE, round_id, self._pieces)
        practice_jobs.half(crew, DUE)
        self._seen()
        screens.show_round(round_id)
        wait_for(self._window.jobs)
        self._camera.shot("round", self._window)
        self._camera.small("round_small", self._window)
        self._one_piece(round_id, HALF + 1, back=HALF + 2, name="piece_fails")
        self._paper(self._crew.round(round_id).pieces[HALF + 2])
        self._one_piece(round_id, HALF + 3, back=HALF + 3, name="piece")
        self._camera.small("piece_small", self._window)
        screens.piece.sign()
        signature = self._open_dialog(SignatureDialog)
        signature.offer.wanted.setChecked(True)  # a lead allows a PIN here
        signature.password.setText(PASSWORD)
        self._camera.shot_over("signature", self._window, signature)
        signature.reject()
        for number in WRONG:
            work.withdraw(crew, round_id, number)
        work.finish(crew, round_id)
        self._seen()

    def _paper(self, piece: PieceChoice) -> None:
        """What the machine finds on the paper of a piece, for whoever has it in hand."""
        assert self._window.review is not None
        bench, page = self._window.review.bench, self._screens.comparison
        notice = Notice(piece.file, piece.record)
        folder = scanned(bench, printed(bench, [notice]), self._folder / "現品の紙")
        self._screens.open_screen("compare")
        page.setup.fill_in([folder], None)
        page.start()
        wait_for(self._window.jobs)

    def _one_piece(self, round_id: str, number: int, back: int, name: str) -> None:
        """Scan a piece whose back is that of the piece ``back``, and answer its check sheet."""
        panel, ids = self._screens.piece, {piece.number: piece.piece_id for piece in self._crew.round(round_id).pieces}
        self._screens.show_piece(round_id, number)
        for side in SIDES:
            panel.scans.take(ids[back if side == "back" else number])
        assert panel.piece is not None
        for _item in self._screens.sheet.items_for(panel.piece):
            panel.checks.answer("ok")
        wait_for(self._window.jobs)
        self._camera.shot(name, self._window)

    # The lead

    def _decide(self) -> None:
        round_id = round_of(DUE)
        self._screens.show_decision(round_id)
        self._camera.shot("decision_hidden", self._window)
        work.confirm(self._crew, round_id)
        self._seen()
        self._screens.show_decision(round_id)
        self._screens.approval.comment.setText("4 部を手に取り、3 面の ID と検査票を確かめた")
        self._camera.shot("decision", self._window)
        work.approve(self._crew, round_id)
        self._seen()

    def _release(self) -> None:
        """The machine's file has the approved name, and other content."""
        board = self._screens.board
        self._screens.show_board()
        wait_for(self._window.jobs)
        board.list.go_to(month_key(month_of(DUE)))
        board.acts.wanted.emit(acts_row.RELEASE)
        dialog = self._open_dialog(ReleaseDialog)
        self._camera.shot_over("release_asked", self._window, dialog)
        dialog.rows.inputs["editing"].type_value("EDIT 3.2.1")
        dialog.rows.inputs["press"].type_value("1 号機")
        dialog.rows.inputs["print_file"].take(self._setting_file("試験設定"))
        dialog.rows.inputs["folding"].show_how("absent")
        dialog.rows.inputs["folding"].none.click()
        wait_for(self._window.jobs)
        self._camera.shot_over("release_differs", self._window, dialog)
        dialog.reject()

    def _print(self) -> None:
        desk = self._screens.desk
        assert desk.session is not None
        path = self._folder / "result.pdf"
        export_result(desk.book, desk.session, round_of(DUE), path, self._screens.sheet, for_round(self._live))
        self._camera.page("result_sheet", path)
        self._seen()
