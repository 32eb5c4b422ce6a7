"""What bytes could make a library do, as functions that a limited child is asked to run."""

import ctypes
import os
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path

from app.errors import KenpanError


def double(value):
    return [value, value]


def blob(size):
    return {"picture": bytes(size), "width": 3}


def loop():
    while True:
        pass


def sleep_long():
    signal.pause()


def fill_memory():
    return len(bytes(1 << 34))


def fall_over():
    ctypes.string_at(0)


def give_up():
    os._exit(0)


def raise_something():
    raise RuntimeError("a record")


def refuse():
    raise KenpanError("offices.row", "行が読めません。", "直してください。", file="a\x1b[2J.xlsx", place="行3")


def answer_with_rubbish():
    os.write(3, b"\x80" * 4096)
    os._exit(0)


def give_an_object():
    return object()


def print_much():
    print("x" * 100_000, flush=True)
    return 7


def process():
    return os.getpid()


def modules():
    return sorted(sys.modules)


def bounds():
    names = ("RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NPROC", "RLIMIT_NOFILE", "RLIMIT_AS")
    return {name: list(resource.getrlimit(getattr(resource, name))) for name in names}


def dumpable():
    return ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)


def environment():
    return dict(os.environ)


def try_all(folder, parent):
    """How each act that changes something ends: "done", or the name of the error."""
    inside = Path(folder)
    acts = {
        "read": (inside / "there").read_bytes,
        "overwrite": lambda: (inside / "there").write_bytes(b"x"),
        "append": lambda: os.open(inside / "there", os.O_WRONLY | os.O_APPEND),
        "create": lambda: (inside / "new").write_bytes(b"x"),
        "create empty": (inside / "new").touch,
        "remove": (inside / "there").unlink,
        "rename": lambda: (inside / "there").rename(inside / "new"),
        "truncate": lambda: os.truncate(inside / "there", 0),
        "mode": lambda: (inside / "there").chmod(0),
        "folder": (inside / "new").mkdir,
        "link": lambda: (inside / "new").symlink_to("/"),
        "hard link": lambda: (inside / "new").hardlink_to(inside / "there"),
        "pipe": lambda: os.mkfifo(inside / "new"),
        "internet": lambda: socket.create_connection(("127.0.0.1", 9), 1),
        "socket": lambda: socket.socket(socket.AF_UNIX),
        "program": lambda: subprocess.run(["/bin/true"], check=False),
        "process": os.fork,
        "become": lambda: os.execv("/bin/true", ["/bin/true"]),
        "signal": lambda: os.kill(parent, 0),
        "signal a thread": lambda: ctypes_call("tgkill", 234, parent, parent, 0),
        "more memory": lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
        "limits of others": lambda: resource.prlimit(parent, resource.RLIMIT_NOFILE),
        "memory of others": lambda: os.open(f"/proc/{parent}/mem", os.O_RDWR),
        "own memory": lambda: os.open("/proc/self/mem", os.O_RDWR),
    }
    return {name: _ends(act) for name, act in acts.items()}


def ctypes_call(name, number, *arguments):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, *arguments) != 0:
        raise OSError(ctypes.get_errno(), name)


def _ends(act):
    try:
        act()
    except (OSError, ValueError) as error:
        return type(error).__name__
    return "done"
