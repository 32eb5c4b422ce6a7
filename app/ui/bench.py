"""``kenpan bench``: how long a month takes to open and a record to appear, and how much memory that needs."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from io import BytesIO
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.checks.run import run_checks
from app.equipment.companions import find_companions
from app.interpreter import tune
from app.lists.logs.reading import log_paths, read_logs
from app.media.container import OpenContainer
from app.media.media_key import Key, read_key_file
from app.media.model import Volume
from app.media.opening import open_media
from app.media.volume import find_volume
from app.month.counts.gathering import tally
from app.month.findings.checking import check_input
from app.month.looking.find import build_index, find
from app.month.looking.opening import open_folder
from app.month.looking.workbench import Workbench
from app.notice.piece_id import PieceRun, piece_id
from app.proof.learning.run import learn_print
from app.proof.piece_codes import load_piece_codes
from app.proof.printed.expected import Expectation, expectation_of
from app.proof.printed.model import Notice
from app.proof.printed.speed import (
    NEVER,
    each_seconds,
    expected_seconds,
    fast_seconds,
    full_seconds,
    half_pages,
    learned_of,
    two_per_one,
)
from app.proof.printed.work import ComparisonJob
from app.records.layouts import notice_layouts
from app.records.notice_file import DETAIL, NoticeFile
from app.tally.logs import Wanted, tally_logs
from app.training.machine_logs import make_machine_logs
from app.training.printing.job import print_month
from app.training.printing.model import PrintedJob
from app.training.printing.plan import NoticeId
from app.training.sample import make_sample
from app.ui.bench_filter import measure_filter
from app.ui.bench_lists import measure_lists
from app.ui.bench_starts import measure_demo, measure_starts, timed
from app.ui.bench_use import measure_use, practice_window
from app.ui.shell.start import application
from app.ui.shell.window import MainWindow
from app.workstation.settings import Settings

_PRESSES = 300
_PRINTED, _LEARNED, _EACH, _ROOMY = 400, 100, 50, 28
_ROUNDS = 4
_FWF_RECORDS = 20_000
_LOGGED, _HALF_MILLION = 180_000, 500_000
_MB = 1 << 20


def run_bench(notices: int, work: Path | None, only: str | None = None) -> dict[str, Any]:
    """Make a sample of about so many notices and measure, each part in a process of its own.

    ``only``: one of :data:`app.commands.bench.PARTS`; the rest is not measured, nor a sample made that it
    alone needs.
    """
    with tempfile.TemporaryDirectory(prefix="kenpan-bench-") as temporary:
        folder, tenth = ((work or Path(temporary)) / f"sample-{count}" for count in (notices, notices // 10))
        whole = only in (None, "open", "check", "window", "find", "logs", "lists", "use")
        result = {}
        if whole:
            result["sample_seconds"] = timed(lambda: make_sample(folder, establishments=round(notices / 1.3)))
        if only not in ("open", "window", "find", "logs", "lists", "use", "demo"):
            make_sample(tenth, establishments=round(notices / 13))
        parts: dict[str, Callable[[], dict[str, Any]]] = {
            "open": lambda: _apart(_measure_opening, folder),
            "check": lambda: _apart(_measure_checks, folder, tenth),
            "window": lambda: _apart(_measure_window, folder),
            "find": lambda: _apart(_measure_find, folder) | _apart(measure_filter, folder),
            "logs": lambda: _apart(_measure_logs, folder),
            "lists": lambda: _apart(measure_lists, folder),
            "use": lambda: _apart(measure_use, folder),
            "print": lambda: _apart(_measure_print, tenth),
            "print-fast": lambda: _apart(_measure_print, tenth, True) if only else {},
            "demo": measure_demo,
            "start": lambda: measure_starts(tenth),
        }
        for name, measure in parts.items():
            if only in (None, name):
                result |= measure()
        return result


def _apart(function: Callable[..., Any], *arguments: Any) -> Any:
    """Run in a fresh process at the program's pace: its peak memory is its own; windows are drawn without a screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with ProcessPoolExecutor(1, get_context("spawn"), tune) as pool:
        return pool.submit(function, *arguments).result()


