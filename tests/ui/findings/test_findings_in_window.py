"""A checker lets a group of findings stand without looking at it, and a lead finds that out: by keys, in the window."""

import pytest
from PySide6.QtCore import Qt

from app.cases.marks import Mark
from app.month.findings.review import KINDS, TOGETHER
from app.ui.kit.reason_dialog import ReasonDialog
from tests.ui.at_hand import ENTER, HOME
from tests.ui.day_people import CHECKERS, LEADS
from tests.ui.driving import until
from tests.ui.working_day import desk_at


@pytest.fixture
def hands(day, tmp_path):
    with desk_at(day, "staffed", tmp_path) as (hands, _answers):
        yield hands


def check(hands, person, day):
    """Log in, open the medium, check it; the list of findings has the keyboard."""
    hands.log_in(person)
    hands.open_medium(day.sample)
    hands.shortcut("Ctrl+Shift+T")
    page = hands.window.findings.page
    until(lambda: page.checked is not None, "the medium is checked")
    hands.settle()
    assert hands.keyboard() is page.panel.list
    return page


def to_warnings(hands, panel):
    """Down to the first group of more than one warning; returns its findings."""
    hands.key(HOME)
    while True:
        row = panel.list.row
        mine = panel.model.findings_of(row)
        found = [panel._table.findings[number] for number in mine]
        if panel.model.finding_at(row) is None and len(found) > 1 and found[0].severity == "warning":
            return found
        hands.key(Qt.Key.Key_Down)


def reason(hands, number):
    dialog = hands.dialog(ReasonDialog)
    said = dialog.windowTitle()
    hands.key(str(number))
    until(dialog.reason, "a reason is chosen")
    hands.key(ENTER)
    hands.settle()
    return said


def test_what_a_checker_let_stand_unseen_is_on_the_leads_list_and_keeps_its_marks(hands, day):
    page = check(hands, CHECKERS[0], day)
    panel = page.panel
    group = to_warnings(hands, panel)
    hands.key("M")
    assert reason(hands, 2) == "まとめて確認済にする"
    assert panel.marks.together.sum() == len(group)
    entry = hands.screens.desk.book.history(tuple(KINDS))[-1]
    assert entry.data["how"] == "together" and entry.data["reason"].startswith(TOGETHER)
    hands.shot("together")
    hands.log_out()

    page = check(hands, LEADS[0], day)
    panel, review = page.panel, hands.window.review
    assert panel.filters.together.text() == f"△ まとめて {len(group)} 件"
    hands.key("4")
    assert len(panel._shown.order) == len(group)
    hands.shot("leads_list")
    hands.key("N")
    first = panel.chosen
    assert (review.selection.file, review.selection.record) == (first.file, first.record)
    assert marked(review, first)
    hands.key("M")
    assert reason(hands, 3) == "確認済にする"
    others = [one for one in page.checked.result.findings if one.file == first.file and one.record == first.record]
    assert marked(review, first) == any(one.severity == "warning" for one in others if one != first)
    assert panel.filters.together.text() == f"△ まとめて {len(group) - 1} 件"


def marked(review, finding):
    return bool(review._listed(finding.file).marks[finding.record] & Mark.WARNING)
