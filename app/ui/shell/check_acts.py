"""The check of the open volume and its findings, beside the record that each is about."""

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

    def show_rule(self, name: str) -> None:
        """The findings of one rule."""
        page = self.show_findings()
        if page is not None:
            page.panel.go_to_rule(name)

    def show_findings(self) -> FindingsPage | None:
        """検査結果 below the record and its sheet."""
        if self.review is None:
            if self.signoff.desk.session is not None:
                cast(Frame, self).show_media()
            return None
        cast(Frame, self).show_review()
        page = self.findings.show(self.review.bench, self.signoff, cast(Any, self).writer)
        self.rail.mark("findings")
        return page

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
        from app.ui.findings.going import show_in_review

        if self.review is not None and show_in_review(self.review, finding):
            cast(Frame, self).show_review()

    def step_finding(self, step: int) -> None:
        """Walk the findings from wherever the keyboard is."""
        page = self.findings.page
        if page is None or page.checked is None:
            self.show_findings()
        else:
            page.panel.step(step)

    def explain_rule(self) -> None:
        """Explain the rule of the finding that is chosen."""
        if self.findings.page is None:
            self.show_findings()
        else:
            self.findings.page.panel.explain()

    def _mark_records(self, marks: dict[str, NDArray[np.uint8]]) -> None:
        if self.review is not None:
            self.review.show_finding_marks(marks)
