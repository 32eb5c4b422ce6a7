"""The rules of the sheet stage against the preview: what a checker sees of one notice, the rules say of a month."""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.checks.model import Finding
from app.checks.rules.address import not_in_town
from app.checks.rules.blocks import alike, flow_rects, stack_bound, text_block
from app.checks.rules.glyphs import column_gaiji
from app.checks.rules.printing import sheet_of, undecodable
from app.checks.rules.sheet import RULES, volume_findings
from app.checks.rules.windows import box_bound
from app.checks.run import CheckInput, run_checks
from app.checks.view import FileView
from app.equipment.loading import equip
from app.equipment.printer import Printer
from app.errors import KenpanError
from app.media.model import ExpectedFile
from app.month.looking.workbench import Workbench
from app.notice.content import ADDRESS_IDS
from app.notice.items import item_specs
from app.notice.offices import OfficeList
from app.notice.postal import TOWN, PostalDictionary
from app.records.counts import read_count_table
from app.records.layouts import NOTICE_LENGTH, notice_layouts
from app.records.notice_file import DETAIL, NoticeFile, notice_file
from app.records.text import encode, gaiji_codes, to_text, trimmed
from app.resources import resource
from app.sheet.envelope import BarcodeChoice, Envelope, ShowThrough, Tolerance, load_envelope
from app.sheet.fonts import FontSet
from app.sheet.form_model import Form
from app.sheet.forms import load_form
from app.sheet.measured_place import shown_form
from app.sheet.model import Rect
from app.sheet.paper import load_paper
from app.training.build import Notices
from app.training.defects.sheet import PLANTS
from app.training.draft import SampleDraft
from app.training.gaiji_font import BLANK_CODE, DRAWN_CODES, MISSING_CODES
from tests.notice.switching import everything_off, everything_on, switched
from tests.rows import each_row
from tests.sheet.test_measured_place import flow, front, measured
from tests.sheet.test_measured_place import sheet as sheet_side
from tests.sizes import sized, some

KOUNEN, SENPO = "ZMGKK#2101", "ZMGKS#2101"
RULE = {rule.name: rule for rule in RULES}
KANJI = "見".encode("cp932")
POSTAL = {"kounen": 60, "senpo": 58}


# --- looking at a volume -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sample(month) -> Workbench:
    return month.bench


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


def all_findings(bench: Workbench) -> list[Finding]:
    return [finding for name in bench.notices for finding in findings(view_of(bench, name))]


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


# --- a clean sample ------------------------------------------------------------------------------------------------


def without_barcode(file: NoticeFile, record: int) -> bool:
    """As a person reads it: a postal code that is blank, of three or five digits, or ends in 00."""
    text = file.raw(record, notice_layouts(file.scheme)["01"].field(POSTAL[file.scheme])).decode("ascii").strip()
    return re.fullmatch(r"[0-9]{3}-[0-9]{4}", text) is None or text.endswith("00")


def test_a_clean_sample_has_only_the_warnings_that_are_really_there(sample):
    expected = {
        (name, record)
        for name, file in sample.notices.items()
        for record in file.rows(DETAIL).tolist()
        if without_barcode(file, record)
    }
    found = all_findings(sample)
    loud = [finding for finding in found if finding.severity != "info"]
    assert {finding.rule for finding in loud} == {"barcode.unprintable"}
    assert {(finding.file, finding.record) for finding in loud} == expected
    assert len(loud) == len(expected) > 20
    assert {finding.rule for finding in found if finding.severity == "info"} == {"gaiji.used", "gengo.gannen"}


def test_a_file_without_records_and_one_without_sound_records_find_nothing(sample):
    assert findings(view_of(sample, "ZMGKS#3601")) == []
    view = view_of(sample, KOUNEN)
    assert findings(view.with_sound(np.zeros(len(view.file), dtype=bool))) == []


def test_the_same_bytes_give_the_same_findings(sample):
    assert all_findings(sample) == all_findings(sample)


