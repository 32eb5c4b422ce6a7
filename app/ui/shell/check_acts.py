"""The check of the open volume and its findings, beside the record or file that each is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from app.ui.shell.frame import Frame

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.checks.model import Finding
    from app.ui.findings.findings_dock import FindingsDock
    from app.ui.findings.findings_page import FindingsPage


class CheckActs:
    """A part of the window."""

    findings: FindingsDock
    review: Any
    signoff: Any
    rail: Any
    stack: Any

    def show_rule(self, name: str) -> None:
        """The findings of one rule."""
        page = self.show_findings()
        if page is not None:
            page.panel.go_to_rule(name)

    def show_findings(self) -> FindingsPage | None:
        """検査: the findings beside the record and its sheet, or the file, of the one that is chosen."""
        if self.review is None:
            if self.signoff.desk.session is not None:
                cast(Frame, self).show_media()
            return None
        self.signoff.put_piece_away()
        cast(Frame, self).show_review()
        page = self.findings.show(self.review.bench, self.signoff, cast(Any, self).writer)
        self.review.stand_beside("finding")
        self.rail.mark("findings")
        page.panel.go()
        return page

    def hide_findings(self) -> None:
        """Something else than findings is on screen."""
        if self.findings.is_shown:
            self.findings.hide()
            if self.review is not None:
                self.review.stand_beside("")

    def run_check(self) -> None:
        """Check the whole volume and show what is found."""
        page = self.show_findings()
        if page is not None:
            page.run()

    def check_quietly(self) -> None:
        """Check the whole volume; what is found comes up when it is asked for."""
        if self.review is not None:
            self.findings.prepare(self.review.bench, self.signoff, cast(Any, self).writer).run()

    def _go_to_finding(self, finding: Finding) -> None:
        from app.ui.findings.file_page import show_in_review

        if self.review is None:
            return
        if show_in_review(self.review, finding):
            cast(Frame, self).show_review()
            after = None if self.findings.page is None else self.findings.page.panel.following()
            if after is not None and after.record is not None:
                self.review.ahead.expect(after.file, after.record)
        else:
            page = self.findings.file_of(finding)
            if self.stack.indexOf(page) < 0:
                self.stack.addWidget(page)
            cast(Any, self)._show(page)

    def step_finding(self, step: int) -> None:
        """Walk the findings from wherever the keyboard is."""
        page = self.findings.page
        if page is None or page.checked is None or not self.findings.is_shown:
            page = self.show_findings()
        if page is not None and page.checked is not None:
            page.tabs.setCurrentIndex(0)
            page.panel.step(step)

    def explain_rule(self) -> None:
        """Explain the rule of the finding that is chosen."""
        if not self.findings.is_shown:
            self.show_findings()
        elif self.findings.page is not None:
            self.findings.page.panel.explain()

    def _mark_records(self, marks: dict[str, NDArray[np.uint8]]) -> None:
        if self.review is not None:
            self.review.show_finding_marks(marks)
