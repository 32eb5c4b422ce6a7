"""月間報告書 counts the open medium: sheets made, envelopes posted, what is unknown without the lists."""

from app.month.lists.applying import open_lists, with_lists
from app.month.papers.counting import monthly_counts
from app.records.notice_file import DETAIL
from app.reports.monthly_report import ROWS
from app.training.redirect_zip import PASSWORD, make_redirect_zip


def test_every_notice_is_counted_once_and_every_envelope_goes_one_way(bench, tmp_path):
    notices = sum(len(file.rows(DETAIL)) for file in bench.notices.values())
    alone = monthly_counts(bench)
    assert set(ROWS) <= set(alone) and sum(one.commissioned for one in alone.values()) == notices
    assert all(one.redirected is None and one.posted is None for one in alone.values())
    make_redirect_zip(tmp_path / "lists.zip", bench.notices.values(), share=0.1)
    month = with_lists(bench, open_lists(bench, tmp_path / "lists.zip", PASSWORD))
    counts = monthly_counts(month)
    assert sum(one.commissioned for one in counts.values()) == notices
    assert sum(one.redirected + one.redirected_plain for one in counts.values()) == month.lists.counts["redirect"]
    assert sum(one.pulled_made for one in counts.values()) >= month.lists.counts["pull"] > 0
