"""A month is registered, bound to its medium, taken and checked; its run is begun."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from app.japan_time import JST
from app.training.practice_jobs import labels
from app.ui.board.bind_dialog import BindDialog
from app.ui.board.gate_dialogs import GateDialog
from app.ui.board.month_dialog import MonthDialog
from app.ui.board.release_dialog import ReleaseDialog
from app.ui.tour.reception import papers
from tests.ui.at_hand import ALT, CONTROL, ENTER, Answers
from tests.ui.day_people import LEADS
from tests.ui.driving import Hands, until


def _month_comes(hands: Hands) -> None:
    """A month is registered, bound to its medium, taken and checked: all on what was approved once."""
    lead = LEADS[0]
    hands.clock.now += timedelta(days=18)  # its medium was not made before
    hands.to_board()
    hands.opening("G", MonthDialog)
    hands.write("第3巻")
    hands.shot("month_dialog")
    hands.key(ENTER)
    until(lambda: hands.screens.desk.state.months, "the month is registered")
    hands.settle()
    dialog = hands.opening("B", BindDialog)
    dialog.medium.month.setChecked(True)
    hands.write("当月の媒体を受け取った")
    hands.shot("month_bound")
    hands.key(ENTER)
    hands.sign(lead)
    hands.settle()
    hands.window.check_quietly()
    hands.settle()
    _medium_is_taken(hands)
    hands.to_board()
    _close_gate(hands, "check")
    hands.shot("month_ready")


def _medium_is_taken(hands: Hands) -> None:
    """受入 on its page: labels and slips by hand, the lines of the paper 件数表 likewise; recorded, then judged."""
    page = hands.screens.reception
    hands.key("U", with_=ALT)
    until(lambda: page.verdict is not None, "the medium is read")
    assert page.form.fields["disc.title"].hasFocus()
    today = hands.clock.now.astimezone(JST).date()
    hands.write(labels(today)["disc.title"])
    hands.key(ENTER)
    assert page.form.fields["disc.side"].hasFocus() and page.form.marks["disc.title"].text() == "○ 合"
    page.fill_in({**labels(today), **papers(page.medium), "pair.absent": "副は別の端末にある"})
    hands.shot("reception")
    hands.key(ENTER, with_=CONTROL)
    hands.sign(LEADS[0])
    until(lambda: page.act.text().startswith("受入可"), "what was typed is signed")
    hands.key(ENTER, with_=CONTROL)
    hands.shot("gate_reception")
    hands.sign(LEADS[0])
    until(lambda: page.act.text().startswith("受入判定書"), "the medium is taken")
    hands.settle()


def _close_gate(hands: Hands, gate: str) -> None:
    hands.opening("K", GateDialog)
    hands.shot(f"gate_{gate}")
    hands.key(ENTER)
    hands.sign(LEADS[0])

    def is_closed() -> bool:
        (month,) = hands.screens.desk.state.months.values()
        return gate in month.closed

    until(is_closed, f"{gate} is closed")
    hands.settle()


def release(hands: Hands, answers: Answers, settings: Mapping[str, str | Path | None]) -> None:
    """At the board: begin the run, with the settings read again; stops before the signature."""
    dialog = hands.opening("R", ReleaseDialog)
    hands.shot("release_asked")
    hands.give_settings(dialog, answers, settings)
    hands.shot("release")
    hands.key(ENTER)
