"""Reading the agency's archive on 別送引抜, and naming columns that nobody knows."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.errors import KenpanError
from app.lists.headers import HEADER_ROWS, find_header, fingerprint, first_texts
from app.lists.list_zip import LIST, ListFile, Unmapped, with_columns
from app.lists.redirects import RedirectLists, match_lists
from app.lists.tables import list_spec
from app.month.lists.applying import open_lists
from app.month.lists.columns import keep_columns, known_columns
from app.month.looking.workbench import Workbench
from app.progress import Progress
from app.ui.kit.columns_dialog import ColumnsDialog, Wanted
from app.ui.redirects.read_dialog import ReadDialog
from app.ui.shell.workers import Jobs

READ_JOB = "lists.read"


class ReadingActs:
    """A part of the page."""

    progress: Any
    tabs: Any
    found: RedirectLists | None
    file: ListFile | None
    _stated: dict[str, int]
    _jobs: Jobs
    _bench: Callable[[], Workbench | None]
    _stores: Callable[[], Path]
    _there: Callable[[], bool]
    _take_over: Callable[[RedirectLists | None], None]
    _tell_next: Callable[[], None]
    _say: Callable[[str], None]
    _refuse: Callable[[KenpanError], None]
    renew: Callable[[], None]

    def ask_zip(self) -> None:
        """Choose the agency's archive."""
        dialog = ReadDialog(cast(QWidget, self))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self.read)
        dialog.open()

    def read(self, path: Path, password: str, stated: Mapping[str, int]) -> None:
        """Read the archive and hold it against the medium; nothing is carried out yet."""
        bench = self._bench()
        if bench is None or not self._there():
            self._say("当月の媒体を開いてください（Ctrl+O）。")
            return
        self._say("")
        root = self._stores()

        def done(lists: RedirectLists) -> None:
            self._stated = dict(stated)
            self._take_over(lists)
            self.renew()
            self.tabs.currentWidget().setFocus()

        self._jobs.start(
            lambda progress: open_lists(bench, path, password, progress, known_columns(root)),
            on_done=done,
            on_error=self._refuse,
            on_progress=self.progress.report,
            key=READ_JOB,
        )
        self._tell_next()

    def ask_columns(self) -> None:
        """Which column is what, of the workbook in hand."""
        lists, file = self.found, self.file
        if lists is None or file is None or file.name not in lists.read.unmapped:
            return
        unmapped = lists.read.unmapped[file.name]
        dialog = columns_of_list(file.name, unmapped, self.name_columns, cast(QWidget, self))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def name_columns(self, fingerprint: str, columns: dict[str, int]) -> None:
        """Remember them, and look at the workbooks anew that were not understood."""
        bench, lists, root = self._bench(), self.found, self._stores()
        if bench is None or lists is None:
            return

        def work(progress: Progress) -> RedirectLists:
            read = with_columns(lists.read, keep_columns(root, fingerprint, columns))
            return match_lists(read, bench.notices.values(), progress)

        def done(found: RedirectLists) -> None:
            self._take_over(found)
            self.renew()

        self._say("")
        self._jobs.start(work, on_done=done, on_error=self._refuse, on_progress=self.progress.report, key=READ_JOB)
        self._tell_next()


def columns_of_list(
    name: str, unmapped: Unmapped, named: Callable[[str, dict[str, int]], object], parent: QWidget | None = None
) -> ColumnsDialog:
    """Which column is what, of a workbook whose headers nobody knows.

    ``named(fingerprint, columns)``: key of each column → its place.
    """
    spec = list_spec(LIST)
    rows = next((rows for _, rows in unmapped.sheets if any(rows)), ())

    def known(at: int) -> Mapping[str, int]:
        return find_header(rows[at : at + 1], spec.headers).columns

    dialog = ColumnsDialog(
        f"{name}　同じ見出しのリストは、次からこの列で読みます。",
        first_texts(rows),
        [Wanted(one.key, one.label, one.required) for one in spec.columns],
        known,
        parent,
        headers=HEADER_ROWS,
        first=find_header(rows, spec.headers).row,
    )
    dialog.named.connect(lambda at, columns: named(fingerprint(rows[at]), columns))
    return dialog
