"""Windows' own means: job objects that hold children, no dumps of this process, and labels of volumes.

Every call of the system goes through one function, so that the calls can be looked at where there is no Windows: this
has been written from Microsoft's documentation and was not run there.
"""

import ctypes
import sys
from collections.abc import Callable
from typing import Any

from app.confined.limits import Limits

Call = Callable[..., int]
"""``call("SetErrorMode", 3)``: one function of kernel32 with its arguments; 0 is failure."""

_EXTENDED_LIMITS, _UI_LIMITS = 9, 4
_ACTIVE_PROCESS, _PROCESS_MEMORY, _NO_FAULT_BOX, _KILL_ON_CLOSE = 0x8, 0x100, 0x400, 0x2000
_EVERY_UI_LIMIT = 0xFF
_NO_CRITICAL_BOX, _NO_FAULT_REPORT = 0x1, 0x2
_LONGEST_LABEL = 260
_REPORT_WITHOUT_HEAP, _REPORT_WITHOUT_SCREEN = 0x1, 0x20
_ARGUMENTS = {
    "CreateJobObjectW": (ctypes.c_void_p, ctypes.c_void_p),
    "SetInformationJobObject": (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32),
    "AssignProcessToJobObject": (ctypes.c_void_p, ctypes.c_void_p),
    "CloseHandle": (ctypes.c_void_p,),
    "SetErrorMode": (ctypes.c_uint32,),
    "WerSetFlags": (ctypes.c_uint32,),
    "GetVolumeInformationW": (
        *(ctypes.c_wchar_p, ctypes.c_wchar_p, ctypes.c_uint32),
        *(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p),
        *(ctypes.c_wchar_p, ctypes.c_uint32),
    ),
}


class _Basic(ctypes.Structure):
    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class Extended(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = (
        ("Basic", _Basic),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


class Job:
    """Processes that end when this is closed, or when the process that holds it ends."""

    def __init__(self, handle: int, call: Call) -> None:
        self._handle, self._call = handle, call

    def close(self) -> None:
        """End all that is still running in it."""
        handle, self._handle = self._handle, 0
        if handle:
            self._call("CloseHandle", handle)


def hold_tool(process: Any, call: Call | None = None) -> Job | None:
    """Hold a foreign program (a ``Popen``) and all that it starts; ``None`` if the system does not."""
    return _hold(process, Extended(_Basic(LimitFlags=_KILL_ON_CLOSE)), 0, call or kernel)


def hold_child(process: Any, limits: Limits, call: Call | None = None) -> Job | None:
    """Hold a child of our own: bounded memory, no further process, no clipboard or windows of others."""
    flags = _KILL_ON_CLOSE | _ACTIVE_PROCESS | _PROCESS_MEMORY | _NO_FAULT_BOX
    wanted = Extended(_Basic(LimitFlags=flags, ActiveProcessLimit=1), ProcessMemoryLimit=limits.memory_mb << 20)
    return _hold(process, wanted, _EVERY_UI_LIMIT, call or kernel)


def _hold(process: Any, wanted: Extended, ui_limits: int, call: Call) -> Job | None:
    handle = call("CreateJobObjectW", None, None)
    if not handle:
        return None
    job = Job(handle, call)
    done = call("SetInformationJobObject", handle, _EXTENDED_LIMITS, ctypes.byref(wanted), ctypes.sizeof(wanted))
    if done and ui_limits:
        bits = ctypes.c_uint32(ui_limits)
        done = call("SetInformationJobObject", handle, _UI_LIMITS, ctypes.byref(bits), ctypes.sizeof(bits))
    if done and call("AssignProcessToJobObject", handle, int(process._handle)):
        return job
    job.close()
    return None


def keep_out_of_dumps(call: Call | None = None) -> None:
    """No error reports with memory of this process; children inherit it."""
    call = call or kernel
    call("SetErrorMode", _NO_CRITICAL_BOX | _NO_FAULT_REPORT)
    call("WerSetFlags", _REPORT_WITHOUT_HEAP | _REPORT_WITHOUT_SCREEN)


def volume_label(root: str, call: Call | None = None) -> str | None:
    """The label of the volume at ``D:\\``; ``None`` where there is no medium, or none that has one."""
    name = ctypes.create_unicode_buffer(_LONGEST_LABEL + 1)
    done = (call or kernel)("GetVolumeInformationW", root, name, len(name), None, None, None, None, 0)
    return (name.value or None) if done else None


def kernel(name: str, *arguments: Any) -> int:
    """Call the system; 0 where it has no such function."""
    if sys.platform != "win32":
        return 0
    function = getattr(ctypes.WinDLL("kernel32", use_last_error=True), name)
    function.argtypes = _ARGUMENTS[name]
    function.restype = ctypes.c_void_p if name == "CreateJobObjectW" else ctypes.c_int
    return int(function(*arguments) or 0)
