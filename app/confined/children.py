"""The parent's side: children that are started when first needed, replaced after a while, and ended with it.

Each child belongs to one thread, which starts it and waits for it: the parent-death signal of Linux is bound to the
thread that started a process.
"""

import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from app.confined import entry, wire
from app.confined.child import reading, send
from app.confined.limits import Limits, NotReadError, Reason
from app.confined.windows import Job, hold_child
from app.errors import Cancelled, KenpanError

_POLL_S = 0.1
_PIPE_BYTES = 1 << 20
_ENOUGH = Limits()
_AHEAD = 3
"""Tasks that wait for each child, so that none is idle."""


def nothing() -> None:
    """Nobody wants to stop."""


def run(function: str, *arguments: Any, limits: Limits = _ENOUGH, still_wanted: Callable[[], None] = nothing) -> Any:
    """One task in a child of its own; see :meth:`Children.run`."""
    with Children(1, limits) as children:
        return children.run(function, *arguments, still_wanted=still_wanted)


class Children:
    """Up to ``jobs`` children for as long as the block lasts; none is started before there is a task for it.

    A function is named ``app.some.module:function``; its arguments and its result are made of ``None``, truth values,
    numbers, text, bytes, lists and tables with text as names. What comes back has these types but was made from
    foreign bytes by a process that these may have taken over: it is to be looked at like them.
    """

    def __init__(self, jobs: int = 1, limits: Limits = _ENOUGH) -> None:
        self._limits = limits
        self._jobs = jobs
        self._pool = ThreadPoolExecutor(jobs, thread_name_prefix="kenpan-confined")
        self._own = threading.local()
        self._children: list[_Child] = []
        self._lock = threading.Lock()
        self._stopped = False
        self._left = threading.Event()
        self._clock = threading.Thread(target=self._watch, name="kenpan-confined-clock", daemon=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None:
            self.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._left.set()
        for child in self._children:
            child.close()
        if self._children:
            self._clock.join()

    @property
    def in_force(self) -> frozenset[str]:
        """What holds all the children that have been started: ``limits``, ``parent``, ``syscalls``, ``network``,
        ``job``. Empty before the first one.
        """
        with self._lock:
            told = [child.in_force for child in self._children if child.in_force is not None]
        return frozenset.intersection(*told) if told else frozenset()

    def submit(self, function: str, *arguments: Any) -> "Future[Any]":
        """Begin a task; the future gives its result or raises what :meth:`run` raises. ``Cancelled`` once all children
        were stopped.
        """
        try:
            return self._pool.submit(self._do, function, arguments)
        except RuntimeError:
            if self._stopped:
                raise Cancelled from None
            raise

    def run(self, function: str, *arguments: Any, still_wanted: Callable[[], None] = nothing) -> Any:
        """The function's result. ``still_wanted`` is called now and then and raises to stop everything here.

        Raises :class:`NotReadError`, and a ``KenpanError`` that the function itself raises.
        """
        return self.wait_for(self.submit(function, *arguments), still_wanted)

    def wait_for(self, future: "Future[Any]", still_wanted: Callable[[], None] = nothing) -> Any:
        """What became of a task that was begun."""
        try:
            # ``wait`` knows nothing of a future that was cancelled before a thread took it up.
            while not future.done() and not wait([future], _POLL_S).done:
                still_wanted()
        except BaseException:
            self.stop()
            raise
        try:
            return future.result()
        except CancelledError:
            raise Cancelled from None

    def map(
        self, function: str, rows: Iterable[Sequence[Any]], still_wanted: Callable[[], None] = nothing
    ) -> Iterator[Any | NotReadError]:
        """The results for many rows of arguments, in their order; a row that cannot be read gives its error.

        Rows are taken only a few ahead, so that neither they nor results pile up.
        """
        waiting: deque[Future[Any]] = deque()
        for row in rows:
            waiting.append(self.submit(function, *row))
            if len(waiting) >= self._jobs * _AHEAD:
                yield self._result(waiting.popleft(), still_wanted)
        while waiting:
            yield self._result(waiting.popleft(), still_wanted)

    def _result(self, future: "Future[Any]", still_wanted: Callable[[], None]) -> Any | NotReadError:
        try:
            return self.wait_for(future, still_wanted)
        except NotReadError as error:
            return error

    def stop(self) -> None:
        """End all children at once; tasks that are not done raise ``Cancelled``."""
        self._stopped = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            for child in self._children:
                child.end()

    def _do(self, function: str, arguments: tuple[Any, ...]) -> Any:
        child: _Child | None = getattr(self._own, "child", None)
        if child is None:
            child = self._own.child = _Child(self._limits, lambda: self._stopped)
            with self._lock:
                if not self._children:
                    self._clock.start()
                self._children.append(child)
        try:
            if self._stopped:
                raise Cancelled
            return child.ask(function, arguments)
        except NotReadError:
            if self._stopped:
                raise Cancelled from None
            raise

    def _watch(self) -> None:
        """End what goes on for too long."""
        while not self._left.wait(_POLL_S):
            now = time.monotonic()
            with self._lock:
                children = tuple(self._children)
            for child in children:
                child.end_late(now)


class _Child:
    """One child process after the other, used by one thread; only :meth:`end` may come from others."""

    def __init__(self, limits: Limits, is_stopped: Callable[[], bool]) -> None:
        self._limits = limits
        self._is_stopped = is_stopped
        self._process: subprocess.Popen[bytes] | None = None
        self._job: Job | None = None
        self._done = 0
        self._reason: Reason | None = None
        self._deadline = math.inf
        self.in_force: frozenset[str] | None = None

    def ask(self, function: str, arguments: tuple[Any, ...]) -> Any:
        if self._done >= self._limits.tasks:
            self.close()
        self._reason = None
        self._deadline = time.monotonic() + self._limits.wall_s
        try:
            answer = self._answer(function, arguments)
        finally:
            self._deadline = math.inf
        self._done += 1
        if "refused" in answer:
            raise _refused(answer["refused"])
        if "done" not in answer:
            raise NotReadError("memory" if answer.get("failed") == "memory" else "broken")
        return answer["done"]

    def _answer(self, function: str, arguments: tuple[Any, ...]) -> dict[str, Any]:
        try:
            process = self._started()
            assert process.stdin is not None and process.stdout is not None
            send(process.stdin, {"function": function, "arguments": arguments})  # type: ignore[arg-type]
            answer = wire.unpack(reading(process.stdout), self._limits.result_mb << 20)  # type: ignore[arg-type]
            if not isinstance(answer, dict):
                raise wire.WireError("no answer")
        except wire.TooLargeError:
            self._reason = "size"
        except wire.WireError:
            self._reason = "broken"
        except (OSError, EOFError):
            pass
        else:
            return answer
        raise NotReadError(self._lost())

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        try:
            self._process = process = subprocess.Popen(
                entry.command(entry.CHILD, str(os.getpid())),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env=entry.environment(),
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            self._reason = "start"
            raise
        if self._is_stopped():  # in between: whoever stopped all children did not see this one
            self.end()
        self._job = hold_child(process, self._limits) if sys.platform == "win32" else None
        assert process.stdin is not None and process.stdout is not None
        _widen(process.stdin.fileno(), process.stdout.fileno())
        send(process.stdin, self._limits._asdict())  # type: ignore[arg-type]
        told = frozenset(wire.unpack(reading(process.stdout), _PIPE_BYTES))  # type: ignore[arg-type]
        self.in_force = told | {"job"} if self._job is not None else told
        self._done = 0
        return process

    def end_late(self, now: float) -> None:
        """End the process if its task should be done by now."""
        if now > self._deadline:
            self._reason = "time"
            self.end()

    def _lost(self) -> Reason:
        """Why the process that did not answer is gone; it is gone afterwards."""
        process = self._process
        if process is None:
            return self._reason or "start"
        if self._reason is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(1.0)  # its end comes right after that of its pipe
        code = process.poll()
        self.end()
        self.close()
        if self._reason is not None:
            return self._reason
        return "time" if code == -getattr(signal, "SIGXCPU", 0) else "broken"

    def end(self) -> None:
        """End the process at once."""
        process = self._process
        if process is not None:
            with suppress(OSError):
                process.kill()

    def close(self) -> None:
        """Nothing more to ask: the process ends by itself, or is ended."""
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            process.wait(1.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if self._job is not None:
            self._job.close()


def _refused(told: Any) -> KenpanError:
    names = ("code", "what", "next_step", "file", "place")
    if not isinstance(told, dict) or not all(isinstance(told.get(name), str) for name in names):
        raise NotReadError("broken")
    return KenpanError(told["code"], told["what"], told["next_step"], file=told["file"], place=told["place"])


def _widen(*handles: int) -> None:
    """Pipes that take a large piece at a time, where the system has such."""
    if sys.platform == "linux":
        import fcntl

        for handle in handles:
            with suppress(OSError):
                fcntl.fcntl(handle, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
