"""From a finding to its record on the review screen, with the bytes lit and the page in front that prints them."""

from app.checks.model import Finding
from app.ui.review.review_page import ENVELOPE_TAB, ReviewPage

_WINDOW = "window."


def show_in_review(review: ReviewPage, finding: Finding) -> bool:
    """Show the record of a finding; ``False`` if there is none to show (a whole file, or a file that is not open)."""
    record, bench = finding.record, review.bench
    if record is None or finding.file not in bench.names or record >= bench.record_count(finding.file):
        return False
    span = None
    if finding.offset is not None and finding.length:
        span = (finding.offset, finding.offset + finding.length)
    review.selection.show(finding.file, record, span)
    tab = _tab(review, finding)
    if tab is not None:
        review.tabs.setCurrentIndex(tab)
    return True


def _tab(review: ReviewPage, finding: Finding) -> int | None:
    """The page that prints the bytes; the one in front if it does, ``None`` if none does."""
    if finding.rule.startswith(_WINDOW):
        return ENVELOPE_TAB
    printing = [number for number, page in enumerate(review.pages) if page.lit(review.selection.span)]
    front = review.tabs.currentIndex()
    return front if front in printing else next(iter(printing), None)
