"""From screen to screen: the rail, 今日, and what each of them leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from PySide6.QtWidgets import QWidget

from app.ui.kit.words import named_month
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame
from app.ui.shell.screens import SCREENS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from app.month.today import Goal
    from app.notice.piece_id import PieceRun
    from app.signoff.signed import Part
    from app.signoff.warm_up_model import Required


class _After(NamedTuple):
    """What a warm-up came before: its process and month, what goes on when it is passed, and where else to go."""

    process: str
    month: str
    go_on: Callable[[], None]
    back: Callable[[], None]


OF_MONTH = ("redirects", "tally", "papers", "incidents")
"""Screens of one month that the open medium, the ledger or a person changes."""


class Navigation:
    """A part of the screens that need a person."""

    desk: Desk
    today: Any
    board: Any
    round: Any
    approval: Any
    choose: Any
    reception: Any
    comparison: Any
    dummies: Any
    redirects: Any
    tally: Any
    papers: Any
    incidents: Any
    delivery: Any
    learning: Any
    drill: Any
    _window: Frame
    _live: tuple[Part, ...] | None
    _round_id: str
    _run: PieceRun | None = None
    _after_drill: _After | None = None

    @property
    def home(self) -> QWidget:
        """The page on which the person begins."""
        from app.month.today import landing

        return cast(QWidget, cast(Any, self).page(landing(self.desk.roles)))

    def show_home(self) -> None:
        """今日, or where whoever has no rights in the month begins."""
        cast(Any, self).show_page(self.home)

    def open_screen(self, name: str) -> None:
        """A screen of the rail."""
        own = {
            "board": cast(Any, self).show_board,
            "media": self._window.show_media,
            "findings": self._window.show_findings,
            "round": self._show_current_round,
            "compare": self.show_comparison,
            "dummies": self.show_dummies,
            "redirects": self.show_redirects,
            "tally": self.show_tally,
            "papers": self.show_papers,
            "incidents": self.show_incidents,
            "delivery": self.show_delivery,
        }
        if name in own:
            own[name]()
        else:
            cast(Any, self).show_page(cast(Any, self).page(name))

    def go(self, goal: Goal) -> None:
        """Where the work of a card of 今日 is done."""
        if goal.screen == "board":
            cast(Any, self).show_board()
            self.board.list.go_to(goal.key)
        elif goal.screen == "reception":
            self.show_reception(goal.key)
        elif goal.screen == "dummies":
            self.show_dummies(goal.key)
        elif goal.screen == "redirects":
            self.show_redirects(goal.key)
        elif goal.screen == "tally":
            self.show_tally(goal.key)
        elif goal.screen == "papers":
            self.show_papers(goal.key)
        elif goal.screen == "incidents":
            self.show_incidents(goal.key)
        elif goal.screen == "drill":
            self.show_warm_up(goal.key)
        elif goal.screen == "round":
            cast(Any, self).show_round(goal.key)
        elif goal.screen == "decision":
            cast(Any, self).show_decision(goal.key)
        else:
            self.open_screen(goal.screen)

    def show_reception(self, month_id: str) -> None:
        """受入 of a month."""
        cast(Any, self).show_page(self.reception)
        self.reception.show_month(month_id)

    def show_comparison(self) -> None:
        """照合 of the open medium's print."""
        cast(Any, self).show_page(self.comparison)
        self.comparison.renew()
        self.comparison.take_keyboard()

    def show_dummies(self, month_id: str = "") -> None:
        """ダミー of a month."""
        cast(Any, self).show_page(self.dummies)
        self.dummies.show_month(month_id or self._this_month())

    def show_redirects(self, month_id: str = "") -> None:
        """別送引抜 of a month."""
        cast(Any, self).show_page(self.redirects)
        self.redirects.show_month(month_id or self._this_month())

    def show_tally(self, month_id: str = "") -> None:
        """件数 of a month."""
        cast(Any, self).show_page(self.tally)
        self.tally.show_month(month_id or self._this_month())

    def show_papers(self, month_id: str = "") -> None:
        """報告 of a month."""
        cast(Any, self).show_page(self.papers)
        self.papers.show_month(month_id or self._this_month())

    def show_incidents(self, month_id: str = "") -> None:
        """事故 of a month."""
        month = month_id or self._this_month()
        self.tally.logs.show_month(month)  # the month's logs say how far each piece went
        cast(Any, self).show_page(self.incidents)
        self.incidents.show_month(month)

    def show_delivery(self) -> None:
        """配信."""
        cast(Any, self).show_page(self.delivery)
        self.delivery.renew()

    def _this_month(self) -> str:
        """The id of the open medium's month, else of the newest; empty where there is none."""
        from app.signoff.binding import MEDIA
        from app.signoff.gates import medium_of

        months = sorted(self.desk.state.months.values(), key=lambda one: (one.period, one.opened.seq))
        medium = next((part.sha256 for part in self._live or () if part.name == MEDIA), "")
        own = [one.id for one in months if medium and medium_of(one) == medium] or [one.id for one in months]
        return own[-1] if own else ""

    def show_learning(self) -> None:
        """様式の測定, from the print files that are chosen in 照合."""
        cast(Any, self).show_page(self.learning)
        self.learning.begin(self.comparison.setup.files)

    def show_drill(self) -> None:
        """欠陥を見つける練習."""
        cast(Any, self).show_page(self.drill)
        self.drill.begin()

    def show_warm_up(self, scope: str) -> None:
        """The warm-up that a process or a month (its id) asks of this person, and back to 今日."""
        of = {"month": scope} if scope in self.desk.state.months else {"process": scope}
        if self.warmed_up(self.show_home, self.show_home, **of):
            self.show_home()

    def leave_drill(self) -> None:
        """Back to what the warm-up came before, or to 研修."""
        after, self._after_drill = self._after_drill, None
        if after is None:
            self.open_screen("lessons")
        else:
            (after.back if self._lacking(after.process, after.month) else after.go_on)()

    def may_check(self, round_id: str, go_on: Callable[[], None]) -> bool:
        """:meth:`warmed_up`, as far as pieces of the round are checked now."""
        one = self.desk.state.rounds.get(round_id)
        back = lambda: cast(Any, self).show_round(round_id)  # noqa: E731
        return one is None or one.state != "checking" or self.warmed_up(go_on, back, process=one.process)

    def may_sign(self, signed: Collection[str]) -> bool:
        """:meth:`warmed_up` before a signature of these kinds, on the screen where it is asked for."""
        from app.signoff.warm_ups import OF_MONTH, OF_PROCESS

        if not OF_MONTH.isdisjoint(signed):
            month = self.dummies.month
            here = lambda: self.show_dummies(month.id)  # noqa: E731
            return month is None or self.warmed_up(here, here, month=month.id)
        one = self.desk.state.rounds.get(self._round_id)
        if one is None or OF_PROCESS.isdisjoint(signed):
            return True
        held, back = cast(Any, self).piece_in_hand, lambda: cast(Any, self).show_round(one.id)
        go_on = back if held is None else lambda: cast(Any, self).show_piece(one.id, held.number)
        return self.warmed_up(go_on, back, process=one.process)

    def warmed_up(
        self, go_on: Callable[[], None], back: Callable[[], None], *, process: str = "", month: str = ""
    ) -> bool:
        """Whether this person may sign checks of a process or month today; who may not yet is led to the warm-up, and
        from there on to what they wanted, or ``back`` where they leave it without having passed.
        """
        asked = self._lacking(process, month)
        if asked is None:
            return True
        cast(Any, self).show_page(self.drill)
        self.drill.begin(asked)
        self._after_drill = _After(process, month, go_on, back)
        return False

    def _lacking(self, process: str, month: str) -> Required | None:
        from app.signoff.warm_ups import day_of, lacking

        account = self.desk.account
        if account is None or "checker" not in account.roles:
            return None
        return lacking(self.desk.state, account.id, day_of(self.desk.book.clock()), process, month)

    def _take_form(self, folder: Path) -> None:
        self.comparison.setup.forms.set(folder)

    def _show_current_round(self) -> None:
        """The round that was shown last, else the one that is this person's, else the newest."""
        rounds = self.desk.state.rounds
        goals = [card.goal for card in self.today.shown.cards if card.goal.screen in ("round", "decision")]
        if self._round_id in rounds:
            cast(Any, self).show_round(self._round_id)
        elif goals:
            self.go(goals[0])
        elif rounds:
            cast(Any, self).show_round(list(rounds)[-1])

    def screen_of(self, page: QWidget) -> str:
        """Which screen of the rail a page belongs to."""
        belongs = {
            "round": "round",
            "approval": "round",
            "choose": "round",
            "reception": "board",
            "comparison": "compare",
            "dummies": "dummies",
            "redirects": "redirects",
            "tally": "tally",
            "papers": "papers",
            "incidents": "incidents",
            "delivery": "delivery",
            "learning": "compare",
            "drill": "lessons",
        }
        own = (*belongs, *(screen.id for screen in SCREENS))
        found = (name for name in own if page is next(cast(Any, self).made(name), None))
        name = next(found, "media")
        return belongs.get(name, name)

    def _fill_rail(self) -> None:
        """What the person may open, as far as there is something in it."""
        roles, state = self.desk.roles, self.desk.state
        known = self.desk.session is not None
        there = {"round": bool(state.rounds), "exchange": state.exchange.is_on or "admin" in roles}
        allowed = [one.id for one in SCREENS if known and one.may(roles) and there.get(one.needs, True)]
        self._window.rail.show_for(allowed)
        self._window.title.setVisible(known)

    def _count(self, mine: int) -> None:
        self._window.rail.count("today", mine)
        rounds = [
            one for one in self.today.shown.cards if one.group == "mine" and one.goal.screen in ("round", "decision")
        ]
        self._window.rail.count("round", len(rounds))

    def month_here(self) -> str:
        """The month of the open medium, else the only one that is open; empty where that is not clear."""
        from app.signoff.binding import MEDIA
        from app.signoff.gates import medium_of

        if self.desk.session is None:
            return ""
        months = self.desk.state.months.values()
        medium = next((part.sha256 for part in self._live or () if part.name == MEDIA), "")
        own = [one for one in months if medium and medium_of(one) == medium]
        open_ones = [card.title for card in self.today.shown.cards if card.gates]
        month = named_month(own[-1]) if own else open_ones[0] if len(open_ones) == 1 else ""
        return "　".join(filter(None, (month, self._scope())))

    def _scope(self) -> str:
        """The establishment that the person acts for, where forms are received."""
        own, session = self.desk.state.exchange, self.desk.session
        chosen = own.scopes.get(session.account, "") if session is not None else ""
        return f"事業所 {own.establishments[chosen].name}（{chosen}）" if chosen else ""

    def run_here(self) -> PieceRun | None:
        """What the notices of the open medium are made for, as far as the ledger knows."""
        return self._run

    def follow_run(self) -> None:
        """The notice on screen carries the 現品ID that is right now."""
        from app.signoff.piece_runs import here

        in_hand = self._round_id if cast(Any, self).holds_piece else ""
        run = here(self.desk.state, self._live, in_hand)
        if run != self._run:
            self._run = run
            if self._window.review is not None:
                self._window.review.look_again()

    def show_people(self) -> None:
        """人と権限."""
        self.open_screen("people")

    def show_ledger(self) -> None:
        """台帳."""
        self.open_screen("ledger")

    def _back_to_round(self) -> None:
        one = self.desk.state.rounds.get(self._round_id)
        is_mine_to_decide = one is not None and one.state == "signed" and self.desk.may("piece.confirmed")
        if one is None:
            cast(Any, self).show_board()
        elif is_mine_to_decide and self._window.stack.currentWidget() not in cast(Any, self).made("approval"):
            self.show_decision(self._round_id)
        else:
            cast(Any, self).show_round(self._round_id)

    def show_decision(self, round_id: str) -> None:
        """承認・却下."""
        self._round_id = round_id
        cast(Any, self).show_page(self.approval)
        self.approval.show_round(round_id)  # which knows best where the keyboard belongs
