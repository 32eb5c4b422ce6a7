"""What a character of a page is, for who points at it: code point, bytes, and the field that it came from."""

from collections.abc import Mapping
from functools import cache

from app.notice.items import item_specs
from app.proof.compared.differences import SIDE_NAMES, DifferenceGroup, rule_title
from app.proof.compared.shown_page import Cell, ShownPage
from app.proof.printed.model import Notice
from app.records.layouts import Scheme
from app.records.notice_file import NoticeFile

_MOST_BYTES = 24
_OWN = {
    "sheet.barcode": "カスタマバーコード",
    "front.piece_id": "現品ID",
    "sheet.piece_id": "現品ID",
    "back.piece_id": "現品ID",
}


@cache
def item_label(item: str | None, scheme: Scheme | None = None) -> str:
    """What an item is called, by the table of printed items."""
    if item is None:
        return ""
    schemes: tuple[Scheme, ...] = ("kounen", "senpo") if scheme is None else (scheme,)
    for one in schemes:
        for spec in item_specs(one):
            if spec.id == item:
                return "・".join(part for part in (spec.section, spec.label) if part)
    return _OWN.get(item, item)


def notice_of(page: ShownPage, cell: Cell) -> Notice | None:
    """Whose side a character stands on: the record that the side should be of."""
    x, y = (cell.rect.x0 + cell.rect.x1) / 2, (cell.rect.y0 + cell.rect.y1) / 2
    sides = (one for one in page.sides if one.rect.x0 <= x < one.rect.x1 and one.rect.y0 <= y < one.rect.y1)
    return next((one.wanted for one in sides), None)


def described(page: ShownPage, cell: Cell, notices: Mapping[str, NoticeFile], *, expected: bool) -> str:
    """A few lines: the item and its text, the character's code points and bytes, and for what is expected the field
    with its place in the record and its raw bytes.
    """
    notice = notice_of(page, cell)
    file = None if notice is None else notices.get(notice.file)
    label = item_label(cell.item, None if file is None else file.scheme) or "項目でも様式でもない文字"
    lines = [f"{'データ' if expected else '印刷'}　{label}：{page.line(cell, expected=expected)}", _codes(cell.text)]
    source = None if cell.part is None else cell.part.source
    if source is not None and file is not None:
        raw = file.raw_record(source.record)[source.offset : source.offset + source.length]
        more = " …" if len(raw) > _MOST_BYTES else ""
        lines.append(
            f"番号 {source.record + 1}　項番 {source.item}　位置 {source.offset}（16進 {source.offset:03X}）"
            f"　{source.length} バイト"
        )
        lines.append(raw[:_MOST_BYTES].hex(" ").upper() + more)
    if cell.part is not None and cell.part.edit is not None:
        edit = cell.part.edit
        lines.append(f"編集：{edit.before.strip()} → {edit.after}　{edit.reason}")
    return "\n".join(lines)


def _codes(text: str) -> str:
    try:
        raw = text.encode("cp932").hex(" ").upper()
    except UnicodeEncodeError:
        raw = "なし"
    return f"「{text}」　{' '.join(f'U+{ord(char):04X}' for char in text)}　Shift-JIS {raw}"


def group_text(one: DifferenceGroup) -> str:
    """What is alike in a group, in one line."""
    place = item_label(one.item) or ("" if one.side is None else SIDE_NAMES[one.side])
    change = f"「{one.expected}」→「{one.found}」" if one.expected or one.found else ""
    return "　".join(part for part in (rule_title(one.rule), place, change) if part)
