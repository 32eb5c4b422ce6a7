"""Files of a few records, and what the rules find in them."""

import numpy as np

from app.checks.model import FileRule, Finding
from app.checks.rules.content import RULES
from app.checks.view import FileView
from app.media.model import ExpectedFile
from app.records.layouts import Scheme
from app.records.notice_file import notice_file
from tests.notice.records import KOUNEN, SENPO, filled

EXTRACTS = {
    "kounen": {11: "2101", 13: "01", 14: b"\xb2\xdb\xca", 15: "00123", 21: "1"},
    "senpo": {11: "2101", 13: "01", 14: "ABC", 15: "00456", 21: "1"},
}
DETAILS = {"kounen": KOUNEN, "senpo": SENPO}
OF_FILES = tuple(rule for rule in RULES if isinstance(rule, FileRule))
TEXTS = {"kounen": (60, 70, 63, 65, 67), "senpo": (58, 68, 61, 63, 65)}


def first(scheme: Scheme = "kounen", changes=None) -> bytes:
    """A ``00`` that says what :func:`notice` says, with some items changed."""
    postal, name, *lines = (DETAILS[scheme].get(item, "") for item in TEXTS[scheme])
    own = {16: name, 17: postal, 19: "".join(lines), 18: "13101", **EXTRACTS[scheme]}
    return filled(scheme, "00", {3: "2101", 5: "01", 7: "000123"} | own | dict(changes or {}))


def notice(scheme: Scheme = "kounen", changes=None) -> bytes:
    return filled(scheme, "01", DETAILS[scheme] | dict(changes or {}))


def total(notices: int, charges: int, charge_sum: int, receipts: int, receipt_sum: int, code: str = "2101") -> bytes:
    figures = {18: f"{notices:7,}", 22: f"{charges:7,}", 30: f"{receipts:7,}"}
    sums = {item: f"\\{value:,}".rjust(16) for item, value in ((26, charge_sum), (34, receipt_sum))}
    return filled("kounen", "02", {3: code, 12: "    1"} | figures | sums)


ONE = total(1, 1, 3_625_923, 1, 3_040_000)


def view(*records: bytes, scheme: Scheme = "kounen", unsound=()) -> FileView:
    letter = {"kounen": "K", "senpo": "S"}[scheme]
    name = f"ZMGK{letter}#2101"
    expected = ExpectedFile("PAP03", name, scheme, "notices", "21", "東京都")
    sound = np.ones(len(records), dtype=bool)
    sound[list(unsound)] = False
    return FileView(notice_file(name, scheme, b"".join(records)), expected, None, sound)


def findings(looked_at: FileView, rules: tuple[FileRule, ...] = OF_FILES) -> list[Finding]:
    found = []
    for rule in rules:
        for hits in rule.find(looked_at):
            count = len(hits.records)
            assert count
            assert (np.diff(hits.records) >= 0).all()
            offsets, lengths = np.broadcast_to(hits.offset, count), np.broadcast_to(hits.length, count)
            for at in range(count):
                place = (int(hits.records[at]), int(offsets[at]), int(lengths[at]))
                found.append(Finding(rule.name, rule.severity, looked_at.file.name, *place, hits.message(at)))
    return sorted(found, key=lambda one: one.sort_key)


def places(looked_at: FileView) -> list[tuple[str, int, int]]:
    return [(one.rule, one.record, one.offset) for one in findings(looked_at)]