def _measure_print(folder: Path, fast_only: bool = False) -> dict[str, float]:
    """Comparing a print of notices one after the other, by the words of its pages: full forms, then variable text only.

    The times of the fast way are those of the second half of the pages. ``fast_only``: those, and what two processes
    take.
    """
    month = open_folder(folder, Settings())
    expectation = expectation_of(month)
    notices = _one_after_the_other(month, expectation)
    result: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="kenpan-bench-") as temporary:
        for name, layout in (("fast", "fold"), ("variable", "preprinted")):
            own = Path(temporary) / name
            path, job = _printed(month, expectation, layout, notices, own)
            learned, pages = learned_of(job, path), half_pages(path)
            spent, share = fast_seconds(job, path, learned)
            expected = min(expected_seconds(job, learned, notices) for _ in range(2)) / 2
            result |= {
                f"print_{name}_words_ms": round(spent.words / pages * 1000, 3),
                f"print_{name}_per_words": round((spent.own + expected) / spent.words, 2),
                f"print_{name}_expected_per_words": round(expected / spent.words, 2),
                f"print_{name}_share": round(share, 3),
            }
            if name != "fast":
                continue
            result["print_two_per_one"] = round(two_per_one(job, path, learned), 3)
            if not fast_only:
                own_ids = [NoticeId(*one) for one in notices]
                files = _written(print_month(month, layout, selection=own_ids[:_EACH], per_notice=True), own / "each")
                full = full_seconds(replace(job, every=0), path)
                each, alone = each_seconds(job, files, path, learned)
                result |= {
                    "print_full_per_words": round(full.own / full.words, 1),
                    "print_each_per_words": round(each.own / each.words, 2),
                    "print_each_words_per_words": round(alone.own / alone.words, 2),
                }
    return result


