"""The rules of the sheet held against the preview, record by record."""

from collections import Counter
from dataclasses import replace

import numpy as np

from app.checks.model import FileRule, Finding
from app.checks.rules.sheet import RULES
from app.checks.view import FileView
from app.equipment.printer import Printer
from app.month.looking.workbench import Workbench
from app.notice.content import ADDRESS_IDS
from app.notice.items import item_specs
from app.notice.postal import TOWN
from app.records.layouts import notice_layouts
from app.records.notice_file import DETAIL, NoticeFile, notice_file
from app.sheet.form_model import Form
from app.sheet.model import Rect
from app.training.gaiji_font import BLANK_CODE, DRAWN_CODES, MISSING_CODES

KOUNEN, SENPO = "ZMGKK#2101", "ZMGKS#2101"
RULE = {rule.name: rule for rule in RULES if isinstance(rule, FileRule)}
KANJI = "見".encode("cp932")


def view_of(bench: Workbench, name: str) -> FileView:
    file = bench.notices[name]
    return FileView(file, bench.media.files[name].expected, Printer(bench.equipment), np.ones(len(file), dtype=bool))


def findings(view: FileView, names=tuple(RULE)) -> list[Finding]:
    found = []
    for name in names:
        rule = RULE[name]
        for hits in rule.find(view):
            count = len(hits.records)
            offsets, lengths = np.broadcast_to(hits.offset, count), np.broadcast_to(hits.length, count)
            runs = np.ones(count, dtype=int) if hits.runs is None else hits.runs
            assert (np.diff(hits.records) > 0).all()
            found += [
                Finding(
                    name,
                    rule.severity,
                    view.file.name,
                    int(hits.records[i]),
                    int(offsets[i]),
                    int(lengths[i]),
                    hits.message(i),
                    int(runs[i]),
                )
                for i in range(count)
            ]
    return sorted(found, key=lambda finding: finding.sort_key)


def concerned(view: FileView, finding: Finding) -> set[int]:
    """All notices that a finding speaks of: one, or all of the same office or of the file."""
    details = view.file.rows(DETAIL).tolist()
    if finding.records == 1:
        return {finding.record}
    if (finding.offset, finding.length) == (0, 4):
        own = office_bytes(view.file, finding.record, named=finding.rule != "office.unknown")
        details = [
            row for row in details if office_bytes(view.file, row, named=finding.rule != "office.unknown") == own
        ]
    assert finding.records == len(details)
    assert finding.record == details[0]
    return set(details)


def office_bytes(file: NoticeFile, record: int, *, named: bool) -> bytes:
    """Code and name of the office of a record."""
    name = next(spec.fields[0] for spec in item_specs(file.scheme) if spec.id == "sheet.office_name")
    return file.raw_record(record)[:4] + (file.raw(record, name) if named else b"")


def preview(bench: Workbench, name: str, record: int) -> set[str]:
    """The rules of this stage that one notice breaks, as the preview shows it."""
    look = bench.look(name, record)
    assert look.content is not None
    assert look.sheet is not None
    assert look.envelope is not None
    placed = [item for page in look.sheet.pages for item in page.items]
    parts = [part for item in look.content.items for part in item.parts]
    held = {
        "barcode.unprintable": look.sheet.barcode is None,
        "sheet.overflow": any(item.fit == "overflow" for item in placed),
        "window.hidden": bool(look.envelope.hidden),
        "window.exposed": bool(look.envelope.exposed),
        "gaiji.missing": any(use.state != "drawn" for use in look.gaiji),
        "gaiji.used": any(use.state == "drawn" for use in look.gaiji),
        "gengo.gannen": any(part.edit is not None and part.edit.kind == "gannen" for part in parts),
        "office.unknown": any(item.state == "missing" for item in look.content.items),
        "postal.address": not_in_town_as_read(bench, look.content),
    }
    return {rule for rule, broken in held.items() if broken}


def not_in_town_as_read(bench, content) -> bool:
    code = content.item("sheet.postal").text.strip().replace("-", "")
    dictionary = bench.equipment.postal
    if content.barcode.reason is not None or dictionary.kinds[int(code)] != TOWN:
        return False
    lines = [content.item(item_id).text for item_id in ADDRESS_IDS]
    return not dictionary.split(code, " ".join(line for line in lines if line)).matched


def assert_rules_and_preview_agree(bench: Workbench, name: str, *, needed: set[str]) -> list[Finding]:
    view = view_of(bench, name)
    by_rules = {record: set() for record in view.file.rows(DETAIL).tolist()}
    found = findings(view)
    for finding in found:
        for record in concerned(view, finding):
            by_rules[record].add(finding.rule)
    by_preview = {record: preview(bench, name, record) for record in by_rules}
    assert by_rules == by_preview
    counts = Counter(rule for broken in by_rules.values() for rule in broken)
    assert needed <= set(counts)
    return found


