"""The screens that need a person, each made when it is first wanted: making all of them takes longer than the rest of
a program's start.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from app.language import tr
from app.ui.shell.desk import Desk
from app.ui.shell.frame import Frame
from app.ui.shell.screen import Context
from app.ui.shell.screens import SCREENS
from app.workstation.settings import Settings

if TYPE_CHECKING:
    from app.signoff.checksheet import CheckSheet
    from app.signoff.signed import Part
    from app.ui.board.board_page import BoardPage
    from app.ui.comparison.comparison_page import ComparisonPage
    from app.ui.delivery.delivery_page import DeliveryPage
    from app.ui.drill.drill_page import DrillPage
    from app.ui.dummies.dummies_page import DummiesPage
    from app.ui.incidents.incidents_page import IncidentsPage
    from app.ui.learning.learning_page import LearningPage
    from app.ui.ledger.ledger_page import LedgerPage
    from app.ui.papers.papers_page import PapersPage
    from app.ui.people.people_page import PeoplePage
    from app.ui.reception.reception_page import ReceptionPage
    from app.ui.redirects.redirects_page import RedirectsPage
    from app.ui.rounds.approval_page import ApprovalPage
    from app.ui.rounds.piece_panel import PiecePanel
    from app.ui.rounds.round_page import RoundPage
    from app.ui.tally.tally_page import TallyPage
    from app.ui.today.today_page import TodayPage


class Pages:
    """A part of the screens that need a person. Whoever only tells a screen news asks :meth:`made` for it: a screen
    that is made later looks for itself.
    """

    HALVES: ClassVar = {"tally": "half_tally"}
    """What is made before a page that takes long to make."""

    desk: Desk
    sheet: "CheckSheet"
    _window: Frame
    _owner: QMainWindow
    _settings: Settings
    _live: "tuple[Part, ...] | None"
    _around: Context

    def made(self, *names: str) -> Iterator[Any]:
        """Those of the screens that there are by now."""
        return (self.__dict__[name] for name in names if name in self.__dict__)

    def page(self, name: str) -> Any:
        """The page of the rail's screen of that name; one that wants nothing of the shell needs no property here."""
        if name not in self.__dict__ and not hasattr(type(self), name):
            self.__dict__[name] = self._new(name)
        return getattr(self, name)

    def _new(self, name: str) -> Any:
        make = next(one.make for one in SCREENS if one.id == name)
        assert make is not None
        return self._placed(make(self._around))

    def _placed(self, page: QWidget) -> Any:
        self._window.stack.addWidget(page)
        self._window.kept.restore_page(page)
        return page

    @cached_property
    def today(self) -> "TodayPage":
        """今日."""
        page = self._new("today")
        page.wanted.connect(cast(Any, self).go)
        page.counted.connect(cast(Any, self)._count)
        self.__dict__["today"] = page  # it counts what waits for the person as soon as it is there
        page.renew()
        return cast("TodayPage", page)

    @cached_property
    def board(self) -> "BoardPage":
        """月と工程."""
        from app.month.keeping.month_store import months_root

        page = self._new("board")
        page.stores = lambda: months_root(self.desk.book, self._settings)
        page.roundWanted.connect(cast(Any, self).show_round)
        page.chooseWanted.connect(cast(Any, self).show_choice)
        page.receptionWanted.connect(cast(Any, self).show_reception)
        return cast("BoardPage", page)

    @cached_property
    def people(self) -> "PeoplePage":
        """人と権限."""
        page = self._new("people")
        page.said.connect(self._window.problems.add)
        page.wrote.connect(self._window.say)
        return cast("PeoplePage", page)

    @cached_property
    def ledger(self) -> "LedgerPage":
        """台帳."""
        page = self._new("ledger")
        page.said.connect(self._window.say)
        page.failed.connect(self._window.problems.add)
        return cast("LedgerPage", page)

    @cached_property
    def round(self) -> "RoundPage":
        """検証品."""
        from app.ui.rounds.round_page import RoundPage

        page = RoundPage(self.desk, self.sheet, lambda: self._live, self._settings.scanner, self._window.stack)
        page.pieceWanted.connect(cast(Any, self).show_piece)
        page.decisionWanted.connect(cast(Any, self).show_decision)
        page.replaceWanted.connect(cast(Any, self)._replace_piece)
        page.gaijiReportWanted.connect(cast(Any, self)._report_gaiji)
        page.leaveWanted.connect(cast(Any, self).show_board)
        page.said.connect(self._window.say)
        return cast("RoundPage", self._placed(page))

    @cached_property
    def approval(self) -> "ApprovalPage":
        """承認・却下."""
        from app.ui.rounds.approval_page import ApprovalPage

        page = ApprovalPage(self.desk, self.sheet, lambda: self._live, self._settings.scanner, self._window.stack)
        page.confirmWanted.connect(cast(Any, self).show_piece)
        page.leaveWanted.connect(cast(Any, self)._back_to_round)
        page.decided.connect(cast(Any, self).show_round)
        return cast("ApprovalPage", self._placed(page))

    @cached_property
    def reception(self) -> "ReceptionPage":
        """受入."""
        from app.ui.reception.screen import make_reception

        page = make_reception(self._window, self.desk, self._settings, lambda: self._live)
        page.leaveWanted.connect(cast(Any, self).show_board)
        return page

    @cached_property
    def comparison(self) -> "ComparisonPage":
        """照合."""
        from app.month.keeping.month_store import months_root
        from app.ui.comparison.screen import make_comparison

        stores = lambda: months_root(self.desk.book, self._settings)  # noqa: E731
        page = make_comparison(self._window, self.desk, lambda: self._live, stores)
        page.setup.learnWanted.connect(cast(Any, self).show_learning)
        page.compared.connect(lambda: [panel.refresh() for panel in self.made("piece")])
        return page

    @cached_property
    def learning(self) -> "LearningPage":
        """様式の測定."""
        from app.ui.learning.screen import make_learning

        page = make_learning(self._window, self.desk)
        page.leaveWanted.connect(cast(Any, self).show_comparison)
        page.written.connect(cast(Any, self)._take_form)
        return page

    @cached_property
    def dummies(self) -> "DummiesPage":
        """ダミー."""
        from app.ui.dummies.screen import make_dummies

        page = make_dummies(self._window, self.desk, lambda: self._live, self._settings.scanner)
        page.leaveWanted.connect(cast(Any, self).show_home)
        return page

    @cached_property
    def redirects(self) -> "RedirectsPage":
        """別送引抜."""
        from app.month.keeping.month_store import months_root
        from app.ui.redirects.screen import make_redirects

        stores = lambda: months_root(self.desk.book, self._settings)  # noqa: E731
        page = make_redirects(self._window, self.desk, stores, lambda: self._live, self._settings.scanner)
        page.leaveWanted.connect(cast(Any, self).show_home)
        return page

    @cached_property
    def half_tally(self) -> "TallyPage":
        """件数 with its first tab."""
        from app.month.keeping.month_store import months_root
        from app.ui.tally.screen import begin_tally

        stores = lambda: months_root(self.desk.book, self._settings)  # noqa: E731
        return begin_tally(self._window, self.desk, stores, lambda: self._live, self._settings.scanner)

    @cached_property
    def tally(self) -> "TallyPage":
        """件数."""
        from app.ui.tally.screen import make_tally

        page = make_tally(self._window, self.desk, self.half_tally, lambda: self._live)
        page.counts.forms = self._settings.paper_forms
        page.leaveWanted.connect(cast(Any, self).show_home)
        return page

    @cached_property
    def papers(self) -> "PapersPage":
        """報告."""
        from app.ui.papers.screen import make_papers

        page = make_papers(self._window, self.desk, lambda: self._live)
        page.leaveWanted.connect(cast(Any, self).show_home)
        return page

    @cached_property
    def lessons(self) -> QWidget:
        """研修."""
        page = self._new("lessons")
        page.drillWanted.connect(cast(Any, self).show_drill)
        return cast(QWidget, page)

    @cached_property
    def drill(self) -> "DrillPage":
        """欠陥を見つける練習."""
        from app.ui.drill.drill_page import DrillPage
        from app.ui.shell.sample import open_sample

        window, settings = self._window, self._settings
        page = DrillPage(
            self.desk, window.jobs, lambda progress: open_sample(progress, settings=settings), window.stack
        )
        page.leaveWanted.connect(cast(Any, self).leave_drill)
        page.said.connect(window.say)
        return cast("DrillPage", self._placed(page))

    @cached_property
    def incidents(self) -> "IncidentsPage":
        """事故."""
        from app.ui.incidents.screen import make_incidents

        page = make_incidents(self._window, self.desk, lambda: self.tally.logs.lives)
        page.leaveWanted.connect(cast(Any, self).show_home)
        return page

    @cached_property
    def delivery(self) -> "DeliveryPage":
        """配信."""
        from app.ui.delivery.screen import make_delivery

        page = make_delivery(self._window, self.desk, self._settings)
        page.leaveWanted.connect(cast(Any, self).show_home)
        return page

    @cached_property
    def piece(self) -> "PiecePanel":
        """現品, beside its record."""
        from app.ui.rounds.piece_panel import PiecePanel

        panel = PiecePanel(self.desk, self.sheet, lambda: self._live, self._settings.scanner)
        panel.machine.says = lambda piece: "".join(page.verdict_of(piece) for page in self.made("comparison"))
        panel.recordWanted.connect(self._window.go_to)
        panel.sideWanted.connect(cast(Any, self)._show_side)
        panel.placeWanted.connect(cast(Any, self)._show_place)
        panel.leaveWanted.connect(cast(Any, self)._back_to_round)
        panel.finished.connect(cast(Any, self)._back_to_round)
        dock = QDockWidget(tr("現品"), self._owner)
        dock.setObjectName("piece")
        dock.setWidget(panel)
        dock.setTitleBarWidget(QWidget())  # the panel has a title of its own
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        self._owner.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        dock.hide()
        self._follow(panel)
        return panel

    @property
    def piece_dock(self) -> QDockWidget:
        """Where the piece stands."""
        return cast(QDockWidget, self.piece.parent())

    @property
    def holds_piece(self) -> bool:
        """Whether a piece stands beside its record."""
        return any(panel.parent().isVisible() for panel in self.made("piece"))

    def _follow(self, panel: "PiecePanel") -> None:
        """The panel says which record is on screen."""
        review = self._window.review
        if review is not None:
            review.selection.recordChanged.connect(panel.own_record.follow)
            panel.own_record.follow(review.selection.file, review.selection.record)
