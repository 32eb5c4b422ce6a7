"""Screens are made while nobody types, a piece at a time; pages out of sight follow the ledger one after the other."""

from collections.abc import Iterator
from time import monotonic
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.atlas.atlas_page import AtlasPage
from app.ui.kit import later
from app.ui.kit.later import soon
from app.ui.kit.page_stack import Tabs
from app.ui.shell.building_ahead import BuildingAhead, pieces
from app.ui.shell.frame import Frame
from app.ui.shell.screens import SCREENS
from app.ui.shell.workers import Jobs


class _Window(QWidget):
    """What building ahead knows of a window: a checker is here, nothing is made."""

    class Told(QObject):
        sessionChanged, partsKnown = Signal(), Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.made: list[str] = []
        self.pages: dict[str, QWidget] = {}
        told = self.told = _Window.Told(self)
        self.stack, self.review, self.findings = QStackedWidget(self), None, SimpleNamespace(page=None)
        state, roles = SimpleNamespace(rounds={}), frozenset({"checker"})
        desk = SimpleNamespace(
            session=object(), is_locked=False, roles=roles, state=state, sessionChanged=told.sessionChanged
        )
        self.signoff: Any = SimpleNamespace(
            desk=desk, HALVES={}, made=self._made, page=self._page, partsKnown=told.partsKnown
        )

    def _made(self, *names: str) -> Iterator[QWidget]:
        return (self.pages[name] for name in names if name in self.pages)

    def _page(self, name: str) -> QWidget:
        self.made.append(name)
        self.pages[name] = QWidget(self.stack)
        return self.pages[name]


@pytest.fixture
def window(qapp):
    made = _Window()
    yield made
    made.deleteLater()


def test_every_page_that_a_person_may_open_is_made_once_in_the_order_of_the_rail(window):
    for piece in pieces(cast(Frame, window)):
        piece()
    allowed = [one.id for one in SCREENS if one.may(frozenset({"checker"})) and one.id not in ("media", "findings")]
    assert window.made == [{"compare": "comparison"}.get(name, name) for name in allowed]
    assert list(pieces(cast(Frame, window))) == []


def test_what_belongs_to_an_open_medium_is_made_first(window, bench, qtbot):
    window.review, window.atlas, window.go_to = SimpleNamespace(bench=bench), None, lambda _file, _record: None
    window.findings.page, window.jobs = QWidget(window.stack), Jobs(window)
    ahead = pieces(cast(Frame, window))
    next(ahead)()
    assert isinstance(window.atlas, AtlasPage) and window.made == []
    assert window.stack.indexOf(window.atlas) >= 0 and not window.jobs.busy(), "nothing is counted before it is seen"
    made = window.atlas
    for piece in ahead:
        piece()
    assert window.atlas is made and window.made


def test_a_piece_waits_for_the_code_and_for_whoever_types(window):
    read, put_aside = [False], []
    ahead = BuildingAhead(cast(Frame, window), lambda: read[0], lambda: put_aside.append(True))
    ahead._timer.stop()
    ahead._turn()
    assert window.made == []
    read[0] = True
    ahead._typed = monotonic()
    ahead._turn()
    assert window.made == []
    ahead._typed = 0.0
    ahead._turn()
    assert len(window.made) == 1 and not put_aside
    for _ in range(3 * len(SCREENS)):
        ahead._turn()
    assert put_aside == [True]


def test_pages_out_of_sight_follow_one_in_each_turn_and_the_one_in_sight_at_once(window):
    renewed: list[str] = []
    seen, hidden, other = QWidget(window.stack), QWidget(window.stack), QWidget(window.stack)
    for page in (seen, hidden, other):
        window.stack.addWidget(page)
    calls = {name: soon(page, lambda name=name: renewed.append(name)) for name, page in
             (("hidden", hidden), ("other", other), ("seen", seen))}  # fmt: skip
    for name in ("hidden", "other", "hidden", "seen"):
        calls[name]()
    assert renewed == ["seen"]
    later._later[0].turn()
    assert renewed == ["seen", "hidden"]
    later._later[0].turn()
    assert renewed == ["seen", "hidden", "other"]


def test_a_page_of_tabs_is_made_where_it_stands(window):
    tabs = Tabs(window)
    page = QWidget(tabs.room)
    tabs.addTab(page, "一")
    assert page.parentWidget() is tabs.room and tabs.widget(0) is page
