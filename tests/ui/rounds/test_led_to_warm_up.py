"""Wherever a warm-up is required, whoever lacks it is led to it, and back to where they were."""

from types import SimpleNamespace

import pytest

from app.month.today import Goal
from app.signoff.warm_up_model import Score
from app.signoff.warm_ups import day_of, passed, require
from app.ui.shell.navigation import Navigation

PASSED = Score(4, 2, 2, 0)


class Screens(Navigation):
    """The ways between the screens, and where they led."""

    def __init__(self, house, who):
        self.house, self.who, self.went = house, who, []
        self.desk = SimpleNamespace(book=house.book)
        self.renew()
        self.drill = SimpleNamespace(begin=lambda asked: self.went.append(("drill", asked.drill)))
        self.dummies = SimpleNamespace(month=None, show_month=lambda month: self.went.append(("dummies", month)))
        self.piece_in_hand = None
        self._round_id = "r1"

    def renew(self):
        self.desk.state = self.house.book.state
        self.desk.account = self.desk.state.accounts[self.house.id_of(self.who)]

    def show_page(self, _page):
        pass

    def show_round(self, round_id):
        self.went.append(("round", round_id))

    def show_piece(self, round_id, number):
        if self.may_check(round_id, lambda: self.show_piece(round_id, number)):
            self.went.append(("piece", number))

    def open_screen(self, name):
        self.went.append((name,))


@pytest.fixture
def led(house):
    house.begin_process()
    house.open_round()
    house.open_month()
    screens = Screens(house, "kensa-1")
    return house, screens


def warm_up(house, who, drill, mark=100):
    house.by(who, lambda _state, _by: passed(day_of(house.book.clock()), drill, mark, PASSED))


def test_from_a_piece_and_back_to_it_when_passed_and_to_the_round_when_not(led):
    house, screens = led
    house.by("hinshitsu-1", lambda state, by: require(state, by, "見逃し", "pairs", 4, 100, process="p1"))
    screens.renew()
    screens.show_piece("r1", 3)
    assert screens.went == [("drill", "pairs")]
    screens.leave_drill()
    assert screens.went[-1] == ("round", "r1"), "not in a circle"
    screens.show_piece("r1", 3)
    warm_up(house, "kensa-1", "pairs")
    screens.renew()
    screens.leave_drill()
    assert screens.went[-1] == ("piece", 3)
    screens.leave_drill()
    assert screens.went[-1] == ("lessons",)


def test_before_a_signature_of_the_round_and_of_a_piece_in_hand(led):
    house, screens = led
    assert screens.may_sign(("round.signed",))
    house.by("hinshitsu-1", lambda state, by: require(state, by, "見逃し", "records", 4, 100, process="p1"))
    screens.renew()
    assert screens.may_sign(("piece.confirmed", "setting.registered"))
    assert not screens.may_sign(("round.signed",))
    screens.leave_drill()
    assert screens.went == [("drill", "records"), ("round", "r1")]
    screens.piece_in_hand = SimpleNamespace(number=7)
    assert not screens.may_sign(("piece.signed",))
    warm_up(house, "kensa-1", "records")
    screens.renew()
    screens.leave_drill()
    assert screens.went[-1] == ("piece", 7)
    assert screens.may_sign(("round.signed",))


def test_from_the_dummies_of_a_month_and_back_whether_passed_or_not(led):
    house, screens = led
    house.by("hinshitsu-1", lambda state, by: require(state, by, "見逃し", "captures", 4, 100, month="m1"))
    screens.renew()
    screens.dummies.month = house.book.state.months["m1"]
    assert not screens.may_sign(("dummies.signed",))
    screens.leave_drill()
    assert screens.went == [("drill", "captures"), ("dummies", "m1")]
    assert not screens.may_sign(("dummy.checked",))
    warm_up(house, "kensa-1", "captures")
    screens.renew()
    screens.leave_drill()
    assert screens.went[-1] == ("dummies", "m1") and screens.may_sign(("dummy.checked",))


def test_a_lead_is_led_nowhere(house):
    house.begin_process()
    house.open_round()
    house.by("hinshitsu-1", lambda state, by: require(state, by, "見逃し", "pairs", 4, 100, process="p1"))
    screens = Screens(house, "hinshitsu-1")
    assert screens.may_sign(("round.signed",)) and screens.went == []


def test_from_a_card_of_today_and_back_to_it(led):
    house, screens = led
    house.by("hinshitsu-1", lambda state, by: require(state, by, "見逃し", "pairs", 4, 100, process="p1"))
    screens.show_home = lambda: screens.went.append(("today",))
    screens.renew()
    screens.go(Goal("drill", "p1"))
    screens.leave_drill()
    assert screens.went == [("drill", "pairs"), ("today",)]
    warm_up(house, "kensa-1", "pairs")
    screens.renew()
    screens.go(Goal("drill", "p1"))
    assert screens.went[-1] == ("today",), "passed elsewhere meanwhile"
