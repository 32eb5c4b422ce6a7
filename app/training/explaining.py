"""A byte of a record in words: its place, its field, the character it is a part of, where it is printed."""

from app.month.looking.model import FieldRow, ShownRecord
from app.records.layouts import Field, notice_layouts
from app.records.notice_file import NoticeFile
from app.records.text import CharKind, char_to_code, decode

_SIDES = {"sheet": "宛名面", "front": "通知 表", "back": "通知 裏"}
_ATTR = {"9": "数字", "C": "文字"}
_KINDS = {
    CharKind.GAIJI: "外字",
    CharKind.EXTENSION: "拡張文字（NEC・IBM）",
    CharKind.UNDECODABLE: "文字にならないバイト",
}


def explain_byte(look: ShownRecord, notices: NoticeFile, offset: int) -> tuple[str, ...]:
    """Lines in Japanese about the byte at ``offset`` (0-based) of a notice file's record.

    Place counted from 0 and from 1, field with its section, size, form and source, the character the byte is a part
    of, and where the field is printed. An offset outside the record gives ``IndexError``.
    """
    byte = look.raw[offset]
    lines = [f"位置 {offset}（16進 {offset:03X}）。1 から数えると {offset + 1} バイト目。値は {byte:02X}。"]
    row = next((row for row in look.fields if row.offset <= offset < row.offset + row.length), None)
    if row is None:
        return (*lines, "このレコードは項目に分けられません。")
    lines += _field_lines(row, _layout_field(notices, look.record, row), offset)
    lines.append(_character(row, offset - row.offset))
    return (*lines, *_printed(look, row))


def _layout_field(notices: NoticeFile, record: int, row: FieldRow) -> Field | None:
    kind = {0: "00", 1: "01", 2: "02"}.get(int(notices.types[record]))
    return None if kind is None else notice_layouts(notices.scheme)[kind].field(row.item)


def _field_lines(row: FieldRow, field: Field | None, offset: int) -> list[str]:
    where = " › ".join((*row.section.split("/"), row.name))
    lines = [f"項番 {row.item}　{where}", f"{row.length} バイトの項目の {offset - row.offset + 1} バイト目。"]
    if field is None:
        return lines
    form = [f"属性 {field.attr}（{_ATTR[field.attr]}）"]
    if field.picture is not None:
        form.append(f"形 {field.picture}")
    if field.constant is not None:
        form.append(f"いつも「{field.constant}」")
    if "gannen" in field.flags:
        form.append("1 は「元」と印字する")
    if "may_be_blank" in field.flags:
        form.append("空白のことがある")
    if "reserved_blank" in field.flags:
        form.append("予備（空白）")
    lines.append("、".join(form) + "。")
    lines.append(f"出典 {field.source.replace('item', '項番')}")
    return lines


def _character(row: FieldRow, at: int) -> str:
    """The character that the byte is a part of; text starts anew at each field."""
    char = next(char for char in decode(row.raw) if char.offset <= at < char.offset + char.length)
    digits = row.raw[char.offset : char.offset + char.length].hex(" ").upper()
    if char.kind is CharKind.UNDECODABLE:
        return f"{digits} は文字になりません。"
    if char.text == " ":
        return "半角の空白（20）。"
    if char.length == 1:
        return f"半角「{char.text}」（{digits}）。1 桁。"
    code = char_to_code(char.text)
    name = f"外字 {code:04X}" if char.kind is CharKind.GAIJI and code is not None else f"全角「{char.text}」"
    remark = f"　{_KINDS[char.kind]}" if char.kind is CharKind.EXTENSION else ""
    return f"{name}（{digits}）の {at - char.offset + 1} バイト目。2 桁。{remark}"


def _printed(look: ShownRecord, row: FieldRow) -> list[str]:
    if look.content is None:
        return ["このレコードは紙に印字しません。"]
    items = {item.id: item for item in look.content.items}
    lines = []
    for name in row.printed:
        item = items.get(name)
        if item is not None:
            lines.append(f"印字：{_SIDES[item.side]}　{item.label}　「{item.text.strip()}」")
        elif name == "sheet.barcode":
            lines.append(f"印字：{_SIDES['sheet']}　カスタマバーコード")
    return lines or ["この項目は紙に印字しません。"]
