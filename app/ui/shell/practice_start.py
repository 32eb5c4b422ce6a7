"""The demonstration's beginning: a sample with something to find in it, and a ledger in which people have worked.

The first notice is on screen before any of that is made: it all happens in the background, once the sample is open.
"""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from app.language import tr
from app.progress import Progress
from app.signoff.live_parts import for_round, for_run
from app.signoff.signed import Part
from app.training.practice import Practice
from app.training.sample_ahead import DEFECTS
from app.ui.findings import screen_keys as keys
from app.ui.shell.frame import Frame
from app.ui.shell.guide import Guide

if TYPE_CHECKING:
    from app.checks.run import CheckResult
    from app.month.looking.workbench import Workbench

FURNISH_JOB = "practice.furnish"


class PracticeStart(QObject):
    """Ties the window to a practice ledger; everything else follows from the first login. ``guided``: whoever comes in
    is led around, once for each role.
    """

    def __init__(self, window: Frame, practice: Practice, *, guided: bool = False) -> None:
        super().__init__(cast(QObject, window))
        self._guided = guided
        self._window, self._practice = window, practice
        self._screens = window.signoff
        self._screens.practise(practice)
        self._screens.when_known(window.open_sample)
        self._screens.partsKnown.connect(self._furnish)
        window.sample_defects = DEFECTS
        self.guide = Guide(window)
        helping = cast(QMenu, window.menuBar().actions()[-1].menu())
        helping.addAction(tr("案内(&G)")).triggered.connect(self.guide.begin)

    def begin(self) -> None:
        """The first of the people logs in."""
        self._screens.desk.log_in(*self._practice.people[0].enter(), self._window.report_fault)

    def _furnish(self, parts: tuple[Part, ...]) -> None:
        """Once: what is opened after the first medium finds the ledger as it was left."""
        review = self._window.review
        if review is None:
            return
        self._screens.partsKnown.disconnect(self._furnish)
        if self._practice.goes_on:
            self._check(None)
            return
        self._window.jobs.start(
            furnish,
            self._practice,
            review.bench,
            parts,
            on_done=self._check,
            on_error=self._window.report_fault,
            key=FURNISH_JOB,
        )

    def _check(self, _nothing: None) -> None:
        self._screens.desk.refresh()
        if self._window.review is not None:
            self._window.check_quietly()
            page = self._window.findings.page
            assert page is not None
            page.checkDone.connect(self._tell)

    def _tell(self, result: "CheckResult") -> None:
        self.sender().disconnect(self)  # a check that somebody asks for says so itself
        count = sum(result.counts.values())
        if self._guided:
            self.guide.first_time()
            self._screens.desk.sessionChanged.connect(self.guide.first_time)
        self._window.say(f"見本を検査しました。指摘 {count:,} 件（{keys.NEXT} でたどる）")


def furnish(practice: Practice, bench: "Workbench", parts: tuple[Part, ...], progress: Progress) -> None:
    """People, processes and months in every state, into the ledger of :func:`app.training.practice.practice`. Runs off
    the GUI thread.
    """
    from app.month.findings.checking import check
    from app.month.looking.proofing import propose_pieces
    from app.month.reception.facts import medium_facts
    from app.training import practice_jobs
    from app.training.practice_work import change_people, crew, go_home

    progress("練習の準備", 0, 1)
    one = crew(practice, for_round(parts))
    change_people(one)
    medium = medium_facts(bench.media, bench.counts, check(bench), is_sample=bench.is_sample)
    practice_jobs.furnish(one, for_run(parts), propose_pieces(bench, one.sheet.counts).pieces, medium)
    go_home(one)
    practice.keep()  # a ledger that is half furnished is not gone on with
