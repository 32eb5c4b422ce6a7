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
    """``field_at`` gives for each byte the index in ``fields`` (-1: no field). Characters are read field by field, as
    they are asked for: a screen shows a small part of a record.
    """

    raw: bytes
    fields: "tuple[FieldRow, ...]"
    field_at: tuple[int, ...]
    _chars: list[Char | None]

    def char(self, offset: int) -> Char:
        """The character that the byte belongs to; its offset counts from the record's start."""
        return self._chars[offset] or self._read(offset)

    def _read(self, offset: int) -> Char:
        """Text starts anew at each field, so that a broken character cannot upset the fields after it."""
        start, end, own = offset, offset + 1, self.field_at[offset]
        while start > 0 and self.field_at[start - 1] == own:
            start -= 1
        while end < len(self.raw) and self.field_at[end] == own:
            end += 1
        for char in decode(self.raw[start:end], start):
            for at in range(char.offset, char.offset + char.length):
                self._chars[at] = char
        found = self._chars[offset]
        assert found is not None
        return found

    @property
    def chars(self) -> tuple[Char, ...]:
        """All characters, in their order."""
        found, at = [], 0
        while at < len(self.raw):
            found.append(self.char(at))
            at = found[-1].offset + found[-1].length
        return tuple(found)

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
    """The bytes of a record and whose they are."""
    raw, fields = look.raw, tuple(row for row in look.fields if row.offset < len(look.raw))
    field_at = [-1] * len(raw)
    for index, row in enumerate(fields):
        end = min(row.offset + row.length, len(raw))
        field_at[row.offset : end] = [index] * (end - row.offset)
    return HexRecord(raw, fields, tuple(field_at), [None] * len(raw))


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
