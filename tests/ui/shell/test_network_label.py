from dataclasses import replace

import pytest

from app.signoff import exchange
from app.signoff.exchange_kinds import FUND
from app.ui.shell.network_label import NetworkLabel
from app.ui.shell.window import MainWindow
from app.workstation.network import UNKNOWN
from app.workstation.settings import Settings
from tests.ui.known import enter, leave


class Machine:
    """A machine whose cables are put in and out by the test."""

    def __init__(self) -> None:
        self.up: tuple[str, ...] = ()
        self.asked = 0

    def look(self) -> tuple[str, ...]:
        self.asked += 1
        return self.up


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def label(qtbot, themed, jobs, machine):
    made = NetworkLabel(jobs, look=machine.look, look_ms=5)
    qtbot.addWidget(made)
    yield made
    made.watch(False)


def test_nothing_is_said_or_asked_before_media_are_open(label, machine):
    assert label.text() == "" and machine.asked == 0


def test_a_workstation_without_network_says_so(qtbot, label):
    with qtbot.waitSignal(label.changed):
        label.watch(True)
    assert label.text() == "ネットワーク：なし" and label.property("role") == ""
    assert label.interfaces == ()


def test_a_cable_put_in_while_media_are_open_raises_the_alarm(qtbot, label, machine):
    with qtbot.waitSignal(label.changed):
        label.watch(True)
    with qtbot.waitSignal(label.changed) as got:
        machine.up = ("eth0", "wlan0")
    assert got.args == [("eth0", "wlan0")]
    assert label.text() == "！ ネットワーク接続あり：eth0、wlan0" and label.property("role") == "alarm"
    with qtbot.waitSignal(label.changed):
        machine.up = ()
    assert label.property("role") == ""


def test_the_same_answer_is_told_once(qtbot, label, machine):
    told = []
    label.changed.connect(told.append)
    label.watch(True)
    qtbot.waitUntil(lambda: machine.asked >= 4)
    assert told == [()]


def test_after_the_media_are_closed_nothing_is_asked(qtbot, label, machine, jobs):
    label.watch(True)
    qtbot.waitUntil(lambda: label.text() != "")
    label.watch(False)
    assert label.text() == "" and label.interfaces is None
    qtbot.waitUntil(lambda: not jobs.busy())
    assert not label._timer.isActive()


def test_a_machine_that_cannot_be_asked_raises_the_alarm(qtbot, themed, jobs, caplog):
    def broken():
        raise ValueError

    label = NetworkLabel(jobs, look=broken, look_ms=1000)
    qtbot.addWidget(label)
    with qtbot.waitSignal(label.changed):
        label.watch(True)
    assert UNKNOWN in label.text() and label.property("role") == "alarm"
    label.watch(False)


def test_a_cable_ends_the_session_while_forms_are_exchanged(qtbot, themed, house, monkeypatch):
    """Where the settings refuse networks; a code was used, as everybody does by then."""
    monkeypatch.setattr("app.ui.shell.signoff.interfaces_up", lambda: ())
    window = MainWindow(Settings(refuse_media=True), house.book)
    qtbot.addWidget(window)
    screens = window.signoff
    enter(window, house, "kensa-1")
    assert screens.network.interfaces is None
    leave(window)
    house.by("kanri-1", lambda state, by: exchange.begin(state, by, FUND, "見本基金"))
    house.book.refresh()
    house.sessions["kensa-1"] = replace(house.sessions["kensa-1"], with_code=True)
    enter(window, house, "kensa-1")
    qtbot.waitUntil(lambda: screens.network.interfaces == ())
    screens.network._show(("eth0",))
    qtbot.waitUntil(lambda: screens.desk.session is None)
    assert "ログアウトしました" in window.problems.text.text()
    qtbot.waitUntil(lambda: not window.jobs.busy())
    leave(window)
    screens.network.watch(False)