def test_messages_are_japanese_sentences(sample):
    assert all(re.search("[ぁ-ん].*。$", finding.message) for finding in all_findings(sample))


def test_every_rule_explains_itself():
    for rule in RULES:
        assert rule.stage == "sheet"
        assert rule.source.startswith(("委託要領", "仕様書", "電子媒体仕様書", "日本郵便"))
        assert 2 <= rule.explanation.count("。") <= 4
        assert "。" not in rule.title


# --- against the preview -------------------------------------------------------------------------------------------


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


@pytest.mark.parametrize("name", [KOUNEN, SENPO])
def test_rules_and_preview_agree_on_a_sample(sample, name):
    file = sample.notices[name]
    plain = b"".join(file.raw_record(int(row)) for row in file.rows(DETAIL)[: sized(50, 150)])
    assert_rules_and_preview_agree(changed(sample, name, plain), name, needed={"barcode.unprintable"})


@pytest.mark.parametrize("name", [KOUNEN, SENPO])
def test_rules_and_preview_agree_on_changed_records(sample, name):
    plain = Changer(sample.notices[name], 7).records(sized(70, 160))
    needed = set(RULE) - {"window.hidden", "window.exposed", "office.list"}
    assert_rules_and_preview_agree(changed(sample, name, plain), name, needed=needed)


# Forms, envelopes and lists on which things do not fit.


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


@each_row("variant", FORMS)
def test_rules_and_preview_agree_on_another_form(sample, variant):
    forms = {number: FORMS[variant](form) for number, form in sample.equipment.forms.items()}
    plain = Changer(sample.notices[KOUNEN], 11).records(sized(14, 30))
    needed = {"barcode.unprintable" if variant == "no room for the barcode" else "sheet.overflow"}
    assert_rules_and_preview_agree(changed(sample, KOUNEN, plain, forms=forms), KOUNEN, needed=needed)


def test_rules_and_preview_agree_on_a_measured_form(sample):
    """An address that was found to be printed beside the window is hidden, whatever our own form says."""
    printed = measured(sheet_side(flow(84.0, 62.5)), front())
    shown = {number: shown_form(form, printed, "sheet") for number, form in sample.equipment.forms.items()}
    plain = Changer(sample.notices[KOUNEN], 13).records(sized(14, 30))
    assert_rules_and_preview_agree(changed(sample, KOUNEN, plain, measured=shown), KOUNEN, needed={"window.hidden"})


def test_rules_and_preview_agree_on_a_shorter_sheet(sample):
    shorter = equip(None, None, folder=resource("forms", "220mm"))
    plain = Changer(sample.notices[KOUNEN], 12).records(30)
    bench = changed(sample, KOUNEN, plain, forms=shorter.forms, envelope=shorter.envelope, barcode=shorter.barcode)
    assert_rules_and_preview_agree(bench, KOUNEN, needed={"sheet.overflow"})


def test_the_usual_form_on_a_shorter_sheet_is_hidden_by_rules_and_preview(sample):
    envelope = load_envelope(paper=load_paper(resource("forms", "220mm", "paper.toml")))
    plain = Changer(sample.notices[KOUNEN], 14).records(sized(14, 30))
    assert_rules_and_preview_agree(changed(sample, KOUNEN, plain, envelope=envelope), KOUNEN, needed={"window.hidden"})


@pytest.mark.parametrize("name", [KOUNEN, SENPO])
@pytest.mark.parametrize("changes", [everything_on, everything_off])
def test_rules_and_preview_agree_on_what_the_table_switches(sample, name, changes):
    plain = Changer(sample.notices[name], 16).records(sized(14, 30))
    with switched(changes):
        forms = {number: load_form(number) for number in (1, 2)}
        assert_rules_and_preview_agree(changed(sample, name, plain, forms=forms), name, needed={"sheet.overflow"})


def window(envelope: Envelope, name: str, **moved: float) -> Envelope:
    def shifted(one):
        return replace(
            one,
            rect=Rect(*(value + moved.get(side, 0) for side, value in zip(one.rect._fields, one.rect, strict=True))),
        )

    return replace(envelope, windows=tuple(shifted(one) if one.name == name else one for one in envelope.windows))


