from types import SimpleNamespace

import pytest

from app.workstation.network import UNKNOWN, interfaces_up, media_permission
from app.workstation.settings import Settings


def one(up: bool, flags: str = "") -> SimpleNamespace:
    return SimpleNamespace(isup=up, flags=flags)


@pytest.mark.parametrize(
    ("stats", "expected"),
    [
        ({}, ()),
        ({"lo": one(True, "up,loopback,running"), "eth0": one(False, "broadcast")}, ()),
        ({"lo": one(True, "up,loopback"), "wlan0": one(True, "up"), "eth0": one(True, "up")}, ("eth0", "wlan0")),
        ({"Loopback Pseudo-Interface 1": one(True), "イーサネット": one(True)}, ("イーサネット",)),
        ({"lo0": one(True), "en0": one(False)}, ()),
        ({"loader0": one(True, "up,broadcast")}, ("loader0",)),
    ],
)
def test_everything_that_is_up_counts_except_loopback(stats, expected):
    assert interfaces_up(lambda: stats) == expected


def test_what_the_system_does_not_say_counts_as_up():
    def silent():
        raise PermissionError

    assert interfaces_up(silent) == (UNKNOWN,)


def test_this_machine_answers():
    assert all(isinstance(name, str) and name for name in interfaces_up())


@pytest.mark.parametrize(
    ("refuse", "interfaces", "refused"),
    [
        (True, ("eth0",), True),
        (True, (), False),
        (False, ("eth0",), False),
        (False, (), False),
        (True, (UNKNOWN,), True),
    ],
)
def test_media_are_refused_only_by_the_setting_and_only_with_a_network(refuse, interfaces, refused):
    error = media_permission(Settings(refuse_media=refuse), interfaces)
    assert (error is not None and error.code == "network.up") is refused


def test_the_refusal_names_every_interface():
    assert "eth0、wlan0" in str(media_permission(Settings(refuse_media=True), ("eth0", "wlan0")))
