"""For every panel: made-up records, places of real ones, settings of its own, and nothing left running."""

import gc
import threading
from collections.abc import Callable, Mapping
from functools import partial
from types import SimpleNamespace

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from app.month.looking.model import FieldRow, GaijiUse, ShownRecord
from app.notice.model import (
    CustomerBarcode,
    Edit,
    FlyerExpectation,
    NoticeContent,
    PrintItem,
    Source,
    TextPart,
)
from app.records.layouts import Field, notice_layouts
from app.records.text import CharKind, decode, encode, to_text, trimmed
from app.sheet import draw
from app.sheet.draw import Drawer
from app.training.worth_showing import telling_records
from app.ui.kit import tokens
from app.ui.shell import reading_ahead
from app.ui.shell.workers import Jobs
from tests.garbage import what_is_there_stays
from tests.kept_children import is_kept
from tests.own_place import own_place
from tests.patience import PATIENCE_MS
from tests.ui.waiting import until

MakeLook = Callable[..., ShownRecord]

VALUES: Mapping[int, bytes] = {
    3: b"0101",
    4: b"-",
    5: b"01",
    6: b"-",
    7: b"000123",
    8: b"01",
    11: b"    1",
    13: b"01",
    14: encode("ｲﾛﾊ"),
    15: b"00123",
    18: b"004",
    19: encode("令和"),
    20: b" 1",
    21: b" 5",
    29: b"       113,308",
    34: encode("¥") + b"113,308",
    60: b"100-0001",
    63: encode("東京都千代田区見本一丁目２番３号"),
    65: encode("見本ビルＡ棟"),
    70: encode("株式会社見本") + b"\xf0\x40" + encode("製作所"),
    74: encode("見本事務所"),
}


def _printed(record: int, fields: dict[int, Field]) -> tuple[PrintItem, ...]:
    def source(item: int) -> Source:
        return Source(record, item, fields[item].offset, fields[item].length)

    edit = Edit("gannen", source(20), "1", "元", "元年（N 4(2)）")
    year = (
        TextPart("令和", source(19)),
        TextPart("元", source(20), edit),
        TextPart("年"),
        TextPart(" 5", source(21)),
        TextPart("月"),
    )
    return (
        PrintItem("front.charge.month", "front", "告知額", "納付目的年月", year),
        PrintItem("sheet.postal", "sheet", "宛名", "郵便番号", (TextPart("100-0001", source(60)),)),
        PrintItem("sheet.office.phone", "sheet", "事務所", "電話番号", (TextPart("03-0000-0000"),)),
    )


def _content(record: int, fields: dict[int, Field]) -> NoticeContent:
    return NoticeContent(
        scheme="kounen",
        layout_no=1,
        file="ZMGKK#1301",
        record=record,
        extract_record=record - 1,
        piece_id="",
        items=_printed(record, fields),
        barcode=CustomerBarcode("", ""),
        flyers=FlyerExpectation("", (), ()),
    )


def look_with(values: Mapping[int, bytes] | None = None, record: int = 1) -> ShownRecord:
    """A 厚年 detail record; ``values`` replaces the bytes of some items."""
    layout = notice_layouts("kounen")["01"]
    wanted = {**VALUES, **(values or {})}
    raw = b"".join(wanted.get(field.item, b"").ljust(field.length, b" ") for field in layout.fields)
    content = _content(record, {field.item: field for field in layout.fields})
    rows, gaiji = [], {}
    for field in layout.fields:
        part = raw[field.span]
        printed = tuple(item.id for item in content.items if any(src.item == field.item for src in item.sources))
        rows.append(
            FieldRow(
                field.item, field.section, field.name, field.offset, field.length, part, to_text(trimmed(part)), printed
            )
        )
        for char in decode(part):
            if char.kind is CharKind.GAIJI:
                gaiji.setdefault((char.code, char.text), []).append((field.item, field.offset + char.offset))
    uses = tuple(
        GaijiUse(code, text, "drawn", tuple(item for item, _ in places), tuple(at for _, at in places))
        for (code, text), places in gaiji.items()
    )
    return ShownRecord("ZMGKK#1301", record, "detail", raw, tuple(rows), content, None, None, uses)


