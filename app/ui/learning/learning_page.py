"""様式の測定: a form is learned from a print; what votes cannot place, a person does."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.errors import KenpanError
from app.filing.kept_forms import keep_form, kept_as
from app.language import tr
from app.month.looking.workbench import Workbench
from app.month.printed.learned import ItemRow, Measured, PagePictures, measure
from app.proof.compared.pictures import Pair, Pixels
from app.proof.learning import learned_file
from app.proof.learning.choosing import choose, item_label, leave_out
from app.signoff.ledger import Draft, Entry
from app.signoff.model import State
from app.signoff.references import approve_reference
from app.ui.comparison.pair_canvas import Mark, PairCanvas
from app.ui.comparison.progress_line import ProgressLine
from app.ui.kit.cards import primary, words
from app.ui.kit.labels import plain
from app.ui.kit.shortcuts import bind
from app.ui.learning import screen_keys as keys
from app.ui.learning.item_table import ItemTable
from app.ui.learning.item_texts import about, facts, next_act
from app.ui.shell.desk import Desk
from app.ui.shell.exports import Writer
from app.ui.shell.workers import Jobs

MEASURE_JOB, PAGE_JOB, CHOOSE_JOB, WRITE_JOB = "learning.run", "learning.page", "learning.choose", "learning.write"
KIND = "reference.approved"
_PDF = "印刷データ (*.pdf)"
_DPI = 130.0
_HELP = (
    "委託先の印刷データを、開いている媒体の記録と突き合わせ、どの項目がどこに印字されるかを測ります。"
    "本番検証品（厚年・船保 各 20 部）で足ります。確かでない項目は、印刷の上に候補を光らせて聞きます。"
)


class LearningPage(QWidget):
    """``said(text)`` for the status line; ``written(folder)``: a form lies there; ``leaveWanted()``."""

    said = Signal(str)
    written = Signal(object)
    leaveWanted = Signal()

    def __init__(
        self,
        desk: Desk,
        jobs: Jobs,
        *,
        bench: Callable[[], Workbench | None],
        writer: Writer,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._jobs, self._bench, self._writer = desk, jobs, bench, writer
        self.one: Measured | None = None
        self._pictures: PagePictures | None = None
        self._files: list[Path] = []
        self._of: Workbench | None = None
        self._page = -1
        self.facts = words("", "small")
        self.list = QListWidget()
        self.add, self.remove = QPushButton(tr("印刷データを加える(&A)…")), QPushButton(tr("外す(&X)"))
        self.canvas, self.table = PairCanvas("printed"), ItemTable()
        self.about, self.note = plain(), plain(role="alarm")
        self.progress = ProgressLine()
        self.back, self.act = QPushButton(tr("戻る　Esc")), primary()
        self.write, self.approve = QPushButton(tr("書き出す(&W)…")), QPushButton(tr("参照として承認(&G)…"))
        self.process = QComboBox()
        self.stack = QStackedWidget()
        self._arrange()
        self._wire()
        self._tell()

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(words("様式の測定", "title"))
        head.addWidget(self.facts)
        head.addStretch(1)
        setup = QWidget()
        column = QVBoxLayout(setup)
        column.addWidget(plain(_HELP))
        self.list.setAccessibleName(tr("印刷データ"))
        self.list.setMaximumHeight(220)
        column.addWidget(self.list)
        files = QHBoxLayout()
        for button in (self.add, self.remove):
            button.setAutoDefault(False)
            files.addWidget(button)
        files.addStretch(1)
        column.addLayout(files)
        column.addStretch(1)
        pages = QWidget()
        shown = QVBoxLayout(pages)
        shown.setContentsMargins(0, 0, 0, 0)
        shown.addWidget(self.canvas, 1)
        shown.addWidget(self.about)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.addWidget(pages)
        self.split.addWidget(self.table)
        self.split.setSizes([780, 600])
        self.split.setChildrenCollapsible(False)
        for page in (setup, self.split):
            self.stack.addWidget(page)
        self.process.setAccessibleName(tr("工程"))
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addWidget(self.progress, 1)
        buttons.addStretch(0)
        for widget in (self.process, self.approve, self.write, self.act):
            buttons.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.note)
        layout.addLayout(buttons)
        self.note.hide()

    def _wire(self) -> None:
        self.add.clicked.connect(self._ask_files)
        self.remove.clicked.connect(self._take_out)
        self.back.clicked.connect(self.go_back)
        self.act.clicked.connect(self.act_now)
        self.write.clicked.connect(self._ask_folder)
        self.approve.clicked.connect(self.sign)
        self.progress.stop.clicked.connect(self.stop)
        self.table.chosen.connect(self._looked_at)
        self.canvas.marked.connect(lambda number: self.choose(number - 1))
        for number, key in enumerate(keys.CHOICES):
            bind(self, key, lambda at=number: self.choose(at))
        bind(self, keys.NONE, self.leave_out)
        bind(self, keys.NEXT, lambda: self.table.step(1))
        bind(self, keys.LAST, lambda: self.table.step(-1))
        bind(self, keys.ACT, self.act_now)
        bind(self, keys.BACK, self.go_back)

    # What is shown

    def begin(self, files: Sequence[Path]) -> None:
        """Begin with these print files; what was measured with another medium is forgotten."""
        bench = self._bench()
        if self.one is not None and (bench is None or self._of is None or bench.media is not self._of.media):
            self.leave()
        if self.one is None and files:
            self._files = list(files)
            self._show_files()
        (self.table if self.one is not None else self.add).setFocus()

    def leave(self) -> None:
        """Forget the print and what was measured."""
        for job in (MEASURE_JOB, PAGE_JOB, CHOOSE_JOB):
            self._jobs.cancel(job)
        if self._pictures is not None:
            self._pictures.close()
        self.one, self._pictures, self._of, self._page = None, None, None, -1
        self.canvas.show_pair(None, 210.0, 115.0)
        self.table.show_rows([])
        self.stack.setCurrentIndex(0)
        self._say("")
        self._tell()

    def go_back(self) -> None:
        """To the choice of print files, from there to 照合."""
        if self._jobs.running(MEASURE_JOB):
            return
        if self.one is None:
            self.leaveWanted.emit()
        else:
            self.leave()

    def _say(self, text: str) -> None:
        self.note.setText(tr(f"▲ {text}" if text else ""))
        self.note.setVisible(bool(text))

    def _tell(self) -> None:
        one, running = self.one, self._jobs.running(MEASURE_JOB)
        self.progress.setVisible(running)
        asked = one is not None and any(row.state == "asked" for row in self.table.rows)
        self.act.setText(tr(next_act(one, asked=asked)))
        self.act.setEnabled(not running and (one is not None or bool(self._files)) and self._bench() is not None)
        self.write.setVisible(asked)
        processes = list(self._desk.state.processes.values())
        may = one is not None and self._desk.may(KIND) and bool(processes)
        if [self.process.itemData(at) for at in range(self.process.count())] != [process.id for process in processes]:
            self.process.clear()
            for process in processes:
                self.process.addItem(process.title, process.id)
        self.process.setVisible(may)
        self.approve.setVisible(may)
        self.approve.setEnabled(may and not asked)
        if one is None:
            self.facts.setText("")
            return
        self.facts.setText(tr(facts(one, self.table.rows)))

    # Measuring

    def act_now(self) -> None:
        """The one thing to do."""
        if self.one is None:
            self.start()
        elif any(row.state == "asked" for row in self.table.rows):
            self.table.step(1)
        else:
            self._ask_folder()

    def start(self) -> None:
        """Measure the form."""
        bench = self._bench()
        if bench is None or not self._files or self._jobs.running(MEASURE_JOB):
            return
        self._say("")
        self._of = bench
        files = tuple(self._files)
        self._jobs.start(
            lambda progress: measure(bench, files, progress),
            on_done=self.show_measured,
            on_error=self._failed,
            on_progress=self.progress.report,
            key=MEASURE_JOB,
        )
        self._tell()

    def stop(self) -> None:
        """No measuring after all."""
        self._jobs.cancel(MEASURE_JOB)
        self._say("測定を中止しました。")
        self._tell()

    def _failed(self, error: KenpanError) -> None:
        self._say(str(error))
        self._tell()

    def show_measured(self, one: Measured) -> None:
        """What was measured."""
        self.one = one
        self._pictures = PagePictures()
        self.stack.setCurrentWidget(self.split)
        self.table.show_rows(one.rows())
        self.table.setFocus()
        lost = one.printed.unreadable
        self._say(f"読めない頁・ファイルが {len(lost):,} 件あります。{lost[0].file}　{lost[0].reason}" if lost else "")
        self._tell()

    def _looked_at(self, row: ItemRow | None) -> None:
        one = self.one
        if one is None or row is None:
            self.about.setText("")
            return
        number, rects = one.spots(row)
        self.about.setText(tr(about(row)))
        asked = row.state == "asked"
        marks = [Mark(at, rect, chosen=not asked, warning=asked) for at, rect in enumerate(rects, 1)]
        is_shown = number == self._page
        self.canvas.show_marks(marks if is_shown else ())  # on another page they would light up something else
        if number >= 0 and not is_shown:
            self._show_page(one, number, marks)

    def _show_page(self, one: Measured, number: int, marks: Sequence[Mark]) -> None:
        pictures = self._pictures
        if pictures is None:
            return
        file, own = one.place(number)

        def done(pixels: Pixels) -> None:
            if one is self.one:
                self._page = number
                self.canvas.show_pair(Pair(pixels, pixels, pixels, pixels, _DPI), *one.size(number))
                self.canvas.show_marks(marks)

        self._jobs.cancel(PAGE_JOB)
        self._jobs.start(
            lambda progress: pictures.picture(file, own), on_done=done, on_error=self._failed, key=PAGE_JOB
        )

    # What a person says

    def choose(self, number: int) -> None:
        """The item is printed at this candidate (from 0)."""
        one, row = self.one, self.table.current
        if one is None or row is None or row.state != "asked" or not 0 <= number < len(row.candidates):
            return
        self._change(lambda: choose(one.printed, row.key, row.item, number))

    def leave_out(self) -> None:
        """The item is printed at none of them."""
        one, row = self.one, self.table.current
        if one is not None and row is not None and row.state == "asked":
            self._change(lambda: leave_out(one.printed, row.key, row.item))

    def _change(self, work: Callable[[], None]) -> None:
        one = self.one
        if one is None or self._jobs.running(CHOOSE_JOB):
            return

        def done(_nothing: None) -> None:
            if one is self.one:
                self.table.show_rows(one.rows(), self.table.currentRow())
                self._tell()

        self._jobs.start(lambda progress: work(), on_done=done, on_error=self._failed, key=CHOOSE_JOB)

    # What becomes of it

    def write_to(self, folder: Path) -> None:
        """Write form and figures into this folder."""
        one = self.one
        if one is None:
            return
        write = self._writer("findings")

        def work() -> Path:
            folder.mkdir(parents=True, exist_ok=True)
            for name, raw in one.form_files.items():
                write(folder / name, raw)
            write(folder / learned_file.NAME, one.learned_bytes)
            return folder

        def done(folder: Path) -> None:
            self.said.emit(f"書き出しました：{folder.name}（{'、'.join((*one.form_files, learned_file.NAME))}）")
            self.written.emit(folder)

        self._jobs.start(lambda progress: work(), on_done=done, on_error=self._failed, key=WRITE_JOB)

    def sign(self) -> None:
        """Approve the form as a reference of the process."""
        one, process = self.one, self.process.currentData()
        if one is None or not process or not self._desk.may(KIND):
            return
        printed, rows = one.printed, one.rows()
        chosen = [item_label(key, item_id) for key, item_id in printed.chosen]
        unplaced = [row.label for row in rows if row.state == "unplaced"]
        placed = len(rows) - len(unplaced)
        content, spread_um = one.form_bytes, round(one.spread_mm * 1000)

        def act(state: State, by: str) -> Draft:
            return approve_reference(
                state, by, process, one.form_hash, one.hashes,
                pages=printed.learned.pages, placed=placed, chosen=chosen, unplaced=unplaced,
                kept=kept_as(content), spread_um=spread_um,
            )  # fmt: skip

        summary = (
            f"工程：{self.process.currentText()}",
            f"{printed.learned.pages:,} 頁から {placed} 項目　人が選択 {len(chosen)} 項目　不明 {len(unplaced)} 項目",
            f"残差（項目ごとの位置のばらつき）　最大 {one.spread_mm:.2f} mm",
            "印刷の説明です。印刷するものも、検証品の承認も変わりません。",
        )
        keep = lambda book, session: keep_form(book, session, content, act)  # noqa: E731
        self._desk.sign_with(keep, KIND, summary, self._approved, self)

    def _approved(self, _entries: tuple[Entry, ...]) -> None:
        self.said.emit(
            "測定した様式を参照として承認しました。開いている媒体の紙面・封筒・照合も、すぐこの様式になります。"
        )
        self._tell()

    # Files

    def _ask_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, tr("印刷データを選ぶ"), "", tr(_PDF))
        self._files += [Path(name) for name in names if Path(name) not in self._files]
        self._show_files()

    def _take_out(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._files):
            del self._files[row]
            self._show_files()

    def _show_files(self) -> None:
        self.list.clear()
        self.list.addItems(
            [tr(one) for one in [f"{number}　{path.name}" for number, path in enumerate(self._files, 1)]]
        )
        self._tell()

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, tr("測定した様式を書き出すフォルダー"))
        if name:
            self.write_to(Path(name))