def strict(envelope: Envelope, name: str, text_mm: float) -> Envelope:
    windows = (replace(one, text_mm=text_mm) if one.name == name else one for one in envelope.windows)
    return replace(envelope, windows=tuple(windows))


def second_window(envelope: Envelope) -> Envelope:
    """Short lines lie deeper in this window than in the first one, which is content with less."""
    first = envelope.window("address")
    x0, y0, x1, y1 = first.rect
    other = replace(first, name="other", rect=Rect(x0 - 5, y0 - 5, x1 - 2.5, y1 + 5), text_mm=20.0)
    return replace(envelope, windows=(*envelope.windows, other))


ENVELOPES = {
    "a narrow window": (lambda own: window(own, "address", x1=-12), "window.hidden"),
    "a low window": (lambda own: window(own, "address", y1=-7), "window.hidden"),
    "a window that begins further down": (lambda own: window(own, "address", y0=4), "window.hidden"),
    "a slightly lower window": (lambda own: window(own, "address", y1=-2.2), "window.hidden"),
    "a narrow office window": (lambda own: window(own, "office", x1=-8), "window.hidden"),
    "an office window with a margin": (lambda own: strict(own, "office", 4.0), "window.hidden"),
    "a second window that wants more room": (second_window, "window.hidden"),
    "large tolerances": (
        lambda own: replace(own, tolerances=(*own.tolerances, Tolerance("x", 1.5, 1.5))),
        "window.hidden",
    ),
    "a window over the piece code": (lambda own: window(own, "office", y0=-60), "window.exposed"),
    "amounts that shine through": (
        lambda own: replace(own, show_through=(ShowThrough("front.charge.total", "front", 115.0),)),
        "window.exposed",
    ),
    "names that shine through": (
        lambda own: replace(own, show_through=(ShowThrough("sheet.name_2", "sheet", 170.0),)),
        "window.exposed",
    ),
    "the notice side faces out": (lambda own: replace(own, panel="front"), "window.exposed"),
}


@each_row("variant", ENVELOPES)
def test_rules_and_preview_agree_on_another_envelope(sample, variant):
    change, needed = ENVELOPES[variant]
    plain = Changer(sample.notices[KOUNEN], 13).records(sized(14, 30))
    bench = changed(sample, KOUNEN, plain, envelope=change(sample.equipment.envelope))
    assert_rules_and_preview_agree(bench, KOUNEN, needed={needed})


def test_with_no_permitted_size_the_file_gets_one_finding(sample):
    choice = BarcodeChoice(None, 0.0, 0.0, 0.0, "許容される最小の寸法でも、窓枠から 2.0 mm を保てない。")
    plain = Changer(sample.notices[KOUNEN], 17).records(sized(14, 30))
    bench = changed(sample, KOUNEN, plain, barcode=choice)
    found = assert_rules_and_preview_agree(bench, KOUNEN, needed={"barcode.unprintable"})
    whole = [finding for finding in found if finding.rule == "barcode.unprintable" and finding.records > 1]
    assert [(finding.record, finding.records) for finding in whole] == [(0, len(bench.notices[KOUNEN]))]
    assert choice.reason in whole[0].message


def test_without_a_font_every_gaiji_is_missing(sample):
    fonts = FontSet({role: font for role, font in sample.equipment.fonts.roles.items() if role != "gaiji"})
    plain = Changer(sample.notices[KOUNEN], 19).records(sized(14, 30))
    found = assert_rules_and_preview_agree(
        changed(sample, KOUNEN, plain, fonts=fonts), KOUNEN, needed={"gaiji.missing"}
    )
    assert not [finding for finding in found if finding.rule == "gaiji.used"]
    assert all("フォントが読み込まれていません" in one.message for one in found if one.rule == "gaiji.missing")


# --- where things stand --------------------------------------------------------------------------------------------


