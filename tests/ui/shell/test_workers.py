import logging
import threading

import pytest
from PySide6.QtCore import QObject, QThread, Signal

from app.errors import Cancelled, KenpanError
from app.progress import Progress
from tests.patience import PATIENCE_MS, PATIENCE_S


class Box(QObject):
    """Receives what a job sends."""

    done = Signal(object)
    failed = Signal(object)
    progressed = Signal(str, object, object)


class Gate:
    """A job that says when it has begun and goes on when it is let."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.open = threading.Event()
        self.cancelled = threading.Event()

    def pass_through(self, answer: str, progress: Progress) -> str:
        self.begun.set()
        assert self.open.wait(PATIENCE_S)
        try:
            progress("通過", 1, 1)
        except Cancelled:
            self.cancelled.set()
            raise
        return answer


@pytest.fixture
def box(qapp):
    return Box()


def start(jobs, box, function, *args, key="k"):
    return jobs.start(
        function, *args, on_done=box.done.emit, on_error=box.failed.emit, on_progress=box.progressed.emit, key=key
    )


def test_the_answer_comes_on_the_gui_thread(qtbot, jobs, box):
    threads = []

    def work(number, progress):
        threads.append(QThread.currentThread())
        return number * 2

    def received(_answer):
        threads.append(QThread.currentThread())

    box.done.connect(received)
    with qtbot.waitSignal(box.done) as got:
        start(jobs, box, work, 21)
    assert got.args == [42]
    assert threads[0] != threads[1]
    assert threads[1] == QThread.currentThread()
    assert not jobs.running("k")


def test_an_answer_may_be_nothing(qtbot, jobs, box):
    with qtbot.waitSignal(box.done) as got:
        start(jobs, box, lambda progress: None)
    assert got.args == [None]


def test_a_known_error_arrives_as_it_is(qtbot, jobs, box):
    error = KenpanError("file.key", "鍵が違います。", "鍵を確かめてください。")

    def work(progress):
        raise error

    with qtbot.waitSignal(box.failed) as got:
        start(jobs, box, work)
    assert got.args == [error]


def test_an_unexpected_error_shows_and_logs_no_record_data(qtbot, jobs, box, caplog):
    def work(progress):
        name = "株式会社見本"
        raise ValueError(name)

    with caplog.at_level(logging.ERROR), qtbot.waitSignal(box.failed) as got:
        start(jobs, box, work)
    assert got.args[0].code == "program.fault"
    assert "見本" not in str(got.args[0])
    assert "ValueError" in caplog.text
    assert "見本" not in caplog.text


def test_a_cancelled_job_stops_and_answers_nothing(qtbot, jobs, box):
    gate = Gate()
    start(jobs, box, gate.pass_through, "late")
    assert gate.begun.wait(PATIENCE_S)
    with qtbot.assertNotEmitted(box.done), qtbot.assertNotEmitted(box.failed):
        with qtbot.waitSignal(jobs.idle):
            jobs.cancel("k")
            gate.open.set()
        assert gate.cancelled.is_set()
    assert not jobs.running("k")


def test_only_the_newest_job_of_a_key_answers(qtbot, jobs, box):
    old, new = Gate(), Gate()
    answers = []
    box.done.connect(answers.append)
    start(jobs, box, old.pass_through, "old")
    assert old.begun.wait(PATIENCE_S)
    start(jobs, box, new.pass_through, "new")
    with qtbot.waitSignal(jobs.idle):
        new.open.set()
        old.open.set()
    assert answers == ["new"]
    assert old.cancelled.is_set()


def test_an_answer_that_was_already_sent_is_dropped_when_replaced(qtbot, jobs, box):
    answers = []
    box.done.connect(answers.append)
    finished = threading.Event()

    def quick(progress):
        finished.set()
        return "old"

    start(jobs, box, quick)
    assert finished.wait(PATIENCE_S)
    with qtbot.waitSignal(jobs.idle):
        start(jobs, box, lambda progress: "new")
    assert answers == ["new"]


def test_keys_do_not_disturb_each_other(qtbot, jobs, box):
    answers = []
    box.done.connect(answers.append)
    with qtbot.waitSignal(jobs.idle):
        start(jobs, box, lambda progress: "a", key="a")
        start(jobs, box, lambda progress: "b", key="b")
    assert sorted(answers) == ["a", "b"]


def test_progress_is_thinned_out_but_every_stage_is_seen(qtbot, jobs, box):
    reports = []
    box.progressed.connect(lambda *report: reports.append(report))

    def work(progress):
        for done in range(100_000):
            progress("復号", done, 100_000)
        progress("検査", 0, 5_000_000_000)

    with qtbot.waitSignal(box.done):
        start(jobs, box, work)
    assert reports[0] == ("復号", 0, 100_000)
    assert reports[-1] == ("検査", 0, 5_000_000_000)
    assert len(reports) < 1_000


def test_draining_ends_every_thread_without_an_answer(qtbot, jobs, box):
    stopped = threading.Event()
    begun = threading.Event()

    def endless(progress):
        begun.set()
        try:
            while True:
                progress("検査", 0, 1)
        except Cancelled:
            stopped.set()
            raise

    with qtbot.assertNotEmitted(box.done), qtbot.assertNotEmitted(box.failed):
        start(jobs, box, endless)
        assert begun.wait(PATIENCE_S)
        assert jobs.drain(PATIENCE_MS)
        assert stopped.is_set()
