"""System calls that a child that only reads and computes never needs, refused by the kernel (seccomp, x86-64)."""

import ctypes
import errno
import os
import platform
import struct
import sys

_SECCOMP, _FILTER_MODE = 22, 2
_ARCH_X86_64 = 0xC000003E
_X32 = 0x40000000

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_KILL, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_NR, _ARCH, _ARGUMENTS = 0, 4, 16

_WRITING = os.O_WRONLY | os.O_RDWR | getattr(os, "O_CREAT", 0) | getattr(os, "O_TRUNC", 0)
_CLONE_THREAD = 0x10000

_REFUSED = (
    # connections, and messages to other processes
    *(41, 42, 43, 44, 46, 49, 50, 53, 288, 299, 307),  # socket … sendmmsg
    *(29, 64, 68, 240),  # System V and POSIX shared memory, semaphores, queues
    # other programs and processes
    *(57, 58, 59, 322),  # fork, vfork, execve, execveat
    *(62, 129, 200, 297, 424, 434, 438),  # kill and its kin
    *(101, 310, 311, 440),  # ptrace, memory of other processes
    # changing files
    *(76, 82, 83, 84, 85, 86, 87, 88, 133),  # truncate, rename, mkdir, rmdir, creat, link, unlink, symlink, mknod
    *(90, 91, 92, 93, 94, 132, 188, 189, 190, 197, 198, 199, 235),  # mode, owner, times, attributes
    *(258, 259, 260, 261, 263, 264, 265, 266, 268, 280, 316, 319, 452),  # the same, beside a folder; memfd_create
    # the system
    *(155, 161, 163, 164, 165, 166, 167, 168, 169, 170, 171, 175, 176, 227, 246, 313, 320),
    *(248, 249, 250, 272, 294, 298, 300, 304, 308, 321, 323, 425, 426, 427),
)  # fmt: skip
_UNKNOWN = (435, 437)  # clone3, openat2: their arguments cannot be looked at; libraries then use the older call
_OPEN, _OPENAT, _CLONE, _TGKILL, _PRLIMIT = 2, 257, 56, 234, 302


def deny_syscalls() -> bool:
    """Refuse the calls from now on, also to what libraries load later; ``False`` where that cannot be done."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return False
    filters = b"".join(_program(os.getpid()))
    code = ctypes.create_string_buffer(filters, len(filters))

    class Program(ctypes.Structure):
        _fields_ = (("count", ctypes.c_ushort), ("code", ctypes.c_void_p))

    program = Program(len(filters) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(_SECCOMP, _FILTER_MODE, ctypes.byref(program), 0, 0) == 0)


def _program(pid: int) -> list[bytes]:
    """Classic BPF over the call's number and arguments; every jump is to one of the next instructions."""
    refuse = _step(_RETURN, _ERRNO | errno.EPERM)
    unknown = _step(_RETURN, _ERRNO | errno.ENOSYS)
    allow = _step(_RETURN, _ALLOW)
    steps = [
        _step(_LOAD, _ARCH),
        _step(_EQUAL, _ARCH_X86_64, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NR),
        _step(_AT_LEAST, _X32, 0, 1),
        _step(_RETURN, _KILL),
    ]
    for number in _REFUSED:
        steps += [_step(_EQUAL, number, 0, 1), refuse]
    for number in _UNKNOWN:
        steps += [_step(_EQUAL, number, 0, 1), unknown]
    # Looked at by one argument: opening only to read, threads only, signals only to itself, limits only of itself.
    for number, argument, test, value, good_if_true in (
        (_OPEN, 1, _ANY_BIT, _WRITING, False),
        (_OPENAT, 2, _ANY_BIT, _WRITING, False),
        (_CLONE, 0, _ANY_BIT, _CLONE_THREAD, True),
        (_TGKILL, 0, _EQUAL, pid, True),
        (_PRLIMIT, 0, _EQUAL, 0, True),
    ):
        skip = (1, 0) if good_if_true else (0, 1)
        steps += [
            _step(_EQUAL, number, 0, 4),
            _step(_LOAD, _ARGUMENTS + 8 * argument),
            _step(test, value, *skip),
            refuse,
            allow,
        ]
    return [*steps, allow]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
