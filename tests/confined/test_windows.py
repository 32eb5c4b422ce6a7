"""What is asked of Windows, as recorded calls: none of it has been run there."""

import ctypes
from types import SimpleNamespace

from app.confined import windows
from app.confined.limits import Limits

PROCESS = SimpleNamespace(_handle=77)


class Recorder:
    """Answers every call and keeps it; structures as they were at that moment."""

    def __init__(self, **answers):
        self.calls = []
        self.limits = []
        self._answers = {"CreateJobObjectW": 400, **answers}

    def __call__(self, name, *arguments):
        if name == "SetInformationJobObject":
            job, kind, pointer, size = arguments
            content = windows.Extended if kind == 9 else ctypes.c_uint32
            assert size == ctypes.sizeof(content)
            self.limits.append(content.from_buffer_copy(pointer._obj))
            arguments = (job, kind)
        self.calls.append((name, *arguments))
        return self._answers.get(name, 1)


def test_a_tool_is_held_with_all_that_it_starts_and_ends_with_the_job():
    call = Recorder()
    job = windows.hold_tool(PROCESS, call)
    assert call.limits[0].Basic.LimitFlags == 0x2000
    job.close()
    job.close()
    assert call.calls == [
        ("CreateJobObjectW", None, None),
        ("SetInformationJobObject", 400, 9),
        ("AssignProcessToJobObject", 400, 77),
        ("CloseHandle", 400),
    ]


def test_a_child_gets_bounded_memory_no_processes_and_no_windows_of_others():
    call = Recorder()
    assert windows.hold_child(PROCESS, Limits(memory_mb=300), call) is not None
    extended, ui_limits = call.limits
    assert extended.Basic.LimitFlags == 0x2000 | 0x400 | 0x100 | 0x8
    assert (extended.Basic.ActiveProcessLimit, extended.ProcessMemoryLimit) == (1, 300 << 20)
    assert ui_limits.value == 0xFF
    assert call.calls[-1] == ("AssignProcessToJobObject", 400, 77)


def test_the_structure_has_the_size_that_the_system_expects():
    assert ctypes.sizeof(windows.Extended) == (144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112)


def test_a_system_that_refuses_holds_nothing_and_no_handle_stays_open():
    assert windows.hold_tool(PROCESS, Recorder(CreateJobObjectW=0)) is None
    for name in ("SetInformationJobObject", "AssignProcessToJobObject"):
        call = Recorder(**{name: 0})
        assert windows.hold_child(PROCESS, Limits(), call) is None
        assert call.calls[-1] == ("CloseHandle", 400)


def test_no_error_report_of_this_process_holds_memory():
    call = Recorder()
    windows.keep_out_of_dumps(call)
    assert call.calls == [("SetErrorMode", 0x3), ("WerSetFlags", 0x21)]


def test_the_label_of_a_disc_is_asked_of_its_root():
    asked = []

    def call(name, root, buffer, room, *others):
        asked.append((name, root, room, *others))
        buffer.value = "PAP03A"
        return 1

    assert windows.volume_label("D:\\", call) == "PAP03A"
    assert asked == [("GetVolumeInformationW", "D:\\", 261, None, None, None, None, 0)]
    assert windows.volume_label("D:\\", lambda *_: 0) is None  # no disc in the drive
    assert windows.volume_label("D:\\", lambda *_: 1) is None  # one without a label
    assert len(windows._ARGUMENTS["GetVolumeInformationW"]) == 8


def test_elsewhere_no_call_does_anything():
    assert windows.kernel("SetErrorMode", 3) == 0
