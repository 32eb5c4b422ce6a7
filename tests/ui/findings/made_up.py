"""Findings made up, and the page that shows them."""

import threading
from collections import Counter
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.checks.model import Finding
from app.checks.totals import Figures, OfficeLine
from app.errors import KenpanError
from app.month.findings.decisions import ALL_KINDS
from app.ui.findings import findings_model as columns
from app.ui.findings.findings_page import FindingsPage
from app.ui.kit.reason_dialog import ReasonDialog
from tests.patience import PATIENCE_S


def line(office="1301", *, total_ok=True, prints_ok=True, said=100):
    counted = Figures(100, 100, 5_000, 90, 4_000)
    return OfficeLine(
        "kounen", office, "見本", ("ZMGKK#1301",), counted, counted._replace(notices=said), 100, total_ok, prints_ok
    )


def some_findings(bench):
    """Three errors in two groups, two warnings in one, an 情報 and one about the whole medium, in two files."""
    first, second = sorted(bench.notices, key=lambda name: -len(bench.notices[name]))[:2]
    made = [
        Finding("field.numeric", "error", first, 1, 279, 3, "事業所番号（項番15）：数字5桁のはずが「1A」です。"),
        Finding("field.numeric", "error", second, 4, 279, 3, "事業所番号（項番15）：数字5桁のはずが「2B」です。"),
        Finding("field.reserved", "error", first, 2, 900, 4, "予備（項番75）：空白のはずの項目に 3 バイトあります。"),
        Finding("postal.address", "warning", first, 1, 279, 8, "郵便番号「1000001」の町域が住所にありません。"),
        Finding("postal.address", "warning", first, 7, 279, 8, "郵便番号「1000002」の町域が住所にありません。"),
        Finding("gaiji.used", "info", second, 4, 658, 2, "外字 F040 を印字します。\ue000"),
        Finding("volume.missing", "error", "", None, None, None, "ファイルがありません。"),
    ]
    return tuple(sorted(made, key=lambda one: one.sort_key))


def result_with(clean, findings, totals=()):
    counts = dict.fromkeys(clean.counts, 0) | Counter(one.rule for one in findings)
    return replace(clean, findings=tuple(findings), counts=counts, totals=tuple(totals))


class Page:
    """A page whose check answers at once with what it is told."""

    def __init__(self, qtbot, jobs, bench, clean, keeper):
        self.clean, self.qtbot, self.jobs = clean, qtbot, jobs
        self.result = result_with(clean, some_findings(bench), [line()])
        self.widget = FindingsPage(bench, jobs, check=lambda *_: self.result, keeper=keeper)
        qtbot.addWidget(self.widget)
        self.widget.resize(1400, 800)
        self.widget.show()
        self.panel, self.list = self.widget.panel, self.widget.panel.list
        self.chosen = []
        self.widget.findingChosen.connect(self.chosen.append)

    def run(self):
        with self.qtbot.waitSignal(self.widget.checkDone):
            self.widget.run()
        self.list.setFocus()

    def press(self, *keys):
        for key in keys:
            QTest.keyClick(self.list, key)

    def texts(self, column=columns.CONTENT):
        model = self.panel.model
        return [model.index(row, column).data() for row in range(model.rowCount())]

    def dialog(self, kind):
        return next(one for one in self.panel.findChildren(kind) if one.isVisible())

    def give_reason(self, number=2):
        dialog = self.dialog(ReasonDialog)
        dialog.choices[number].click()
        dialog.accept()


class HouseKeeper:
    """Marks in a real ledger, by one of its people; answers at once."""

    def __init__(self, house, who="kensa-1"):
        self.house, self.who, self.wrong = house, who, None

    def entries(self):
        if self.wrong is not None:
            raise self.wrong
        return self.house.book.history(ALL_KINDS)

    def may_write(self):
        return self.who == "kensa-1"

    def keep(self, draft, on_done, on_error):
        try:
            entries = self.house.by(self.who, lambda state, by: draft)
        except KenpanError as error:
            on_error(error)
        else:
            on_done(entries)


def group_row(page):
    """The row of the only group of two findings of one rule, both of one file."""
    model = page.panel.model
    rows = [row for row in range(model.rowCount()) if model.finding_at(row) is None]
    return next(row for row in rows if page.panel._table.findings[model.findings_of(row)[0]].rule == "field.numeric")


def to_group(page):
    page.press(Qt.Key.Key_Home, *[Qt.Key.Key_Down] * group_row(page))


def slow(page):
    """A check that waits until it is let, and then reports and ends."""
    begun, go_on = threading.Event(), threading.Event()

    def work(_bench, progress, _jobs):
        progress("検査", 1, 4)
        begun.set()
        assert go_on.wait(PATIENCE_S)
        progress("検査", 2, 4)
        return page.result

    page.widget._check = work
    return begun, go_on
