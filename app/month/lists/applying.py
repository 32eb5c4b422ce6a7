"""別送 and 引き抜き carried out on the open month: sheets, marks, special cases, rules and comparison follow."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.cases.marks import Mark, Marks
from app.cases.redirected import redirected
from app.lists.keys import rows_of
from app.lists.list_zip import Mapped, read_lists
from app.lists.redirects import RedirectLists, match_lists
from app.month.looking.workbench import Workbench
from app.progress import Progress, no_progress
from app.records.notice_file import NoticeFile


def open_lists(
    bench: Workbench, path: Path, password: str, progress: Progress = no_progress, mapped: Mapped | None = None
) -> RedirectLists:
    """The archive read and held against the month; ``mapped`` and ``KenpanError`` as
    :func:`app.lists.list_zip.read_lists`.
    """
    return match_lists(read_lists(path, password, mapped, progress), bench.notices.values(), progress)


def with_lists(bench: Workbench, lists: RedirectLists, progress: Progress = no_progress) -> Workbench:
    """The month with its lists: nothing of the records changes, the address sheets of some notices do."""
    equipment = replace(bench.equipment, redirects=lists.redirects)
    found = replace(bench, equipment=equipment, lists=lists, marks=dict(bench.marks))
    if not found.marks:
        return found
    for name, file in found.notices.items():
        rows = rows_of(file, equipment.redirects.keys())
        found.marks[name] = _marked(found, file, rows, bench.marks[name].copy(), progress)
    return found


def _marked(bench: Workbench, file: NoticeFile, rows: NDArray[np.int64], marks: Marks, progress: Progress) -> Marks:
    """Window and barcode of notices that go elsewhere are those of their destination."""
    no_size = bench.equipment.barcode.size is None
    for one in redirected(file, rows, bench.printer, lambda row: bench.content(file.name, row), progress):
        mark = int(marks[one.row]) & ~(Mark.WINDOW | Mark.NO_BARCODE) | Mark.REDIRECT
        mark |= Mark.WINDOW if one.setting.cut else 0
        mark |= Mark.NO_BARCODE if no_size or one.barcode.reason is not None else 0
        marks[one.row] = mark
    return marks