class Changer:
    """Records of a sample with fields changed at random; everything that a field may hold, and what it may not."""

    def __init__(self, file: NoticeFile, seed: int):
        self.file, self.rng = file, np.random.default_rng(seed)
        self.layout = notice_layouts(file.scheme)["01"]
        self.fields = {spec.id: spec.fields for spec in item_specs(file.scheme) if spec.fields}

    def pick(self, values):
        return values[int(self.rng.integers(len(values)))]

    def text(self, width: int, *, wrong: bool) -> bytes:
        """Up to ``width`` bytes: kanji, kana and digits mixed so that line ends fall inside characters.

        ``wrong``: with 外字 that the font lacks and bytes that are no characters, sometimes nothing but these.
        """
        usual, rare = KANJI, [b"1", b"\xb1", "本".encode("cp932"), "\u3000".encode("cp932"), b" "]
        if self.rng.random() < 0.2:
            usual = b"1"
        if wrong:
            rare += [code.to_bytes(2, "big") for code in (DRAWN_CODES[5], BLANK_CODE, min(MISSING_CODES))]
            rare += [b"\x93\x20", b"\xfd", b"\x81"]
            usual = self.pick([usual, b"\xfd"])
        target, raw = width if self.rng.random() < 0.4 else int(self.rng.integers(width + 1)), b""
        while len(raw) < target:
            char = usual if self.rng.random() < 0.8 else self.pick(rare)
            raw += char if len(raw) + len(char) <= target else b"1"
        return raw

    def postal(self) -> bytes:
        known = [b"100-0001", b"1000001", b"100-8111", b"100-8691", b"100-0000", b"153-0042", b"103-0002"]
        return self.pick([*known, b"", b"100", b"100-00", b"10000", b"999-9999", b"1-0001", b"\x93\x20", b"100-000A"])

    def record(self) -> bytes:
        details = self.file.rows(DETAIL)
        raw = bytearray(self.file.raw_record(int(self.pick(details))))

        def put(field, value: bytes):
            raw[field.span] = value[: field.length].ljust(field.length)

        wrong = self.rng.random() < 0.15
        for item_id in (*ADDRESS_IDS, "sheet.name_1", "sheet.name_2"):
            if self.rng.random() < 0.5:
                (field,) = self.fields[item_id]
                put(field, self.text(field.length, wrong=wrong))
        if self.rng.random() < 0.5:
            put(self.fields["sheet.postal"][0], self.postal())
        if self.rng.random() < 0.2:
            raw[:4] = self.pick([b"9999", b"2101", b"2102"])
        if self.rng.random() < 0.2:
            put(self.fields["sheet.office_name"][0], self.text(19, wrong=wrong))
        if self.rng.random() < 0.3:
            dates = [field for field in self.layout.fields if "gannen" in field.flags]
            put(self.pick(dates), self.pick([b" 1", b"1 ", b"  ", b"11", b" 2"]))
        if wrong:
            put(self.fields["front.office_symbol"][-1], self.text(4, wrong=True))
            put(self.fields["front.charge.month"][0], self.text(13, wrong=True))
        return bytes(raw)

    def records(self, count: int) -> bytes:
        return b"".join(sorted(self.record() for _ in range(count)))


def changed(bench: Workbench, name: str, plain: bytes, **equipment) -> Workbench:
    file = notice_file(name, bench.notices[name].scheme, plain)
    marks = {name: np.zeros(len(file), dtype=np.uint8)}
    return replace(bench, notices={name: file}, marks=marks, equipment=replace(bench.equipment, **equipment))


def with_addressee(form: Form, **changes) -> Form:
    return replace(form, stacks=tuple(replace(one, **changes) if one.barcode else one for one in form.stacks))


def with_office(form: Form, **changes) -> Form:
    return replace(form, stacks=tuple(one if one.barcode else replace(one, **changes) for one in form.stacks))


def with_boxes(form: Form, width: float, lines: int, sizes: tuple[float, ...]) -> Form:
    def narrow(box):
        x0, y0, _, y1 = box.rect
        style = replace(box.style, max_lines=lines, sizes_pt=sizes)
        return replace(box, rect=Rect(x0, y0, x0 + width, y1), style=style)

    return replace(form, boxes=tuple(narrow(box) for box in form.boxes))


def with_pieces(form: Form, width: float) -> Form:
    def narrow(piece):
        x0, y0, _, y1 = piece.text
        return replace(piece, text=Rect(x0, y0, x0 + width, y1))

    return replace(form, pieces=tuple(narrow(piece) for piece in form.pieces))


FORMS = {
    "large type only": lambda form: with_addressee(form, steps=form.addressee.steps[:5]),
    "a low room": lambda form: with_addressee(form, rect=Rect(105.5, 67.0, 159.0, 92.0)),
    "no room for the barcode": lambda form: with_addressee(form, rect=Rect(105.5, 67.0, 150.0, 101.5)),
    "a narrow office block": lambda form: with_office(form, rect=Rect(14.0, 86.0, 38.0, 96.0)),
    "one line of narrow boxes": lambda form: with_boxes(form, 22.0, 1, (9.0,)),
    "two lines of narrow boxes": lambda form: with_boxes(form, 12.0, 2, (9.0, 8.0)),
    "boxes narrower than a character": lambda form: with_boxes(form, 2.0, 3, (9.0,)),
    "narrow piece codes": lambda form: with_pieces(form, 8.0),
}
