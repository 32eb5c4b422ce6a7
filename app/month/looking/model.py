"""What the review window and the commands show of one record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from app.notice.model import NoticeContent
    from app.sheet.envelope import EnvelopeReport
    from app.sheet.model import Sheet

ShownKind = Literal["extract", "detail", "office_total", "unknown", "counts"]


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of the record looked at. ``printed`` are the ids of the items that print it."""

    item: int
    section: str
    name: str
    offset: int
    length: int
    raw: bytes
    text: str
    printed: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class GaijiUse:
    """One 外字 code of a record: whether the font draws it, and where it stands (fields, byte offsets)."""

    code: int
    char: str
    state: Literal["drawn", "blank", "missing"]
    items: tuple[int, ...]
    offsets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShownFields:
    """One record field by field. ``note`` says in Japanese what cannot be shown and why."""

    file: str
    record: int
    kind: ShownKind
    raw: bytes
    fields: tuple[FieldRow, ...]
    note: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class ShownRecord(ShownFields):
    """Everything about one record.

    ``content``, ``sheet`` and ``envelope`` belong to ``content.record``, which for a ``00`` is its first notice;
    they are ``None`` for records that are never printed.
    """

    content: NoticeContent | None = None
    sheet: Sheet | None = None
    envelope: EnvelopeReport | None = None
    gaiji: tuple[GaijiUse, ...] = ()

    @classmethod
    def of(
        cls,
        shown: ShownFields,
        content: NoticeContent | None = None,
        sheet: Sheet | None = None,
        envelope: EnvelopeReport | None = None,
        gaiji: tuple[GaijiUse, ...] = (),
    ) -> ShownRecord:
        """The same record with what it prints."""
        own = shown.file, shown.record, shown.kind, shown.raw, shown.fields
        return cls(*own, content, sheet, envelope, gaiji, note=shown.note)


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One row of the record list. ``number`` is 1-based; ``marks`` a :class:`app.cases.marks.Mark`."""

    number: int
    kind_text: str
    office: str
    symbol_number: str
    name: str
    marks: int
