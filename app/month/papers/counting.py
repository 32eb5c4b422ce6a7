"""The figures of 月間報告書 (N 仕様書別紙13-2) from the open medium and its lists."""

from collections.abc import Mapping

from app.month.counts.planning import month_envelopes
from app.month.looking.workbench import Workbench
from app.reports.monthly_report import MonthlyCounts
from app.tally.report_lines import ReportLine, report_lines


def monthly_counts(bench: Workbench) -> Mapping[str, MonthlyCounts]:
    """A row for each 管掌区分, and one for what says none. Without lists, what is redirected or pulled out is unknown.

    Not for the GUI thread.
    """
    listed = bench.lists is not None
    return {one.title: _row(one, listed=listed) for one in report_lines(month_envelopes(bench))}


def _row(one: ReportLine, *, listed: bool) -> MonthlyCounts:
    """引き抜き is posted in bundles, which are an office's and no row's."""
    if not listed:
        return MonthlyCounts(one.made, *(None,) * 8)
    normal, plain = one.posted[True, "normal"], one.posted[False, "normal"]
    sent, sent_plain = one.posted[True, "redirect"], one.posted[False, "redirect"]
    bundles = 0 if one.pulled == 0 else None
    posted = normal + plain + sent + sent_plain
    return MonthlyCounts(one.made, normal, sent, bundles, plain, sent_plain, bundles, one.pulled, posted)