@pytest.fixture
def qtbot(qtbot):
    """Waits for as long as a loaded machine may need, unless told otherwise."""
    for name in ("waitSignal", "waitSignals", "waitCallback", "waitActive", "waitExposed"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE_MS))
    qtbot.waitUntil = until
    return qtbot


@pytest.fixture
def make_look() -> MakeLook:
    return look_with


@pytest.fixture
def themed(qapp):
    """The program's own fonts and colours."""
    tokens.apply_theme(qapp)
    return qapp


@pytest.fixture
def back_to_normal(themed):
    """A test may give the program another contrast or size."""
    yield
    tokens.apply_theme(themed)


@pytest.fixture
def jobs(qapp):
    """A pool that must be empty when the test ends."""
    pool = Jobs()
    yield pool
    assert pool.drain(PATIENCE_MS)
    QCoreApplication.processEvents()  # what the threads still sent


def pytest_runtest_setup(item):
    """No test reads or writes the settings of the person who runs it, or looks through what those before it left."""
    what_is_there_stays()
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(own_place.path / "settings"))


@pytest.fixture
def own_setting():
    """``own_setting(key, value)`` puts a value into the test's settings."""
    return lambda key, value: QSettings().setValue(key, value)


@pytest.fixture(scope="session", autouse=True)
def nothing_put_aside():
    """To open a volume is to look through all that a process of many tests holds, unless that is put aside before; a
    window then looks for nothing.
    """
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QCoreApplication.setOrganizationName("kenpan-test")
    QCoreApplication.setApplicationName("kenpan-test")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading_ahead, "gc", SimpleNamespace(collect=int, freeze=int))
        yield


@pytest.fixture(autouse=True)
def nothing_left(nothing_put_aside):
    """Fails a test that leaves a window, a timer, a thread or a job behind."""
    before = {id(thread) for thread in threading.enumerate()}
    yield
    if QApplication.instance() is None:
        return
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if _windows():
        gc.collect()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    running = [one for one in shiboken6.getAllValidWrappers() if isinstance(one, QTimer | Jobs) and _runs(one)]
    # The threads of Qt's own pools stay for a while after their work: Python calls them dummies.
    threads = [
        thread
        for thread in threading.enumerate()
        if id(thread) not in before and not isinstance(thread, threading._DummyThread) and not is_kept(thread)
    ]
    assert not (left := _windows()), f"windows left: {left}"
    assert not running, f"still running: {[(one, one.parent()) for one in running]}"
    assert not threads, f"threads left: {threads}"


def _windows() -> list[object]:
    return [window for window in QApplication.topLevelWidgets() if shiboken6.ownedByPython(window)]


def _runs(one: QTimer | Jobs) -> bool:
    """A ``QThread`` is not asked: a wrapper of a pool's thread outlives the thread."""
    return one.isActive() if isinstance(one, QTimer) else one.busy()


@pytest.fixture(scope="session")
def drawer(bench) -> Drawer:
    """Draws the sample's sheets."""
    return Drawer(bench.equipment.fonts, bench.equipment.forms.values())


@pytest.fixture
def font_threads(monkeypatch) -> list[threading.Thread]:
    """The thread of each time that fonts were put into a document."""
    embed, threads = draw._Canvas._embed, []

    def noted(canvas, page):
        threads.append(threading.current_thread())
        return embed(canvas, page)

    monkeypatch.setattr(draw._Canvas, "_embed", noted)
    return threads


@pytest.fixture(scope="session")
def places(bench) -> dict[str, tuple[str, int]]:
    """``case -> (file, record)``: a record for each special case of the first 厚年 file that has any."""
    name = next(name for name, file in bench.notices.items() if file.scheme == "kounen" and len(file))
    return {case: (name, record) for case, record in telling_records(bench.notices[name]).items()}


@pytest.fixture(scope="session")
def senpo_places(bench) -> dict[str, tuple[str, int]]:
    """The same of the first 船保 file."""
    name = next(name for name, file in bench.notices.items() if file.scheme == "senpo" and len(file))
    return {case: (name, record) for case, record in telling_records(bench.notices[name]).items()}


@pytest.fixture(scope="session")
def day(qapp, sample_folder, tmp_path_factory):
    """A whole proof round through the real window, done once. Nobody writes into what it left."""
    from tests.ui.working_day import work_the_day

    return work_the_day(tmp_path_factory.mktemp("day"), sample_folder, qapp)