def _one_after_the_other(month: Workbench, expectation: Expectation) -> list[Notice]:
    """Notices of the largest file of each scheme, those whose values have room in every layout; of each half of them
    half of each scheme's.
    """
    halves: tuple[list[Notice], list[Notice]] = ([], [])
    for scheme in ("kounen", "senpo"):
        files = [file for file in month.notices.values() if file.scheme == scheme]
        name = max(files, key=len).name
        own = (notice for notice in expectation.all() if notice.file == name)
        fitting = (one for one in own if all(len(item.text) <= _ROOMY for item in expectation.content(one).items))
        found = list(islice(fitting, _PRINTED))
        halves[0].extend(found[: len(found) // 2])
        halves[1].extend(found[len(found) // 2 :])
    return [*halves[0], *halves[1]]


def _printed(
    month: Workbench, expectation: Expectation, layout: str, notices: Sequence[Notice], folder: Path
) -> tuple[Path, ComparisonJob]:
    """A print in one file, and the job of comparing it by a form that was learned of another print."""
    sample = _written(print_month(month, layout, selection=_LEARNED), folder / "learned")
    (path,) = _written(print_month(month, layout, selection=[NoticeId(*one) for one in notices]), folder / layout)
    fonts = month.equipment.fonts
    form = learn_print(sample, expectation, fonts).form
    return path, ComparisonJob(form, expectation, fonts, None, "", NEVER)


def _written(job: PrintedJob, folder: Path) -> list[Path]:
    folder.mkdir(parents=True)
    paths = [folder / file.name for file in job.files]
    for path, file in zip(paths, job.files, strict=True):
        path.write_bytes(file.data)
    return paths


def _measure_opening(folder: Path) -> dict[str, Any]:
    """The container's own work against opening with index and marks."""
    volume, key = _volume(folder)
    own = min(timed(lambda: _container_alone(volume, key)) for _ in range(4))  # the first reads from the disc
    media = min(timed(lambda: open_media(volume, key, OpenContainer())) for _ in range(2))
    whole = min(timed(lambda: open_folder(folder, Settings())) for _ in range(3))
    return {
        "container_seconds": own,
        "open_media_seconds": media,
        "open_seconds": whole,
        "open_per_container": round(whole / own, 2),
        **_month_per_container(folder, volume, key),
    }


def _month_per_container(folder: Path, volume: Volume, key: Key) -> dict[str, float]:
    """Opening and the full check of a month against the container's own work, by turns."""
    turns = [
        (
            timed(lambda: run_checks(check_input(open_folder(folder, Settings())))),
            timed(lambda: _container_alone(volume, key)),
        )
        for _ in range(3)
    ]
    whole, own = min(first for first, _ in turns), min(second for _, second in turns)
    return {"open_and_check_seconds": whole, "open_and_check_per_container": round(whole / own, 2)}


def _volume(folder: Path) -> tuple[Volume, Key]:
    volume = find_volume(folder)
    companions = find_companions(volume.folder)
    assert companions.key is not None
    return volume, read_key_file(companions.key)


def _container_alone(volume: Volume, key: Key) -> None:
    """Decrypt, inflate and hash every file, two at a time, and keep nothing."""
    container = OpenContainer()
    with ThreadPoolExecutor(2) as pool:
        files = sorted(volume.files, key=lambda file: -file.path.stat().st_size)
        list(pool.map(lambda file: container.open(file.path, key, expected=file.expected).sha256, files))


def _measure_checks(folder: Path, tenth: Path) -> dict[str, Any]:
    """Rules on records and totals against the container's own work, ``pandas.read_fwf`` and a tenth of the records.

    Memory is measured before the other work is, because that needs more of its own.
    """
    bench = open_folder(folder, Settings())
    data = sum(opened.data.size for opened in bench.media.files.values()) / _MB
    opened = _peak_mb()
    everything = min(timed(lambda: run_checks(check_input(bench))) for _ in range(2))
    peak = _peak_mb()
    records, own = _records_and_container(bench, folder)
    small = open_folder(tenth, Settings())
    of_tenth = min(timed(lambda: _check_records(small)) for _ in range(_ROUNDS))
    all_of_tenth = min(timed(lambda: run_checks(check_input(small))) for _ in range(_ROUNDS))
    result = {
        "check_records_seconds": records,
        "check_records_per_container": round(records / own, 2),
        "check_all_seconds": everything,
        "check_sheet_seconds": round(everything - records, 3),
        "check_peak_mb_opened": opened,
        "check_peak_mb": peak,
        "check_peak_per_data": round(peak / data, 2),
        "check_tenth_of_records": round(_record_count(small) / _record_count(bench), 4),
        "check_records_per_tenth": round(records / of_tenth, 2),
        "check_all_per_tenth": round(everything / all_of_tenth, 2),
    }
    split = _read_fwf_seconds(bench)
    if split is not None:
        result |= {"read_fwf_seconds": split, "read_fwf_per_check_records": round(split / records, 1)}
    return result


def _records_and_container(bench: Workbench, folder: Path) -> tuple[float, float]:
    """The least time of each, measured by turns, so that both meet the same disturbances."""
    volume, key = _volume(folder)
    turns = [
        (timed(lambda: _check_records(bench)), timed(lambda: _container_alone(volume, key))) for _ in range(_ROUNDS)
    ]
    return min(records for records, _ in turns), min(own for _, own in turns)


def _check_records(bench: Workbench) -> None:
    run_checks(check_input(bench), stages=("content",))


def _record_count(bench: Workbench) -> int:
    return sum(map(len, bench.notices.values()))


def _read_fwf_seconds(bench: Workbench) -> float | None:
    """What pandas takes to split all records of a month, from a part of them; ``None`` without pandas."""
    try:
        import pandas
    except ImportError:
        return None
    file = max(bench.notices.values(), key=len)
    details = file.rows(DETAIL)[:_FWF_RECORDS]
    spans = [(field.offset, field.end) for field in notice_layouts(file.scheme)["01"].fields]
    text = b"\n".join(file.raw_record(int(record)) for record in details)
    options = {"colspecs": spans, "header": None, "dtype": str, "encoding": "latin-1", "keep_default_na": False}
    seconds = timed(lambda: pandas.read_fwf(BytesIO(text), **options))
    return round(seconds * _record_count(bench) / len(details), 1)


def _measure_window(folder: Path) -> dict[str, Any]:
    app = application()
    bench = open_folder(folder, Settings())
    data = sum(opened.data.size for opened in bench.media.files.values()) / _MB
    opened = _peak_mb()
    with practice_window() as (window, _trained):
        window.show_volume(bench)
        _settle(app)
        times = _press_down(app, window)
        peak = _peak_mb()
    return {
        "data_mb": round(data),
        "notices": sum(int((file.types == 1).sum()) for file in bench.notices.values()),
        "records": _record_count(bench),
        "peak_mb_open": opened,
        "peak_mb_window": peak,
        "peak_over_data_mb": peak - data,
        "arrow_ms_median": round(median(times), 1),
        "arrow_ms_p95": round(quantiles(times, n=20)[-1], 1),
        "arrow_ms_max": round(max(times), 1),
    }


def _measure_find(folder: Path) -> dict[str, float]:
    """What is found everywhere after each key press of what people look for, and of what there is not."""
    bench = open_folder(folder, Settings())
    start = time.perf_counter()
    index = build_index(bench)
    made = time.perf_counter() - start
    file = next(name for name, own in bench.notices.items() if len(own))
    line = bench.line(file, bench.first_record(file))
    typed = [line.name.strip(), line.symbol_number, "100-0001", "12,345", "ｱ", "ないはずの名称", f"{file[:3]}0123"]
    typed.append(piece_id(bench.media.volume.volume, file, bench.first_record(file)))
    presses = [text[:end] for text in typed for end in range(1, len(text) + 1)]
    times = [1000 * min(timed(partial(find, index, said)) for _ in range(2)) for said in presses]
    return {
        "find_index_seconds": round(made, 3),
        "find_ms_median": round(median(times), 1),
        "find_ms_longest": round(max(times), 1),
    }


def _measure_logs(folder: Path) -> dict[str, float]:
    """Logs of a part of the month, read and held against its pieces; and all that is counted of the whole month."""
    bench = open_folder(folder, Settings())
    own = max(bench.notices.values(), key=len)
    part = NoticeFile(own.name, own.scheme, own.data[: min(len(own), _LOGGED)], is_sample=own.is_sample)
    volume, run = bench.media.volume.volume, PieceRun(f"{date.today():%Y-%m}", 1)
    with tempfile.TemporaryDirectory(prefix="kenpan-bench-") as logs:
        make_machine_logs(Path(logs), [part], volume, run)
        start, before = time.perf_counter(), _peak_mb()
        read = read_logs(log_paths(Path(logs)))
        tally_logs([part], read, Wanted(volume, load_piece_codes(), run))
        seconds = time.perf_counter() - start
    counted = min(timed(lambda: tally(bench)) for _ in range(2))
    return {
        "logs_lines": read.lines,
        "logs_seconds": round(seconds, 2),
        "logs_seconds_per_half_million": round(seconds * _HALF_MILLION / max(read.lines, 1), 2),
        "logs_more_mb": round(_peak_mb() - before),
        "counts_seconds": counted,
    }


def _press_down(app: QApplication, window: MainWindow) -> list[float]:
    """Milliseconds from the key to a painted sheet, field tree and hex view, for many records."""
    assert window.review is not None
    table = window.review.records.table
    table.setFocus()
    times = []
    for _ in range(_PRESSES):
        start = time.perf_counter()
        QTest.keyClick(table, Qt.Key.Key_Down)
        _settle(app)
        times.append((time.perf_counter() - start) * 1000)
    return times


def _settle(app: QApplication) -> None:
    """Let everything that was asked for be painted."""
    app.sendPostedEvents()
    app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)


def _peak_mb() -> float:
    """The most memory this process ever held; not measured on Windows, which has no ``getrusage``."""
    if sys.platform == "win32":
        return float("nan")
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
