"""What the review window and the commands show of one record."""

from dataclasses import dataclass
from typing import Literal

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
class ShownRecord:
    """Everything about one record.

    ``content``, ``sheet`` and ``envelope`` belong to ``content.record``, which for a ``00`` is its first notice;
    they are ``None`` for records that are never printed. ``note`` says in Japanese what cannot be shown and why.
    """

    file: str
    record: int
    kind: ShownKind
    raw: bytes
    fields: tuple[FieldRow, ...]
    content: NoticeContent | None
    sheet: Sheet | None
    envelope: EnvelopeReport | None
    gaiji: tuple[GaijiUse, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One row of the record list. ``number`` is 1-based; ``marks`` a :class:`app.cases.marks.Mark`."""

    number: int
    kind_text: str
    office: str
    symbol_number: str
    name: str
    marks: int
