"""Bytes of a detail record to what one item prints: text, source bytes, edit and state. Nothing is guessed.

A field that the picture or the code table does not allow is printed as its bytes stand and marked ``invalid``.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from app.notice.era import gannen_edit, print_year
from app.notice.items import ItemSpec, PrintForm
from app.notice.model import ItemState, Source, TextPart
from app.records.layouts import Field
from app.records.pictures import read, read_postal
from app.records.text import to_text, trimmed

_HYPHEN = TextPart("-")
_UNITS = (None, TextPart("年"), TextPart("月"), TextPart("日"))
UNDECODABLE = "⟦"
"""Shift-JIS has no such character, so only ``to_text`` writes it."""
_FULL_BLANK = "\u3000"


class Printed(NamedTuple):
    """What an item prints: its parts, its state and a short Japanese note on it."""

    parts: tuple[TextPart, ...]
    state: ItemState = "ok"
    note: str = ""


class Detail(NamedTuple):
    """The 980 bytes of a detail record and its index in the file."""

    raw: bytes
    record: int

    def source(self, field: Field, length: int | None = None) -> Source:
        """The field's bytes, or its first ``length`` bytes."""
        return Source(self.record, field.item, field.offset, field.length if length is None else length)


BLANK = Printed((), "blank")


def print_item(spec: ItemSpec, detail: Detail) -> Printed:
    """What an item prints that is filled from the record alone (``KeyError`` for offices and bar code)."""
    return _PRINTERS[spec.form](spec, detail)


def _postal(spec: ItemSpec, detail: Detail) -> Printed:
    (field,) = spec.fields
    raw = detail.raw[field.span]
    digits = read_postal(raw)
    if digits == "":
        return BLANK
    return _shown(field, trimmed(raw), detail, valid=digits is not None)


def _text(spec: ItemSpec, detail: Detail) -> Printed:
    return _field_text(spec.fields[0], detail)


def _field_text(field: Field, detail: Detail) -> Printed:
    """The field up to its trailing blanks."""
    used = trimmed(detail.raw[field.span])
    return _shown(field, used, detail, valid=True) if used else BLANK


def _shown(field: Field, used: bytes, detail: Detail, *, valid: bool) -> Printed:
    """The first bytes of a field as they stand."""
    text = to_text(used)
    parts = (TextPart(text, detail.source(field, len(used))),)
    if UNDECODABLE in text:
        return Printed(parts, "invalid", f"{field.name}に文字にできないコードがあります")
    return Printed(parts) if valid else Printed(parts, "invalid", f"{field.name}の形式が仕様と違います")


def _symbol(spec: ItemSpec, detail: Detail) -> Printed:
    """整理記号: the fields joined by hyphens (``99-XXXX``)."""
    pieces = [_number(field, detail) if field.picture else _field_text(field, detail) for field in spec.fields]
    if all(piece.state == "blank" for piece in pieces):
        return BLANK
    parts = tuple(part for piece in pieces for part in (_HYPHEN, *piece.parts))[1:]
    if any(piece.state == "blank" for piece in pieces):
        return Printed(parts, "invalid", f"{spec.label}の一部が空白です")
    bad = next((piece for piece in pieces if piece.state == "invalid"), None)
    return Printed(parts, "invalid", bad.note) if bad else Printed(parts)


def _number(field: Field, detail: Detail) -> Printed:
    """A number without a unit; blanks on the left are suppressed zeros and are not printed."""
    raw = detail.raw[field.span]
    reading = read(raw, field.picture or "")
    if reading.status == "blank":
        return BLANK
    if reading.status == "number":
        return Printed((TextPart(to_text(raw.lstrip(b" ")), detail.source(field)),))
    return _shown(field, raw, detail, valid=False)


def _amount(spec: ItemSpec, detail: Detail) -> Printed:
    (field,) = spec.fields
    raw = detail.raw[field.span]
    reading = read(raw, field.picture or "")
    if reading.status == "blank":
        return BLANK
    stars = reading.status == "asterisks" and "may_be_asterisks" in field.flags
    suffix = () if reading.status == "asterisks" else _suffix(spec)  # what is not told has no 円
    if reading.status == "number" or stars:
        return Printed((TextPart(to_text(raw.strip(b" ")), detail.source(field)), *suffix))
    bad = _shown(field, raw, detail, valid=False)
    return Printed((*bad.parts, *suffix), bad.state, bad.note)


def _suffix(spec: ItemSpec) -> tuple[TextPart, ...]:
    """The form's wording after the item."""
    return (TextPart(spec.suffix),) if spec.suffix else ()


def _date(spec: ItemSpec, detail: Detail) -> Printed:
    """``元号Z9年Z9月(Z9日)``: each number keeps its two columns, 元 fills both columns of the year."""
    raws = [detail.raw[field.span] for field in spec.fields]
    blank = [not raw.strip(b" ") for raw in raws]
    if all(blank):
        return BLANK
    parts: list[TextPart] = []
    note = f"{spec.label}の一部が空白です" if any(blank) else ""
    for field, raw, unit in zip(spec.fields, raws, _UNITS, strict=False):
        part, problem = _date_part(field, raw, detail)
        note = note or problem
        parts += (part,) if unit is None else (part, unit)
    parts += _suffix(spec)
    return Printed(tuple(parts), "invalid" if note else "ok", note)


def _date_part(field: Field, raw: bytes, detail: Detail) -> tuple[TextPart, str]:
    """Era, year, month or day; and what is wrong with it."""
    if field.picture is None:
        used = trimmed(raw)
        shown = _shown(field, used, detail, valid=True)
        return shown.parts[0], shown.note
    if read(raw, field.picture).status not in ("number", "blank"):
        shown = _shown(field, raw, detail, valid=False)
        return shown.parts[0], shown.note
    source = detail.source(field)
    text, is_gannen = print_year(to_text(raw)) if "gannen" in field.flags else (to_text(raw), False)
    return TextPart(text, source, gannen_edit(source) if is_gannen else None), ""


def _office_name(spec: ItemSpec, detail: Detail) -> Printed:
    """``NNNNN年金事務所``: blanks inside the name stay; those at its end are filling unless the table keeps them."""
    (field,) = spec.fields
    used = trimmed(detail.raw[field.span])
    text = to_text(used)
    while text.endswith((_FULL_BLANK, " ")):
        used = used[: -2 if text.endswith(_FULL_BLANK) else -1]
        text = text[:-1]
    if not used:
        return BLANK
    shown = _shown(field, detail.raw[field.span] if spec.keep_blanks else used, detail, valid=True)
    return Printed((*shown.parts, *_suffix(spec)), shown.state, shown.note)


def _single_number(spec: ItemSpec, detail: Detail) -> Printed:
    return _number(spec.fields[0], detail)


def _fixed(spec: ItemSpec, detail: Detail) -> Printed:
    return Printed((TextPart(spec.text),))


_PRINTERS: Mapping[PrintForm, Callable[[ItemSpec, Detail], Printed]] = MappingProxyType(
    {
        "postal": _postal,
        "text": _text,
        "symbol": _symbol,
        "number": _single_number,
        "month": _date,
        "date": _date,
        "amount": _amount,
        "office": _office_name,
        "fixed": _fixed,
    }
)
