"""A record walked through step by step: where bar code, 元年, an edited number, a 外字, place and totals come from.

Every step is what the program itself does with the record that is shown; nothing here is written down beforehand.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.month.looking.model import ShownRecord
from app.month.looking.workbench import Workbench
from app.notice.barcode_steps import barcode_steps
from app.notice.content import ADDRESS_IDS, POSTAL_ID
from app.notice.model import PrintItem, TextPart
from app.records.layouts import Field, notice_layouts
from app.records.notice_file import DETAIL, OFFICE_TOTAL, NoticeFile
from app.records.pictures import read, read_column
from app.records.text import to_text, trimmed

_STATES = {"drawn": "字形あり：印字する", "blank": "字形が空白：何も印字されない", "missing": "字形なし：印字できない"}
_MARKS = {
    "9": "9 は数字 1 けた（0 もそのまま）。",
    "Z": "Z は先頭の 0 を空白にするけた。",
    "¥": "¥ は先頭の数字のすぐ左に 1 つだけ付く円記号。左は空白。",
    ",": "「,」は左に数字がなければ空白。",
}
_FIGURES = (
    ("notices", "通知書作成件数", ""),
    ("charges", "告知額通知件数", "charge.total"),
    ("charge_sum", "告知額合計", "charge.total"),
    ("receipts", "領収済額通知件数", "receipt.total"),
    ("receipt_sum", "領収済額合計", "receipt.total"),
)
"""A figure of the 02, and the amount of the 01 it counts or adds; none: every 01 counts."""


class WalkStep(NamedTuple):
    """One step. ``span``: bytes of the record that it speaks of, 0-based and half-open; ``None``: none of its own."""

    title: str
    told: str
    source: str
    before: str
    after: str
    span: tuple[int, int] | None = None


class Walk(NamedTuple):
    """Steps to one thing. ``id`` is what a lesson calls it."""

    id: str
    title: str
    steps: tuple[WalkStep, ...]


def walks(bench: Workbench, file: str, record: int) -> tuple[Walk, ...]:
    """Everything that can be walked through of a record of a notice file; what it has nothing of is left out."""
    look, notices = bench.look(file, record), bench.notices[file]
    found: tuple[tuple[str, str, Callable[[], Iterator[WalkStep]]], ...] = (
        ("barcode", "カスタマバーコード", lambda: _barcode(bench, look)),
        ("gannen", "元年", lambda: _gannen(look)),
        ("picture", "編集済みの数字（形）", lambda: _pictures(look, notices)),
        ("gaiji", "外字", lambda: _gaiji(look)),
        ("order", "並び順", lambda: _order(bench, file, record)),
        ("totals", "合計", lambda: _totals(notices, record)),
    )
    made = (Walk(name, title, tuple(steps())) for name, title, steps in found)
    return tuple(walk for walk in made if walk.steps)


def _barcode(bench: Workbench, look: ShownRecord) -> Iterator[WalkStep]:
    content = look.content
    if content is None or content.record != look.record:
        return
    items = {item.id: item for item in content.items}
    postal, lines = items[POSTAL_ID], [items[name] for name in ADDRESS_IDS]
    if any(line.state == "invalid" for line in lines):
        yield WalkStep(
            "住所", "文字にならないバイトがあるので、印字しません。", "委託要領", "", content.barcode.reason_text
        )
        return
    address = " ".join(line.text for line in lines if line.parts)
    for step in barcode_steps(postal.text, address, bench.equipment.postal):
        own = postal if step.before == postal.text else lines[0] if step.before == address else None
        told = step.rule if step.changed else f"{step.rule}　ここでは当たらず、そのまま。"
        yield WalkStep(step.title, told, step.source, step.before, step.after, None if own is None else _span(own))


def _span(item: PrintItem) -> tuple[int, int] | None:
    return next(((one.offset, one.offset + one.length) for one in item.sources), None)


def _gannen(look: ShownRecord) -> Iterator[WalkStep]:
    """The first date with 元年 in it, else the first date at all."""
    content = look.content
    if content is None or content.record != look.record:
        return
    dates = [item for item in content.items if "年" in [part.text for part in item.parts]]
    item = next((one for one in dates if one.edit is not None), next(iter(dates), None))
    if item is None:
        return
    by_place = {(row.offset, row.item): row for row in look.fields}
    for part in item.parts:
        source = part.source
        if source is None:
            continue
        row = by_place[source.offset, source.item]
        place = (source.offset, source.offset + source.length)
        raw = row.raw.hex(" ").upper()
        yield WalkStep(f"項番 {row.item}　{row.name}", "バイトを文字にします。", "Shift-JIS", raw, row.text, place)
        if row.name == "年":
            yield _year(part, row.text, place)
    yield WalkStep(f"印字：{item.label}", "並べて印字します。", "委託要領4(2)", "", item.text, _span(item))


def _year(part: TextPart, text: str, place: tuple[int, int]) -> WalkStep:
    rule = "元年編集の対象の項目で値が 1 なら「元」。データは変えず、印字だけが変わります。"
    if part.edit is None:
        return WalkStep("元年か", f"{rule}　ここでは 1 でないので、そのまま。", "委託要領4(2)", text, part.text, place)
    return WalkStep("元年か", f"{rule}　1 なので「元」になります。", "委託要領4(2)", text, part.text, place)


def _pictures(look: ShownRecord, notices: NoticeFile) -> Iterator[WalkStep]:
    """The first field of each picture, shortest first."""
    layout = notices.layout(look.record)
    if layout is None:
        return
    firsts: dict[str, Field] = {}
    for field in layout.fields:
        if field.picture is not None and set(field.picture) <= set(_MARKS):
            firsts.setdefault(field.picture, field)
    for picture, field in sorted(firsts.items(), key=lambda one: (len(one[0]), one[0])):
        raw = look.raw[field.span]
        reading = read(raw, picture)
        marks = "".join(text for mark, text in _MARKS.items() if mark in picture)
        said = {
            "number": f"値は {reading.value}" if reading.value is not None else "",
            "blank": "空白：値なし",
            "asterisks": "「*」の並び：値を知らせない",
            "invalid": "この形になっていない（検査で誤り）",
        }[reading.status]
        yield WalkStep(
            f"形 {picture}　項番 {field.item} {field.name}",
            f"{field.length} バイト。{marks}",
            field.source.replace("item", "項番"),
            to_text(raw).replace(" ", "␣"),
            said,
            (field.offset, field.end),
        )


def _gaiji(look: ShownRecord) -> Iterator[WalkStep]:
    names = {row.item: row.name for row in look.fields}
    for use in look.gaiji:
        offset = use.offsets[0]
        place = (offset, offset + 2)
        raw = look.raw[offset : offset + 2].hex(" ").upper()
        where = "・".join(f"項番 {item} {names[item]}" for item in use.items)
        yield WalkStep("2 バイトを読む", f"{where} にあります。", "Shift-JIS", raw, f"{use.code:04X}", place)
        told = "F040〜F9FC は外字の範囲です。Unicode の私用領域の同じ順の番号で扱います。"
        yield WalkStep("外字の番号", told, "委託要領", f"{use.code:04X}", f"U+{ord(use.char):04X}", place)
        told = "印刷専用社会保険フォントから字形を取ります。ほかの書体では代えません。"
        yield WalkStep("字形", told, "委託要領", f"U+{ord(use.char):04X}", _STATES[use.state], place)


def _order(bench: Workbench, file: str, record: int) -> Iterator[WalkStep]:
    """Beside the notice before and the one after."""
    notices = bench.notices[file]
    details = notices.rows(DETAIL)
    if int(notices.types[record]) != DETAIL:
        return
    layout = notice_layouts(notices.scheme)["01"]
    postal = layout.role("postal")
    at = int(details.searchsorted(record))
    told = "1 統一事務所コード、2 郵便番号、3 カスタマバーコード、4 事業所符号の順（昇順）です。"
    source = "電子媒体仕様書 表4.1.2.1-1"
    extract = int(notices.extract_of[record])
    if extract >= 0:
        same = notices.raw_record(extract)[:14] == notices.raw_record(record)[:14]
        yield WalkStep(
            "00 と組になる",
            "すぐ前の 00 と、先頭 14 バイト（シリアル番号）が同じなら、同じ事業所です。",
            "電子媒体仕様書 表4.1.2.1-1",
            to_text(notices.raw_record(extract)[:14]),
            f"{to_text(notices.raw_record(record)[:14])}　{'同じ' if same else '違う'}",
            (0, 14),
        )
    for title, beside in (("前の通知", at - 1), ("この通知", at), ("次の通知", at + 1)):
        if not 0 <= beside < len(details):
            yield WalkStep(title, told, source, "", "ファイルの端です", None)
            continue
        row = int(details[beside])
        line = bench.line(file, row)
        code = to_text(trimmed(notices.raw(row, postal))) or "（空白）"
        shown = f"事務所 {line.office}　〒 {code}　{line.symbol_number}"
        yield WalkStep(title, told, source, f"{row + 1:,} 番", shown, (postal.offset, postal.end))


def _totals(notices: NoticeFile, record: int) -> Iterator[WalkStep]:
    """The office's 01 added up, held against its 02."""
    office = notices.raw_record(record)[:4]
    own = (notices.data[:, :4] == list(office)).all(axis=1)
    details, totals = (notices.rows(kind) for kind in (DETAIL, OFFICE_TOTAL))
    details, totals = details[own[details]], totals[own[totals]]
    if not len(totals):
        return
    layouts = notice_layouts(notices.scheme)
    total = int(totals[0])
    for role, name, amount in _FIGURES:
        field = layouts["02"].role(role)
        said = read(notices.raw(total, field), field.picture or "").value
        if amount:
            of = layouts["01"].role(amount)
            values, states = read_column(notices.column(of)[details], of.picture or "")
            there = states == 0
            counted = int(values[there].sum()) if role.endswith("_sum") else int(there.sum())
            told = (
                f"01 の「{of.name}」（項番 {of.item}）を、事務所 {to_text(office)} の {len(details):,} 件で数えます。"
            )
        else:
            counted, told = len(details), f"事務所 {to_text(office)} の 01 を数えます。"
        shown = "" if said is None else f"{said:,}"
        verdict = "一致" if counted == said else "不一致"
        place = (field.offset, field.end) if record == total else None
        yield WalkStep(
            name, f"{told}02（{total + 1:,} 番）の項番 {field.item} と比べます。", field.source.replace("item", "項番"),
            f"01 の計 {counted:,}", f"02 は {shown}　{verdict}", place,
        )  # fmt: skip
