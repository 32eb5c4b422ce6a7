"""A record's bytes cut into fields and characters: what the byte view draws and where its cursor can stand."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.records.text import Char, CharKind, decode
from app.ui.review.selection import Span
from app.ui.review.texts import offset_texts, visible

if TYPE_CHECKING:
    from app.month.looking.model import FieldRow, ShownRecord

_REMARKS = {
    CharKind.EXTENSION: " 拡張文字（NEC・IBM）",
    CharKind.UNDECODABLE: "文字にならないバイト",
}
LINE_ENDS = frozenset((0x0D, 0x0A))


@dataclass(frozen=True, slots=True)
class HexRecord:
    """``char_at`` and ``field_at`` give for each byte the index in ``chars`` and ``fields`` (-1: no field)."""

    raw: bytes
    fields: "tuple[FieldRow, ...]"
    chars: tuple[Char, ...]
    char_at: tuple[int, ...]
    field_at: tuple[int, ...]

    def char(self, offset: int) -> Char:
        """The character that the byte belongs to; its offset counts from the record's start."""
        return self.chars[self.char_at[offset]]

    def char_span(self, offset: int) -> Span:
        """The bytes of the character at this byte."""
        char = self.char(offset)
        return Span(char.offset, char.offset + char.length)

    def field(self, offset: int) -> "FieldRow | None":
        """The field that holds the byte."""
        index = self.field_at[offset]
        return None if index < 0 else self.fields[index]

    def field_span(self, offset: int) -> Span:
        """The bytes of the field at this byte, or of its character where there is no field."""
        field = self.field(offset)
        return self.char_span(offset) if field is None else Span(field.offset, field.offset + field.length)

    def field_beside(self, offset: int, step: int) -> Span | None:
        """The field after (1) or before (-1) the one at this byte, ``None`` at the record's edge."""
        index = self.field_at[offset] + step
        if not self.fields or not 0 <= index < len(self.fields):
            return None
        return self.field_span(self.fields[index].offset)


def hex_record(look: "ShownRecord") -> HexRecord:
    """Text starts anew at each field, so that a broken character cannot upset the fields after it."""
    raw, fields = look.raw, tuple(row for row in look.fields if row.offset < len(look.raw))
    field_at = [-1] * len(raw)
    for index, row in enumerate(fields):
        for offset in range(row.offset, min(row.offset + row.length, len(raw))):
            field_at[offset] = index
    chars: list[Char] = []
    start = 0
    for end in range(1, len(raw) + 1):
        if end == len(raw) or field_at[end] != field_at[start]:
            chars.extend(decode(raw[start:end], start))
            start = end
    char_at = tuple(index for index, char in enumerate(chars) for _ in range(char.length))
    return HexRecord(raw, fields, tuple(chars), char_at, tuple(field_at))


def describe(record: HexRecord, span: Span, base: int) -> tuple[str, str]:
    """Two lines about some bytes: which field, and place, size and content. Ends are inclusive, as people count."""
    end = min(span.end, len(record.raw))
    first, last = record.field(span.start), record.field(end - 1)
    if first is None:
        line = "項目に分けられないバイト"
    elif first is last:
        line = f"項番{first.item}　{first.name}"
    else:
        line = f"項番{first.item}　{first.name} から" + ("" if last is None else f" 項番{last.item}　{last.name} まで")
    decimal, hexadecimal = offset_texts(span.start, base)
    if end - span.start > 1:
        decimal_end, hexadecimal_end = offset_texts(end - 1, base)
        decimal, hexadecimal = f"{decimal}–{decimal_end}", f"{hexadecimal}–{hexadecimal_end}"
    place = f"位置 {decimal}（16進 {hexadecimal}）　{end - span.start}バイト"
    return line, f"{place}　{_content(record, Span(span.start, end))}"


def _content(record: HexRecord, span: Span) -> str:
    char = record.char(span.start)
    if (char.offset, char.offset + char.length) != span:
        raw = record.raw[span.start : span.end]
        text = visible("".join(part.text for part in decode(raw))).rstrip(" ")
        return f"「{text}」" if text else "空白"
    digits = record.raw[span.start : span.end].hex(" ").upper()
    if char.code in LINE_ENDS:
        return f"{digits}　改行"
    if char.kind is CharKind.UNDECODABLE:
        return f"{digits}　{_REMARKS[char.kind]}"
    text = "空白" if char.text == " " else "外字" if char.kind is CharKind.GAIJI else f"「{char.text}」"
    return f"{digits}　{text} U+{ord(char.text):04X}{_REMARKS.get(char.kind, '')}"
