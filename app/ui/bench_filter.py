"""What ``kenpan bench`` measures of the record list's filter (Ctrl+F): from a key to the right rows."""

import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, Qt
from PySide6.QtTest import QTest

from app.month.looking.opening import open_folder
from app.ui.bench_use import practice_window, wait_for
from app.ui.review.record_list import SEARCH_JOB
from app.ui.shell.start import application
from app.ui.shell.window import MainWindow
from app.workstation.settings import Settings

_WAIT_MS = 2


def measure_filter(folder: Path) -> dict[str, Any]:
    """Keys of what people look for, in the largest file of the month; seconds of its index."""
    application()
    bench = open_folder(folder, Settings())
    name = max(bench.notices, key=lambda own: len(bench.notices[own]))
    with practice_window() as (window, _trained):
        window.show_volume(bench)
        review = window.review
        assert review is not None
        review.files.setCurrentIndex(review.files.findData(name))
        wait_for(window.jobs)
        start = time.perf_counter()
        review.finder.make_index()
        wait_for(window.jobs)
        made = time.perf_counter() - start
        assert review.finder.ready
        line = bench.line(name, bench.first_record(name))
        typed = (line.name.strip(), line.symbol_number, "100-0001", "12,345", "ｱ", "株式会社", "ないはずの名称")
        times = [1000 * seconds for text in typed for seconds in _typed(window, text)]
    return {
        "filter_records": len(bench.notices[name]),
        "filter_index_seconds": round(made, 2),
        "filter_ms_median": round(median(times), 1),
        "filter_ms_p95": round(quantiles(times, n=20)[-1], 1),
        "filter_ms_longest": round(max(times), 1),
    }


def _typed(window: MainWindow, text: str) -> list[float]:
    """Seconds from each key to a list that says what holds the text so far; then the field is empty again."""
    assert window.review is not None
    filters, times = window.review.records.filters, []
    for end in range(1, len(text) + 1):
        start = time.perf_counter()
        filters.text.setText(text[:end])
        filters.text.textEdited.emit(text[:end])
        while filters.waits or window.jobs.running(SEARCH_JOB):
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, _WAIT_MS)
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()
        times.append(time.perf_counter() - start)
    QTest.keyClick(filters.text, Qt.Key.Key_Escape)
    return times
