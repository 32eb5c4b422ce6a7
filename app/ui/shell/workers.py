"""Long work off the GUI thread: pure function + one-shot runnable + job id; answers come back by signal only."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThread, QThreadPool, Signal, Slot

from app.errors import Cancelled, KenpanError
from app.fault_log import places

_log = logging.getLogger(__name__)

PROGRESS_INTERVAL = 0.05
"""Seconds between two progress reports of one stage."""

ProgressListener = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Job:
    """``call`` may hold on to widgets: it is let go of here, in the GUI thread, where widgets may be destroyed."""

    key: str
    call: Callable[[], Any]
    stop: threading.Event
    on_done: Callable[[Any], None]
    on_error: Callable[[KenpanError], None]
    on_progress: ProgressListener | None


class _Reporter:
    """The ``Progress`` given to the function: stops it when asked, and does not flood the GUI thread."""

    def __init__(self, stop: threading.Event, send: ProgressListener) -> None:
        self._stop = stop
        self._send = send
        self._stage: str | None = None
        self._next = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if stage != self._stage or now >= self._next:
            self._stage, self._next = stage, now + PROGRESS_INTERVAL
            self._send(stage, done, total)


class _Runnable(QRunnable):
    """Calls the function once and hands what came of it to ``answer(job id, result, error)``."""

    def __init__(
        self,
        job_id: int,
        call: Callable[[], Any],
        stop: threading.Event,
        answer: Callable[[int, Any, KenpanError | None], None],
    ) -> None:
        super().__init__()
        self._job_id = job_id
        self._call: Callable[[], Any] | None = call
        self._stop = stop
        self._answer = answer

    def run(self) -> None:
        """In a pool thread. Whatever happens, exactly one answer is sent."""
        result: Any = None
        error: KenpanError | None = None
        try:
            if self._call is not None and not self._stop.is_set():
                result = self._call()
        except Cancelled:
            self._stop.set()
        except KenpanError as known:
            error = known.with_traceback(None)  # its frames hold on to the call
        except Exception as unexpected:
            error = internal_fault(unexpected)
        self._call = None
        self._answer(self._job_id, result, error)


def internal_fault(fault: Exception) -> KenpanError:
    """Wording for people. The log gets type and places only: messages and locals may hold record data."""
    _log.error("failed: %s at %s", type(fault).__name__, places(fault))
    return KenpanError(
        "program.fault",
        "プログラムの内部で誤りが起き、処理を最後まで行えませんでした。",
        "もう一度行い、同じ表示が出るときは管理者へ動作記録（ログ）を渡してください。",
    )


class Jobs(QObject):
    """Starts functions in threads of its own pool. Belongs to the GUI thread; callbacks run there.

    A job's ``key`` names its purpose. Starting another job of the same key cancels the older one, and what the
    older one still sends is dropped. ``idle`` is sent when the last job has ended.
    """

    idle = Signal()
    _answered = Signal(object, object, object)
    _progressed = Signal(object, str, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool()
        # Pages must still come while a month is being checked, also on a machine with one or two cores.
        self._pool.setMaxThreadCount(max(4, QThread.idealThreadCount()))
        self._current: dict[str, int] = {}
        self._jobs: dict[int, _Job] = {}
        self._next_id = 1
        self._answered.connect(self._answer)
        self._progressed.connect(self._progress)

    def start(
        self,
        function: Callable[..., Any],
        *args: Any,
        on_done: Callable[[Any], None],
        on_error: Callable[[KenpanError], None],
        on_progress: ProgressListener | None = None,
        key: str,
    ) -> int:
        """Run ``function(*args, progress=…)`` in a thread; returns the job id.

        Exactly one of ``on_done(result)`` and ``on_error(error)`` follows, unless the job is cancelled or replaced.
        """
        self.cancel(key)
        job_id, self._next_id = self._next_id, self._next_id + 1
        stop = threading.Event()
        reporter = _Reporter(stop, lambda stage, done, total: self._progressed.emit(job_id, stage, done, total))
        call = lambda: function(*args, progress=reporter)  # noqa: E731
        self._jobs[job_id] = _Job(key, call, stop, on_done, on_error, on_progress)
        self._current[key] = job_id
        self._pool.start(_Runnable(job_id, call, stop, self._answered.emit))
        return job_id

    def running(self, key: str) -> bool:
        """Whether an answer for this key is still to come."""
        return key in self._current

    def busy(self) -> bool:
        """Whether any job has not ended; if so, ``idle`` will be sent."""
        return bool(self._jobs)

    def cancel(self, key: str) -> None:
        """Ask the job to stop and drop whatever it still sends. Nothing happens if there is none."""
        job_id = self._current.pop(key, None)
        if job_id is not None:
            self._jobs[job_id].stop.set()

    def drain(self, timeout_ms: int = 10_000) -> bool:
        """Cancel everything and wait for the threads to end; ``False`` if some did not in time. For closing."""
        for key in tuple(self._current):
            self.cancel(key)
        return self._pool.waitForDone(timeout_ms)

    @Slot(object, object, object)
    def _answer(self, job_id: int, result: Any, error: KenpanError | None) -> None:
        job = self._jobs.pop(job_id)
        if self._current.get(job.key) == job_id:
            del self._current[job.key]
            if error is not None:
                job.on_error(error)
            elif not job.stop.is_set():
                job.on_done(result)
        if not self._jobs:
            self.idle.emit()

    @Slot(object, str, object, object)
    def _progress(self, job_id: int, stage: str, done: int, total: int) -> None:
        job = self._jobs.get(job_id)
        if job is not None and job.on_progress is not None and self._current.get(job.key) == job_id:
            job.on_progress(stage, done, total)
