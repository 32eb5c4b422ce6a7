"""Children that read foreign bytes: whatever these do, the parent gets a result or a reason."""

import os
import select
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from pathlib import Path

import psutil
import pytest

from app.confined import entry
from app.confined.children import Children, run
from app.confined.limits import Limits, NotReadError
from app.errors import Cancelled, KenpanError
from tests.rows import each_row

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at Linux's processes")

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "tests.confined.hostile"
SHORT = Limits(cpu_s=1, wall_s=20.0, result_mb=4)


@pytest.fixture(scope="module")
def children():
    with Children(1, SHORT) as made:
        yield made


def reason(children, name, *arguments):
    with pytest.raises(NotReadError) as caught:
        children.run(f"{HOSTILE}:{name}", *arguments)
    assert caught.value.what
    return caught.value.reason


def has_ended(pid):
    """Whether the process ends within half a minute."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 30)[0])
    finally:
        os.close(handle)


@each_row(
    "value", [None, True, 0, -3, 1.5, "検版\ue000\x00", b"", b"\0\xff", [b"a", [b"b", "c"]], {"a": {"b": b"c"}, "": []}]
)
def test_values_go_there_and_back(children, value):
    assert children.run(f"{HOSTILE}:double", value) == [value, value]


def test_large_bytes_go_there_and_back(children):
    sent = os.urandom(1_900_000)
    assert children.run(f"{HOSTILE}:double", sent) == [sent, sent]


@each_row(
    ("name", "expected"),
    [
        ("loop", "time"),
        ("fill_memory", "memory"),
        ("fall_over", "broken"),
        ("give_up", "broken"),
        ("raise_something", "broken"),
        ("answer_with_rubbish", "broken"),
        ("give_an_object", "broken"),
        ("not_there", "broken"),
    ],
)
def test_a_child_that_breaks_gives_a_reason_and_the_next_task_is_done(children, name, expected):
    assert reason(children, name) == expected
    assert children.run(f"{HOSTILE}:double", 1) == [1, 1]


def test_a_result_beyond_the_bound_is_not_taken(children):
    assert len(children.run(f"{HOSTILE}:blob", 3 << 20)["picture"]) == 3 << 20
    assert reason(children, "blob", 5 << 20) == "size"
    assert children.run(f"{HOSTILE}:double", 1) == [1, 1]


def test_what_waits_for_ever_is_ended_by_the_clock():
    with Children(1, SHORT._replace(wall_s=0.5)) as children:
        assert reason(children, "sleep_long") == "time"


def test_a_child_that_is_killed_gives_a_reason():
    before = children_here()
    with Children(1) as children:
        future = children.submit(f"{HOSTILE}:sleep_long")
        while not (started := children_here() - before):
            pass
        os.kill(started.pop(), signal.SIGKILL)
        with pytest.raises(NotReadError):
            children.wait_for(future)


def children_here():
    """Processes that this one has started and that are still there."""
    return {child.pid for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE}


def test_a_refusal_comes_through_with_everything_shown(children):
    with pytest.raises(KenpanError) as caught:
        children.run(f"{HOSTILE}:refuse")
    error = caught.value
    assert (error.code, error.file, error.place) == ("offices.row", "a〔U+001B〕[2J.xlsx", "行3")
    assert str(error).endswith("行が読めません。直してください。")


def test_what_a_library_prints_is_no_result(children):
    assert children.run(f"{HOSTILE}:print_much") == 7


def test_a_child_can_change_nothing_outside(children, tmp_path):
    (tmp_path / "there").write_bytes(b"content")
    ends = children.run(f"{HOSTILE}:try_all", str(tmp_path), os.getpid())
    assert ends.pop("read") == "done"
    if "syscalls" not in children.in_force:
        pytest.skip("no filter of system calls here")
    assert {name: end for name, end in ends.items() if end == "done"} == {}
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("there", b"content")]


def test_limits_are_set_for_good(children):
    bounds = children.run(f"{HOSTILE}:bounds")
    assert bounds["RLIMIT_AS"] == [SHORT.memory_mb << 20] * 2
    assert bounds["RLIMIT_FSIZE"] == bounds["RLIMIT_NPROC"] == [0, 0]
    assert bounds["RLIMIT_NOFILE"] == [64, 64]
    assert bounds["RLIMIT_CORE"][0] == 0
    assert children.run(f"{HOSTILE}:dumpable") == 0
    assert {"limits", "parent"} <= children.in_force


def test_a_child_knows_no_secret_of_the_environment(children, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "secret")
    with Children() as own:
        assert "PGPASSWORD" not in own.run(f"{HOSTILE}:environment")


def test_a_child_starts_without_the_large_libraries(children):
    loaded = set(children.run(f"{HOSTILE}:modules"))
    heavy = {"PySide6", "sqlalchemy", "openpyxl", "numpy", "pymupdf", "fontTools", "app.commands.main", "app.month"}
    assert not heavy & loaded


def test_one_child_does_many_tasks_and_is_replaced_after_a_while():
    with Children(1, Limits(tasks=3)) as children:
        pids = [children.run(f"{HOSTILE}:process") for _ in range(7)]
    assert [len(set(pids[at : at + 3])) for at in (0, 3)] == [1, 1]
    assert len(set(pids)) == 3
    assert all(map(has_ended, pids))


def test_none_is_started_before_there_is_a_task():
    before = set(threading.enumerate()), children_here()
    with Children(2) as children:
        assert children.in_force == frozenset()
        assert (set(threading.enumerate()), children_here()) == before


def test_results_come_in_the_order_of_the_rows_and_a_bad_row_spoils_no_other():
    rows = [(f"{n}",) for n in range(10)]
    taken = []

    def lazy():
        for row in rows:
            taken.append(row)
            yield row

    with Children(2) as children:
        found = children.map(f"{HOSTILE}:double", lazy())
        assert next(found) == ["0", "0"]
        assert len(taken) <= 6
        assert list(found) == [[row[0], row[0]] for row in rows[1:]]
        mixed = list(children.map(f"{HOSTILE}:blob", [(1,), ("no size",), (2,)]))
    assert [type(one) for one in mixed] == [dict, NotReadError, dict]


def test_stopping_ends_the_children_at_once_and_leaves_no_thread():
    threads, before = set(threading.enumerate()), children_here()
    seen = []

    def stop():
        seen.extend(children_here() - before)
        if seen:
            raise Cancelled

    with pytest.raises(Cancelled):
        run(f"{HOSTILE}:sleep_long", still_wanted=stop)
    assert has_ended(seen[0])
    assert set(threading.enumerate()) == threads


def test_tasks_that_wait_when_it_is_stopped_are_not_done():
    with Children(1) as children:
        futures = [children.submit(f"{HOSTILE}:sleep_long") for _ in range(3)]
        children.stop()
        for future in futures[1:]:
            assert future.cancelled()
        for future in futures:
            with pytest.raises(Cancelled):
                children.wait_for(future)


def test_whoever_waits_for_a_task_that_was_never_begun_is_told_that_it_was_stopped(monkeypatch):
    """All are stopped between a task and the thread that would take it up."""
    with Children(1) as children:
        waiting = Future()
        monkeypatch.setattr(children._pool, "submit", lambda *_task: waiting)
        future = children.submit(f"{HOSTILE}:sleep_long")
        waiting.cancel()
        with pytest.raises(Cancelled):
            children.wait_for(future)


def test_stopped_children_take_nothing_more():
    with Children(1) as children:
        children.stop()
        with pytest.raises(Cancelled):
            children.run(f"{HOSTILE}:double", 1)


def test_a_child_that_starts_while_all_are_stopped_ends_too(monkeypatch):
    starting, stopped, start = threading.Event(), threading.Event(), subprocess.Popen

    def late(*arguments, **named):
        starting.set()
        stopped.wait()
        return start(*arguments, **named)

    with Children(1) as children:
        monkeypatch.setattr("app.confined.children.subprocess.Popen", late)
        future = children.submit(f"{HOSTILE}:sleep_long")
        starting.wait()
        children.stop()
        stopped.set()
        with pytest.raises(Cancelled):
            future.result(30)


PARENT = """
import sys
from app.confined.children import Children
with Children() as children:
    print(children.run("tests.confined.hostile:process"), flush=True)
    children.run("tests.confined.hostile:sleep_long")
"""


def test_a_child_ends_with_its_parent():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", PARENT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    assert has_ended(child)


def test_the_built_program_starts_itself(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/kenpan/kenpan")
    assert entry.command(entry.CHILD, "12") == ["/opt/kenpan/kenpan", "--confined-child", "12"]


def test_the_programs_entry_knows_the_hidden_roles():
    """Asked as the built program is: nobody asks anything, so the child ends at once and says nothing."""
    done = subprocess.run(
        [sys.executable, "-m", "app", "--confined-child", str(os.getpid())],
        input=b"",
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_an_ordinary_command_line_is_no_role():
    assert not entry.begin([])
    assert not entry.begin(["show", "--confined-child"])