def inside(rect: Rect, room: Rect) -> bool:
    grown = room.grown(1e-6)
    return grown.x0 <= rect.x0 and grown.y0 <= rect.y0 and rect.x1 <= grown.x1 and rect.y1 <= grown.y1


@each_row("variant", [None, *FORMS])
def test_nothing_is_printed_outside_the_room_that_is_reckoned_with(sample, variant):
    forms = sample.equipment.forms
    if variant is not None:
        forms = {number: FORMS[variant](form) for number, form in forms.items()}
    rooms = {box.id: box_bound(box) for box in forms[1].boxes}
    rooms |= {item.id: stack_bound(stack) for stack in forms[1].stacks for item in stack.items}
    plain = Changer(sample.notices[KOUNEN], 23).records(20)
    view = view_of(changed(sample, KOUNEN, plain, forms=forms), KOUNEN)
    placed = [item for record in range(20) for page in sheet_of(view, record).pages for item in page.items]
    shown = [item for item in placed if item.id in rooms and item.state != "missing"]
    assert all(inside(item.rect, rooms[item.id]) for item in shown)
    assert len(shown) > 400


def twins(changer: Changer) -> list[bytes]:
    """Pairs of notices with equal columns in every line, whose lines break elsewhere: no character is split."""
    records = []
    for columns in range(54, 121, 3):
        for name in (KANJI * (columns // 2) + b"1" * (columns % 2), b"1" + KANJI * ((columns - 1) // 2) + b"1"):
            raw = bytearray(changer.file.raw_record(1))
            for item_id in (*ADDRESS_IDS, "sheet.name_1", "sheet.name_2"):
                field = changer.fields[item_id][0]
                raw[field.span] = name[:columns][: field.length].ljust(field.length)
            records.append(bytes(raw))
    return records


def test_rows_that_are_set_alike_stand_where_the_preview_puts_them(sample):
    changer = Changer(sample.notices[KOUNEN], 29)
    records = [*twins(changer), *(changer.record() for _ in range(30))]
    view = view_of(changed(sample, KOUNEN, b"".join(records)), KOUNEN)
    stack = view.equipment.forms[1].addressee
    rows = np.flatnonzero(~undecodable(view))
    groups = alike(view, stack, text_block(stack, "kounen"), rows)
    for row, of in zip(rows.tolist(), groups.of.tolist(), strict=True):
        sheet = sheet_of(view, row)
        rects, foot = flow_rects(stack, *groups.settings[of])
        placed = {item.id: item.rect for item in sheet.page("sheet").items}
        expected = [placed.get(item.id) for item in stack.items]
        assert [rect and pytest.approx(rect) for rect in rects] == expected
        if sheet.barcode is not None:
            assert sheet.barcode.rect.y0 == pytest.approx(foot + stack.barcode.gap_mm)
    assert len(rows) > 50


# --- offices -------------------------------------------------------------------------------------------------------


def listed(offices: OfficeList, **changes: str) -> OfficeList:
    """The list with some columns of office 2101 changed."""
    return replace(offices, offices={**offices.offices, "2101": replace(offices.offices["2101"], **changes)})


def test_an_office_with_a_blank_in_the_list_is_reported_once(sample):
    offices = listed(sample.equipment.offices, address="", phone="")
    bench = replace(sample, equipment=replace(sample.equipment, offices=offices))
    view = view_of(bench, KOUNEN)
    (finding,) = findings(view, ("office.unknown",))
    assert (finding.offset, finding.length) == (0, 4)
    assert view.file.raw_record(finding.record)[:4] == b"2101"
    assert len(concerned(view, finding)) > 1
    assert "所在地" in finding.message
    assert "電話番号" in finding.message


def test_an_office_whose_address_does_not_fit_is_reported_once(sample):
    offices = listed(sample.equipment.offices, address="見本市年金町一丁目" * 12)
    bench = replace(sample, equipment=replace(sample.equipment, offices=offices))
    view = view_of(bench, KOUNEN)
    (finding,) = findings(view, ("sheet.overflow",))
    assert (finding.offset, finding.length) == (0, 4)
    assert all(view.file.raw_record(record)[:4] == b"2101" for record in concerned(view, finding))


def test_a_line_that_the_list_lacks_may_lie_below_a_block_that_is_cut_off(sample):
    equipment = sample.equipment
    forms = {number: with_office(form, rect=Rect(14.0, 96.0, 50.0, 103.0)) for number, form in equipment.forms.items()}
    offices = listed(equipment.offices, address="見本市年金町一丁目" * 12, phone="")
    plain = b"".join(sample.notices[KOUNEN].raw_record(record) for record in range(1, 6))
    bench = changed(sample, KOUNEN, plain, forms=forms, offices=offices)
    assert_rules_and_preview_agree(bench, KOUNEN, needed={"window.hidden", "sheet.overflow", "office.unknown"})


def test_without_a_list_the_volume_gets_one_warning_and_its_files_none(sample):
    bench = replace(sample, equipment=replace(sample.equipment, offices=None))
    assert findings(view_of(bench, KOUNEN), ("office.unknown", "office.list")) == []
    (finding,) = volume_findings(bench.equipment)
    assert (finding.rule, finding.severity, finding.file, finding.record) == ("office.list", "warning", "", None)
    assert volume_findings(sample.equipment) == ()


# --- the short way to the town of an address -----------------------------------------------------------------------


def addresses(dictionary: PostalDictionary):
    """Codes of every sort of town with addresses that name it, a neighbour, or only half of it."""
    places = dictionary._file.rows(
        "SELECT code, prefecture, city, neighborhood FROM postal_data "
        "WHERE prefecture IN ('東京都', '京都府', '北海道', '山梨県') ORDER BY code"
    )
    for (code, *names), (_, *others) in zip(places[::29], places[1::29], strict=False):
        prefecture, city, town = names
        for written in (
            f"{prefecture}{city}{town}1-2-3",
            f"{city}{town}二丁目",
            f"{city}　{town}３番地",
            f"{town}1-2",
            "".join(others) + "1-2",
            f"{city}{town}馬喰町1-2",
            f"{prefecture}{city}{town[:-1]}",
            "",
        ):
            yield code, written


def test_the_short_way_and_the_long_way_to_the_town_agree(sample):
    dictionary = sample.equipment.postal
    layout = notice_layouts("kounen")["01"]
    blank = bytearray(b" " * NOTICE_LENGTH)
    blank[14:16] = b"01"
    records, expected = [], []
    for code, written in addresses(dictionary):
        try:
            raw = encode(written)[:95]
        except UnicodeEncodeError:
            continue
        record = bytearray(blank)
        record[layout.field(60).span] = f"{code[:3]}-{code[3:]}".encode("ascii")
        record[layout.field(63).span] = raw.ljust(95)
        address = to_text(trimmed(raw))
        readable = "⟦" not in address and dictionary.kinds[int(code)] == TOWN
        expected.append(readable and not dictionary.split(code, address).matched)
        records.append(bytes(record))
    file = notice_file(KOUNEN, "kounen", b"".join(records))
    view = FileView(file, expected_file(), Printer(sample.equipment), np.ones(len(file), dtype=bool))
    (hits,) = not_in_town(view)
    assert hits.records.tolist() == np.flatnonzero(expected).tolist()
    assert 500 < len(hits.records) < len(records) - 500


def expected_file() -> ExpectedFile:
    return ExpectedFile("PAP03", KOUNEN, "kounen", "notices", "21", "東京都")


# --- 外字 by columns -----------------------------------------------------------------------------------------------


@given(st.lists(st.binary(min_size=12, max_size=12), min_size=1, max_size=8))
def test_the_gaiji_of_a_column_are_those_of_its_texts(texts):
    cells = np.frombuffer(b"".join(texts), dtype=np.uint8).reshape(-1, 12)
    rows, at, codes = column_gaiji(cells)
    found = [
        [int(code) for row, code in zip(rows, codes, strict=True) if row == number] for number in range(len(texts))
    ]
    assert found == [list(gaiji_codes(raw)) for raw in texts]
    assert all(cells[row, byte] == code >> 8 for row, byte, code in zip(rows, at, codes, strict=True))


# --- planted defects -----------------------------------------------------------------------------------------------


def by_all_rules(bench: Workbench, draft: SampleDraft) -> set[Finding]:
    """What the whole check finds in a draft."""
    notices = {name: notice_file(name, one.scheme, one.data.reshape(-1)) for name, one in draft.notices.items()}
    counts = {name: read_count_table(table, bench.counts[name].scheme, name) for name, table in draft.counts.items()}
    return set(run_checks(CheckInput(bench.media, notices, counts, bench.equipment)).findings)


@pytest.fixture(scope="module")
def clean(sample) -> set[Finding]:
    return by_all_rules(sample, draft_of(sample))


def draft_of(bench: Workbench) -> SampleDraft:
    """The sample as it was before it was written."""
    notices = {
        name: Notices(name, file.scheme, file.data.copy(), prints_of(file)) for name, file in bench.notices.items()
    }
    counts = {name: one.data.tobytes() for name, one in bench.media.files.items() if one.kind == "counts"}
    return SampleDraft(notices, counts)


def prints_of(file: NoticeFile) -> dict[str, int]:
    return Counter(file.raw_record(int(row))[:4].decode("ascii") for row in file.rows(DETAIL))


@each_row("defect", some(list(PLANTS), 9))
def test_a_planted_defect_is_found_at_its_bytes_and_by_no_other_rule(sample, clean, defect):
    draft = draft_of(sample)
    planted = PLANTS[defect](draft)
    assert planted.defect == defect
    found = by_all_rules(sample, draft)
    new = found - clean
    assert {finding.rule for finding in new} == {defect.split("/")[0]}
    assert (planted.file, planted.record, planted.offset, planted.length) in {
        (finding.file, finding.record, finding.offset, finding.length) for finding in new
    }
    # An establishment with two notices has the defect on both of them; nothing that was there before is gone.
    assert len({draft.notices[planted.file].data[finding.record, :14].tobytes() for finding in new}) == 1
    assert not clean - found


def test_an_office_without_a_list_entry_is_missing_from_no_table(sample):
    draft = draft_of(sample)
    planted = PLANTS["office.unknown"](draft)
    code = draft.notices[planted.file].data[planted.record, :4].tobytes().decode("ascii")
    table = read_count_table(draft.counts["KENS#ZMGKK31"], "kounen", "KENS#ZMGKK31")
    before = read_count_table(draft_of(sample).counts["KENS#ZMGKK31"], "kounen", "KENS#ZMGKK31")
    assert not table.problems
    assert [one.prints for one in table.offices] == [one.prints for one in before.offices]
    assert draft.notices[planted.file].prints[code] == next(
        one.prints for one in table.offices if one.office_code == code
    )


def test_defects_of_this_stage_can_be_planted_together(sample):
    draft = draft_of(sample)
    planted = [plant(draft) for name, plant in PLANTS.items() if not name.endswith("/senpo")]
    assert len({(one.file, one.record) for one in planted}) == len(planted) == len(PLANTS) // 2
    found = {(finding.rule, finding.file, finding.record) for finding in by_all_rules(sample, draft)}
    assert {(one.defect.split("/")[0], one.file, one.record) for one in planted} <= found


@each_row("defect", PLANTS)
def test_without_notices_there_is_nothing_to_plant_in(defect):
    empty = np.zeros((0, NOTICE_LENGTH), dtype=np.uint8)
    notices = {"ZMGKK#2101": Notices("ZMGKK#2101", "kounen", empty, {})}
    notices |= {"ZMGKS#2101": Notices("ZMGKS#2101", "senpo", empty.copy(), {})}
    with pytest.raises(KenpanError) as refused:
        PLANTS[defect](SampleDraft(notices, {}))
    assert refused.value.code == "sample.size"
