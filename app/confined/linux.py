"""Linux's own means, through ``ctypes``: what a process may no longer do, and what happens when its parent ends."""

import ctypes
import os
import resource
import sys

_SIGKILL = 9
_PDEATHSIG, _SET_DUMPABLE, _NO_NEW_PRIVS = 1, 4, 38
_NEWUSER, _NEWNET = 0x10000000, 0x40000000
_FILES = 64
_MB = 1 << 20


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def prctl(option: int, value: int) -> bool:
    """Whether the kernel did it."""
    return bool(_libc().prctl(option, ctypes.c_ulong(value), 0, 0, 0) == 0)


def die_with(parent: int) -> None:
    """End this process when the thread that started it ends; at once if that has happened already."""
    prctl(_PDEATHSIG, _SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def keep_out_of_dumps() -> None:
    """No core file of this process, whoever collects them, and no look into its memory by the user's other programs.

    The hard limit stays at one byte, which tells collectors that are fed by a pipe not to begin: see ``no_dump``.
    """
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard if hard in (0, 1) else 1))
    prctl(_SET_DUMPABLE, 0)


def no_dump() -> None:
    """No core file of a program that is started from here: one may be dumped again as soon as it is another program.

    A limit of 0 bytes does not stop a collector that gets dumps through a pipe, one of 1 byte does (core(5)).
    """
    least = 0 if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0 else 1
    resource.setrlimit(resource.RLIMIT_CORE, (least, least))


def close_in(memory_mb: int, parent: int) -> list[str]:
    """Give up everything but reading files and computing; returns what is in force.

    ``limits``, ``parent`` always; ``syscalls`` where the kernel filters system calls (x86-64), else ``network`` where
    it gives an empty network.
    """
    from app.confined.syscalls import deny_syscalls

    die_with(parent)
    keep_out_of_dumps()
    prctl(_NO_NEW_PRIVS, 1)
    bounds = {
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: _FILES,
        resource.RLIMIT_AS: memory_mb * _MB,
    }
    for bound, value in bounds.items():
        resource.setrlimit(bound, (value, value))
    if deny_syscalls():
        return ["limits", "parent", "syscalls"]
    return ["limits", "parent", *(["network"] if _without_network() else [])]


def _without_network() -> bool:
    """An empty network of its own, which only some systems allow a user to make."""
    if sys.platform != "linux":
        return False
    unshare = _libc().unshare
    return bool(unshare(_NEWNET) == 0 or unshare(_NEWUSER | _NEWNET) == 0)


def allow_cpu(seconds: int) -> None:
    """Processor time from now on; the process is ended when it is used up."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
